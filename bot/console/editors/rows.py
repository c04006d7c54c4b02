"""An answer as a row: its published wording, what is written beside it, its counts, and how it stands in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import speakers
from bot.answers.counting import Counted, recent
from bot.answers.models import Answer, Revision
from bot.console.words import Chip

SOON_DAYS = 14
"""How long before its review date an answer is called for."""
FILTERS = {
    "": "Semua",
    "menunggu": "Menunggu persetujuan",
    "draf": "Draf",
    "kedaluwarsa": "Kedaluwarsa",
    "segera": "Segera diperiksa",
    "bahasa": "Belum diperiksa penutur",
    "rendah": "Kurang membantu",
    "ditarik": "Ditarik",
}


@dataclass
class Row:
    """An answer with its published wording and what is being written beside it."""

    answer: Answer
    published: Revision | None
    open: list[Revision] = field(default_factory=list)
    states: set[str] = field(default_factory=set)
    recent: Counted = field(default_factory=Counted)
    checks: speakers.Checks = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)
    """Regional languages that no speaker has read."""

    @property
    def title(self) -> str:
        """How people know it; a text without a title goes by its name."""
        newest = self.published or (self.open[0] if self.open else None)
        titles = newest.content.get("title") or {} if newest else {}
        return str(titles.get("id") or self.answer.key.replace("_", " ").capitalize())

    @property
    def checked_on(self) -> date:
        return self.published.checked_on if self.published else date.max

    @property
    def review_by(self) -> date:
        return self.published.review_by if self.published else date.max

    def says(self, words: str) -> bool:
        """Whether title, name or the Indonesian words hold this (in small letters)."""
        content = self.published.content if self.published else {}
        texts = [str((content.get(part) or {}).get("id", "")) for part in ("short", "long")]
        return any(words in text.lower() for text in (self.title, self.answer.key, *texts))


async def read_rows(session: AsyncSession, today: date, *, key: str | None = None) -> list[Row]:
    """Answers with their published and open wordings, counts of the last days, and speakers' checks."""
    query = select(Answer, Revision).outerjoin(Revision, Revision.id == Answer.published_id)
    still_open = select(Revision).where(Revision.state.in_(("draft", "submitted", "returned")))
    if key is not None:
        query, still_open = query.where(Answer.key == key), still_open.where(Revision.answer_key == key)
    rows = {answer.key: Row(answer, published) for answer, published in (await session.execute(query)).all()}
    for revision in await session.scalars(still_open.order_by(Revision.changed_at.desc())):
        if revision.answer_key in rows:
            rows[revision.answer_key].open.append(revision)
    counts = await recent(session, today)
    known = await speakers.checks(session, None if key is None else [key])
    for row in rows.values():
        row.recent, row.checks = counts.get(row.answer.key, Counted()), known
        if row.published is not None:
            row.unchecked = speakers.unchecked(known, row.answer.key, row.published.content)
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
    if row.recent.is_low:
        states.add("rendah")
    if row.published is not None and (row.answer.kind == "topic" or row.published.content.get("cite")):
        if today > row.published.review_by:
            states.add("kedaluwarsa")
        elif (row.published.review_by - today).days <= SOON_DAYS:
            states.add("segera")
    if row.unchecked:
        states.add("bahasa")
    return states


_CHIPS = {
    "menunggu": Chip("Menunggu persetujuan", "blue", "hourglass"),
    "kedaluwarsa": Chip("Kedaluwarsa", "red", "alarm"),
    "segera": Chip("Segera diperiksa", "amber", "alarm"),
    "rendah": Chip("Kurang membantu", "amber", "thumb-down"),
    "bahasa": Chip("Belum diperiksa penutur", "amber", "messages"),
}


def chips(row: Row, today: date) -> list[Chip]:
    """How the answer stands, in words."""
    found = []
    if "ditarik" in row.states:
        found.append(Chip("Ditarik", "red", "ban"))
    elif row.published is not None:
        found.append(Chip("Terbit", "green", "circle-check"))
    else:
        found.append(Chip("Belum terbit", "grey", "edit"))
    if "draf" in row.states:
        returned = any(revision.state == "returned" for revision in row.open)
        found.append(Chip("Dikembalikan", "amber", "arrow-back-up") if returned else Chip("Draf", "grey", "edit"))
    return [*found, *(chip for state, chip in _CHIPS.items() if state in row.states)]
