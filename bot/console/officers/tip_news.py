"""News about the tip that somebody is reading: a bar says that something happened, and moves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.audit import AuditEntry
from bot.console.acts import act_words
from bot.console.live import QUIET_ACTS
from bot.console.visit import Visit
from bot.errors import NotFound
from bot.tips.casework.reading import OF_ONE_AGENCY
from bot.tips.casework.sight import agency_of, referral_of

_TOLD = 3
"""So many things that happened are named."""


@dataclass(frozen=True)
class About:
    """What happened to one tip since its page was made."""

    case_number: str
    words: Sequence[str]
    at: datetime | None


async def news_of(session: AsyncSession, visit: Visit) -> About | None:
    """What others did since the page was made. The page names the tip and the audit id it knows: `LA-7K3QX:123`."""
    case, _, known = visit.query("terbuka").partition(":")
    if not case or not known.isdigit() or len(known) > 18:
        return None
    try:
        _, tip = await referral_of(session, visit.viewer, case.upper())
    except NotFound:
        return None
    agency = agency_of(visit.viewer)
    entries = (
        await session.scalars(
            select(AuditEntry)
            .where(
                AuditEntry.subject == f"tip:{tip.id}", AuditEntry.id > int(known),
                AuditEntry.actor != visit.viewer.actor, AuditEntry.act.not_in(QUIET_ACTS),
                or_(AuditEntry.act.not_in(OF_ONE_AGENCY), AuditEntry.agency == agency),
            )
            .order_by(AuditEntry.id.desc())
            .limit(50)
        )
    ).all()  # fmt: skip
    words = list(dict.fromkeys(act_words(entry.act) for entry in entries))[:_TOLD]
    return About(tip.case_number, words, entries[0].at if entries else None)
