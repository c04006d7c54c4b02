"""The one job table: put, claim, finish. Lanes keep order, leases make it at-least-once.

A job is put in the same commit as what caused it. Only the head of a lane may be claimed, so work for
one conversation or one endpoint is done in order; a failed head waits (back-off) and its lane waits
with it. A job that fails too often is parked: it leaves its lane, is kept, and raises an alarm.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Index, Integer, case, delete, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from bot.database import Base, new_id

URGENT, NORMAL, QUIET = 0, 5, 9
"""Priorities: danger replies overtake, housekeeping waits."""

_OPEN = text("parked_at IS NULL")
_SKEW = timedelta(seconds=30)
"""How far the clocks of several machines may be apart."""


class Job(Base):
    """Something to be done. `payload` holds ids only, never words."""

    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    lane: Mapped[str]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    priority: Mapped[int] = mapped_column(default=NORMAL)
    run_at: Mapped[datetime]
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    leased_until: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    reason: Mapped[str | None]

    __table_args__ = (
        Index("ix_jobs_open", "lane", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_jobs_due", "priority", "run_at"),
    )


class WorkerBeat(Base):
    """A sign of life of one worker, so that health can tell a quiet house from a dead one."""

    __tablename__ = "worker_beats"

    worker: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]


@dataclass(frozen=True)
class Claim:
    """A leased job in a worker's hands. `attempt` counts from 1."""

    id: int
    lane: str
    kind: str
    payload: dict[str, Any]
    attempt: int
    owner: str


def put(
    session: AsyncSession,
    kind: str,
    payload: dict[str, Any],
    *,
    lane: str,
    now: datetime,
    priority: int = NORMAL,
    delay: float = 0,
) -> Job:
    """Add a job to this transaction; workers wake when it commits. `delay` in seconds."""
    job = Job(
        lane=lane,
        kind=kind,
        payload=payload,
        priority=priority,
        created_at=now,
        run_at=now + timedelta(seconds=delay),
    )
    session.add(job)
    session.info["jobs_put"] = True
    return job


def due_at(now: datetime) -> ColumnElement[bool]:
    """Whether a job's time has come. One that was put later than now was put by a clock that has been set back since:
    it does not wait until that time comes again."""
    return or_(Job.run_at <= now, Job.created_at > now + _SKEW)


def free_at(now: datetime, lease: float) -> ColumnElement[bool]:
    """Whether nobody holds a job. A lease that ends later than any lease can was given before a clock was set back."""
    return or_(
        Job.leased_until.is_(None),
        Job.leased_until <= now,
        Job.leased_until > now + timedelta(seconds=lease) + _SKEW,
    )


async def claim(
    session: AsyncSession,
    *,
    owner: str,
    now: datetime,
    lease: float,
    most: int,
    kinds: Collection[str] | None = None,
) -> list[Claim]:
    """Lease up to `most` lane heads that are due, the most urgent and oldest first. One statement."""
    ahead = aliased(Job)
    is_head = ~exists().where(ahead.lane == Job.lane, ahead.parked_at.is_(None), ahead.id < Job.id)
    due = (
        select(Job.id)
        .where(Job.parked_at.is_(None), due_at(now), free_at(now, lease), is_head)
        .order_by(Job.priority, Job.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    if kinds is not None:
        due = due.where(Job.kind.in_(kinds))
    chosen = due.cte("due").prefix_with("MATERIALIZED", dialect="postgresql")
    token = f"{owner}:{new_id()[:8]}"
    taken = await session.execute(
        update(Job)
        .where(Job.id.in_(select(chosen.c.id)))
        .values(
            owner=token,
            leased_until=now + timedelta(seconds=lease),
            attempts=Job.attempts + 1,
            created_at=case((Job.created_at > now, now), else_=Job.created_at),
        )
        .returning(Job.id, Job.lane, Job.kind, Job.payload, Job.attempts, Job.priority)
        .execution_options(synchronize_session=False)
    )
    rows = sorted(taken.all(), key=lambda row: (row.priority, row.id))
    return [Claim(row.id, row.lane, row.kind, row.payload, row.attempts, token) for row in rows]


async def finish(session: AsyncSession, claim: Claim) -> bool:
    """Remove a done job. False when the lease was lost to another worker meanwhile."""
    gone = await session.execute(delete(Job).where(Job.id == claim.id, Job.owner == claim.owner).returning(Job.id))
    return gone.first() is not None


async def extend(session: AsyncSession, claim: Claim, *, now: datetime, lease: float) -> bool:
    """Keep a long job. False when the lease was already lost."""
    kept = await session.execute(
        update(Job)
        .where(Job.id == claim.id, Job.owner == claim.owner)
        .values(leased_until=now + timedelta(seconds=lease))
        .returning(Job.id)
    )
    return kept.first() is not None


async def postpone(session: AsyncSession, claim: Claim, *, at: datetime, reason: str, counts: bool = True) -> None:
    """Give the job back, to be tried again at `at`. `counts=False`: this try is not held against it."""
    await session.execute(
        update(Job)
        .where(Job.id == claim.id, Job.owner == claim.owner)
        .values(
            owner=None,
            leased_until=None,
            run_at=at,
            reason=reason,
            attempts=Job.attempts if counts else Job.attempts - 1,
        )
    )


async def park(session: AsyncSession, claim: Claim, *, now: datetime, reason: str) -> None:
    """Take the job out of its lane for good, kept for a person to look at."""
    await session.execute(
        update(Job)
        .where(Job.id == claim.id, Job.owner == claim.owner)
        .values(parked_at=now, owner=None, leased_until=None, reason=reason)
    )


async def parked(session: AsyncSession, *, most: int = 100) -> Sequence[Job]:
    """Parked jobs, newest first."""
    rows = await session.scalars(
        select(Job).where(Job.parked_at.is_not(None)).order_by(Job.parked_at.desc()).limit(most)
    )
    return rows.all()


async def unpark(session: AsyncSession, job_id: int, *, now: datetime) -> bool:
    """Put a parked job back into its lane with its attempts forgotten."""
    back = await session.execute(
        update(Job)
        .where(Job.id == job_id, Job.parked_at.is_not(None))
        .values(parked_at=None, attempts=0, run_at=now, reason=None)
        .returning(Job.id)
    )
    session.info["jobs_put"] = True
    return back.first() is not None


async def counts(session: AsyncSession, *, now: datetime) -> dict[str, int]:
    """Open, late (due over a minute ago) and parked jobs, for health and metrics."""
    waiting, late = (
        await session.execute(
            select(
                func.count(),
                func.coalesce(func.sum((Job.run_at < now - timedelta(minutes=1)).cast(Integer)), 0),
            ).where(Job.parked_at.is_(None))
        )
    ).one()
    stuck = await session.scalar(select(func.count()).where(Job.parked_at.is_not(None)))
    return {"open": waiting, "late": late, "parked": stuck or 0}


async def oldest_due(session: AsyncSession, *, now: datetime) -> float:
    """For how many seconds the longest waiting job has been due, 0 when none waits."""
    first: datetime | None = await session.scalar(
        select(func.min(Job.run_at)).where(Job.parked_at.is_(None), Job.run_at <= now)
    )
    return (now - first).total_seconds() if first else 0.0


async def beat(session: AsyncSession, worker: str, *, now: datetime) -> None:
    """Note that this worker lives; signs older than a day are swept away."""
    row = await session.get(WorkerBeat, worker)
    if row is None:
        session.add(WorkerBeat(worker=worker, started_at=now, seen_at=now))
    else:
        row.seen_at = now
    await session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - timedelta(days=1)))


async def last_beat(session: AsyncSession, *, now: datetime) -> datetime | None:
    """When any worker was last seen. A sign from the future was left before the clock was set back."""
    seen: datetime | None = await session.scalar(
        select(func.max(WorkerBeat.seen_at)).where(WorkerBeat.seen_at <= now + _SKEW)
    )
    return seen
