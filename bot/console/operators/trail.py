"""The audit chain: is it whole, how much waits for its seal, and what was done lately (ids only)."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response

from bot import audit
from bot.audit import AuditEntry
from bot.console.acts import act_words
from bot.console.desk import Desk
from bot.console.paging import cut, page_number
from bot.console.visit import Visit
from bot.staff.accounts import names_of


async def show(desk: Desk, visit: Visit) -> Response:
    """Verify from the start when asked (`?periksa=ya`); list the newest entries always."""
    size, number = desk.runtime.settings.page_size, page_number(visit)
    async with desk.runtime.db.read() as session:
        verdict = await audit.verify(session) if visit.query("periksa") else None
        found = await session.scalars(
            select(AuditEntry).order_by(AuditEntry.id.desc()).limit(size + 1).offset((number - 1) * size)
        )
        page = cut(found.all(), number=number, size=size)
        names = await names_of(
            session, [e.actor.removeprefix("staff:") for e in page.rows if e.actor.startswith("staff:")]
        )
    return desk.pages.show(visit, "operators/trail.html", verdict=verdict, page=page, names=names, act_words=act_words)
