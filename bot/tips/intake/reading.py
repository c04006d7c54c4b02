"""What one message says inside a report: which questions it answers, and whether it steers or asks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.tips.intake.questions import TELLING, question
from bot.tips.rules.own_number import of_others
from nlu.language import controls
from nlu.language.danger import find_danger
from nlu.language.departures import BUCKETS, JAKARTA, find_departure
from nlu.language.extraction import Found, extract
from nlu.language.normalise import normalise
from nlu.language.places import find_place_spans, find_places, place_by_code

STORY_WORDS = 8
"""From so many words a text that nobody asked for in particular is a story."""
LONG_STORY_WORDS = 14
"""From so many words an answer to another question is also a story."""
SHORT_WORDS = 4
"""Up to so many words a message can be a mere "menu" or "terima kasih" where a story is asked."""
LEAVES_OUT_EARLY = ("aman", "kapan", "tempat", "bukti")
"""Where "jangan ke polisi" cannot be part of a story: the broker may have said it, too."""
_SHORT_ANSWERS = ("kapan", "perekrut")
"""Questions that a cry for help answers only where it says so in as many words."""
_NAMES_RECRUITER = ("phone", "account", "handle", "link", "email", "company")

_UNKNOWN = re.compile(
    r"(?:(?:saya|aku) )?(?:(?:tidak|belum|kurang|teu|ora|ore|can|durung|mboten) (?:tahu|tau|kenal|ingat|inget|jelas|yakin|apal|nyaho|weruh|ngerti|ada)"
    r"|entah|lupa|embuh|teuing|duka|rahasia)(?: \S+){0,3}"
)
_DONE = re.compile(
    r"(?:sudah|udah|selesai|cukup|beres|habis|rengse|rampung|geus|wis|itu saja|itu aja|segitu saja|sudah semua|sudah itu saja"
    r"|sudah cukup|tidak ada(?: lagi)?(?: bukti\w*)?|belum ada|tidak punya|euweuh|ora ana|ore ane|kosong)"
)
_RECRUITER = re.compile(
    r"\b(?:agen|calo|sponsor|perekrut|tekong|penyalur|makelar|bos|yang (?:ngajak|mengajak|ngajakin|bawa|membawa|jemput|nawarin|merekrut)"
    r"|diajak|ditawarin|ditawari|dijanjiin)\w*(?: (?:nya|itu|adalah|bernama|namanya|nama|sama|oleh|dari))* "
    r"(?:pak|bapak|bu|ibu|bang|haji|hajah|h|hj|mas|mbak|om|tante|teh|kang|mang|bi|si) \w+"
)
_ASKS = re.compile(
    r"\?|^(?:pak |bu |min |kak |maaf |permisi |mau (?:tanya|nanya) |tanya |nanya )*(?:apa|apakah|bagaimana|gimana|berapa|kapan|di mana|dimana|ke mana"
    r"|siapa|kenapa|mengapa|boleh|bolehkah|bisakah|bisa|benarkah|syarat|syaratnya|cara|caranya|naon|kumaha|sabaraha|kepripun|kepriwe|pira)\b"
    r"|\b(?:apa saja|gimana caranya|bagaimana caranya|berapa biaya\w*|boleh tidak|bisa tidak|apa tidak|atau tidak|ya tidak)\b"
)


@dataclass(frozen=True)
class Heard:
    """A message as the reading needs it, with what Rasa made of it."""

    text: str = ""
    payload: str | None = None
    has_file: bool = False
    intent: str = ""
    topic: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True)
class Given:
    """An answer. `code` is its value from a list (bucket, place code, …), `on` the day that was meant."""

    value: str
    code: str | None = None
    on: date | None = None
    skipped: bool = False
    origin: str = "said"


@dataclass(frozen=True)
class Reading:
    """What was read.

    `control`: lewati, kembali, batal, kirim_sekarang. `act`: another intent that was tapped. `answers`: by slot;
    the asked one is missing when it was not understood. `choices`: place codes when a name means several.
    `asks`: the text has the form of a question.
    """

    control: str | None = None
    act: str | None = None
    answers: Mapping[str, Given] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    asks: bool = False
    words: int = 0
    left_out: str | None = None
    """The agency that a short message wants kept out, before receivers are asked about."""


def read(asked: str | None, heard: Heard, *, now: datetime, agencies: Mapping[str, str]) -> Reading:
    """Read one message. `agencies`: names of the agencies by key. `asked` None: the report just opens."""
    if heard.payload is not None and not heard.payload.startswith("/"):
        return _tapped(asked, heard.payload, now, agencies)
    if heard.payload is not None:
        return _act(asked, heard.payload, now, agencies)
    text = heard.text.strip()
    words = len(text.split())
    control = controls.control(text) if asked is not None else None
    if control is not None:
        return Reading(control=control, words=words)
    if asked in LEAVES_OUT_EARLY and words <= SHORT_WORDS:
        left_out = _without(normalise(text), agencies)
        if left_out is not None:
            return Reading(left_out=left_out.removeprefix("tanpa:"), words=words)
    found = extract(text, now=now)
    answers = dict(_in_passing(asked, text, found, now))
    choices: tuple[str, ...] = ()
    if asked is not None and text:
        given = _answer(asked, heard, now, agencies)
        if given is not None:
            answers[asked] = given
        elif asked == "tempat":
            choices = tuple(place.code for place in find_places(text, asked=True))
        elif asked == "kirim" and words <= SHORT_WORDS:
            answers |= _second_thoughts(normalise(text), agencies)
    answers |= _story(asked, text, words, answers)
    return Reading(
        answers=answers, choices=choices, found=of_others(text, found), asks=looks_like_question(text), words=words
    )


def looks_like_question(text: str) -> bool:
    """Whether a text has the form of a question."""
    return _ASKS.search(normalise(text)) is not None


def cries(text: str) -> bool:
    """Whether a text is a cry for help: somebody is threatened now."""
    danger = find_danger(text)
    return danger is not None and danger.tier == "A"


def departure_day(bucket: str, today: date) -> date | None:
    """The day a chosen bucket means, where it means one."""
    return {"hari_ini": today, "besok": today + timedelta(days=1)}.get(bucket)


def _tapped(asked: str | None, payload: str, now: datetime, agencies: Mapping[str, str]) -> Reading:
    slot, _, value = payload.removeprefix("#").partition("=")
    if slot == "kendali":
        return Reading(control=value)
    given = _chosen(asked, slot, value, now, agencies)
    return Reading(answers={slot: given} if given else {})


def _chosen(asked: str | None, slot: str, value: str, now: datetime, agencies: Mapping[str, str]) -> Given | None:
    """A tapped choice, if it is lawful. An old button may still correct what was told, never decide."""
    if slot not in TELLING and slot != asked:
        return None
    if value in ("lewati", "selesai"):
        return Given("", skipped=True)
    if slot == "kapan" and value in BUCKETS:
        today = now.astimezone(JAKARTA).date()
        return Given(value, code=value, on=departure_day(value, today))
    if slot == "tempat":
        place = place_by_code(value)
        return Given(place.name, code=value) if place else None
    lawful = {
        "aman": ("ya", "tidak", "mendesak"),
        "penerima": ("semua", "lanjut", *(f"tanpa:{key}" for key in agencies)),
        "balasan": ("anonim", "kabar"),
        "kirim": ("ya", "batal", *(f"ubah:{one}" for one in (*TELLING, "penerima", "balasan"))),
    }
    return Given(value, code=value) if value in lawful.get(slot, ()) else None


def _act(asked: str | None, payload: str, now: datetime, agencies: Mapping[str, str]) -> Reading:
    intent = payload[1:].partition("{")[0]
    if intent == "batal":
        return Reading(control="batal")
    word = {"setuju": "ya", "menolak": "tidak", "tidak_tahu": "tidak tahu"}.get(intent)
    if word and asked:
        return read(asked, Heard(text=word), now=now, agencies=agencies)
    return Reading(act=intent)


def _answer(asked: str, heard: Heard, now: datetime, agencies: Mapping[str, str]) -> Given | None:
    """What typed words answer to the question that was asked; None when it is not understood."""
    text = heard.text.strip()
    if asked in TELLING and (_UNKNOWN.fullmatch(normalise(text)) or _says(heard, "tidak_tahu")):
        return Given(text, code="belum_tahu") if asked == "kapan" else Given("", skipped=True)
    if asked in _SHORT_ANSWERS and cries(text):
        # "saya dipukul sekarang tolong" is no day, and no recruiter's name unless it names one.
        return dict(_in_passing(None, text, extract(text, now=now), now)).get(asked)
    if asked == "kapan":
        departure = find_departure(text, now=now, asked=True)
        return Given(text, code=departure.bucket, on=departure.at) if departure else None
    if asked == "tempat":
        places = find_places(text, asked=True)
        return Given(text, code=places[0].code) if len(places) == 1 else None
    if asked == "bukti":
        return Given("", skipped=True) if _is_done(text) else None
    if question(asked).free:
        return Given(text)
    return _decided(asked, text, agencies)


def _decided(asked: str, text: str, agencies: Mapping[str, str]) -> Given | None:
    answer = controls.yes_no(text)
    plain = normalise(text)
    code: str | None = None
    if asked == "aman":
        code = {True: "ya", False: "tidak"}.get(answer) if answer is not None else _safety(plain)
    elif asked == "penerima":
        code = _without(plain, agencies) or ("lanjut" if answer or "lanjut" in plain or "benar" in plain else None)
        code = "semua" if code is None and "semua" in plain else code
    elif asked == "balasan":
        news = re.search(r"\b(?:boleh|kabar\w*|hubungi|dihubungi|balas)\b", plain) and "tidak" not in plain
        anonymous = re.search(r"\b(?:anonim|rahasia|sembunyi\w*|jangan)\b", plain) or "tidak" in plain
        code = {True: "kabar", False: "anonim"}.get(answer) if answer is not None else None
        code = code or ("anonim" if anonymous else "kabar" if news else None)
    elif asked == "kirim" and answer is not None:
        code = "ya" if answer else "belum"
    return Given(text, code=code) if code else None


def _second_thoughts(plain: str, agencies: Mapping[str, str]) -> dict[str, Given]:
    """Under the read-back a decision is changed by naming it: "anonim aja", "tanpa polda"."""
    left_out = _without(plain, agencies)
    if left_out is not None:
        return {"penerima": Given(plain, code=left_out)}
    return {"balasan": Given(plain, code="anonim")} if re.search(r"\b(?:anonim|rahasia)\w*", plain) else {}


def _safety(plain: str) -> str | None:
    if len(plain.split()) > STORY_WORDS:
        return None
    if re.search(r"\b(?:bahaya|mendesak|darurat|gawat|tolong)\b", plain) and "tidak ada" not in plain:
        return "mendesak"
    if "aman" in plain.split():
        return "tidak" if re.search(r"\b(?:tidak|belum|kurang|nggak)\b", plain) else "ya"
    return None


def _without(plain: str, agencies: Mapping[str, str]) -> str | None:
    """ "jangan polisi", "tanpa Imigrasi": the agency that is left out."""
    if not re.search(r"\b(?:tanpa|jangan|kecuali|selain|iwal|tanpe|bukan)\b", plain):
        return None
    said = set(re.findall(r"\w{4,}", plain)) - {"banten", "kantor", "kirim", "jangan", "tanpa"}
    for key, names in agencies.items():
        if any(word in names.casefold() for word in said):
            return f"tanpa:{key}"
    return None


def _is_done(text: str) -> bool:
    return _DONE.fullmatch(normalise(text)) is not None or controls.yes_no(text) is False


def _in_passing(asked: str | None, text: str, found: tuple[Found, ...], now: datetime) -> Iterator[tuple[str, Given]]:
    """Answers to questions that were not asked: nothing already said is asked again."""
    if not text:
        return
    departure = find_departure(text, now=now)
    if departure is not None and asked != "kapan":
        yield "kapan", Given(text, code=departure.bucket, on=departure.at, origin="guessed")
    if asked != "tempat":
        place = next(iter(find_place_spans(text)), None)
        if place is not None:
            yield "tempat", Given(place.text, code=place.value, origin="guessed")
    names = any(item.kind in _NAMES_RECRUITER for item in of_others(text, found))
    if asked != "perekrut" and (names or _RECRUITER.search(normalise(text))):
        yield "perekrut", Given(text, origin="guessed")


def _story(asked: str | None, text: str, words: int, answers: Mapping[str, Given]) -> dict[str, Given]:
    if asked == "kejadian" or looks_like_question(text):
        return {}
    least = LONG_STORY_WORDS if asked is not None and asked in answers else STORY_WORDS
    return {"kejadian": Given(text, origin="guessed")} if words >= least else {}


def _says(heard: Heard, intent: str) -> bool:
    return heard.intent == intent and heard.confidence >= 0.75 and len(heard.text.split()) <= SHORT_WORDS
