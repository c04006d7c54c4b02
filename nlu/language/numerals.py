"""Numbers in words and digits, in Indonesian, Sundanese, Javanese, Betawi and market slang: "tiga setengah", "selawe"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_HALF = Decimal("0.5")
ONES = {
    name: value
    for value, names in enumerate(
        (
            "nol kosong enol", "satu hiji siji atu setunggal satunggal", "dua due loro kalih rong duwa ro",
            "tiga tige tilu telu telung tigang tigo", "empat opat papat patang sekawan ampat pat",
            "lima lime limang gangsal limo", "enam genep nem enem anem nemang",
            "tujuh tuju pitu pitung", "delapan lapan dalapan wolu wolung delapang dlapan",
            "sembilan salapan sanga songo sangang smbilan",
        )
    )
    for name in names.split()
}  # fmt: skip
_TEENS = {
    "sepuluh": 10, "sapuluh": 10, "sepulu": 10, "sedasa": 10, "sedoso": 10, "spuluh": 10, "sebelas": 11, "sabelas": 11,
    "sawelas": 11, "sewelas": 11, "seblas": 11, "rolas": 12, "telulas": 13, "patbelas": 14, "limalas": 15,
    "nembelas": 16, "pitulas": 17, "wolulas": 18, "sangalas": 19, "selikur": 21, "rolikur": 22, "telulikur": 23,
    "patlikur": 24, "selawe": 25, "nemlikur": 26, "seket": 50, "sewidak": 60, "suwidak": 60, "selusin": 12,
    "seratus": 100, "saratus": 100, "satus": 100, "sratus": 100,
}  # fmt: skip
_SCALES = {
    "belas": 10, "welas": 10, "blas": 10, "puluh": 10, "pulu": 10, "puluhan": 10, "likur": 20, "ratus": 100,
    "atus": 100, "ratusan": 100,
}  # fmt: skip
_HALVES = ("setengah", "satengah", "stengah", "stgh", "setenga", "sepalih", "satengahna")
_POINT = ("koma", "titik")
_WORD = "|".join(sorted((*ONES, *_TEENS, *_HALVES, *_POINT), key=len, reverse=True))
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_NOT_BEFORE, _NOT_AFTER = r"(?<![^\W_])", r"(?![^\W_])"
_PIECE = re.compile(rf"(?P<word>{_WORD}|{_SCALE})(?={_SCALE}|[^\w]|_|$|\d)")
_DIGITS = re.compile(
    r"(?P<grouped>\d{1,3}(?:[.,]\d{3}){1,4})(?!\d)(?:,(?P<cents>\d{2}))?(?!\d)|"
    r"(?P<plain>\d{1,12})(?:[.,](?P<part>\d{1,2}))?(?!\d)"
)
_FRACTION = re.compile(r"(?:(\d{1,3}) )?1/2(?!\d)|(\d{0,3}) ?½")
_START = re.compile(rf"(?<!\d)(?<!\d[.,])\d|{_NOT_BEFORE}(?:{_WORD})(?={_SCALE}|[^\w]|_|$)|½")
_GAP = re.compile(r"[ \-]")
_MOST_PIECES = 8


@dataclass(frozen=True)
class Numeral:
    """A number at `start`-`end` of a text of lower case. `digits`: written so; `grouped`: with dots by thousands."""

    start: int
    end: int
    value: Decimal
    digits: bool
    grouped: bool = False


@lru_cache(maxsize=4)
def numerals(plain: str) -> tuple[Numeral, ...]:
    """Every number of a text of lower case, the longest reading of each, none inside another."""
    return tuple(_numerals(plain))


def _numerals(plain: str) -> Iterator[Numeral]:
    position = 0
    while begin := _START.search(plain, position):
        found = numeral_at(plain, begin.start())
        if found:
            yield found
        position = found.end if found else begin.end()


def numeral_at(plain: str, start: int) -> Numeral | None:
    """The number that begins exactly here, or None. "3 setengah", "5 ratus" and "dua koma lima" are one number each."""
    fraction = _FRACTION.match(plain, start)
    if fraction:
        whole = fraction[1] or fraction[2] or "0"
        return Numeral(start, fraction.end(), Decimal(whole) + _HALF, digits=True)
    written = _DIGITS.match(plain, start)
    if written is None:
        return _in_words(plain, start)
    value, end = _written(written), written.end()
    half = _next_piece(plain, end)
    if half and half[0] in _HALVES:
        return Numeral(start, half[1], value + _HALF, digits=True)
    if half and half[0] in _SCALES and value < 10 and value == int(value):
        rest = _in_words(plain, half[1] - len(half[0]), first=value)
        if rest:
            return Numeral(start, rest.end, rest.value, digits=True)
    return Numeral(start, end, value, digits=True, grouped=written["grouped"] is not None)


def _written(match: re.Match[str]) -> Decimal:
    """ "2.500" is two and a half thousand; "3,5" and "3.5" are three and a half."""
    if match["grouped"]:
        return Decimal(re.sub(r"[.,]", "", match["grouped"]))
    return Decimal(match["plain"] + ("." + match["part"] if match["part"] else ""))


def _next_piece(plain: str, position: int) -> tuple[str, int] | None:
    """The number word behind a blank, a hyphen or nothing at all, and where it ends."""
    gap = _GAP.match(plain, position)
    piece = _PIECE.match(plain, gap.end() if gap else position)
    return (piece["word"], piece.end()) if piece else None


def _in_words(plain: str, start: int, first: Decimal | None = None) -> Numeral | None:
    """Number words in a row; `first`: the digits before a scale ("5 ratus")."""
    total, current, point = Decimal(0), first if first is not None else Decimal(0), 0
    end, seen = start, 0
    piece = _PIECE.match(plain, start)
    word = (piece["word"], piece.end()) if piece else None
    while word and seen < _MOST_PIECES:
        name, stop = word
        if name in _HALVES:
            return Numeral(start, stop, total + current + _HALF, digits=False)
        if name in _POINT:
            if not seen or point:
                break
            point = 1
        elif name in _TEENS:
            total += _TEENS[name]
        elif name in ONES:
            if current and not point:
                break
            current += Decimal(ONES[name]).scaleb(-point)
            point += bool(point)
        elif name in ("belas", "welas", "blas", "likur"):
            current += _SCALES[name]
        else:
            if not seen and first is None:
                break
            total, current = total + max(current, Decimal(1)) * _SCALES[name], Decimal(0)
        end, seen = stop, seen + (name not in _POINT)
        word = _next_piece(plain, stop)
    if not seen:
        return None
    return Numeral(start, end, total + current, digits=False)
