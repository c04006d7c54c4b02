"""How surely the things a message names are found: F1 by kind, by the value each is stored as."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from bot.clock import JAKARTA
from bot.learning.evaluation.reading import Naming
from nlu.language.calendar_words import BUCKETS, bucket_of
from nlu.language.cleaning import digits_only
from nlu.language.countries import find_countries
from nlu.language.departures import find_departure
from nlu.language.extraction import extract
from nlu.language.found import Found
from nlu.language.money import find_money
from nlu.language.phones import spoken_number
from nlu.language.places import find_villages

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=JAKARTA)
"""When the messages of our file were sent; "besok" is counted from it."""
KINDS: dict[str, str] = {
    other: kind
    for kind, others in {
        "phone": "phone phone_number telephone telepon hp whatsapp wa nomor_hp mobile",
        "account": "account bank_account account_number rekening e_wallet ewallet wallet bank",
        "money": "money amount uang currency price nominal jumlah_uang",
        "country": "country negara destination",
        "company": "company organization organisation org perusahaan agency firm pt agent_company",
        "handle": "handle social social_account social_handle social_media username akun medsos",
        "link": "link url tautan website",
        "village": "village place location desa kecamatan district lokasi tempat village_district",
        "departure": "departure date time datetime departure_date departure_time date_time waktu tanggal when",
        "count": "count people people_count number_of_people count_of_people persons jumlah jumlah_orang headcount",
        "person": "person recruiter person_name name nama perekrut recruiter_name",
        "nik": "nik national_id id_number ktp",
        "email": "email e_mail mail surel",
    }.items()
    for other in others.split()
}
"""Our kind for each name that a stranger's file may give it; what stands here under no name counts as never found."""
_NO_NORM = ("", "None", "null")
_TITLES = re.compile(
    r"^(?:(?:pak|bapak|bpk|bu|ibu|haji|hajah|hj?|mas|mbak|mba|bang|abang|kang|teh|teteh|mang|om|tante|calo|sponsor|"
    r"agen|si)\b\.? ?)+(?=\w)"
)
_FORMS = re.compile(
    r"^(?:(?:pt|p t|cv|c v|lpk|ud|yayasan|p3mi|pjtki|agen|agensi|agency|perusahaan|penyalur|sponsor)\b\.? ?)+(?=\w)"
)
_WORDS, _CODE = "said: ", 2
Forms = frozenset[str]
Row = tuple[Naming, Counter[tuple[str, str]], Counter[tuple[str, str]], Counter[tuple[str, str]]]
"""A message, what it names, what was found, and what of both is the same, each as (kind, value)."""


def compare(namings: Sequence[Naming], *, now: datetime = NOW) -> list[Row]:
    """Each message with what it names and what was found. Only kinds that the file uses count.

    The same thing said twice counts once. A value is right if one of its spellings is the wanted norm; where the
    file gives no norm, if it covers the wanted words.
    """
    kinds = {_kind(kind, words) for naming in namings for kind, words, _ in naming.named}
    return [_row(naming, kinds, now) for naming in namings]


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """F1, precision and recall by kind; `f1` alone by the outside contract."""
    wanted, found, both = Counter[str](), Counter[str](), Counter[str]()
    for _, expected, got, same in rows:
        for counter, part in ((wanted, expected), (found, got), (both, same)):
            for (kind, _), count in part.items():
                counter[kind] += count
    kinds = sorted(wanted)
    return {
        "count": {kind: wanted[kind] for kind in kinds},
        "f1": {kind: _ratio(2 * both[kind], wanted[kind] + found[kind]) for kind in kinds},
        "precision": {kind: _ratio(both[kind], found[kind]) for kind in kinds},
        "recall": {kind: _ratio(both[kind], wanted[kind]) for kind in kinds},
    }


def misses(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Messages with something missed or found that is not there."""
    return [
        {
            "id": naming.id,
            "text": naming.text,
            "expected": [list(one) for one in sorted((wanted - same).elements())],
            "got": [list(one) for one in sorted(found.elements()) if one not in same],
        }
        for naming, wanted, found, same in rows
        if wanted != same or sum(found.values()) != sum(same.values())
    ]


def _row(naming: Naming, kinds: Collection[str], now: datetime) -> Row:
    wanted = {
        (_kind(kind, words), words if norm in _NO_NORM else norm): _wanted(_kind(kind, words), words, norm, now)
        for kind, words, norm in naming.named
    }
    found = {
        (one.kind, one.value): _found(one, naming.text, now)
        for one in extract(naming.text, now=now)
        if one.kind in kinds
    }
    _merge(wanted)
    _merge(found)
    same: list[tuple[str, str]] = []
    left = dict(found)
    for (kind, value), forms in wanted.items():
        match = next((key for key, got in left.items() if key[0] == kind and _fits(forms, got)), None)
        if match:
            del left[match]
            same.append((kind, value))
    return naming, Counter(wanted.keys()), Counter(found.keys()), Counter(same)


def _fits(wanted: Forms, got: Forms) -> bool:
    """One spelling in common; words without a norm may also be a part of the words found, or the reverse."""
    if wanted & got:
        return True
    words = [form.removeprefix(_WORDS) for form in wanted if form.startswith(_WORDS)]
    return any(form and (one in form or form in one) for one in words for form in got if not form[0].isdigit())


def _merge(things: dict[tuple[str, str], Forms]) -> None:
    """Things of one kind that share a spelling are one thing, said twice."""
    for key in list(things):
        if any(other != key and other[0] == key[0] and things[other] & things[key] for other in things):
            del things[key]


def _kind(name: str, words: str) -> str:
    """Our kind for a stranger's name of it; a social account that is given by its address is a link."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    kind = KINDS.get(plain, plain)
    return "link" if kind == "handle" and ("/" in words or words.startswith("www.")) else kind


def _wanted(kind: str, words: str, norm: str, now: datetime) -> Forms:
    """Every spelling of what the file wants: its norm, or, without one, what its words mean to us."""
    if norm not in _NO_NORM:
        return _forms(kind, norm, now)
    forms = {*_forms(kind, words, now), _WORDS + words.strip().casefold()}
    for one in extract(words, now=now):
        if one.kind == kind:
            forms |= _found(one, words, now)
    if kind == "village":
        forms |= {form for one in find_villages(f"desa {words}") for form in _forms(kind, one.value, now)}
    return frozenset(forms)


def _found(one: Found, text: str, now: datetime) -> Forms:
    """Every spelling of what we found: its value and its words; a day also as its date."""
    forms = set(_forms(one.kind, one.value, now)) | set(_forms(one.kind, one.text, now))
    if one.kind == "departure":
        departure = find_departure(text, now=now)
        day = departure.at if departure else None
        forms.add(day.isoformat() if day else f"about {one.value}")
    forms.add(" ".join(one.text.casefold().split()))
    return frozenset(forms)


def _forms(kind: str, value: str, now: datetime) -> Forms:
    value = value.strip().casefold()
    plain = " ".join(re.findall(r"[\w.]*\w", value))
    if kind in ("phone", "account", "nik"):
        digits = digits_only(value)
        return frozenset({spoken_number(digits) or digits, digits} if digits else {plain})
    if kind == "money":
        return _money(value)
    if kind == "country" and len(value) > _CODE:
        return frozenset({value, *(one.value.casefold() for one in find_countries(value))})
    if kind == "count":
        return frozenset({digits_only(value) or plain})
    if kind == "village":
        return frozenset({digits_only(value) if re.fullmatch(r"[\d.]{2,}", value) else plain})
    if kind == "departure":
        return _when(value, now)
    if kind == "link":
        return frozenset({re.sub(r"^(?:https?://)?(?:www\.)?", "", value).rstrip("/.,")})
    if kind == "handle":
        return frozenset({value.lstrip("@").rstrip(".")})
    if kind in ("company", "person"):
        return frozenset({plain, (_FORMS if kind == "company" else _TITLES).sub("", plain)})
    return frozenset({value})


def _money(value: str) -> Forms:
    """Whole rupiah as digits; "1500 SAR", "SAR 1500" and "1.500 riyal" as "1500 SAR"."""
    if re.fullmatch(r"\d+(?:\.0+)?", value):
        return frozenset({value.split(".")[0]})
    read = {one.value.casefold() for one in find_money(value)}
    return frozenset(read or {value})


def _when(value: str, now: datetime) -> Forms:
    """A bucket as it is; a date as itself, or about its bucket where we know no day; words as they are."""
    written = re.match(r"\d{4}-\d\d-\d\d", value)
    if written is None:
        return frozenset({value.replace(" ", "_") if value.replace(" ", "_") in BUCKETS else value})
    try:
        day = date.fromisoformat(written.group())
    except ValueError:
        return frozenset({value})
    return frozenset({day.isoformat(), f"about {bucket_of(day, now.astimezone(JAKARTA).date())}"})


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
