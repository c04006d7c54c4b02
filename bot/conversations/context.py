"""Short follow-ups understood by what was asked before: "kalau ke Taiwan?", "biayanya?", "di Serang di mana?". Pure.

A message that holds nothing but a country, a place or an aspect ("biaya", "syarat") and small words is *bare*: it
says nothing by itself, so the context decides. In any other message a confident verdict of the model stands, and
only the country or place named in it is added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.destinations import HELP
from bot.conversations.context_tables import (
    ABOUT_COUNTRIES,
    ASKING_REQUIREMENTS,
    ASPECTS,
    BY_COUNTRY,
    BY_PLACE,
    COUNTRIES,
    COUNTRIES_ANSWERED,
    ENDINGS,
    GOING,
    GOING_ASPECTS,
    KEEPING,
    NAMED,
    OFFICE,
    OFFICE_ASPECTS,
    OTHER_REGION,
    PASSPORT,
    PASSPORT_ASPECTS,
    PROGRAMMES,
    REGIONS,
    REMEMBERING,
    REQUIREMENTS,
    SHORT,
    SMALL,
)
from nlu.language.found import Found
from nlu.language.normalise import normalise
from nlu.language.places import place_by_code

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


@dataclass(frozen=True)
class Before:
    """What the conversation was about: the topic asked last and the country named last."""

    topic: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class Meant:
    """What is to be answered: a topic, a country, or a country's part of a topic (`focus` names the paragraph)."""

    topic: str
    country: str | None = None
    focus: str = ""


@dataclass(frozen=True)
class Understood:
    """The model's verdict: the answer it is confident of, else its best guess."""

    surely: str | None = None
    perhaps: str | None = None


def understand(text: str, found: Sequence[Found], understood: Understood, before: Before) -> tuple[Meant, ...]:
    """What a message means in its context; empty when the model's own verdict stands.

    `found` are the things the text names.
    """
    countries = tuple(dict.fromkeys(one.value for one in found if one.kind == "country"))
    said = _said(text, found)
    if len(countries) > 1:
        both = said.bare or (understood.surely or understood.perhaps) in ABOUT_COUNTRIES
        return tuple(Meant(COUNTRIES, code) for code in countries[:COUNTRIES_ANSWERED]) if both else ()
    if countries:
        meant = _with_country(said, countries[0], understood, before)
    else:
        meant = _without_country(said, understood, before)
    return (meant,) if meant else ()


@dataclass(frozen=True)
class _Said:
    """A message taken apart: its aspect, the region of Banten it names, how long and whether it is bare."""

    aspect: str | None
    region: str | None
    short: bool
    bare: bool


def _said(text: str, found: Sequence[Found]) -> _Said:
    rest = text
    for one in found:
        if one.kind in NAMED:
            rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    plain = normalise(rest)
    words = _WORD.findall(plain)
    aspects = set(_aspects(words))
    regions = {REGIONS[word] for word in words if word in REGIONS} | set(_regions_of_villages(found))
    known = all(word in SMALL or word in REGIONS or _aspect(word) for word in words)
    short = len(words) <= SHORT
    return _Said(
        aspect=next((name for name in ASPECTS if name in aspects), None),
        region=regions.pop() if len(regions) == 1 and not OTHER_REGION.search(plain) else None,
        short=short,
        bare=short and known and not any(character.isdigit() for character in rest),
    )


def _regions_of_villages(found: Sequence[Found]) -> Iterator[str]:
    """The regions in which named villages lie, as far as answers have a line for them."""
    for one in found:
        place = place_by_code(one.value) if one.kind == "village" else None
        name = place.kabkota.lower().removeprefix("kabupaten ").removeprefix("kota ") if place else ""
        if name in REGIONS:
            yield REGIONS[name]


def _aspects(words: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        name = _aspect(word)
        # "yang mana" asks which, not where.
        if name and not (word == "mana" and place and words[place - 1] in ("yang", "nu", "sing")):
            yield name


def _aspect(word: str) -> str | None:
    stems = {word, *(word.removesuffix(ending) for ending in ENDINGS)}
    return next((name for name, listed in ASPECTS.items() if stems & set(listed.split())), None)


def _with_country(said: _Said, country: str, understood: Understood, before: Before) -> Meant | None:
    if said.bare:
        return _aspect_of_country(said.aspect, country) if said.aspect else _same_for(country, before.topic)
    # A named country settles what the model only guessed, as long as the guess is about countries.
    topic = understood.surely or understood.perhaps
    if topic in BY_COUNTRY:
        return Meant(topic, country, BY_COUNTRY[topic])
    if topic in ABOUT_COUNTRIES:
        return Meant(COUNTRIES, country)
    if topic in ASKING_REQUIREMENTS and country in REQUIREMENTS:
        return Meant(REQUIREMENTS[country])
    return None


def _same_for(country: str, topic: str | None) -> Meant:
    """The last question, asked for another country."""
    if topic in BY_COUNTRY:
        return Meant(topic, country, BY_COUNTRY[topic])
    if topic in PROGRAMMES.values() and country in PROGRAMMES:
        return Meant(PROGRAMMES[country])
    if topic in ASKING_REQUIREMENTS and country in REQUIREMENTS:
        return Meant(REQUIREMENTS[country])
    return Meant(COUNTRIES, country)


def _aspect_of_country(aspect: str | None, country: str) -> Meant:
    """An aspect of going to a country, from the country's own answer where that tells it."""
    topic = GOING_ASPECTS.get(aspect or "", COUNTRIES)
    if aspect == "kontak":
        return Meant("masalah_luar_negeri", country, HELP)
    if topic in BY_COUNTRY:
        return Meant(topic, country, BY_COUNTRY[topic])
    if aspect in ("syarat", "umur", "dokumen", "cara"):
        return Meant(REQUIREMENTS.get(country, topic))
    return Meant(topic if aspect == "lama" else COUNTRIES, None if aspect == "lama" else country)


def _without_country(said: _Said, understood: Understood, before: Before) -> Meant | None:
    if said.bare and said.aspect and before.topic:
        meant = _aspect_of_topic(said.aspect, before)
        if meant is not None:
            return _at(meant, said.region)
    topic = understood.surely
    if topic in BY_PLACE and said.region:
        return Meant(topic, focus=said.region)
    remembered = before.country if before.topic in GOING else None
    if said.short and remembered and topic in REMEMBERING:
        return Meant(topic, remembered, BY_COUNTRY[topic])
    return None


def _aspect_of_topic(aspect: str, before: Before) -> Meant | None:
    topic = before.topic or ""
    if topic in PASSPORT or topic == OFFICE:
        next_topic = (PASSPORT_ASPECTS if topic in PASSPORT else OFFICE_ASPECTS).get(aspect)
        return Meant(next_topic) if next_topic else None
    if aspect in KEEPING.get(topic, "").split():
        return Meant(topic)
    if topic not in GOING:
        return None
    if before.country is not None:
        return _aspect_of_country(aspect, before.country)
    return Meant(GOING_ASPECTS[aspect]) if aspect in GOING_ASPECTS else None


def _at(meant: Meant, region: str | None) -> Meant:
    return Meant(meant.topic, meant.country, region) if region and meant.topic in BY_PLACE else meant
