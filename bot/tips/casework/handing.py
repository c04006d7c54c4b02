"""Handing tips to a colleague, and everything of somebody who leaves (F59, F72)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import BadInput, NotAllowed, NotFound
from bot.staff.models import Staff
from bot.staff.permissions import Viewer, can, require
from bot.tips import deadlines
from bot.tips.casework.footing import check_reason, open_for, record
from bot.tips.casework.sight import agency_of, seen_by
from bot.tips.models import Referral, Tip, TipNote

AT_ONCE = 500
"""Tips handed over in one go; what is left is handed over with the next."""


async def officers(session: AsyncSession, agency: str) -> Sequence[Staff]:
    """Who may hold tips in an agency, by name."""
    rows = await session.scalars(select(Staff).where(Staff.agency == agency, Staff.active).order_by(Staff.name))
    return [row for row in rows if "officer" in row.roles]


async def assign(session: AsyncSession, viewer: Viewer, case_number: str, to: str, *, now: datetime) -> Referral:
    """Give one tip to a colleague: a supervisor gives any, an officer what is theirs. Raises BadInput, NotAllowed."""
    referral, tip = await open_for(session, viewer, case_number, act="tips.see")
    if not can(viewer, "tips.supervise") and not (can(viewer, "tips.work") and referral.holder == viewer.staff_id):
        raise NotAllowed("tips.supervise")
    await _officer(session, viewer, to)
    if referral.holder == to:
        raise BadInput("Petugas itu sudah memegang laporan ini.")
    before, referral.holder, tip.changed_at = referral.holder, to, now
    await deadlines.held(session, referral, now=now)
    record(session, "referral.assign", tip, viewer, now, before=before, to=to)
    return referral


async def hand_over(
    session: AsyncSession, viewer: Viewer, leaver: str, *, to: str | None, reason: str, now: datetime
) -> int:
    """Move what somebody holds in the viewer's agency to a colleague, or (None) back to the queue. Returns how many.

    The leaver may have an account no more; each tip's history says who moved it, and why.
    """
    require(viewer, "tips.supervise")
    reason = check_reason(reason)
    if to is not None:
        await _officer(session, viewer, to)
    if to == leaver:
        raise BadInput("Pilih petugas lain sebagai penerima.")
    rows = await session.execute(
        seen_by(agency_of(viewer))
        .where(Referral.live, Referral.holder == leaver)
        .order_by(Referral.id)
        .limit(AT_ONCE)
        .with_for_update(of=Referral)
    )
    moved: list[tuple[Referral, Tip]] = [(row[0], row[1]) for row in rows]
    for referral, tip in moved:
        referral.holder, tip.changed_at = to, now
        await deadlines.held(session, referral, now=now)
        note = TipNote(tip_id=tip.id, agency=referral.agency, author=viewer.staff_id, kind="note", at=now)
        session.add(note)
        note.text = f"Serah terima: {reason}"
        record(session, "referral.hand_over", tip, viewer, now, before=leaver, to=to)
    return len(moved)


async def _officer(session: AsyncSession, viewer: Viewer, staff_id: str) -> Staff:
    if staff_id not in {officer.id for officer in await officers(session, agency_of(viewer))}:
        raise BadInput("Pilih petugas yang aktif di instansi Anda.")
    found = await session.get(Staff, staff_id)
    if found is None:
        raise NotFound(f"staff {staff_id}")
    return found
