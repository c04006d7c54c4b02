"""Who sees a tip: agencies that hold a referral of it. Every list, count and reading starts here."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotAllowed, NotFound
from bot.staff.permissions import Viewer, require
from bot.tips.models import LIVE, OPEN, Referral, Tip

HIDDEN = ("unsent", "expired")
"""Statuses in which a tip is visible to nobody."""
__all__ = ["HIDDEN", "LIVE", "OPEN", "agency_of", "referral_of", "seen_by"]


def agency_of(viewer: Viewer) -> str:
    """The agency whose tips this person may see. Raises NotAllowed."""
    require(viewer, "tips.see")
    if viewer.agency is None:
        raise NotAllowed("tips.see")
    return viewer.agency


def seen_by(agency: str) -> Select[Referral, Tip]:
    """All referrals this agency may see, with their tips. An excluded agency never holds one."""
    return (
        select(Referral, Tip)
        .join(Tip, Tip.id == Referral.tip_id)
        .where(Referral.agency == agency, Referral.state != "revoked", Tip.status.not_in(HIDDEN))
    )


async def referral_of(session: AsyncSession, viewer: Viewer, case_number: str) -> tuple[Referral, Tip]:
    """The viewer's own referral of a tip. Raises NotFound alike when there is no such tip and when it is not theirs."""
    query = seen_by(agency_of(viewer)).where(Tip.case_number == case_number)
    row = (await session.execute(query)).first()
    if row is None:
        raise NotFound(f"case {case_number}")
    return row[0], row[1]
