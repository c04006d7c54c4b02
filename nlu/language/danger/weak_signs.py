"""Signs that prove nothing alone: fear or hurt beside guards, flight or a cry for help is enough to ask."""

from __future__ import annotations

import re
from functools import cache

_DISTRESS: tuple[str, ...] = (
    r"takut|ketahuan|curiga|panik|gemeter|trauma|ngeri|sedih",
    r"maksa|\w*paksa|paksain|diseret|\w*gereb[eg]k|ditarik|disuruh",
    r"sembunyi|bisik\w*|diam diam|diem diem|numpang hp|pinjem hp|pinjam hp|kolong",
    r"luka\w*|\w*darah|lebam|memar|nangis|menangis|sakit|lemes|lemas|pingsan|kelaparan|bengkak|\w*siksa\w*|"
    r"trauma|\w*pukul(?:i|in|an)?",
)
_TROUBLE: tuple[str, ...] = (
    r"dijaga\w*|penjaga\w*|preman|sindikat|bandar|mafia|centeng|mucikari|gedung|kamp",
    r"tolong|bantuan|polisi|selamat\w*|darurat|lacak",
    r"kabur|melarikan|mlayu|terjebak",
    r"malamini|segera|cepat|cepet|buruan",
)


def weak_signs(folded: str) -> bool:
    """Whether one sign of distress stands beside one of trouble, or three notions of distress together."""
    hurt, trouble = (sum(1 for pattern in patterns if pattern.search(folded)) for patterns in _patterns())
    return bool(hurt and (trouble or hurt > 2))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], ...], ...]:
    return tuple(tuple(re.compile(rf" (?:{words}) ") for words in signs) for signs in (_DISTRESS, _TROUBLE))
