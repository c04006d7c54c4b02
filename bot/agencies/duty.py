"""Office hours said truthfully: open, closed until when, or not confirmed by the agency. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import JAKARTA

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Keys of an agency's `hours`, Monday first."""
_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

Hours = Mapping[str, Sequence[str]]
"""{"mon": ["08:00", "16:00"], …} in Jakarta time; a day that is missing is closed."""


@dataclass(frozen=True)
class Opening:
    """How an office stands at one moment.

    `confirmed`: the agency has told its hours; else nothing is known. `until`: closing time while open.
    `opens`: when it opens next while closed, within a week.
    """

    confirmed: bool
    open: bool = False
    until: datetime | None = None
    opens: datetime | None = None


def opening(hours: Hours | None, at: datetime) -> Opening:
    """Whether the office is open. Public holidays are not known to us, and are not guessed."""
    spans = _spans(hours or {}, at)
    if not spans:
        return Opening(confirmed=False)
    for start, end in spans:
        if start <= at < end:
            return Opening(confirmed=True, open=True, until=end)
    return Opening(confirmed=True, opens=min((start for start, _ in spans if start > at), default=None))


def week_in_words(hours: Hours) -> str:
    """`Senin–Kamis 08.00–16.00, Jumat 08.00–15.00`: days with the same hours together."""
    parts: list[tuple[int, int, tuple[str, str]]] = []
    for number, day in enumerate(DAYS):
        span = _span(hours.get(day))
        if span is None:
            continue
        if parts and parts[-1][1] == number - 1 and parts[-1][2] == span:
            parts[-1] = (parts[-1][0], number, span)
        else:
            parts.append((number, number, span))
    return ", ".join(f"{_days(first, last)} {start}–{end}" for first, last, (start, end) in parts)


def opens_in_words(state: Opening, at: datetime) -> str:
    """When somebody answers again: `sekarang (sampai 16.00)`, `hari ini 08.00`, `besok 08.00`, `Senin 08.00`."""
    if state.open and state.until is not None:
        return f"sekarang (sampai {state.until.astimezone(JAKARTA):%H.%M})"
    if state.opens is None:
        return "belum diketahui"
    local, today = state.opens.astimezone(JAKARTA), at.astimezone(JAKARTA).date()
    day = {0: "hari ini", 1: "besok"}.get((local.date() - today).days, _NAMES[local.weekday()])
    return f"{day} {local:%H.%M}"


def _spans(hours: Hours, at: datetime) -> list[tuple[datetime, datetime]]:
    """The opening spans of today and the seven days after it."""
    local = at.astimezone(JAKARTA)
    spans = []
    for ahead in range(8):
        day = local.date() + timedelta(days=ahead)
        told = hours.get(DAYS[day.weekday()])
        if told and _span(told):
            start, end = (datetime.combine(day, time.fromisoformat(clock), JAKARTA) for clock in told)
            spans.append((start, end))
    return spans


def is_span(told: Sequence[str]) -> bool:
    """Whether these two times of a day begin before they end."""
    try:
        return _span(told) is not None
    except (TypeError, ValueError):
        return False


def _span(told: Sequence[str] | None) -> tuple[str, str] | None:
    """A day's hours as people read them; None when they are missing or make no sense."""
    if not told or len(told) != 2:
        return None
    start, end = time.fromisoformat(told[0]), time.fromisoformat(told[1])
    return (f"{start:%H.%M}", f"{end:%H.%M}") if start < end else None


def _days(first: int, last: int) -> str:
    return _NAMES[first] if first == last else f"{_NAMES[first]}–{_NAMES[last]}"
