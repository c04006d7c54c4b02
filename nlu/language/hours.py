"""The hour of the day that a text says: "jam 8 malam", "jam setengah 4 subuh", "tabuh tujuh peuting", "subuh"."""

from __future__ import annotations

import re
from decimal import Decimal

from nlu.language.numerals import numeral_at

_NO_LETTER = r"(?<![^\W_])"
_END = r"(?![^\W_])"
_PART_OF_DAY = (
    "pagi2|pagi-pagi|pagi|siang|sore|sonten|malam|malem|mlm|subuh|shubuh|dini hari|peuting|bengi|"
    "wengi|beurang|awan|esuk|isuk|"
    "wanci subuh|wib"
)
_SAID = re.compile(rf"{_NO_LETTER}(?:jam|pukul|jm|pkl|tabuh)(?:an)? ?(?P<half>setengah|stengah|satengah)? ?(?=\w)")
_MINUTES = re.compile(r"[.:]\d{2}")
_BEHIND = re.compile(rf" ?(?P<part>{_PART_OF_DAY}){_END}")
_EVENING = ("malam", "malem", "mlm", "peuting", "bengi", "wengi", "sore", "sonten", "siang", "beurang", "awan")
_NIGHT_ENDS, _NOON_FROM = 5, 10
_PARTS = (
    (r"subuh|shubuh|fajar|dini hari|sahur|saur", 4),
    (r"pagi2?|esuk-esuk|isuk-isuk|isuk keneh|pagi-pagi|esuk", 7),
    (r"siang|beurang|awan|dzuhur|zuhur|lohor|duhur", 12),
    (r"sore|sonten|asar|ashar", 16),
    (r"tengah malam|tengah malem|tengah peuting|tengah wengi", 0),
    (r"magrib|maghrib|surup", 18),
    (r"malam|malem|peuting|bengi|mlm|wengi|isya|isa", 20),
)
_PART = tuple((re.compile(rf"{_NO_LETTER}(?:{pattern}){_END}"), hour) for pattern, hour in _PARTS)


def find_hour(plain: str) -> int | None:
    """The hour said, 0-23: "jam 8 malam" is 20, "jam setengah 4 subuh" is 3."""
    span = hour_span(plain)
    if span:
        return span[2]
    return next((hour for pattern, hour in _PART if pattern.search(plain)), None)


def hour_span(plain: str) -> tuple[int, int, int] | None:
    """Where a clock's hour is said, and which (0-23); None: no hour of the clock."""
    for said in _SAID.finditer(plain):
        number = numeral_at(plain, said.end())
        if number is None:
            continue
        hour, end = number.value, number.end
        if said["half"]:
            hour -= Decimal("0.5")
        elif minutes := _MINUTES.match(plain, end):
            end = minutes.end()
        part = _BEHIND.match(plain, end)
        if 0 <= hour <= 24:
            whole = int(hour) % 24
            return said.start(), part.end() if part else end, _of_the_day(whole, part["part"] if part else "")
    return None


def _of_the_day(hour: int, part: str) -> int:
    """ "8 malam" is 20, "2 malam" is 2, "1 siang" is 13, "11 siang" is 11."""
    if part not in _EVENING or not 1 <= hour < 12:
        return hour
    if part in ("siang", "beurang", "awan"):
        return hour + 12 if hour < _NOON_FROM else hour
    night = part not in ("sore", "sonten")
    return hour if night and hour < _NIGHT_ENDS else hour + 12
