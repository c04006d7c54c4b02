"""The custodian's screen: requests to open a reporter's identity, decided without seeing the tip (F118)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.paging import Page, cut, page_number
from bot.console.visit import Visit, see
from bot.errors import BadInput, WrongState
from bot.staff.accounts import names_of
from bot.tips.casework import identity

TABS = ("menunggu", "diputuskan")


@dataclass(frozen=True)
class Request:
    """A request in words."""

    id: str
    case_number: str
    kind: str
    emergency: bool
    consent: str | None
    channel: str
    who: str
    at: datetime
    reason: str
    state: str
    decided_by: str
    decided_at: datetime | None
    remark: str
    open_until: datetime | None
    mine: bool


async def show(desk: Desk, visit: Visit, *, wrong: str = "", failed: str = "") -> Response:
    """Requests of the agency that wait, or were decided."""
    tab = visit.query("tab", TABS[0])
    tab = tab if tab in TABS else TABS[0]
    size, number = desk.runtime.settings.page_size, page_number(visit)
    async with desk.runtime.db.read() as session:
        found = await identity.requests(
            session, visit.viewer, waiting=tab == TABS[0], most=size + 1, skip=(number - 1) * size
        )
        page = cut(found, number=number, size=size)
        people = [name for row, _ in page.rows for name in (row.asked_by, row.decided_by or "")]
        names = await names_of(session, people)
        rows = [
            Request(
                row.id, tip.case_number, tip.kind, tip.emergency, tip.consent, tip.channel,
                names.get(row.asked_by, "petugas"), row.asked_at, row.reason or "", row.state,
                names.get(row.decided_by or "", ""), row.decided_at, row.remark or "", row.open_until,
                mine=row.asked_by == visit.viewer.staff_id,
            )
            for row, tip in page.rows
        ]  # fmt: skip
    return desk.pages.show(
        visit, "officers/custody.html", status=422 if wrong else 200, page=Page(rows, page.number, page.has_more),
        tab=tab, wrong=wrong, failed=failed, typed=visit.form,
        hours=round(desk.runtime.settings.identity_open_for / 3600, 1),
    )  # fmt: skip


async def grant(desk: Desk, visit: Visit) -> Response:
    """Open it for the officer who asked, for a short time."""
    return await _decide(desk, visit, grant=True, notice="identitas_dibuka")


async def refuse(desk: Desk, visit: Visit) -> Response:
    """Not this time, with a remark."""
    return await _decide(desk, visit, grant=False, notice="identitas_ditolak")


async def _decide(desk: Desk, visit: Visit, *, grant: bool, notice: str) -> Response:
    request_id, remark = visit.path("request"), visit.form.text("catatan")
    try:
        async with desk.runtime.db.write() as session:
            await identity.decide(
                session, visit.viewer, request_id, grant=grant, remark=remark,
                settings=desk.runtime.settings, now=visit.now,
            )  # fmt: skip
    except (BadInput, WrongState) as refused:
        return await show(desk, visit, wrong=refused.sentence, failed=request_id)
    return see("/konsol/identitas", notice=notice)
