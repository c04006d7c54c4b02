"""What an officer has read: marks of one's own, so that what changed since stands out. No promise is kept by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.staff.permissions import Viewer
from bot.tips.casework.models import Mention, ReadMark


async def read(session: AsyncSession, viewer: Viewer, tip_ids: Sequence[str], *, now: datetime) -> None:
    """The viewer knows these tips as they stand now; mentions of the viewer in them are settled."""
    query = select(ReadMark).where(ReadMark.staff_id == viewer.staff_id, ReadMark.tip_id.in_(tip_ids))
    known = {mark.tip_id: mark for mark in await session.scalars(query)}
    for tip_id in tip_ids:
        if tip_id in known:
            known[tip_id].at = now
        else:
            session.add(ReadMark(staff_id=viewer.staff_id, tip_id=tip_id, at=now))
    await session.execute(
        update(Mention)
        .where(Mention.staff_id == viewer.staff_id, Mention.tip_id.in_(tip_ids), Mention.seen_at.is_(None))
        .values(seen_at=now)
    )


async def of(session: AsyncSession, viewer: Viewer, tip_ids: Sequence[str]) -> dict[str, datetime]:
    """When the viewer last read each of these tips; a tip never read is missing."""
    rows = await session.execute(
        select(ReadMark.tip_id, ReadMark.at).where(ReadMark.staff_id == viewer.staff_id, ReadMark.tip_id.in_(tip_ids))
    )
    return {row.tip_id: row.at for row in rows}
