"""The worker: claims the heads of lanes, runs them a few at a time, and never loses one.

A job is leased while it runs and the lease is kept alive; whoever loses it stops. What fails waits longer each
time, with jitter; a busy channel says itself how long. What failed too often is parked with an alarm. Work comes
by three roads: an event in this process, PostgreSQL's NOTIFY, and a poll that never trusts the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs, logs, wake
from bot.database import new_id
from bot.errors import ChannelBroken, ChannelBusy, TryAgain
from bot.jobs import Claim, Job
from bot.meters import Meters
from bot.runtime import Runtime

log = logs.get(__name__)

HEARTBEATS_A_LEASE = 3


@dataclass(frozen=True)
class Handler:
    """What to do with one kind of job. `parked` is told when it is given up; `attempts`: if other than usual.

    `run` returns True when it has finished the job itself, in the commit of what it did: one commit less.
    """

    run: Callable[[Claim], Awaitable[bool | None]]
    parked: Callable[[Claim, str], Awaitable[None]] | None = None
    attempts: int | None = None


@dataclass(frozen=True)
class Periodic:
    """Housekeeping as a job in a lane of its own, again `every` seconds after it ended."""

    kind: str
    every: float


class Worker:
    """Runs jobs until `stop()`. One per process; any number of processes."""

    def __init__(
        self,
        runtime: Runtime,
        handlers: Mapping[str, Handler],
        periodic: tuple[Periodic, ...] = (),
        *,
        meters: Meters | None = None,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{new_id()[:4]}"
        self._runtime = runtime
        self._settings = runtime.settings
        self._handlers = handlers
        self._meters = meters or Meters()
        self._periodic = {one.kind: one for one in periodic}
        self._running: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._wake = runtime.db.jobs_waiting

    def stop(self) -> None:
        """Take no more jobs; `run` returns once the running ones are done or given back."""
        self._stopping.set()
        self._wake.set()

    async def run(self) -> None:
        """Work until stopped."""
        beside = [asyncio.create_task(self._beat())]
        if not self._runtime.db.is_sqlite:
            beside.append(asyncio.create_task(wake.listen(self._runtime.db)))
        try:
            await self._plan_periodic()
            while not self._stopping.is_set():
                self._wake.clear()
                try:
                    claimed = await self.step()
                except Exception:  # the worker loop is one of the two places that catch everything
                    log.exception("worker.claim_failed")
                    claimed = 0
                if not claimed:
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), self._settings.job_poll)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self._drain()

    async def step(self) -> int:
        """Claim what fits into the free places and start it. Returns how many jobs were started."""
        free = self._settings.worker_tasks - len(self._running)
        now, db = self._runtime.clock(), self._runtime.db
        if free <= 0 or (db.is_sqlite and not await self._any_due()):
            return 0
        async with db.single() as session:
            claims = await jobs.claim(
                session, owner=self.name, now=now, lease=self._settings.job_lease, most=free, kinds=list(self._handlers)
            )
        for claim in claims:
            task = asyncio.create_task(self._attend(claim))
            self._running.add(task)
            task.add_done_callback(self._ended)
        return len(claims)

    async def settle(self) -> None:
        """Wait until nothing is running."""
        while self._running:
            await asyncio.wait(self._running)

    async def _any_due(self) -> bool:
        """A look without the write lock, so that an idle worker disturbs nobody."""
        now = self._runtime.clock()
        free = jobs.free_at(now, self._settings.job_lease)
        due = select(Job.id).where(Job.parked_at.is_(None), jobs.due_at(now), free).limit(1)
        async with self._runtime.db.read() as session:
            return await session.scalar(due) is not None

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # The database failed under our own bookkeeping: the lease ends and the job comes again.
            log.error("job.unsettled", exc_info=error)
        self._wake.set()

    async def _attend(self, claim: Claim) -> None:
        """One job from lease to end, whatever happens inside it."""
        handler = self._handlers[claim.kind]
        work = asyncio.ensure_future(self._timed(handler, claim))
        keeper = asyncio.create_task(self._keep_lease(claim, work))
        try:
            finished = await work
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            if self._stopping.is_set():
                await self._give_back(claim)
            else:
                log.warning("job.lease_lost", job=claim.id, kind=claim.kind)
        except Exception as error:  # the worker loop is one of the two places that catch everything
            await self._failed(claim, handler, error)
        else:
            if not finished:
                await self._done(claim)
        finally:
            keeper.cancel()

    async def _timed(self, handler: Handler, claim: Claim) -> bool | None:
        with self._meters.stage(f"job.{claim.kind}", job=str(claim.id)):
            return await handler.run(claim)

    async def _keep_lease(self, claim: Claim, work: asyncio.Future[bool | None]) -> None:
        """Extend the lease while the work runs; once it is lost, somebody else has the job: stop."""
        lease = self._settings.job_lease
        while True:
            await asyncio.sleep(lease / HEARTBEATS_A_LEASE)
            try:
                async with self._runtime.db.single() as session:
                    kept = await jobs.extend(session, claim, now=self._runtime.clock(), lease=lease)
            except Exception:  # a database that is away for a moment must not end the watch
                log.exception("job.lease_unsure", job=claim.id)
                continue
            if not kept:
                work.cancel()
                return

    async def _done(self, claim: Claim) -> None:
        periodic = self._periodic.get(claim.kind)
        if periodic is None:
            async with self._runtime.db.single() as session:
                await jobs.finish(session, claim)
            return
        async with self._runtime.db.write() as session:
            if await jobs.finish(session, claim):
                self._put_periodic(session, periodic, delay=periodic.every)

    async def _failed(self, claim: Claim, handler: Handler, error: Exception) -> None:
        now, reason = self._runtime.clock(), f"{type(error).__name__}: {getattr(error, 'reason', '')}".rstrip(": ")
        # Neither a full channel nor a refused token is this job's fault: it waits as long as that takes.
        busy = isinstance(error, ChannelBusy | ChannelBroken)
        self._meters.failures.labels(claim.kind).inc()
        most = handler.attempts or self._settings.job_attempts
        if claim.attempt >= most and not busy and claim.kind not in self._periodic:
            log.error("job.parked", job=claim.id, kind=claim.kind, attempt=claim.attempt, exc_info=error)
            if handler.parked is not None:
                await handler.parked(claim, reason)
            async with self._runtime.db.write() as session:
                await jobs.park(session, claim, now=now, reason=reason)
            return
        wait = self._pause(claim.attempt, error)
        log.warning("job.failed", job=claim.id, kind=claim.kind, attempt=claim.attempt, wait=wait, exc_info=error)
        async with self._runtime.db.write() as session:
            await jobs.postpone(session, claim, at=now + timedelta(seconds=wait), reason=reason, counts=not busy)

    def _pause(self, attempt: int, error: Exception) -> float:
        """Seconds until the next try: doubling, with jitter, never sooner than the neighbour asked for."""
        after = error.after if isinstance(error, TryAgain) else None
        if isinstance(error, ChannelBusy | ChannelBroken) and after is not None:
            return after
        grown: float = min(self._settings.job_backoff * 2.0 ** min(attempt - 1, 20), self._settings.job_backoff_most)
        return max(grown * random.uniform(0.75, 1.25), after or 0)

    async def _give_back(self, claim: Claim) -> None:
        async with self._runtime.db.write() as session:
            await jobs.postpone(session, claim, at=self._runtime.clock(), reason="worker stopped", counts=False)

    async def _drain(self) -> None:
        if self._running:
            await asyncio.wait(self._running, timeout=self._settings.worker_drain)
        for task in self._running:
            task.cancel()
        await self.settle()

    async def _plan_periodic(self) -> None:
        """See to it that every periodic kind has one job waiting."""
        async with self._runtime.db.write() as session:
            planned = set(await session.scalars(select(Job.kind).where(Job.kind.in_(self._periodic))))
            for kind, periodic in self._periodic.items():
                if kind not in planned:
                    self._put_periodic(session, periodic, delay=0)

    def _put_periodic(self, session: AsyncSession, periodic: Periodic, *, delay: float) -> None:
        lane, now = f"house:{periodic.kind}", self._runtime.clock()
        jobs.put(session, periodic.kind, {}, lane=lane, now=now, priority=jobs.QUIET, delay=delay)

    async def _beat(self) -> None:
        """Leave a sign of life now and then."""
        while True:
            try:
                async with self._runtime.db.write() as session:
                    await jobs.beat(session, self.name, now=self._runtime.clock())
            except Exception:  # a database that is away for a moment must not end the heartbeat
                log.exception("worker.beat_failed")
            await asyncio.sleep(self._settings.worker_beat)
