"""What an officer has read: marks of one's own, so that what changed since stands out. No promise is kept by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.staff.permissions import Viewer
from bot.tips.casework.models import Mention, ReadMark


async def read(session: AsyncSession, viewer: Viewer, tip_ids: Sequence[str], *, now: datetime) -> None:
    """The viewer knows these tips as they stand now; mentions of the viewer in them are settled."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for tip_id in sorted(set(tip_ids)):  # two windows of one officer may say so at the same moment, in one order
        mark = insert(ReadMark).values(staff_id=viewer.staff_id, tip_id=tip_id, at=now)
        await session.execute(mark.on_conflict_do_update(index_elements=["staff_id", "tip_id"], set_={"at": now}))
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
