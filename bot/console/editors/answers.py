"""Answers: the table of everything citizens may read, narrowed and sorted, and one answer with its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from bot.answers.editing import history
from bot.answers.sources import in_order
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.editors.rows import FILTERS, Row, chips, read_rows
from bot.console.editors.speaking import speaker_rows
from bot.console.visit import Visit
from bot.console.words import GROUPS
from bot.errors import NotFound
from bot.staff.accounts import names_of

SORTS: Mapping[str, tuple[str, Callable[[Row], Any]]] = {
    "": ("Kelompok", lambda row: row.title),
    "judul": ("Judul", lambda row: row.title.lower()),
    "ditanya": ("Paling ditanya", lambda row: -row.recent.asked),
    "terbantu": ("Paling sedikit terbantu", lambda row: 101 if row.recent.share is None else row.recent.share),
    "dicek": ("Paling lama tidak dicek", lambda row: (row.published is None, row.checked_on)),
    "tinjau": ("Paling dekat ditinjau", lambda row: (row.published is None, row.review_by)),
}
ALL_IN_ONE = "semua"


async def show(desk: Desk, visit: Visit) -> Response:
    """The table, narrowed by a state, a group and words, in an order."""
    today = visit.now.astimezone(JAKARTA).date()
    wanted, words = visit.query("saring"), visit.query("cari").strip().lower()
    group, sort = visit.query("kelompok"), visit.query("urut")
    wanted, sort = wanted if wanted in FILTERS else "", sort if sort in SORTS else ""
    async with desk.runtime.db.read() as session:
        rows = await read_rows(session, today)
    counts = {key: sum(key in row.states for row in rows) if key else len(rows) for key in FILTERS}
    known = [key for key in GROUPS if any(row.answer.group == key for row in rows)]
    shown = [row for row in rows if not wanted or wanted in row.states]
    if group:
        shown = [row for row in shown if row.answer.group == group]
    if words:
        shown = [row for row in shown if row.says(words)]
    shown.sort(key=lambda row: row.title)
    shown.sort(key=SORTS[sort][1])
    kept = {"saring": wanted, "kelompok": group, "cari": visit.query("cari"), "urut": sort}

    def address(**changed: str) -> str:
        """This page with something else chosen."""
        return f"?{urlencode({name: value for name, value in {**kept, **changed}.items() if value})}"

    return desk.pages.show(
        visit, "editors/answers.html", groups=_grouped(shown, sort), counts=counts, filters=FILTERS, wanted=wanted,
        search=visit.query("cari"), today=today, chips=chips, sorts=SORTS, sort=sort, group=group, known=known,
        address=address, total=len(shown),
    )  # fmt: skip


async def show_one(desk: Desk, visit: Visit) -> Response:
    """What is published, what is being written, and every wording before."""
    key, today = visit.path("key"), visit.now.astimezone(JAKARTA).date()
    async with desk.runtime.db.read() as session:
        row = next((row for row in await read_rows(session, today, key=key)), None)
        if row is None:
            raise NotFound(f"answer {key}")
        past = await history(session, key)
        checked_by = [check.checked_by for check in row.checks.values()]
        people = [*(r.author for r in past), *(r.approver for r in past if r.approver), *checked_by]
        names = await names_of(session, people)
        chosen = await in_order(session, row.published.sources if row.published else ())
    content = row.published.content if row.published else {}
    mine = next((r for r in row.open if r.author == visit.viewer.staff_id and r.state != "submitted"), None)
    return desk.pages.show(
        visit, "editors/answer.html", row=row, past=past, names=names, sources=chosen, today=today, mine=mine,
        chips=chips, facts=desk.facts.of(content.get("facts") or []), spoken=speaker_rows(row.checks, key, content),
        others=[r for r in row.open if r.author != visit.viewer.staff_id and r.state != "submitted"],
    )  # fmt: skip


def _grouped(rows: Sequence[Row], sort: str) -> dict[str, list[Row]]:
    """By group in the order of the house; an order of its own makes one table of all."""
    if sort:
        return {ALL_IN_ONE: list(rows)} if rows else {}
    order = list(GROUPS)
    groups: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: _place(order, row.answer.group)):
        groups.setdefault(row.answer.group, []).append(row)
    return groups


def _place(order: list[str], group: str) -> int:
    return order.index(group) if group in order else len(order)
