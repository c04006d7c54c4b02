"""A tip: read by an officer of an agency that holds it, every reading recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.officers.asked import read_asked
from bot.console.officers.case import Case, build
from bot.console.officers.evidence import PLAYED
from bot.console.officers.inbox import read_list
from bot.console.visit import Visit
from bot.tips.casework.closing import OUTCOMES, WITHOUT_HELP, wants_second
from bot.tips.casework.footing import NOTE_MOST
from bot.tips.casework.identity import Identity
from bot.tips.casework.reading import open_tip
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
    known: Identity | None = None,
) -> Response:
    """The tip's page; after a refused act `failed` names the form, which shows again what was typed.

    `revealed` and `known`: hidden values and the reporter's identity, shown on this page once.
    """
    async with desk.runtime.db.write() as session:
        view = await open_tip(session, visit.viewer, visit.path("case").upper(), now=visit.now)
        case = await build(session, visit.viewer, view, revealed=revealed or {}, now=visit.now)
        values = _values(desk, visit, case, wrong=wrong, failed=failed) | {"identity": known}
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
        "playable": PLAYED,
        "outcomes": OUTCOMES,
        "second_for": WITHOUT_HELP,
        "second_always": wants_second(case.tip, ""),
        "most": {"tanya": QUESTION_MOST, "catatan": NOTE_MOST},
    }
