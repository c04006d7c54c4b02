"""Kept searches above the list: keep the one that is shown, open one, forget one."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.officers.asked import FIELDS, read_asked
from bot.console.visit import Visit, see
from bot.staff.permissions import Viewer
from bot.tips.casework import saved


@dataclass(frozen=True)
class Kept:
    """A kept search: its name and where it leads."""

    id: str
    name: str
    query: str


async def saved_of(session: AsyncSession, viewer: Viewer) -> list[Kept]:
    """The viewer's own."""
    rows = [(row.id, row.query or {}) for row in await saved.of(session, viewer)]
    return [
        Kept(key, str(told.get("name", "")), urlencode({name: told[name] for name in FIELDS if told.get(name)}))
        for key, told in rows
    ]


async def keep(desk: Desk, visit: Visit) -> Response:
    """Keep the search that the address names."""
    asked = read_asked(visit)
    async with desk.runtime.db.write() as session:
        await saved.keep(session, visit.viewer, visit.form.text("nama"), asked.told, now=visit.now)
    return see(f"/konsol/laporan?{asked.query}", notice="saringan_disimpan")


async def drop(desk: Desk, visit: Visit) -> Response:
    """Forget one; the list stays where it is."""
    async with desk.runtime.db.write() as session:
        await saved.drop(session, visit.viewer, visit.path("saved"))
    return see(f"/konsol/laporan?{read_asked(visit).query}", notice="saringan_dihapus")
