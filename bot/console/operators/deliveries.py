"""Deliveries to agencies' machines: state, attempts, dead letters with a button to send again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.agencies.models import Endpoint
from bot.console.desk import Desk
from bot.console.paging import cut, page_number
from bot.console.visit import Visit, see
from bot.console.words import DELIVERY_STATE
from bot.delivery.models import Delivery
from bot.delivery.worker import count_by_state, listed, redeliver
from bot.tips.models import Referral, Tip


@dataclass(frozen=True)
class Row:
    """A delivery with the harmless names around it: case number, agency, host of the endpoint."""

    delivery: Delivery
    case_number: str
    agency: str
    url: str


async def show(desk: Desk, visit: Visit) -> Response:
    """The list, newest first, or only one state."""
    size, number = desk.runtime.settings.page_size, page_number(visit)
    state = visit.query("keadaan")
    state = state if state in DELIVERY_STATE else ""
    async with desk.runtime.db.read() as session:
        found = await listed(session, state=state or None, most=size + 1, skip=(number - 1) * size)
        page = cut(found, number=number, size=size)
        rows = await _with_names(session, page.rows)
        counts = await count_by_state(session)
    return desk.pages.show(
        visit, "operators/deliveries.html", rows=rows, page=page, state=state, counts=counts, total=sum(counts.values())
    )


async def again(desk: Desk, visit: Visit) -> Response:
    """Send a dead letter again, under the same id."""
    async with desk.runtime.db.write() as session:
        await redeliver(session, visit.path("delivery"), by=visit.viewer.actor, now=visit.now)
    return see("/konsol/pengiriman?keadaan=dead", notice="dikirim_ulang")


async def _with_names(session: AsyncSession, deliveries: Sequence[Delivery]) -> list[Row]:
    rows = await session.execute(
        select(Delivery.id, Tip.case_number, Referral.agency, Endpoint.url)
        .join(Referral, Referral.id == Delivery.referral_id)
        .join(Tip, Tip.id == Referral.tip_id)
        .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
        .where(Delivery.id.in_([delivery.id for delivery in deliveries]))
    )
    names = {row.id: row for row in rows}
    return [
        Row(delivery, names[delivery.id].case_number, names[delivery.id].agency, names[delivery.id].url)
        for delivery in deliveries
        if delivery.id in names
    ]
