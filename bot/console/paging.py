"""Long lists in pages: one row more than fits is read, to know whether another page follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.console.visit import Visit

T = TypeVar("T")
_PAGE_MOST = 10_000


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list."""

    rows: Sequence[T]
    number: int
    has_more: bool


def page_number(visit: Visit) -> int:
    """The page asked for (`?hal=`), from 1."""
    asked = visit.query("hal", "1")
    return min(max(1, int(asked)), _PAGE_MOST) if asked.isascii() and asked.isdigit() else 1


def cut(rows: Sequence[T], *, number: int, size: int) -> Page[T]:
    """A page out of `size + 1` rows read from where it begins."""
    return Page(rows[:size], number, len(rows) > size)
