"""Raising and closing incidents: idempotent, one open row a cause, one letter when it opens and one when it closes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs
from bot.database import new_id
from bot.incidents.kinds import kind_named
from bot.incidents.models import Incident
from bot.settings import Settings

TELL = "incident.tell"
"""Kind of the job that tells operators by mail how an incident stands."""
_REASON_MOST = 200


async def raise_(
    session: AsyncSession, settings: Settings, kind: str, part: str = "", *, now: datetime, reason: str = ""
) -> Incident:
    """Note that something is broken. A cause that is known already is only counted.

    `part`: which channel, endpoint …; `reason`: a short technical cause without a citizen's words or a secret.
    One that closed a moment ago, before its end was told, opens again as the same incident: that is no new letter.
    """
    kind_named(kind)
    reason = reason[:_REASON_MOST]
    known = await _open(session, kind, part)
    if known is None:
        known = await _just_closed(session, kind, part, since=now - timedelta(seconds=settings.incident_settle))
        if known is not None and not known.told:
            _put_telling(session, known, now, delay=settings.incident_patience)
    if known is None:
        try:
            async with session.begin_nested():
                made = _made(kind, part, reason, now)
                session.add(made)
        except IntegrityError:
            known = await _open(session, kind, part)
            if known is None:
                raise
        else:
            _put_telling(session, made, now, delay=settings.incident_patience)
            return made
    known.open_key, known.closed_at = _key(kind, part), None
    known.seen_at, known.count, known.reason = now, known.count + 1, reason or known.reason
    return known


async def clear(session: AsyncSession, settings: Settings, kind: str, part: str = "", *, now: datetime) -> bool:
    """Note that the cause is gone. False when no such incident was open."""
    kind_named(kind)
    known = await _open(session, kind, part)
    if known is None:
        return False
    known.open_key, known.closed_at = None, now
    # Told a while later: what comes and goes every minute is one incident, not a storm of letters.
    _put_telling(session, known, now, delay=settings.incident_settle)
    return True


async def open_now(session: AsyncSession) -> Sequence[Incident]:
    """What is broken now, the urgent and oldest first."""
    rows = (await session.scalars(select(Incident).where(Incident.open_key.is_not(None)))).all()
    return sorted(rows, key=lambda one: (not kind_named(one.kind).urgent, one.since))


async def recent(session: AsyncSession, *, most: int, skip: int = 0) -> Sequence[Incident]:
    """What was broken and is mended, newest first."""
    rows = await session.scalars(
        select(Incident)
        .where(Incident.open_key.is_(None))
        .order_by(Incident.closed_at.desc(), Incident.id)
        .limit(most)
        .offset(skip)
    )
    return rows.all()


def _made(kind: str, part: str, reason: str, now: datetime) -> Incident:
    return Incident(
        id=new_id(), kind=kind, part=part, open_key=_key(kind, part), since=now, seen_at=now, count=1,
        reason=reason, told="",
    )  # fmt: skip


async def _open(session: AsyncSession, kind: str, part: str) -> Incident | None:
    found: Incident | None = await session.scalar(select(Incident).where(Incident.open_key == _key(kind, part)))
    return found


async def _just_closed(session: AsyncSession, kind: str, part: str, *, since: datetime) -> Incident | None:
    """The last one of this cause, if it closed after `since` and operators have not been told of its end."""
    last: Incident | None = await session.scalar(
        select(Incident)
        .where(Incident.kind == kind, Incident.part == part)
        .order_by(Incident.since.desc(), Incident.id)
        .limit(1)
    )
    if last is None or last.told == "closed" or last.closed_at is None or last.closed_at < since:
        return None
    return last


def _put_telling(session: AsyncSession, incident: Incident, now: datetime, *, delay: float) -> None:
    jobs.put(session, TELL, {"incident": incident.id}, lane=f"incident:{incident.id}", now=now, delay=delay)


def _key(kind: str, part: str) -> str:
    return f"{kind}:{part}"
