"""Rows of the inbox in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import JAKARTA
from bot.console.officers.asked import village_words
from bot.console.officers.masking import dotted
from bot.console.officers.rings import Ring, leaving, next_ring
from bot.console.words import REFERRAL_STATE, Chip, chip
from bot.staff.accounts import names_of
from bot.staff.permissions import Viewer
from bot.tips.casework import marks
from bot.tips.casework.folders import Row


@dataclass(frozen=True)
class Line:
    """A row with its words. `news`: it changed since this officer last read it."""

    row: Row
    text: str
    village: str
    state: Chip
    leaving: Chip | None
    ring: Ring | None
    colour: str
    holder: str
    news: bool


async def lines(session: AsyncSession, viewer: Viewer, rows: Sequence[Row], *, now: datetime) -> list[Line]:
    """Put words to rows."""
    names = await names_of(session, [row.holder for row in rows if row.holder])
    read = await marks.of(session, viewer, [row.tip_id for row in rows])
    return [_line(row, names, read.get(row.tip_id), now) for row in rows]


def _line(row: Row, names: Mapping[str, str], read: datetime | None, now: datetime) -> Line:
    near = leaving(row.departs, row.leaves_by, live=row.live, today=now.astimezone(JAKARTA).date())
    clock = next_ring(
        sent_at=row.sent_at, due_at=row.due_at, opened=row.opened_at is not None,
        replied=row.replied_at is not None, now=now,
    )  # fmt: skip
    return Line(
        row=row,
        text=dotted(row.line),
        village=village_words(row.village_code),
        state=chip(REFERRAL_STATE, row.state),
        leaving=near,
        ring=clock,
        colour=_colour(row, near, clock),
        holder=names.get(row.holder or "", ""),
        news=read is None or read < row.changed_at,
    )


def _colour(row: Row, near: Chip | None, clock: Ring | None) -> str:
    """The stripe: danger or a broken promise, then soon, then new. The row's words always say it, too."""
    if not row.live:
        return "none"
    if row.emergency or (near is not None and near.colour == "red") or (clock is not None and clock.late):
        return "red"
    if near is not None and near.colour == "amber":
        return "amber"
    return "blue" if row.opened_at is None else "none"
