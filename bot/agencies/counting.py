"""Counting minutes the way an office works: only while it is open, or around the clock. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.agencies.duty import DAYS, Hours, is_span
from bot.clock import JAKARTA

_DAYS_MOST = 800
"""An office that opens a few minutes a week still comes to an end."""


def after(start: datetime, minutes: int, hours: Hours | None, *, around_the_clock: bool = False) -> datetime:
    """The moment `minutes` of office time after `start`.

    While an agency has not confirmed its hours, or when a thing is urgent, every minute counts. Public holidays are
    not known to us, and are not guessed.
    """
    if around_the_clock or not any(is_span(span) for span in (hours or {}).values()):
        return start + timedelta(minutes=minutes)
    left = timedelta(minutes=minutes)
    for opens, closes in _open_spans(hours or {}, start.astimezone(JAKARTA).date()):
        begins = max(opens, start)
        if begins >= closes:
            continue
        if left <= closes - begins:
            return (begins + left).astimezone(start.tzinfo)
        left -= closes - begins
    return start + timedelta(minutes=minutes)


def between(start: datetime, end: datetime, hours: Hours | None, *, around_the_clock: bool = False) -> timedelta:
    """How much office time lies between two moments; nothing when the end comes first."""
    if end <= start:
        return timedelta()
    if around_the_clock or not any(is_span(span) for span in (hours or {}).values()):
        return end - start
    worked = timedelta()
    for opens, closes in _open_spans(hours or {}, start.astimezone(JAKARTA).date()):
        if opens >= end:
            break
        worked += max(timedelta(), min(closes, end) - max(opens, start))
    return worked


def _open_spans(hours: Hours, first: date) -> Iterator[tuple[datetime, datetime]]:
    for ahead in range(_DAYS_MOST):
        day = first + timedelta(days=ahead)
        told = hours.get(DAYS[day.weekday()])
        if told and is_span(told):
            opens, closes = (datetime.combine(day, time.fromisoformat(clock), JAKARTA) for clock in told)
            yield opens, closes
