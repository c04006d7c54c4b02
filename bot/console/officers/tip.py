"""A tip: read by an officer of an agency that holds it, every reading recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.officers.case import Case, build
from bot.console.officers.inbox import read_asked, read_list
from bot.console.visit import Visit
from bot.tips.casework.reading import open_tip
from bot.tips.casework.steps import NOTE_MOST, OUTCOMES
from bot.tips.follow_up import QUESTION_MOST


async def show(desk: Desk, visit: Visit) -> Response:
    """The list beside the tip; only the tip when the page asks for the panel."""
    return await page(desk, visit)


async def page(
    desk: Desk,
    visit: Visit,
    *,
    wrong: str = "",
    failed: str = "",
    revealed: Mapping[str, str] | None = None,
) -> Response:
    """The tip's page; after a refused act `failed` names the form, which shows again what was typed."""
    async with desk.runtime.db.write() as session:
        view = await open_tip(session, visit.viewer, visit.path("case").upper(), now=visit.now)
        case = await build(session, visit.viewer, view, revealed=revealed or {})
        values = _values(desk, visit, case, wrong=wrong, failed=failed)
        if not visit.is_htmx:
            values |= await read_list(desk, visit, session)
    template = "officers/panel.html" if visit.is_htmx else "officers/desk.html"
    return desk.pages.show(visit, template, status=422 if wrong else 200, **values)


def _values(desk: Desk, visit: Visit, case: Case, *, wrong: str, failed: str) -> dict[str, Any]:
    return {
        "case": case,
        "place": read_asked(visit).query,
        "wrong": wrong,
        "failed": failed,
        "typed": visit.form,
        "outcomes": OUTCOMES,
        "most": {"tanya": QUESTION_MOST, "catatan": NOTE_MOST},
    }
