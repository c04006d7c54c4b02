"""The worker: order in a lane, leases, back-off, parking, draining, and housekeeping that comes round."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot import jobs
from bot.database import Database
from bot.errors import ChannelBusy, TryAgain
from bot.jobs import Claim, Job
from bot.runtime import Runtime
from bot.worker import Handler, Periodic, Worker
from tests.conftest import FakeClock

Run = Callable[[Claim], Awaitable[None]]


async def put(runtime: Runtime, *names: str, lane: str = "a", kind: str = "k", priority: int = jobs.NORMAL) -> None:
    async with runtime.db.write() as session:
        for name in names:
            jobs.put(session, kind, {"name": name}, lane=lane, now=runtime.clock(), priority=priority)


async def work(worker: Worker) -> None:
    while await worker.step():
        await worker.settle()


async def left(runtime: Runtime) -> list[Job]:
    async with runtime.db.read() as session:
        return list(await session.scalars(select(Job).order_by(Job.id)))


def worker_for(runtime: Runtime, run: Run, **more: object) -> Worker:
    return Worker(runtime, {"k": Handler(run, **more)})  # type: ignore[arg-type]


async def test_a_lane_keeps_its_order_while_lanes_run_beside_each_other(runtime: Runtime) -> None:
    done: list[str] = []
    open_gate = asyncio.Event()

    async def run(claim: Claim) -> None:
        if claim.payload["name"] == "a1":
            await open_gate.wait()
        done.append(claim.payload["name"])

    worker = worker_for(runtime, run)
    await put(runtime, "a1", "a2", "a3", lane="a")
    await put(runtime, "b1", "b2", lane="b")
    while len(done) < 2:
        await worker.step()
        await asyncio.sleep(0.01)
    assert done == ["b1", "b2"]
    open_gate.set()
    await work(worker)
    await worker.settle()
    await work(worker)
    assert done[2:] == ["a1", "a2", "a3"] and await left(runtime) == []


async def test_urgent_work_overtakes_other_lanes(runtime: Runtime) -> None:
    done: list[str] = []

    async def run(claim: Claim) -> None:
        done.append(claim.payload["name"])

    runtime.settings.worker_tasks = 1
    await put(runtime, "biasa", lane="a")
    await put(runtime, "darurat", lane="b", priority=jobs.URGENT)
    await work(worker_for(runtime, run))
    assert done == ["darurat", "biasa"]


async def test_what_fails_waits_longer_each_time_and_its_lane_waits_with_it(runtime: Runtime, clock: FakeClock) -> None:
    tried: list[float] = []
    begun = clock()

    async def run(claim: Claim) -> None:
        if claim.payload["name"] == "pertama" and len(tried) < 4:
            tried.append((clock() - begun).total_seconds())
            raise TryAgain("away")

    worker = worker_for(runtime, run)
    await put(runtime, "pertama", "kedua")
    for _ in range(200):
        await work(worker)
        clock.advance(0.5)
    gaps = [after - before for before, after in pairwise(tried)]
    assert len(gaps) == 3 and gaps == sorted(gaps) and 1.0 <= gaps[0] <= 3.0 and gaps[2] >= 6.0
    assert await left(runtime) == []


async def test_a_busy_channel_says_itself_how_long_and_is_not_held_against_the_job(
    runtime: Runtime, clock: FakeClock
) -> None:
    tries = 0

    async def run(_: Claim) -> None:
        nonlocal tries
        tries += 1
        if tries <= 30:
            raise ChannelBusy("429", after=5)

    worker = worker_for(runtime, run)
    await put(runtime, "x")
    for expected in range(1, 31):
        await work(worker)
        assert tries == expected
        clock.advance(4.9)
        await work(worker)
        assert tries == expected
        clock.advance(0.2)
    await work(worker)
    assert await left(runtime) == []


async def test_after_the_last_try_a_job_is_parked_told_and_its_lane_goes_on(runtime: Runtime, clock: FakeClock) -> None:
    parked: list[str] = []
    done: list[str] = []

    async def run(claim: Claim) -> None:
        if claim.payload["name"] == "rusak":
            raise ValueError("isi pesan warga")
        done.append(claim.payload["name"])

    async def told(claim: Claim, reason: str) -> None:
        parked.append(reason)

    runtime.settings.job_attempts = 3
    worker = worker_for(runtime, run, parked=told)
    await put(runtime, "rusak", "berikut")
    for _ in range(4):
        await work(worker)
        clock.advance(1_000)
    assert parked == ["ValueError"] and done == ["berikut"]
    (job,) = await left(runtime)
    assert job.parked_at is not None and job.attempts == 3 and job.reason == "ValueError"


async def test_a_job_of_a_killed_worker_is_done_by_another_when_its_lease_ends(
    runtime: Runtime, clock: FakeClock
) -> None:
    done: list[str] = []

    async def never(_: Claim) -> None:
        await asyncio.Event().wait()

    async def run(claim: Claim) -> None:
        done.append(claim.payload["name"])

    killed = worker_for(runtime, never)
    await put(runtime, "x")
    await killed.step()
    second = worker_for(runtime, run)
    await work(second)
    assert done == []
    clock.advance(runtime.settings.job_lease + 1)
    await work(second)
    assert done == ["x"] and await left(runtime) == []
    for task in killed._running:
        task.cancel()
    await killed.settle()


async def test_a_worker_that_lost_its_lease_stops_and_changes_nothing(runtime: Runtime, clock: FakeClock) -> None:
    runtime.settings.job_lease = 0.15  # the keeper looks at it on the wall clock
    stopped = asyncio.Event()

    async def long(_: Claim) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    slow = worker_for(runtime, long)
    await put(runtime, "x")
    await slow.step()
    async with runtime.db.write() as session:
        (await session.scalars(select(Job))).one().owner = "somebody else"
    await asyncio.wait_for(stopped.wait(), 5)
    await slow.settle()
    (job,) = await left(runtime)
    assert job.owner == "somebody else" and job.parked_at is None


async def test_a_stopping_worker_lets_work_finish_and_gives_back_what_does_not(runtime: Runtime) -> None:
    runtime.settings.worker_drain, runtime.settings.job_poll = 0.3, 0.02
    begun, done = asyncio.Event(), []

    async def run(claim: Claim) -> None:
        begun.set()
        await asyncio.sleep(0.1 if claim.payload["name"] == "pendek" else 60)
        done.append(claim.payload["name"])

    worker = worker_for(runtime, run)
    await put(runtime, "pendek", lane="a")
    await put(runtime, "panjang", lane="b")
    running = asyncio.create_task(worker.run())
    await begun.wait()
    await asyncio.sleep(0.05)
    worker.stop()
    await asyncio.wait_for(running, 5)
    assert done == ["pendek"]
    (job,) = await left(runtime)
    assert job.payload["name"] == "panjang" and job.owner is None and job.attempts == 0


# SQLite has no NOTIFY: there the poll is the road between processes.
@pytest.mark.parametrize(
    ("database_kind", "road"),
    [
        ("sqlite", "this process"),
        pytest.param("postgresql", "this process", marks=pytest.mark.postgres),
        pytest.param("postgresql", "another process", marks=pytest.mark.postgres),
    ],
)
async def test_work_is_taken_up_without_waiting_for_the_poll(runtime: Runtime, road: str) -> None:
    runtime.settings.job_poll = 30.0
    done = asyncio.Event()

    async def run(_: Claim) -> None:
        done.set()

    worker = worker_for(runtime, run)
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.5)
    other = Database(runtime.settings.database, runtime.vault) if road == "another process" else runtime.db
    await put(replace(runtime, db=other), "x")
    await asyncio.wait_for(done.wait(), 5)
    worker.stop()
    await running
    if other is not runtime.db:
        await other.close()


async def test_housekeeping_comes_round_once_each_time_and_is_never_parked(runtime: Runtime, clock: FakeClock) -> None:
    runs = 0

    async def run(_: Claim) -> None:
        nonlocal runs
        runs += 1
        if runs < 20:
            raise TryAgain("away")

    runtime.settings.job_attempts, runtime.settings.job_backoff_most = 2, 1.0
    workers = [Worker(runtime, {"sapu": Handler(run)}, (Periodic("sapu", every=60),)) for _ in range(2)]
    for worker in workers:
        await worker._plan_periodic()
    for _ in range(25):
        await work(workers[0])
        clock.advance(2)
    assert runs == 20
    (job,) = await left(runtime)
    assert job.parked_at is None and job.lane == "house:sapu"
    clock.advance(60)
    await work(workers[1])
    assert runs == 21 and len(await left(runtime)) == 1


async def test_a_worker_leaves_signs_of_life(runtime: Runtime, clock: FakeClock) -> None:
    worker = worker_for(runtime, lambda _: asyncio.sleep(0))
    running = asyncio.create_task(worker.run())

    async def seen() -> bool:
        async with runtime.db.read() as session:
            return await jobs.last_beat(session, now=clock()) == clock()

    while not await seen():
        await asyncio.sleep(0.01)
    worker.stop()
    await running
