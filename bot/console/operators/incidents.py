"""Incidents: what is broken now with what to do about it, and what was mended."""

from __future__ import annotations

from starlette.responses import Response

from bot import incidents
from bot.console.desk import Desk
from bot.console.paging import cut, page_number
from bot.console.visit import Visit
from bot.delivery import mail
from bot.delivery.alarms import operators_addresses


async def show(desk: Desk, visit: Visit) -> Response:
    """Open incidents first, then the history."""
    settings, number = desk.runtime.settings, page_number(visit)
    size = settings.page_size
    async with desk.runtime.db.read() as session:
        open_ones = await incidents.open_now(session)
        past = cut(await incidents.recent(session, most=size + 1, skip=(number - 1) * size), number=number, size=size)
        told = await operators_addresses(session) if mail.is_on(settings) else []
    return desk.pages.show(
        visit,
        "operators/incidents.html",
        open_ones=open_ones,
        page=past,
        kinds={kind.key: kind for kind in incidents.KINDS},
        told=told,
        mail_is_on=mail.is_on(settings),
    )
