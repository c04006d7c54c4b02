"""Amounts of rupiah as people write them: "3jt", "tiga setengah juta", "Rp 2.500.000"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlu.language.cleaning import aligned
from nlu.language.found import Found

_UNITS = {
    **dict.fromkeys(("ribu", "rb", "rebu", "rbu", "ewu", "k"), 1_000),
    **dict.fromkeys(("juta", "jt", "jeti", "yuta", "jutaan"), 1_000_000),
    **dict.fromkeys(("miliar", "milyar"), 1_000_000_000),
}
_ONES = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9, "hiji": 1, "tilu": 3, "opat": 4, "genep": 6, "dalapan": 8, "salapan": 9, "siji": 1, "loro": 2,
    "rong": 2, "telung": 3, "telu": 3, "papat": 4, "patang": 4, "limang": 5, "nem": 6, "pitung": 7, "pitu": 7,
    "wolu": 8, "wolung": 8, "sanga": 9, "sangang": 9,
}  # fmt: skip
_WHOLE = {"sepuluh": 10, "sapuluh": 10, "sebelas": 11, "sabelas": 11, "seratus": 100, "saratus": 100}
_WHOLE_AMOUNTS = {"sejuta": 1_000_000, "sajuta": 1_000_000, "sayuta": 1_000_000, "seribu": 1_000, "sarebu": 1_000}
_SCALES = {"belas": 10, "welas": 10, "puluh": 10, "ratus": 100, "atus": 100}
_NUMBER_WORD = "|".join(sorted((*_ONES, *_WHOLE, *_SCALES, "setengah", "satengah"), key=len, reverse=True))
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_WORDS = rf"(?:(?:{_NUMBER_WORD})(?![^\W_])[ \-]?){{1,6}}"
_DIGITS = r"\d{1,3}(?:[.,]\d{3}){1,4}(?!\d)|\d{1,12}(?:[.,]\d{1,3})?"
_ONE = (
    rf"(?:(?P<digits>{_DIGITS})(?: ?(?P<half>setengah))? ?|(?P<words>{_WORDS}) ?)(?P<unit>{_UNIT})(?![^\W\d_])"
    rf"|(?P<whole>{'|'.join(_WHOLE_AMOUNTS)})(?![^\W_])"
)
_AMOUNT = re.compile(rf"(?<![^\W_])(?<!\d[.,])(?:(?:rp|idr)\.? ?)?(?:{_ONE})(?P<tail> setengah(?![^\W_]))?")
_RUPIAH = re.compile(rf"(?<![^\W_])(?:rp|idr)\.? ?(?P<digits>{_DIGITS})(?![\d])")
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3}){1,3}(?:,-|,00)?(?![\w]|[.,]\d)")
_PLAIN = re.compile(r"(?<![\w.,])\d{5,9}(?![\w]|[.,]\d)")
_RANGE_START = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d)?)(?: ?(?:-|–|sampai|sampe|s/d|sd) ?)$")
_CUE = re.compile(
    r"\b(?:bayar\w*|biaya\w*|gaji\w*|uang\w*|duit\w*|dp|harga\w*|setor\w*|transfer|tf|utang\w*|hutang\w*|denda|"
    r"minta\w*|diminta\w*|dimintain|potong\w*|ganti rugi|pinjam\w*|modal|nebus|tebusan)\b[^\d]{0,25}$"
)
_NOT_MONEY = re.compile(
    r" ?(?:orang|org|pekerja|pmi|tki|tkw|warga|ringgit|riyal|real|dolar|dollar|yen|won|dirham|usd|rm|km|"
    r"meter|kali|x\b)"
)


def find_money(text: str) -> Iterator[Found]:
    """Amounts of rupiah; value is the whole number of rupiah as a string. Other currencies are left out."""
    plain = aligned(text)
    last: tuple[int, int, int] | None = None
    for start, end, rupiah in _amounts(plain):
        if last and _joins(plain[last[1] : start], last[2], rupiah):
            last = (last[0], end, last[2] + rupiah)
            continue
        if last:
            yield _found(text, *last)
        last = (start, end, rupiah)
    if last:
        yield _found(text, *last)


def _amounts(plain: str) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for match in _AMOUNT.finditer(plain):
        if _NOT_MONEY.match(plain, match.end()):
            continue
        rupiah = _rupiah(match)
        span = (match.start(), match.end() - (len(match.group()) - len(match.group().rstrip())))
        lower = _RANGE_START.search(plain[max(0, match.start() - 16) : match.start()])
        if lower and match["digits"]:
            begin = match.start() - (len(lower.group()))
            unit = _UNITS[match["unit"]]
            found.append((begin, begin + len(lower[1]), int(Decimal(lower[1].replace(",", ".")) * unit)))
        found.append((*span, rupiah))
    found += [(m.start(), m.end(), _plain_digits(m["digits"])) for m in _RUPIAH.finditer(plain)]
    for pattern in (_GROUPED, _PLAIN):
        for match in pattern.finditer(plain):
            alone = match.group().count(".") >= 2 or _CUE.search(plain[max(0, match.start() - 40) : match.start()])
            if alone and not _NOT_MONEY.match(plain, match.end()):
                found.append((match.start(), match.end(), _plain_digits(match.group().split(",")[0])))
    return _without_overlaps(sorted(found))


def _without_overlaps(found: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    kept: list[tuple[int, int, int]] = []
    for item in found:
        if kept and item[0] < kept[-1][1]:
            if item[1] - item[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = item
            continue
        kept.append(item)
    return [item for item in kept if item[2] > 0]


def _joins(between: str, first: int, second: int) -> bool:
    """ "dua juta lima ratus ribu" is one amount: a smaller one right behind a larger one."""
    return between.strip() == "" and len(between) <= 1 and first >= 1_000_000 > second


def _rupiah(match: re.Match[str]) -> int:
    if match["whole"]:
        unit = _WHOLE_AMOUNTS[match["whole"]]
        return unit + (unit // 2 if match["tail"] else 0)
    unit = _UNITS[match["unit"]]
    if match["digits"]:
        number = _decimal(match["digits"])
        if match["half"]:
            number += Decimal("0.5")
    else:
        number = _spelled(match["words"])
    if match["tail"]:
        number += Decimal("0.5")
    return int(number * unit)


def _decimal(digits: str) -> Decimal:
    """ "2.500" before a unit is two and a half thousand; "3,5" and "3.5" are three and a half."""
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        return Decimal(re.sub(r"[.,]", "", digits))
    return Decimal(digits.replace(",", "."))


def _plain_digits(digits: str) -> int:
    """Rupiah written out; a fraction of two digits is cents and dropped."""
    return int(re.sub(r"\D", "", re.sub(r"[.,]\d{1,2}$", "", digits)))


def _spelled(words: str) -> Decimal:
    total = Decimal(0)
    current = Decimal(0)
    for word in re.split(r"[ \-]+", words.strip(" -")):
        if word in _ONES:
            current += _ONES[word]
        elif word in _WHOLE:
            total += _WHOLE[word]
        elif word in ("belas", "welas"):
            current += 10
        elif word in _SCALES:
            total, current = total + max(current, Decimal(1)) * _SCALES[word], Decimal(0)
        elif word in ("setengah", "satengah"):
            current += Decimal("0.5")
    return total + current


def _found(text: str, start: int, end: int, rupiah: int) -> Found:
    return Found("money", start, end, text[start:end], str(rupiah))
