"""Amounts of money as people write them: "3jt", "tiga setengah juta", "seket ewu", "Rp 2.500.000", "1.500 riyal"."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nlu.language import currencies
from nlu.language.cleaning import aligned
from nlu.language.countries import find_countries
from nlu.language.found import Found
from nlu.language.numerals import Numeral, numerals

RUPIAH = "IDR"
_UNITS = {
    **dict.fromkeys("ribu rb rbu rebu rebo ewu rbuan ribuan rebuan k".split(), 1_000),
    **dict.fromkeys("juta jt jute jeti yuta jta jutaan jtan yute jutak".split(), 1_000_000),
    **dict.fromkeys("miliar milyar milyard".split(), 1_000_000_000),
}
_UNIT_NAMES = "|".join(sorted(_UNITS, key=len, reverse=True))
_UNIT = re.compile(
    rf"(?:[ \-']?an)?[ \-]?(?P<unit>{_UNIT_NAMES})(?![^\W\d_])(?:[ \-']an(?![^\W_]))?(?:[ \-](?P<half>setengah|"
    rf"satengah|stengah|stgh)(?![^\W_]))?"
)
# Amounts that are one word, market slang (Hokkien numbers, said of thousands) among them.
_WHOLE = {
    **dict.fromkeys("sejuta sajuta sayuta sakyuta sejute sejt seyuta sajuteu".split(), 1_000_000),
    **dict.fromkeys("seribu sarebu sewu sarewu serebu seceng".split(), 1_000),
    **dict.fromkeys(("semiliar", "semilyar"), 1_000_000_000),
    "noceng": 2_000, "goceng": 5_000, "ceban": 10_000, "noban": 20_000, "goban": 50_000, "gocap": 50_000,
    "cepek": 100_000, "nopek": 200_000, "gopek": 500_000, "cetiao": 1_000_000, "gotiao": 5_000_000,
}  # fmt: skip
_SLANG_COUNTS = ("gocap", "cepek", "nopek", "gopek")
_WHOLE_WORD = re.compile(
    rf"(?<![^\W_])(?P<word>{'|'.join(_WHOLE)})(?![^\W_])(?P<unit> (?:ceng|ribu|rb|rebu)| (?P<million>juta|jt))?(?P<half> (?:setengah|satengah|stengah))?"
)
_PREFIX = re.compile(r"(?<![^\W_])(?:rp|idr|rupiah)[.: ]{0,2}$")
_TAIL = re.compile(r"(?:,-|,00|\.-)?(?: (?:rupiah|perak|perk)(?![^\W_]))?")
_IN_RUPIAH = re.compile(r"(?:,-|,00)?[ ]?(?:rupiah|perak|rp)(?![^\W_])")
_RANGE = re.compile(
    r"(?: ?an)? ?(?:-|–|—|sampai|sampe|smp|smpe|ampe|hingga|s/d|sd|s\.d\.|tepi|nepi(?: ka)?|tekan|atau|ato) ?"
)
_CUE = re.compile(
    r"(?<![^\W_])(?:(?:di|ng|nge|m|me|mem|n|ny)?(?:bayar|biaya|setor|potong|pinjam|tagih|cicil|angsur|tebus|mayar|titip)\w*|"
    r"gaji\w*|gajih\w*|upah\w*|bayaran\w*|uang\w*|duit\w*|duwit\w*|artos\w*|dp\w?|harga\w*|seharga|ongkos\w*|tarif\w*|fee|komisi|"
    r"bonus|transfer\w*|ditransfer|tf|utang\w*|hutang\w*|denda\w*|minta\w*|diminta\w*|dimintain|dimintai|menta|njaluk|dijaluki|"
    r"ganti rugi|modal|nebus|tebusan|jaminan|deposit|admin|administrasi|total\w*|sebesar|senilai|cuma|nyetor|iuran|"
    r"kembali\w*|kasih|ngasih|kirim|ngirim|duite|dijanji\w*|janji\w*|rp)(?![^\W_])[^\d\n]{0,28}$"
)
# What is counted and not paid.
_THINGS = (
    r"orang|org|pekerja|pmi|tki|tkw|warga|jiwa|korban|wong|urang|jalma|km|kilo|kilometer|meter|m2|follower\w*|pengikut|"
    r"anggota|member|penonton|viewer\w*|kata|penduduk|perusahaan|lowongan|pulau|desa"
)
_COUNTED = re.compile(rf" ?(?:{_THINGS})(?![^\W_])")
_NOT_MONEY = re.compile(
    rf" ?(?:%|(?:{_THINGS}|persen|kali|x|tahun|thn|taun|bulan|hari|jam|menit|unit|lembar)(?![^\W_]))"
)
_EACH = re.compile(r" ?(?:/|per ?|se)(?:bulan|bln|wulan|hari|minggu|jam|orang|org|tahun|thn)(?![^\W_])")
_GOES_ON = re.compile(r"[\-/:.]\d")
_COUNTS_MORE = re.compile(r" ?\w")
_AMONG_NUMBERS = re.compile(r"\s*(?:\d|$)")
_HALF = Decimal("0.5")
_LONGEST_SIGN, _LONGEST_CUE = 10, 48
_SMALLEST_PLAIN, _LARGEST_PLAIN, _SMALLEST_GROUPED, _LARGEST_COUNTED = 10_000, 999_999_999, 50_000, 1_000


@dataclass(frozen=True)
class _Amount:
    start: int
    end: int
    value: Decimal
    currency: str
    unit: int = 1


def find_money(text: str) -> Iterator[Found]:
    """Amounts of money; value is whole rupiah ("2500000"), of another currency the amount and its code ("1500 SAR")."""
    named: frozenset[str] | None = None
    for amount in _joined(aligned(text)):
        value = _plain(amount.value)
        if amount.currency != RUPIAH:
            named = named if named is not None else frozenset(one.value for one in find_countries(text))
            value = f"{value} {currencies.where(amount.currency, named)}"
        yield Found("money", amount.start, amount.end, text[amount.start : amount.end], value)


def _plain(value: Decimal) -> str:
    """Without exponent, and without ".00" behind a whole amount."""
    return str(int(value)) if value == int(value) else f"{value.normalize():f}"


def _joined(plain: str) -> list[_Amount]:
    """Amounts in order; "dua juta lima ratus ribu" and "3 juta 500" are one each."""
    kept: list[_Amount] = []
    for amount in _amounts(plain):
        if kept and _goes_on(plain, kept[-1], amount):
            whole = kept[-1].value + amount.value
            kept[-1] = replace(amount, start=kept[-1].start, value=whole)
        elif not kept or amount.start >= kept[-1].end:
            kept.append(amount)
    return [amount for amount in kept if amount.value > 0]


def _goes_on(plain: str, first: _Amount, second: _Amount) -> bool:
    """A smaller amount right behind a larger one: "2 juta 500 ribu", "seribu dua ratus ringgit"."""
    near = plain[first.end : second.start] in ("", " ", " lebih ")
    same = second.currency == RUPIAH and second.unit >= 1_000
    named = second.unit == 1 and first.unit <= _LARGEST_COUNTED and not plain[second.start].isdigit()
    larger = first.currency == RUPIAH and first.unit > second.unit and second.value < first.unit
    return near and larger and (same or named or second.unit >= 1_000)


def _amounts(plain: str) -> Iterator[_Amount]:
    found = [_of_word(match) for match in _WHOLE_WORD.finditer(plain)]
    read = numerals(plain)
    for place, number in enumerate(read):
        following = read[place + 1] if place + 1 < len(read) else None
        amount = _of_number(plain, number, following)
        if amount:
            found.append(amount)
    if found:
        found += _rests(plain, found, read)
    yield from sorted(found, key=lambda amount: (amount.start, -amount.end))


def _of_word(match: re.Match[str]) -> _Amount:
    value = Decimal(_WHOLE[match["word"]])
    half = Decimal(value) / 2 if match["half"] else Decimal(0)
    unit = int(value) if match["word"] not in _SLANG_COUNTS else 1_000
    if match["million"] and match["word"] in _SLANG_COUNTS:
        value, unit = value * 1_000, 1_000_000
    return _Amount(match.start(), match.end(), value + half, RUPIAH, unit)


def _of_number(plain: str, number: Numeral, following: Numeral | None) -> _Amount | None:
    """What a number with its unit and currency, or behind a word of paying, amounts to; None: not money."""
    before = plain[max(0, number.start - _LONGEST_SIGN) : number.start]
    if number.value < _SMALLEST_PLAIN and _AMONG_NUMBERS.match(plain, number.end) and not before.strip(" 0123456789"):
        return None
    signed = bool(before) and not before[-1].isdigit()
    rupiah = _PREFIX.search(before) if signed else None
    foreign = currencies.BEFORE.search(before) if signed and not rupiah else None
    sign = rupiah or foreign
    start = number.start - (len(sign.group()) if sign else 0)
    unit = _UNIT.match(plain, number.end)
    if unit:
        value = (number.value + (_HALF if unit["half"] else 0)) * _UNITS[unit["unit"]]
        return _with_currency(plain, start, unit.end(), value, foreign, _UNITS[unit["unit"]])
    lower = _of_range(plain, start, number, following)
    if lower:
        return lower
    if foreign:
        return _Amount(start, number.end, number.value, currencies.code_of(foreign["name"]))
    behind = None if rupiah else currencies.BEHIND.match(plain, number.end)
    if behind:
        return _Amount(start, behind.end(), number.value, currencies.code_of(behind["name"]))
    if rupiah or _IN_RUPIAH.match(plain, number.end):
        return _Amount(start, _tail_end(plain, number.end), number.value, RUPIAH)
    return _bare(plain, number)


def _of_range(plain: str, start: int, lower: Numeral, upper: Numeral | None) -> _Amount | None:
    """ "25-30 juta": the first number takes the unit and the currency of the second."""
    if upper is None or lower.value > upper.value or not _RANGE.fullmatch(plain, lower.end, upper.start):
        return None
    unit = _UNIT.match(plain, upper.end)
    currency = currencies.BEHIND.match(plain, unit.end() if unit else upper.end)
    last = currency or unit
    if last is None or _COUNTED.match(plain, last.end()):
        return None
    times = _UNITS[unit["unit"]] if unit else 1
    code = currencies.code_of(currency["name"]) if currency else RUPIAH
    return _Amount(start, lower.end, lower.value * times, code, times)


def _with_currency(
    plain: str, start: int, end: int, value: Decimal, foreign: re.Match[str] | None, unit: int
) -> _Amount | None:
    """ "30 juta won" is won, "30 juta rupiah" and "30 juta" are rupiah, "30 ribu orang" is no money."""
    behind = currencies.BEHIND.match(plain, end)
    named = foreign or behind
    if named:
        return _Amount(start, behind.end() if behind else end, value, currencies.code_of(named["name"]), unit)
    if _COUNTED.match(plain, end):
        return None
    return _Amount(start, _tail_end(plain, end), value, RUPIAH, unit)


def _bare(plain: str, number: Numeral) -> _Amount | None:
    """Digits alone: written by thousands, for each month, or behind a word of paying."""
    if not number.digits or not _SMALLEST_PLAIN <= number.value <= _LARGEST_PLAIN or number.value != int(number.value):
        return None
    written, after = plain[number.start : number.end], plain[number.end : number.end + 2]
    if written.startswith("0") or after[:1].isalnum() or _GOES_ON.match(after) or _NOT_MONEY.match(plain, number.end):
        return None
    alone = number.grouped and number.value >= _SMALLEST_GROUPED and number.value % 500 == 0
    alone = alone or len(re.findall(r"[.,]", written)) >= 2 or _EACH.match(plain, number.end) is not None
    if not alone and not _CUE.search(plain[max(0, number.start - _LONGEST_CUE) : number.start]):
        return None
    return _Amount(number.start, _tail_end(plain, number.end), number.value, RUPIAH)


def _tail_end(plain: str, end: int) -> int:
    """Where an amount of rupiah ends, ",-" and "rupiah" included."""
    tail = _TAIL.match(plain, end)
    return tail.end() if tail else end


def _rests(plain: str, found: list[_Amount], read: Sequence[Numeral]) -> Iterator[_Amount]:
    """What goes on without a unit: "3 juta 500" is three and a half million, "sewu limang atus" 1,500."""
    ends = {amount.end: amount.unit for amount in found if amount.currency == RUPIAH}
    for number in read:
        unit = ends.get(number.start - 1, 0) if plain[number.start - 1 : number.start] == " " else 0
        hundreds = 100 <= number.value <= 999 and number.value % 50 == 0
        if not hundreds or _COUNTS_MORE.match(plain, number.end):
            continue
        if unit == 1_000_000:
            yield _Amount(number.start, number.end, number.value * 1_000, RUPIAH, 1_000)
        elif unit == 1_000 and not number.digits:
            yield _Amount(number.start, number.end, number.value, RUPIAH)
