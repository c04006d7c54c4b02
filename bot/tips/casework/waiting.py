"""What waits for one officer and for their queue, as counts: the daily digest tells no more than this (F69)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.staff.permissions import Viewer
from bot.tips.casework.folders import COUNT_MOST, FOLDERS
from bot.tips.casework.models import ReadMark
from bot.tips.casework.sight import agency_of
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


async def of(session: AsyncSession, viewer: Viewer, *, now: datetime) -> Waiting:
    """Count what the viewer may see."""
    agency = agency_of(viewer)
    mine = and_(Referral.holder == viewer.staff_id, Referral.live)
    late = FOLDERS["lewat_tenggat"](viewer, now)
    read = exists().where(
        ReadMark.tip_id == Referral.tip_id, ReadMark.staff_id == viewer.staff_id, ReadMark.at >= Tip.changed_at
    )
    conditions: dict[str, ColumnElement[bool]] = {
        "mine_late": and_(mine, late),
        "mine_news": and_(mine, ~read),
        "mentions": FOLDERS["menyebut_saya"](viewer, now),
        "unread": and_(Referral.live, Referral.opened_at.is_(None)),
        "late": late,
        "emergencies": and_(FOLDERS["darurat"](viewer, now), or_(Referral.opened_at.is_(None), late)),
    }
    columns = []
    for name, condition in conditions.items():
        some = (
            select(literal(1).label("one"))
            .select_from(Referral)
            .join(Tip, Tip.id == Referral.tip_id)
            .where(Referral.agency == agency, Referral.state != "revoked", condition)
            .limit(COUNT_MOST)
            .subquery()
        )
        columns.append(select(func.count()).select_from(some).scalar_subquery().label(name))
    return Waiting(**dict((await session.execute(select(*columns))).one()._mapping))
