"""When somebody leaves: "besok subuh", "lusa", "tgl 5", "habis lebaran", "udah berangkat", counted in Jakarta time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import islice

from nlu.language.calendar_words import BUCKETS, GONE, TODAY, TOMORROW, UNKNOWN, Said, days_said, long_ago
from nlu.language.cleaning import aligned
from nlu.language.countries import find_countries
from nlu.language.found import Found
from nlu.language.hours import find_hour, hour_span

__all__ = ["BUCKETS", "JAKARTA", "Departure", "find_departure", "find_departure_spans"]

JAKARTA = timezone(timedelta(hours=7), "WIB")


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
    """The words that say when, kind "departure", value the bucket; where somebody is already ("sudah di Arab") is no date."""
    span = _span(text, now=now, asked=False)
    if span:
        start, end, departure = span
        if departure.bucket == GONE and _GONE_TO.match(aligned(text), start) and not _GONE.match(aligned(text), start):
            return
        yield Found("departure", start, end, text[start:end], departure.bucket)


_B, _E = r"(?<![^\W_])", r"(?![^\W_])"
_GO = (
    r"(?:di|mem|ngem|pem|ke|ng|m)?(?:be|b|a)?rangkat\w*|brngkt\w*|brgkt\w*|berngkat\w*|brkt|"
    r"mangkat\w*|budal\w*|bidal|terbang\w*|tebang|"
    r"diterbang\w*|(?:di|n|men|nge|ng)?jemput\w*|dipapag\w*|dipethuk|dipetuk|dibawa\w*|digawa\w*|"
    r"dicandak|dikirim\w*|ngirim\w*|diangkut\w*|"
    r"indit\w*|miang\w*|bade angkat|mabur\w*|lunga\w*|mlaku|flight|pesawat\w*|penerbangan\w*|"
    r"keberangkatan\w*|take ?off|boarding|check ?in|"
    r"otw|nyebrang\w*|nyeberang\w*|menyeberang|naik kapal|kapal\w*|naek kapal|tiket\w*|cabut|cau|"
    r"ngaleut|ke bandara|ka bandara|nang bandara|"
    r"disuruh kumpul|disuruh siap\w*|siap2|siap-siap|dipindah\w*|dioper\w*|kumpul di|diambil|diselundup\w*|dijual|pamit|merantau"
)
_LEAVING = re.compile(rf"{_B}(?:{_GO}|jalan|pergi|pigi|pegi|jadwal\w*){_E}")
_SURELY_LEAVING = re.compile(rf"{_B}(?:{_GO}){_E}")
# Days of other things: what stands between such a word and the day belongs to it.
_OTHER_EVENT = re.compile(
    rf"{_B}(?:lahir\w*|ultah|wawancara|interview|medical|medikal|mcu|tes|test|ujian|pelatihan|"
    rf"training|paspor\w* jadi|gajian|deadline|"
    rf"batas\w*|pulang\w*|balik|mulih|dipulangkan|kepulangan|buka|tutup|rapat|pengajian|nikah\w*|"
    rf"kontrak\w* habis){_E}"
)
_ALREADY = (
    r"(?:udah|sudah|sdh|udh|dah|ude|udeh|uda|geus|enggeus|gus|wis|wes|uwis|sampun|tos|parantos|"
    r"telah|keburu|kadung)"
)
_GONE = re.compile(
    rf"{_B}(?:{_ALREADY} (?:pada |pade |lama |duluan |kadung |di ?|ka |ke |kabeh )?(?:berangkat\w*|"
    rf"brangkat\w*|brgkt|brngkt|terbang|"
    rf"diberangkat\w*|diterbang\w*|pergi|pegi|jalan|di ?sana|di ?situ|di ?sono|indit|miang|angkat|"
    rf"mangkat|budal|"
    rf"lunga|mabur|di luar negeri|dibawa pergi|dibawa ke|dibawa ka|digawa|dikirim (?:ke|ka|nang)|"
    rf"nang kana|neng kana|ning kana|nyebrang|"
    rf"(?:nyampe|sampe|sampai|tiba|teka|tekan|tutug|dugi|nepi) (?:di|ke|ka|ning|nang|neng|sana|kana|luar)\w*)"
    rf"|(?:terlanjur|telanjur|kadung|keburu) (?:berangkat|indit|mangkat|jalan)){_E}"
)
_GONE_TO = re.compile(
    rf"{_B}{_ALREADY}(?: (?:ada|lama|kerja|pada|aya|ana|\w+ (?:bulan|taun|tahun|minggu|"
    rf"hari)))?(?: (?:di|ke|nang|neng|ning|ka|ti|nyampe|sampe|sampai)){{1,2}} "
)
_UNKNOWN = re.compile(
    rf"{_B}(?:(?:belum|blm|blum|belom|belon|durung|tacan|acan|can|dereng|teu acan|encan|"
    rf"ncan) (?:ada |tau|tahu|di|"
    rf"pasti|jelas|puguh|tentu|"
    r"dikasih|dikabari|ngerti|nyaho|weruh|terang|uninga|apal)\w*|(?:ga|gak|gk|nggak|ngga|enggak|"
    r"kagak|kaga|tidak|tdk|teu|"
    r"ora|ore|mboten|boten|henteu) "
    rf"(?:tau|tahu|taw|jelas|yakin|nyaho|apal|ngerti|weruh|eruh|pasti|puguh|dikasih tau|"
    rf"dikasih tahu)|entah|kurang tau|kurang tahu|embuh|duka|"
    rf"teuing|gatau|gtw){_E}"
)
_JUST_NOT_YET = re.compile(rf"{_B}(?:belum|blm|belom|durung|tacan|dereng){_E}")
_WHEN = re.compile(
    rf"{_B}(?:kapan\w*|iraha\w*|kapane|jadwal\w*|tanggal\w*|tgl\w*|waktu\w*|hari apa|jam berapa|mbesuke){_E}"
)
_NOW = ("sekarang", "skrg", "skrang", "skg", "ayeuna", "saiki", "siki", "seniki", "sak iki")  # often said of anything
_NEAR_NOW = 14
_MOST = 12  # words of leaving, and days, that are looked at
_FAR, _NEAR_UNKNOWN, _NEAR_HOUR = 75, 45, 24


def _span(text: str, *, now: datetime, asked: bool) -> tuple[int, int, Departure] | None:
    plain = aligned(text)
    leaving = [match.span() for match in islice(_LEAVING.finditer(plain), _MOST)]
    if not asked and not leaving and not _GONE_TO.search(plain):
        return None
    local = now.astimezone(JAKARTA)
    said = [*days_said(plain, local.replace(tzinfo=None))[:_MOST], *islice(long_ago(plain), _MOST)]
    ahead = [one for one in said if one.bucket != GONE]
    chosen = _nearest(plain, ahead, leaving, asked=asked)
    gone = _gone(plain)
    if gone and (chosen is None or not _follows(plain, gone, chosen)):
        return *gone, Departure(GONE, None, None)
    chosen = chosen or _nearest(plain, [one for one in said if one.bucket == GONE], leaving, asked=asked)
    if chosen:
        clock = hour_span(plain)
        end = clock[1] if clock and 0 <= clock[0] - chosen.end <= 1 else chosen.end
        return chosen.start, end, Departure(chosen.bucket, chosen.day, find_hour(plain))
    return _unknown(plain, leaving, asked=asked) or _hour_alone(plain, leaving, local, asked=asked)


def _gone(plain: str) -> tuple[int, int] | None:
    """Where it says that somebody is away already: "udah berangkat", "geus di Malaysia"."""
    gone = _GONE.search(plain)
    if gone:
        return gone.span()
    for match in _GONE_TO.finditer(plain):
        country = next(iter(find_countries(plain[match.end() : match.end() + 24])), None)
        if country and country.start == 0:
            return match.start(), match.end() + country.end
    return None


def _follows(plain: str, gone: tuple[int, int], chosen: Said) -> bool:
    """ "sudah dijemput nanti malam berangkat": a day ahead right behind another word of leaving counts more."""
    between = plain[gone[1] : chosen.start] if chosen.start >= gone[1] else plain[chosen.end : gone[0]]
    return _SURELY_LEAVING.search(between) is not None


def _nearest(plain: str, said: list[Said], leaving: list[tuple[int, int]], *, asked: bool) -> Said | None:
    """The day nearest to a word of leaving, with no other event between; the first one when we asked."""
    if asked and said and not leaving:
        return said[0]
    best: tuple[int, Said] | None = None
    for one in said:
        for start, end in leaving:
            low, high = min(one.end, end), max(one.start, start)
            distance = max(0, high - low)
            between = plain[low:high] if high > low else ""
            if distance > (_FAR if one.bucket != TODAY or plain[one.start : one.end] not in _NOW else _NEAR_NOW) or (
                _OTHER_EVENT.search(between) and not asked
            ):
                continue
            distance += 40 * len(re.findall(r"[.!?\n;]", between)) + (5 if one.end <= start else 0)
            if best is None or distance < best[0]:
                best = distance, one
    if best is None and asked and said:
        return said[0]
    return best[1] if best else None


def _unknown(plain: str, leaving: list[tuple[int, int]], *, asked: bool) -> tuple[int, int, Departure] | None:
    """ "belum tahu kapan berangkat"; when we asked, "belum" alone."""
    unknown = _UNKNOWN.search(plain) or (_JUST_NOT_YET.search(plain) if asked else None)
    if unknown is None:
        return None
    near = any(max(start - unknown.end(), unknown.start() - end) <= _NEAR_UNKNOWN for start, end in leaving)
    if (
        asked
        or (near and _WHEN.search(plain))
        or (near and plain[: unknown.start()].rstrip(" ,").endswith(("nya", "na", "ne")))
    ):
        return unknown.start(), unknown.end(), Departure(UNKNOWN, None, None)
    return None


def _hour_alone(
    plain: str, leaving: list[tuple[int, int]], local: datetime, *, asked: bool
) -> tuple[int, int, Departure] | None:
    """An hour without a day is the next time the clock shows it."""
    clock = hour_span(plain)
    if asked:
        hour = find_hour(plain)
        span = clock[:2] if clock else (0, len(plain))
    else:
        near = clock and any(
            0 <= clock[0] - end <= _NEAR_HOUR and _SURELY_LEAVING.fullmatch(plain[start:end]) for start, end in leaving
        )
        if not clock or not near:
            return None
        hour, span = clock[2], clock[:2]
    if hour is None:
        return None
    today = hour > local.hour or asked
    day = local.date() + timedelta(days=not today)
    return *span, Departure(TODAY if today else TOMORROW, day, hour)
