"""A typed answer that means one of the offered choices: "2", "dua", a title, "iya", "muhun", an emoji."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversations.messages import Choice
from nlu.language import controls

KNOWN_KEPT = 60
"""How many payloads of past buttons still work when somebody scrolls up and taps."""
MOST_NAMING, LEAST_NAMING = 2, 5
"""Up to so many words, each of at least so many letters, name a choice by a part of its title."""

_TITLE_NOISE = re.compile(r"[^\w\s]+")


def resolve(text: str, offered: Sequence[Choice]) -> str | None:
    """The payload of the offered choice that this text means, or None."""
    if not offered:
        return None
    said = _title(text)
    for choice in offered:
        if said and said == _title(choice.title):
            return choice.payload
    named = [choice.payload for choice in offered if _names(said, choice)]
    if len(named) == 1:
        return named[0]
    number = controls.choice_number(text)
    if number is not None:
        return offered[number - 1].payload if number <= len(offered) else None
    answer = controls.yes_no(text)
    if answer is None or controls.control(text) is not None:
        return None  # "batal" is not the "no" of "tidak, tetap anonim", nor "lanjut" the "yes" of "ya, boleh"
    fitting = [choice.payload for choice in offered if _means(choice, "ya" if answer else "tidak")]
    return fitting[0] if len(fitting) == 1 else None


def handle(payload: str) -> str:
    """A short id of a payload, for platforms whose buttons carry few bytes."""
    return hashlib.sha256(payload.encode()).hexdigest()[:16]


def remember(before: Mapping[str, Any] | None, offered: Sequence[Choice]) -> dict[str, Any]:
    """What a conversation keeps of its offers: the newest list, and older payloads by their short id."""
    known: dict[str, str] = dict((before or {}).get("known") or {})
    for choice in offered:
        known.pop(handle(choice.payload), None)
        known[handle(choice.payload)] = choice.payload
    newest = dict(list(known.items())[-KNOWN_KEPT:])
    return {"list": [{"title": choice.title, "payload": choice.payload} for choice in offered], "known": newest}


def offered(kept: Mapping[str, Any] | None) -> tuple[Choice, ...]:
    """The newest list that a conversation was offered."""
    return tuple(Choice(**choice) for choice in (kept or {}).get("list") or [])


def by_handle(kept: Mapping[str, Any] | None, short: str) -> str | None:
    """The payload behind a short id, if this conversation was ever offered it."""
    payload = ((kept or {}).get("known") or {}).get(short)
    return payload if isinstance(payload, str) else None


def _means(choice: Choice, answer: str) -> bool:
    ends = {"ya": ("=ya", ":ya", "/setuju"), "tidak": ("=tidak", ":tidak", "/menolak")}[answer]
    first = _title(choice.title).split(" ", 1)[0]
    return choice.payload.endswith(ends) or f":{answer}:" in choice.payload or first == answer


def _names(said: str, choice: Choice) -> bool:
    """Whether a word or two of a title were typed: "sunda" for "Sunda Banten"."""
    words = said.split()
    title = _title(choice.title).split()
    return 0 < len(words) <= MOST_NAMING and all(len(word) >= LEAST_NAMING and word in title for word in words)


def _title(text: str) -> str:
    return " ".join(_TITLE_NOISE.sub(" ", text.casefold()).split())
