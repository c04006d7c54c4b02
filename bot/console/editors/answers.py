"""Answers: the table of everything citizens may read, with what is stale, and one answer with its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.answers.editing import history
from bot.answers.models import Answer, Revision, Source
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.visit import Visit
from bot.console.words import GROUPS, Chip
from bot.errors import NotFound
from bot.staff.accounts import names_of

REGIONAL = ("su", "jv")
FILTERS = {
    "": "Semua",
    "menunggu": "Menunggu persetujuan",
    "draf": "Draf",
    "kedaluwarsa": "Kedaluwarsa",
    "bahasa": "Belum diperiksa penutur",
    "ditarik": "Ditarik",
}


@dataclass
class Row:
    """An answer with its published wording and what is being written beside it."""

    answer: Answer
    published: Revision | None
    open: list[Revision] = field(default_factory=list)
    states: set[str] = field(default_factory=set)

    @property
    def title(self) -> str:
        """How people know it; system texts go by their name."""
        newest = self.published or (self.open[0] if self.open else None)
        titles = newest.content.get("title") or {} if newest else {}
        return str(titles.get("id") or self.answer.key.replace("_", " ").capitalize())

    @property
    def helped_share(self) -> int | None:
        """Percent of verdicts that said "terbantu"; None without a verdict."""
        said = self.answer.helped + self.answer.not_helped
        return round(100 * self.answer.helped / said) if said else None


async def show(desk: Desk, visit: Visit) -> Response:
    """The table by group, narrowed by a state and by words."""
    today = visit.now.astimezone(JAKARTA).date()
    wanted, words = visit.query("saring"), visit.query("cari").strip().lower()
    wanted = wanted if wanted in FILTERS else ""
    async with desk.runtime.db.read() as session:
        rows = await read_rows(session, today)
    counts = {key: sum(key in row.states for row in rows) if key else len(rows) for key in FILTERS}
    shown = [row for row in rows if not wanted or wanted in row.states]
    if words:
        shown = [row for row in shown if words in row.title.lower() or words in row.answer.key]
    order = list(GROUPS)
    groups: dict[str, list[Row]] = {}
    for row in sorted(shown, key=lambda row: (_place(order, row.answer.group), row.title)):
        groups.setdefault(row.answer.group, []).append(row)
    return desk.pages.show(
        visit, "editors/answers.html", groups=groups, counts=counts, filters=FILTERS, wanted=wanted,
        search=visit.query("cari"), today=today, chips=chips,
    )  # fmt: skip


async def show_one(desk: Desk, visit: Visit) -> Response:
    """What is published, what is being written, and every wording before."""
    key, today = visit.path("key"), visit.now.astimezone(JAKARTA).date()
    async with desk.runtime.db.read() as session:
        row = next((row for row in await read_rows(session, today, key=key)), None)
        if row is None:
            raise NotFound(f"answer {key}")
        past = await history(session, key)
        names = await names_of(session, [*(r.author for r in past), *(r.approver for r in past if r.approver)])
        sources = await sources_of(session, row.published.sources if row.published else ())
    mine = next((r for r in row.open if r.author == visit.viewer.staff_id and r.state != "submitted"), None)
    return desk.pages.show(
        visit, "editors/answer.html", row=row, past=past, names=names, sources=sources, today=today, mine=mine,
        chips=chips,
    )  # fmt: skip


async def read_rows(session: AsyncSession, today: date, *, key: str | None = None) -> list[Row]:
    """Answers with their published and open wordings."""
    query = select(Answer, Revision).outerjoin(Revision, Revision.id == Answer.published_id)
    still_open = select(Revision).where(Revision.state.in_(("draft", "submitted", "returned")))
    if key is not None:
        query, still_open = query.where(Answer.key == key), still_open.where(Revision.answer_key == key)
    rows = {answer.key: Row(answer, published) for answer, published in (await session.execute(query)).all()}
    for revision in await session.scalars(still_open.order_by(Revision.changed_at.desc())):
        if revision.answer_key in rows:
            rows[revision.answer_key].open.append(revision)
    for row in rows.values():
        row.states = states_of(row, today)
    return list(rows.values())


def states_of(row: Row, today: date) -> set[str]:
    """Which filters the answer belongs to."""
    states = set()
    if row.answer.withdrawn_at is not None:
        states.add("ditarik")
    if any(revision.state == "submitted" for revision in row.open):
        states.add("menunggu")
    if any(revision.state != "submitted" for revision in row.open):
        states.add("draf")
    if row.published is not None and row.answer.kind == "topic":
        if today > row.published.review_by:
            states.add("kedaluwarsa")
        spoken = row.published.content.get("short") or {}
        if any(spoken.get(language) for language in REGIONAL) and not row.published.content.get("regional_checked"):
            states.add("bahasa")
    return states


def chips(row: Row, today: date) -> list[Chip]:
    """How the answer stands, in words."""
    found = []
    if "ditarik" in row.states:
        found.append(Chip("Ditarik", "red", "ban"))
    elif row.published is not None:
        found.append(Chip("Terbit", "green", "circle-check"))
    else:
        found.append(Chip("Belum terbit", "grey", "edit"))
    if "menunggu" in row.states:
        found.append(Chip("Menunggu persetujuan", "blue", "hourglass"))
    if "draf" in row.states:
        returned = any(revision.state == "returned" for revision in row.open)
        found.append(Chip("Dikembalikan", "amber", "arrow-back-up") if returned else Chip("Draf", "grey", "edit"))
    if "kedaluwarsa" in row.states:
        found.append(Chip("Kedaluwarsa", "red", "alarm"))
    elif row.published is not None and row.answer.kind == "topic" and (row.published.review_by - today).days <= 14:
        found.append(Chip("Segera diperiksa", "amber", "alarm"))
    if "bahasa" in row.states:
        found.append(Chip("Belum diperiksa penutur", "amber", "messages"))
    return found


async def sources_of(session: AsyncSession, ids: Sequence[str]) -> list[Source]:
    """Sources in the order in which the wording names them."""
    rows = {row.id: row for row in await session.scalars(select(Source).where(Source.id.in_(list(ids))))}
    return [rows[source] for source in ids if source in rows]


def _place(order: list[str], group: str) -> tuple[int, str]:
    return (order.index(group), "") if group in order else (len(order), group)
