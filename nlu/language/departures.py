"""When somebody leaves: "besok subuh", "lusa", "tgl 5", "habis lebaran", "udah berangkat", counted in Jakarta time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from nlu.language.cleaning import aligned
from nlu.language.found import Found
from nlu.language.hours import find_hour

JAKARTA = timezone(timedelta(hours=7), "WIB")
BUCKETS = ("hari_ini", "besok", "3_hari", "minggu_ini", "bulan_ini", "belum_tahu", "sudah_berangkat")


@dataclass(frozen=True)
class Departure:
    """`bucket` is one of BUCKETS; `at` the day where the words give one, `hour` (0-23) where they give it."""

    bucket: str
    at: date | None
    hour: int | None


def find_departure(text: str, *, now: datetime, asked: bool = False) -> Departure | None:
    """When the text says somebody leaves, or None.

    `now` must know its time zone. `asked`: we asked when, so "besok" alone is enough; otherwise a word of
    leaving ("berangkat", "dijemput", "terbang", …) must stand near.
    """
    span = _span(text, now=now, asked=asked)
    return span[2] if span else None


def find_departure_spans(text: str, *, now: datetime) -> Iterator[Found]:
    """The words that say when, kind "departure", value the bucket."""
    span = _span(text, now=now, asked=False)
    if span:
        start, end, departure = span
        yield Found("departure", start, end, text[start:end], departure.bucket)


_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan", "februari feb pebruari", "maret mar", "april apr", "mei", "juni jun", "juli jul",
         "agustus agu ags agt", "september sep sept", "oktober okt", "november nov nop", "desember des"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {"senin": 0, "senen": 0, "selasa": 1, "salasa": 1, "rabu": 2, "rebo": 2, "kamis": 3, "kemis": 3,
             "jumat": 4, "jum'at": 4, "jumaah": 4, "sabtu": 5, "saptu": 5, "setu": 5, "minggu": 6,
             "ahad": 6}  # fmt: skip
_NUMBERS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "hiji": 1, "tilu": 3,
            "opat": 4, "siji": 1, "loro": 2, "rong": 2, "telung": 3, "telu": 3, "patang": 4, "limang": 5, "se": 1,
            "sa": 1}  # fmt: skip
_NUMBER = rf"(?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_MONTH = "|".join(_MONTHS)
_DAY = "|".join(_WEEKDAYS)
_NO_LETTER = r"(?<![^\W_])"
_END = r"(?![^\W_])"
_LEAVING = re.compile(
    rf"{_NO_LETTER}(?:(?:di|mem|ngem|pem|ke)?(?:be|b)?rangkat\w*|brngkt|brgkt|brangkat\w*|terbang\w*|"
    rf"diterbang\w*|jemput\w*|"
    r"dijemput\w*|dibawa|digawa|dikirim\w*|mangkat\w*|indit|miang|mabur|lunga|flight|pesawat\w*|jadwal\w*|jalan|"
    rf"pergi|keberangkatan\w*|diangkut|dipapag|dipethuk|diterbangkan|take ?off){_END}"
)
_GONE = re.compile(
    rf"{_NO_LETTER}(?:(?:udah|sudah|sdh|udh|dah|ude|udeh|geus|enggeus|wis|wes|uwis|sampun|tos) "
    r"(?:pada |di |ka |ke )?(?:berangkat\w*|brangkat\w*|brgkt|terbang|diberangkat\w*|pergi|jalan|di sana|"
    r"disana|nyampe\w*|"
    r"sampe\w*|sampai|indit|miang|mangkat|lunga|mabur|teka|tekan|dugi|nepi|di luar negeri|di malaysia|di sono)"
    rf"|(?:kemarin|kemaren|kamari|wingi) (?:berangkat\w*|brangkat|indit|mangkat)|terlanjur berangkat){_END}"
)
_UNKNOWN = re.compile(
    rf"{_NO_LETTER}(?:(?:belum|blm|blum|belom|durung|tacan|acan|can|dereng|teu acan) (?:ada |tau|tahu|di|"
    rf"pasti|jelas|puguh|"
    r"dikasih|dikabari|ngerti|nyaho|weruh|terang)\w*|(?:ga|gak|nggak|ngga|enggak|kagak|kaga|tidak|tdk|teu|"
    r"ora|ore|mboten) "
    rf"(?:tau|tahu|jelas|yakin|nyaho|apal|ngerti|weruh|eruh|pasti)|entah|kurang tau|kurang tahu|embuh|duka|"
    rf"teuing|belum){_END}"
)
_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], "tuple[str, date | None] | None"]]


def _rule(pattern: str, meaning: Callable[[re.Match[str], date], tuple[str, date | None] | None]) -> _Rule:
    return re.compile(rf"{_NO_LETTER}(?:{pattern}){_END}"), meaning


def _in_days(days: int) -> Callable[[re.Match[str], date], tuple[str, date | None]]:
    return lambda match, today: _on(today + timedelta(days=days), today)


def _on(day: date, today: date) -> tuple[str, date | None]:
    """The bucket of a day: by how many days away, since urgency is what it is for."""
    away = (day - today).days
    if away < 0:
        return "sudah_berangkat", day
    for most, bucket in ((0, "hari_ini"), (1, "besok"), (3, "3_hari"), (7, "minggu_ini"), (31, "bulan_ini")):
        if away <= most:
            return bucket, day
    return "belum_tahu", day


def _count(match: re.Match[str]) -> int:
    written = match["count"]
    return int(written) if written.isdigit() else _NUMBERS[written]


def _after(match: re.Match[str], today: date) -> tuple[str, date | None]:
    unit = match["unit"]
    days = {"h": 1, "d": 1, "p": 1, "m": 7, "b": 30}["b" if unit.startswith(("bul", "bln", "wul", "sas")) else unit[0]]
    return _on(today + timedelta(days=min(_count(match) * days, 3650)), today)


def _weekday(match: re.Match[str], today: date) -> tuple[str, date | None]:
    away = (_WEEKDAYS[match["day"]] - today.weekday()) % 7 or 7
    return _on(today + timedelta(days=away + (7 if match["next"] else 0)), today)


def _day_of_month(match: re.Match[str], today: date) -> tuple[str, date | None] | None:
    day = int(match["day"])
    if not 1 <= day <= 31:
        return None
    written = match["month"]
    month = None if written is None else int(written) if written.isdigit() else _MONTHS[written]
    if month is not None and not 1 <= month <= 12:
        return None
    year, wanted = today.year, month or today.month
    if month is None and day < today.day:
        wanted = today.month % 12 + 1
        year += wanted == 1
    elif month is not None and (month, day) < (today.month, today.day) and today.month - month > 6:
        year += 1
    if day > monthrange(year, wanted)[1]:
        return None
    return _on(date(year, wanted, day), today)


def _unspoken(bucket: str) -> Callable[[re.Match[str], date], tuple[str, date | None]]:
    return lambda match, today: (bucket, None)


# Order matters: the more exact wording stands first. "isuk" is tomorrow in Sundanese but morning in Javanese, so
# "isuk" counts as tomorrow only with a Sundanese ending or alone; Javanese says "sesuk", "ngesuk", "mbesuk".
_RULES: tuple[_Rule, ...] = (
    _rule(rf"{_NUMBER} ?(?P<unit>hari|dinten|dina|poe|minggu|bulan|bln|wulan|sasih) (?:lagi|deui|maning|"
          rf"engkas|ke depan|kedepan)",
          _after),
    _rule(r"lusa|pageto|pagéto|emben|besok lusa|suk emben", _in_days(2)),
    _rule(r"besok|bsk|bsok|besuk|isukan|sesuk|sesok|ngesuk|mbesuk|enjing|enjang|besoknya|isuk", _in_days(1)),
    _rule(r"hari ini|hr ini|poe ieu|dinten ieu|dina iki|dina kien|(?:nanti|ntar|entar|engke|mengko|mengke) "
          r"(?:malam|malem|mlm|sore|siang|subuh|peuting|bengi|pagi)|(?:malam|malem|mlm|peuting|bengi|sore|"
          r"siang|subuh) "
          r"(?:ini|ieu|iki|kien|ayeuna)|ini malam|tonight|sekarang|skrg|skrang|saiki|siki|seniki|ayeuna|bentar lagi|"
          r"sebentar lagi|barusan mau|jam ini", _in_days(0)),
    _rule(rf"(?:tanggal|tgl|tggl|tg) ?(?P<day>\d{{1,2}})(?:(?: ?[-/] ?| (?:bulan |bln )?)(?P<month>\d{{1,2}}|"
          rf"{_MONTH}))?",
          _day_of_month),
    _rule(rf"(?P<day>\d{{1,2}}) ?(?P<month>{_MONTH})", _day_of_month),
    _rule(r"(?P<day>\d{1,2})[-/](?P<month>\d{1,2})(?:[-/]\d{2,4})?", _day_of_month),
    _rule(r"(?:minggu|mgg|mggu) (?:ini|ieu|iki)", _unspoken("minggu_ini")),
    _rule(r"(?:minggu|mgg|mggu|pekan) (?:depan|dpn|hareup|ngarep|besok)|minggu hareup", _unspoken("bulan_ini")),
    _rule(r"(?:bulan|bln|wulan) (?:ini|ieu|iki)|akhir bulan|akhir bln", _unspoken("bulan_ini")),
    _rule(rf"(?:hari |malam |poe |dina )?(?P<day>{_DAY})(?P<next> depan| hareup| ngarep)?", _weekday),
    _rule(r"(?:bulan|bln|wulan|tahun|taun|thn) (?:depan|dpn|hareup|ngarep)|(?:habis|abis|sesudah|setelah|"
          r"bada|ba'da|sanggeus|"
          r"bar) (?:lebaran|puasa|panen|tahun baru|natal|idul \w+)|kapan2|masih lama", _unspoken("belum_tahu")),
)  # fmt: skip


def _span(text: str, *, now: datetime, asked: bool) -> tuple[int, int, Departure] | None:
    plain = aligned(text)
    today = now.astimezone(JAKARTA).date()
    leaving = asked or _LEAVING.search(plain) is not None
    gone = _GONE.search(plain)
    if gone:
        return gone.start(), gone.end(), Departure("sudah_berangkat", None, None)
    if not leaving:
        return None
    for pattern, meaning in _RULES:
        for match in pattern.finditer(plain):
            read = meaning(match, today)
            if read:
                bucket, day = read
                return match.start(), match.end(), Departure(bucket, day, find_hour(plain))
    unknown = _UNKNOWN.search(plain) if asked else None
    if unknown:
        return unknown.start(), unknown.end(), Departure("belum_tahu", None, None)
    hour = find_hour(plain) if asked else None
    return None if hour is None else (0, len(text), Departure("hari_ini", today, hour))
