"""What every step of casework stands on: the viewer's own referral, the others, reasons, the trail, the notice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit, jobs
from bot.errors import BadInput, WrongState
from bot.staff.permissions import Viewer, require
from bot.tips.casework.sight import OPEN, referral_of
from bot.tips.models import Referral, Tip

REASON_LEAST = 5
NOTE_MOST = 4_000


async def open_for(
    session: AsyncSession, viewer: Viewer, case_number: str, *, act: str = "tips.work"
) -> tuple[Referral, Tip]:
    """The viewer's referral, while it can still be worked on."""
    require(viewer, act)
    referral, tip = await referral_of(session, viewer, case_number)
    if tip.status == "withdrawn":
        raise WrongState("Pelapor sudah mencabut laporan ini.")
    if referral.state not in OPEN:
        raise WrongState("Instansi Anda sudah menyelesaikan laporan ini.")
    return referral, tip


async def others_of(session: AsyncSession, mine: Referral, *, lock: bool = False) -> Sequence[Referral]:
    """The tip's other referrals as they stand now.

    `lock`: agencies that step at the same moment wait for each other; all lock all rows, in one order.
    """
    query = select(Referral).where(Referral.tip_id == mine.tip_id).order_by(Referral.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return [row for row in await session.scalars(query) if row.id != mine.id]


def end(referral: Referral, state: str, reason: str, now: datetime) -> None:
    """The agency has done with it."""
    referral.state, referral.ended_at, referral.end_reason = state, now, reason
    referral.replied_at = referral.replied_at or now


def check_reason(text: str) -> str:
    """A reason worth keeping. Raises BadInput."""
    if len(text.strip()) < REASON_LEAST:
        raise BadInput("Tulis alasannya dengan singkat.")
    return text.strip()[:NOTE_MOST]


def tell(session: AsyncSession, referral: Referral, event: str, now: datetime) -> None:
    """The agency's own machines hear of it through the delivery room."""
    payload = {"referral_id": referral.id, "event": event}
    jobs.put(session, "notify", payload, lane=f"notify:{referral.agency}", now=now)


def record(session: AsyncSession, act: str, tip: Tip, viewer: Viewer, now: datetime, **details: str | None) -> None:
    """One line of the trail about this tip."""
    audit.record(session, act, f"tip:{tip.id}", actor=viewer.actor, agency=viewer.agency, now=now, **details)
