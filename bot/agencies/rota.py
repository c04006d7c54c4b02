"""Who is on duty when: turns of an agency's people. People are ids here; names belong to the staff room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.agencies.models import Shift
from bot.database import new_id
from bot.errors import BadInput, NotFound

LONGEST = timedelta(hours=24)
AHEAD_MOST = timedelta(days=366)
WEEK = timedelta(days=7)


async def on_duty(session: AsyncSession, agency: str, *, at: datetime) -> Sequence[Shift]:
    """The turns that run at a moment, the one that ends first first."""
    rows = await session.scalars(
        select(Shift)
        .where(Shift.agency == agency, Shift.ends_at > at, Shift.starts_at <= at)
        .order_by(Shift.ends_at, Shift.id)
    )
    return rows.all()


async def turns(session: AsyncSession, agency: str, *, since: datetime, until: datetime) -> Sequence[Shift]:
    """The turns that touch a span, in order."""
    rows = await session.scalars(
        select(Shift)
        .where(Shift.agency == agency, Shift.ends_at > since, Shift.starts_at < until)
        .order_by(Shift.starts_at, Shift.id)
    )
    return rows.all()


async def add_turn(
    session: AsyncSession,
    agency: str,
    staff_id: str,
    *,
    people: Collection[str],
    starts_at: datetime,
    ends_at: datetime,
    by: str,
    now: datetime,
) -> Shift:
    """Put somebody on duty. `people`: ids of who may be put on duty in this agency. Raises BadInput."""
    if staff_id not in people:
        raise BadInput("Pilih petugas dari instansi Anda.")
    if not starts_at < ends_at <= starts_at + LONGEST:
        raise BadInput("Jam selesai harus sesudah jam mulai, paling lama 24 jam.")
    if ends_at <= now or starts_at > now + AHEAD_MOST:
        raise BadInput("Giliran harus belum lewat, dan paling jauh satu tahun lagi.")
    if await _taken(session, staff_id, starts_at, ends_at):
        raise BadInput("Petugas itu sudah punya giliran pada waktu tersebut.")
    turn = Shift(id=new_id(), agency=agency, staff_id=staff_id, starts_at=starts_at, ends_at=ends_at)
    session.add(turn)
    audit.record(session, "duty.add", f"duty:{turn.id}", actor=by, now=now, agency=agency, who=staff_id)
    return turn


async def remove_turn(session: AsyncSession, agency: str, turn_id: str, *, by: str, now: datetime) -> None:
    """Take somebody off duty. Raises NotFound for a turn of another agency, too."""
    turn = await session.get(Shift, turn_id)
    if turn is None or turn.agency != agency:
        raise NotFound(f"duty {turn_id}")
    await session.delete(turn)
    audit.record(session, "duty.remove", f"duty:{turn_id}", actor=by, now=now, agency=agency, who=turn.staff_id)


async def repeat_week(
    session: AsyncSession, agency: str, *, since: datetime, people: Collection[str], by: str, now: datetime
) -> int:
    """Give the week after `since` + 7 days the turns of the week from `since`; what is taken or gone is left out.

    Returns how many turns were added.
    """
    added = 0
    for turn in await turns(session, agency, since=since, until=since + WEEK):
        starts_at, ends_at = turn.starts_at + WEEK, turn.ends_at + WEEK
        if turn.starts_at < since or turn.staff_id not in people or ends_at <= now:
            continue
        if not await _taken(session, turn.staff_id, starts_at, ends_at):
            session.add(Shift(id=new_id(), agency=agency, staff_id=turn.staff_id, starts_at=starts_at, ends_at=ends_at))
            added += 1
    if added:
        audit.record(session, "duty.repeat", f"agency:{agency}", actor=by, now=now, agency=agency, turns=added)
    return added


async def _taken(session: AsyncSession, staff_id: str, starts_at: datetime, ends_at: datetime) -> bool:
    found = await session.scalar(
        select(Shift.id)
        .where(Shift.staff_id == staff_id, Shift.ends_at > starts_at, Shift.starts_at < ends_at)
        .limit(1)
    )
    return found is not None
