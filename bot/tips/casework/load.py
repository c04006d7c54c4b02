"""How much each officer of an agency holds, and how much of it is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.staff.models import Staff
from bot.staff.permissions import Viewer, require
from bot.tips.casework.handing import officers
from bot.tips.casework.sight import agency_of
from bot.tips.models import EMERGENCY, Referral


@dataclass(frozen=True)
class Load:
    """What one person holds. `active`: still has an account that works and the officer's role."""

    staff_id: str
    name: str
    active: bool
    held: int
    late: int
    emergencies: int
    waiting: int
    """For the reporter's answer."""
    oldest: datetime | None
    """When the tip that was sent first of them came."""


async def of_officers(session: AsyncSession, viewer: Viewer, *, now: datetime) -> Sequence[Load]:
    """Every officer of the viewer's agency, and whoever else still holds something; the fullest hands first."""
    require(viewer, "tips.supervise")
    agency = agency_of(viewer)
    rows = await session.execute(
        select(
            Referral.holder,
            func.count().label("held"),
            func.sum(case((Referral.due_at < now, 1), else_=0)).cast(Integer).label("late"),
            func.sum(case((Referral.rank >= EMERGENCY, 1), else_=0)).cast(Integer).label("emergencies"),
            func.sum(case((Referral.asks, 1), else_=0)).cast(Integer).label("waiting"),
            func.min(Referral.sent_at).label("oldest"),
        )
        .where(Referral.agency == agency, Referral.live, Referral.holder.is_not(None))
        .group_by(Referral.holder)
    )
    held = {row.holder: row for row in rows}
    working = {officer.id: officer.name for officer in await officers(session, agency)}
    left = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(set(held) - set(working))))
    names = {**{row.id: row.name for row in left}, **working}
    loads = []
    for staff_id in {*held, *working}:
        row = held.get(staff_id)
        loads.append(
            Load(
                staff_id, names.get(staff_id, "akun lama"), staff_id in working,
                row.held if row else 0, row.late if row else 0, row.emergencies if row else 0,
                row.waiting if row else 0, row.oldest if row else None,
            )
        )  # fmt: skip
    return sorted(loads, key=lambda one: (one.active, -one.late, -one.held, one.name))
