"""Searches that an officer keeps under a name, each only their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import new_id
from bot.errors import BadInput, NotFound, WrongState
from bot.staff.permissions import Viewer, require
from bot.tips.casework.models import SavedFilter

NAME_MOST = 40
KEPT_MOST = 20
"""Searches one officer may keep."""


async def of(session: AsyncSession, viewer: Viewer) -> Sequence[SavedFilter]:
    """The viewer's searches in the order they were kept."""
    rows = await session.scalars(
        select(SavedFilter).where(SavedFilter.staff_id == viewer.staff_id).order_by(SavedFilter.position)
    )
    return rows.all()


async def keep(
    session: AsyncSession, viewer: Viewer, name: str, query: Mapping[str, str], *, now: datetime
) -> SavedFilter:
    """Keep a search; one of the same name is replaced. Raises BadInput, WrongState."""
    require(viewer, "tips.see")
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_MOST:
        raise BadInput(f"Beri nama saringan, paling panjang {NAME_MOST} huruf.")
    known = await of(session, viewer)
    found = next((row for row in known if (row.query or {}).get("name", "").casefold() == name.casefold()), None)
    if found is None:
        if len(known) >= KEPT_MOST:
            raise WrongState(f"Paling banyak {KEPT_MOST} saringan tersimpan. Hapus satu dulu.")
        last = select(func.max(SavedFilter.position)).where(SavedFilter.staff_id == viewer.staff_id)
        position = (await session.scalar(last) or 0) + 1
        found = SavedFilter(id=new_id(), staff_id=viewer.staff_id, position=position, at=now)
        session.add(found)
    found.query = {"name": name, **query}
    return found


async def drop(session: AsyncSession, viewer: Viewer, saved_id: str) -> None:
    """Forget one. Raises NotFound for somebody else's, too."""
    found = await session.get(SavedFilter, saved_id)
    if found is None or found.staff_id != viewer.staff_id:
        raise NotFound(f"saved filter {saved_id}")
    await session.delete(found)
