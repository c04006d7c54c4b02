"""Days as people say them: "lusa", "tgl 5", "malem jumat", "3 hari lagi", "poe senen", "habis lebaran"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nlu.language.numerals import numeral_at

TODAY, TOMORROW, FEW_DAYS, WEEK, MONTH = "hari_ini", "besok", "3_hari", "minggu_ini", "bulan_ini"
UNKNOWN, GONE = "belum_tahu", "sudah_berangkat"
BUCKETS = (TODAY, TOMORROW, FEW_DAYS, WEEK, MONTH, UNKNOWN, GONE)
_SAME_DAY_ENDS = 4  # before this hour "subuh nanti" is still today

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan januwari", "februari feb pebruari pebuari", "maret mar", "april apr", "mei", "juni jun", "juli jul",
         "agustus agu ags agt agustusan", "september sep sept", "oktober okt", "november nov nop nopember", "desember des dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {"senin": 0, "senen": 0, "selasa": 1, "salasa": 1, "slasa": 1, "rabu": 2, "rebo": 2, "kamis": 3, "kemis": 3,
             "jumat": 4, "jum'at": 4, "jumaah": 4, "jumat'": 4, "jemuah": 4, "jum at": 4, "sabtu": 5, "saptu": 5, "setu": 5,
             "minggu": 6, "ahad": 6, "ngahad": 6}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_B, _E = r"(?<![^\W_])", r"(?![^\W_])"
_NIGHT = r"malam|malem|mlm|mlem|peuting|bengi|wengi"
_PART = (
    rf"(?:pagi(?:2|-pagi)?|subuh|shubuh|siang|sore|{_NIGHT}|isuk|esuk|beurang|sonten|awan|dini hari|"
    rf"magrib|maghrib|isya)"
)
_NEXT = r"(?:depan|dpn|hareup|ngarep|ngarepe|payun|mendatang)"
_WEEKS, _MONTHS_WORD = r"(?:minggu|mgg|mggu|mnggu|pekan)", r"(?:bulan|bln|wulan|sasih|bulanan)"
_THIS = r"(?:ini|ieu|iki|kien|eni|ayeuna|saiki)"
_AGO = r"(?:lalu|kemarin|kemaren|kmrn|kamari|wingi|kapungkur|tukang|liwat|kepungkur)"


@dataclass(frozen=True)
class Said:
    """A day said at `start`-`end`. `bucket` is one of BUCKETS; `day` where the words give one."""

    start: int
    end: int
    bucket: str
    day: date | None


_Meaning = Callable[[re.Match[str], datetime], "tuple[str, date | None] | None"]


def days_said(plain: str, now: datetime) -> tuple[Said, ...]:
    """Every day a text of lower case says, in order; of two that overlap the longer. `now` in Jakarta's time."""
    found: list[Said] = []
    for pattern, meaning in _RULES:
        for match in pattern.finditer(plain):
            read = meaning(match, now)
            if read:
                found.append(Said(match.start(), match.end(), *read))
    found += _in_a_while(plain, now)
    kept: list[Said] = []
    taken = bytearray(len(plain))
    for said in sorted(found, key=lambda one: (-(one.end - one.start), one.start)):
        if not any(taken[said.start : said.end]):
            taken[said.start : said.end] = b"\x01" * (said.end - said.start)
            kept.append(said)
    return tuple(sorted(kept, key=lambda one: one.start))


def bucket_of(day: date, today: date) -> str:
    """How near a day is, since urgency is what it is for."""
    away = (day - today).days
    if away < 0:
        return GONE
    for most, bucket in ((0, TODAY), (1, TOMORROW), (3, FEW_DAYS), (7, WEEK), (31, MONTH)):
        if away <= most:
            return bucket
    return UNKNOWN


def _on(day: date, now: datetime) -> tuple[str, date]:
    return bucket_of(day, now.date()), day


def _in_days(days: int) -> _Meaning:
    return lambda match, now: _on(now.date() + timedelta(days=days), now)


def _unspoken(bucket: str) -> _Meaning:
    return lambda match, now: (bucket, None)


def _coming_dawn(match: re.Match[str], now: datetime) -> tuple[str, date]:
    """ "subuh nanti" is tomorrow's, once today's is over."""
    return _on(now.date() + timedelta(days=now.hour >= _SAME_DAY_ENDS), now)


def _weekday(match: re.Match[str], now: datetime) -> tuple[str, date] | None:
    """ "senin": the next one; "senin depan": in the next calendar week; "malam jumat": the evening before."""
    if match.group() == "minggu" and _WEEKS_COUNTED.search(match.string[: match.start()]):
        return None
    today, wanted = now.date(), _WEEKDAYS[match["day"]]
    if match["next"]:
        day = today + timedelta(days=7 - today.weekday() + wanted)
    else:
        day = today + timedelta(days=(wanted - today.weekday()) % 7 or 7)
        if match["eve"]:
            day -= timedelta(days=1)
    return _on(day, now)


def _day_of_month(match: re.Match[str], now: datetime) -> tuple[str, date] | None:
    said = match.groupdict()
    number = numeral_at(match.string, match.start("date"))
    day, today = int(number.value) if number else 0, now.date()
    if not 1 <= day <= 31:
        return None
    written, following = said.get("month"), said.get("next")
    month = None if not written else int(written) if written.isdigit() else _MONTHS[written]
    if month is not None and not 1 <= month <= 12:
        return None
    year, wanted = today.year, month or today.month
    if said.get("year"):
        year = int(said["year"]) + (2000 if len(said["year"]) == 2 else 0)
    elif month is None and (day < today.day or following):
        wanted, year = today.month % 12 + 1, year + (today.month == 12)
    elif month is not None and (month, day) < (today.month, today.day) and today.month - month > 6:
        year += 1
    if not 1 <= year - today.year + 2 <= 6 or day > monthrange(year, wanted)[1]:
        return None
    return _on(date(year, wanted, day), now)


def _month(match: re.Match[str], now: datetime) -> tuple[str, None] | None:
    """ "bulan desember", "awal januari": near if it begins within a month."""
    away = (_MONTHS[match["month"]] - now.month) % 12
    return (MONTH if away == 0 or (away == 1 and match["when"] != "akhir") else UNKNOWN), None


def _in_a_while(plain: str, now: datetime) -> Iterator[Said]:
    """ "3 hari lagi", "dua minggu deui", "saminggu maning", "2 jam lagi"."""
    for match in _AFTER.finditer(plain):
        number = 1 if match["one"] else _number_before(plain, match.start("unit"))
        if number is None:
            continue
        count, start = (1, match.start()) if match["one"] else number  # type: ignore[misc]
        days = _UNIT_DAYS[match["unit"]] * count
        if days <= 3650:
            yield Said(start, match.end(), *_on(now.date() + timedelta(days=int(days)), now))


def _number_before(plain: str, position: int) -> tuple[int, int] | None:
    """The whole number that ends right before `position`, and where it begins."""
    before = plain[max(0, position - 24) : position].rstrip()
    offset = max(0, position - 24)
    for begin in re.finditer(r"(?<![\w.,])\w", before):
        number = numeral_at(before, begin.start())
        if number and number.end == len(before) and number.value >= 1:
            return int(number.value), offset + begin.start()
    return None


# "dua minggu", "tiap minggu": weeks, no Sunday.
_WEEKS_COUNTED = re.compile(
    r"(?:\d|(?:satu|dua|tiga|empat|lima|enam|rong|telung|tilu|opat|per|tiap|setiap|beberapa|selama|"
    r"se|saban)) ?$"
)
_UNIT_DAYS: dict[str, float] = {
    **dict.fromkeys(("hari", "hr", "hri", "dinten", "dina", "poe", "ari"), 1),
    **dict.fromkeys(("minggu", "mgg", "mggu", "pekan", "mnggu"), 7),
    **dict.fromkeys(("bulan", "bln", "wulan", "sasih"), 30),
    **dict.fromkeys(("tahun", "taun", "thn"), 365),
    **dict.fromkeys(("jam", "menit", "mnt"), 0),
}  # fmt: skip
_LATER = (
    r"(?:lagi|lg|lgi|deui|maning|meneh|engkas|ke depan|kedepan|kemudian|ti ayeuna|saka saiki|"
    r"dari sekarang)"
)
_AFTER = re.compile(rf"(?:{_B}(?P<one>se|sa)|(?<=[\w ]))(?P<unit>{'|'.join(_UNIT_DAYS)})(?:an)? {_LATER}{_E}")


def _rule(pattern: str, meaning: _Meaning) -> tuple[re.Pattern[str], _Meaning]:
    return re.compile(rf"{_B}(?:{pattern}){_E}"), meaning


# "isuk" is tomorrow in Sundanese but morning in Javanese ("isuk-isuk"); Javanese says "sesuk", "ngesuk", "mbesuk".
_TOMORROW = (
    r"besok|bsk|bsok|besuk|bezok|isukan|isuk|sesuk|sesok|ngesuk|mbesuk|enjing|enjang|benjing|besoknya|"
    r"sukan"
)
_DATE = r"(?P<date>\d{1,2}|[a-z]+(?: (?:belas|puluh|welas)(?: [a-z]+)?)?)"
_RULES: tuple[tuple[re.Pattern[str], _Meaning], ...] = (
    _rule(rf"(?:besok )?lusa(?: {_PART})?|pageto(?: {_PART})?|suk emben|emben(?: {_PART})?|sesuk emben|"
        rf"tubin", _in_days(2)),
    _rule(rf"(?<!-)(?:hari )?(?:{_TOMORROW})(?!-| isuk)(?: {_PART}(?:[ -]{_PART})?)?|{_PART} (?:besok|bsk|"
        rf"isukan|sesuk|ngesuk)", _in_days(1)),
    _rule(rf"(?:hari|hr|poe|dinten|dina) {_THIS}(?: juga)?(?: {_PART})?|(?:nanti|ntar|entar|engke|engko|"
        rf"mengko|mengke|mangke|ke|ngko) "
          rf"(?:{_NIGHT}|sore|siang|pagi|peuting|magrib|isya)|(?:{_NIGHT}|sore|siang|"
          rf"pagi) (?:{_THIS}|nanti|ntar|engke|mengko)|ini malam|"
          rf"tonight|mbengi iki|sekarang(?: juga| ini)?|skrg|skrang|skg|saiki|sak iki|siki|seniki|"
          rf"ayeuna|(?:se)?bentar lagi|barusan mau|"
          rf"jam {_THIS}|(?:sak|sa)keudeung deui|sedelat maning|sedela maning|(?:beberapa|"
          rf"sekian) jam lagi", _in_days(0)),
    _rule(r"(?:nanti|ntar|entar|engke|mengko) (?:subuh|shubuh|dini hari|fajar)|(?:subuh|shubuh|"
        r"dini hari) (?:nanti|ini|ieu|iki|ntar|engke)",
          _coming_dawn),
    _rule(rf"(?:tanggal|tgl|tggl|tngl|tg|tangal) ?{_DATE}(?:(?: ?[-/] ?| (?:bulan |"
        rf"bln )?)(?P<month>\d{{1,2}}|{_MONTH}))?"
          rf"(?:[ \-/](?P<year>20\d\d))?(?P<next> {_MONTHS_WORD} {_NEXT})?", _day_of_month),
    _rule(rf"(?P<date>\d{{1,2}})[ \-]?(?P<month>{_MONTH})(?:[ \-](?P<year>20\d\d))?", _day_of_month),
    _rule(r"(?P<date>\d{1,2})[-/](?P<month>\d{1,2})(?:[-/](?P<year>\d{2}|20\d\d))?", _day_of_month),
    _rule(rf"(?:dalam |dina )?{_WEEKS} {_THIS}|seminggu ini|minggu2 ini|akhir {_WEEKS}(?: {_THIS})?|"
        rf"weekend(?: {_THIS})?", _unspoken(WEEK)),
    _rule(rf"(?:awal |akhir |pertengahan )?{_WEEKS} (?:{_NEXT}|besok|isuk)", _unspoken(MONTH)),
    _rule(rf"(?:awal |akhir |pertengahan |tengah |dalam )?{_MONTHS_WORD} {_THIS}|(?:akhir|ujung|tungtung|"
        rf"pungkasan) {_MONTHS_WORD}", _unspoken(MONTH)),
    _rule(rf"(?P<when>awal|akhir|pertengahan|bulan|bln|wulan|sasih) (?:bulan )?(?P<month>{_MONTH})", _month),
    _rule(rf"(?:awal {_MONTHS_WORD} {_NEXT}|awal {_MONTHS_WORD}|tanggal muda)", _unspoken(MONTH)),
    _rule(rf"(?:hari |poe |dina |dinten )?(?P<eve>)(?P<day>{_DAY})(?P<next> {_NEXT})?(?: {_PART})?", _weekday),
    _rule(rf"(?P<eve>{_NIGHT}) (?P<day>{_DAY})(?P<next> {_NEXT})?", _weekday),
    _rule(rf"(?:akhir |pertengahan )?(?:bulan|bln|wulan|sasih|tahun|taun|thn) (?:{_NEXT})|(?:habis|abis|"
        rf"hbs|sesudah|setelah|stlh|bada|ba'da|sanggeus|"
          rf"saenggeus|sabada|bar|bakda|sebelum|samemeh|sadurunge|pas|waktu|deket) (?:lebaran|puasa|"
          rf"ramadan|ramadhan|panen|tahun baru|taun baru|natal|nyadran|"
          rf"idul \w+|haji|maulid|muludan|mulud|rayagung|rebo wekasan|imlek|pemilu|kelulusan|"
          rf"lulus\w*|tandur|nikah|nikahan|akad)|kapan2|masih lama|akhir tahun|akhir taun",
          _unspoken(UNKNOWN)),
    _rule(rf"(?:(?:minggu|mgg|bulan|bln|wulan|tahun|taun|thn|hari|{_DAY}|malam|sore|poe|dina) (?:yang |nu |"
        rf"sing )?{_AGO})|kemarin(?: {_PART})?|kemaren(?: {_PART})?|"
          rf"kmrn|kamari|wingi|(?:tadi|mau|bieu|tadina) (?:pagi|siang|malam|malem|subuh|sore|peuting|"
          rf"bengi|isuk|esuk)|semalam|semalem|mambengi|peuting tadi|"
          rf"baru(?:san| saja| aja)|(?:dari|sejak|ti|saka) (?:kemarin|kamari|wingi|kemaren)", _unspoken(GONE)),
)  # fmt: skip
_LONG_AGO = re.compile(
    rf"(?:hari|hr|minggu|mgg|bulan|bln|tahun|taun|thn|poe|dina|jam|wulan) (?:yang |yg |nu |"
    rf"sing )?(?:lalu|kapungkur|kepungkur|kemarin|katukang|ka tukang){_E}"
)


def long_ago(plain: str) -> Iterator[Said]:
    """ "dua bulan yang lalu", with its number."""
    for match in _LONG_AGO.finditer(plain):
        number = _number_before(plain, match.start())
        yield Said(number[1] if number else match.start(), match.end(), GONE, None)
