"""What waits for one officer and for their queue, as counts: the daily digest tells no more than this (F69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, or_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.staff.permissions import Viewer
from bot.tips.casework.folders import COUNT_MOST, FOLDERS, ME, asked_by, counting
from bot.tips.casework.models import ReadMark
from bot.tips.models import Referral, Tip

__all__ = ["COUNT_MOST", "Waiting", "of"]


@dataclass(frozen=True)
class Waiting:
    """Counts, up to `COUNT_MOST`. `mine_*`: what the officer holds; the others: the agency's whole queue."""

    mine_late: int
    mine_news: int
    """Held tips in which something changed since the officer read them."""
    mentions: int
    unread: int
    """Tips that nobody of the agency has opened."""
    late: int
    emergencies: int

    @property
    def anything(self) -> bool:
        """Whether a letter is worth sending: something is late, unread, or waits for this officer."""
        return any((self.mine_late, self.mine_news, self.mentions, self.unread, self.late))


_MINE = and_(Referral.holder == ME, Referral.live)
_READ = exists().where(ReadMark.tip_id == Tip.id, ReadMark.staff_id == ME, ReadMark.at >= Tip.changed_at)
_NEWS = exists().where(Tip.id == Referral.tip_id, ~_READ)
_COUNTS = counting(
    {
        "mine_late": and_(_MINE, FOLDERS["lewat_tenggat"]),
        "mine_news": and_(_MINE, _NEWS),
        "mentions": FOLDERS["menyebut_saya"],
        "unread": and_(Referral.live, Referral.opened_at.is_(None)),
        "late": FOLDERS["lewat_tenggat"],
        "emergencies": and_(FOLDERS["darurat"], or_(Referral.opened_at.is_(None), FOLDERS["lewat_tenggat"])),
    }
)


async def of(session: AsyncSession, viewer: Viewer, *, now: datetime) -> Waiting:
    """Count what the viewer may see."""
    return Waiting(**dict((await session.execute(_COUNTS, asked_by(viewer, now=now))).one()._mapping))
