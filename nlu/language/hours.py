"""The hour of the day that a text says: "jam 8 malam", "subuh", "peuting"."""

from __future__ import annotations

import re

_NO_LETTER = r"(?<![^\W_])"
_END = r"(?![^\W_])"
_HOUR = re.compile(
    rf"{_NO_LETTER}(?:jam|pukul|jm|pkl|tabuh) ?(\d{{1,2}})(?:[.:]\d{{2}})?(?: ?(pagi|siang|sore|malam|malem|"
    rf"subuh))?{_END}"
)
_PARTS = (
    (r"subuh|shubuh|fajar|dini hari", 4),
    (r"pagi2?|esuk-esuk|isuk-isuk|isuk keneh|pagi-pagi", 7),
    (r"siang|beurang|awan", 12),
    (r"sore|sonten|ngahiang", 16),
    (r"tengah malam|tengah malem|tengah peuting", 0),
    (r"malam|malem|peuting|bengi|mlm|wengi|ba'da isya|abis isya|habis isya", 20),
)
_PART = tuple((re.compile(rf"{_NO_LETTER}(?:{pattern}){_END}"), hour) for pattern, hour in _PARTS)


def find_hour(plain: str) -> int | None:
    """The hour said, 0-23: "jam 8 malam" is 20."""
    said = _HOUR.search(plain)
    if said and int(said[1]) <= 24:
        hour = int(said[1]) % 24
        if said[2] in ("malam", "malem", "sore", "siang") and 1 <= hour < 12 and not (said[2] == "siang" and hour > 9):
            return hour + 12 if not (said[2].startswith("mal") and hour < 5) else hour
        return hour
    return next((hour for pattern, hour in _PART if pattern.search(plain)), None)
