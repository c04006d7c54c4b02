"""Everything a text names that a report or the redaction needs: phones, accounts, places, money, dates, firms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from nlu.language.addresses import find_emails, find_handles, find_links
from nlu.language.companies import find_companies
from nlu.language.countries import find_countries
from nlu.language.departures import find_departure_spans
from nlu.language.found import Found
from nlu.language.money import find_money
from nlu.language.numbers import find_accounts, find_niks
from nlu.language.people import find_counts
from nlu.language.persons import find_persons
from nlu.language.phones import find_phones
from nlu.language.places import find_villages

__all__ = ["PERSONAL", "Found", "extract", "find_personal"]

# What identifies a person; in this order one wins over another on the same stretch of text.
_PERSONAL_FINDERS: tuple[Callable[[str], Iterable[Found]], ...] = (
    find_emails, find_links, find_niks, find_accounts, find_phones, find_handles,
)  # fmt: skip
_OTHER_FINDERS: tuple[Callable[[str], Iterable[Found]], ...] = (
    find_companies, find_money, find_persons, find_villages, find_counts, find_countries,
)  # fmt: skip
PERSONAL = ("phone", "nik", "account", "email", "link", "handle")


def extract(text: str, *, now: datetime) -> tuple[Found, ...]:
    """All that is named in `text`, sorted by place, never overlapping; positions are those of `text` itself."""
    found = list(find_personal(text))
    for finder in _OTHER_FINDERS:
        found += finder(text)
    found += find_departure_spans(text, now=now)
    return _without_overlaps(found)


def find_personal(text: str) -> tuple[Found, ...]:
    """Only what identifies a person (kinds PERSONAL), sorted and never overlapping."""
    return _without_overlaps([found for finder in _PERSONAL_FINDERS for found in finder(text)])


def _without_overlaps(found: list[Found]) -> tuple[Found, ...]:
    """The first of a list wins, since finders stand in order of rank."""
    taken = bytearray(max((item.end for item in found), default=0))
    kept = []
    for item in found:
        if item.start < item.end and not any(taken[item.start : item.end]):
            taken[item.start : item.end] = b"\x01" * (item.end - item.start)
            kept.append(item)
    return tuple(sorted(kept, key=lambda item: item.start))
