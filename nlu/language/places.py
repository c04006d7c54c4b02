"""Where it happened: villages, districts and regencies of Banten named in a text, typing slips included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlu.language.found import Found
from nlu.language.gazetteer import Place, place_by_code, place_label
from nlu.language.place_mentions import SURE, VILLAGES, Mention, find_mentions, fits, names

__all__ = ["Place", "find_place_spans", "find_places", "find_villages", "place_by_code", "place_label"]

# Between two addresses; within one stand only commas and words such as "kec".
_NEW_ADDRESS = re.compile(
    r"(?<![^\W_])(?:ke|ka|dibawa|pindah|dan|sama|terus|atau|menyang|maring|digawa|dipindah\w*)(?![^\W_])"
)
_LONGEST_BETWEEN, _DISTRICT_CODE = 30, 8


def find_places(text: str, *, asked: bool = False, limit: int = 6) -> tuple[Place, ...]:
    """Places a text names, best first; several homonyms are several results.

    `asked`: we asked where, so a bare name is enough and a typing slip is forgiven; otherwise a cue word
    ("desa", "kec", "di …") must stand before it. A kecamatan or kabupaten named beside a village decides
    between homonyms.
    """
    return tuple(place for _, place in _ranked(find_mentions(text, asked=asked))[:limit])


def find_place_spans(text: str) -> Iterator[Found]:
    """The place a text with cue words means, if it means one only; kind "village", value the official code."""
    addresses = list(_addresses(text, find_mentions(text, asked=False)))
    if len(addresses) == 1:
        place, mention = _meant(addresses[0])
        if place:
            yield _found(text, mention, place.code)


def find_villages(text: str) -> Iterator[Found]:
    """Every village and kecamatan a text names with cue words; value the official code, each address by itself.

    A village whose name is borne by several and whose kecamatan is not said has its name for a value: it is known
    that one is meant, but not which.
    """
    for address in _addresses(text, find_mentions(text, asked=False)):
        place, mention = _meant(address)
        if place and place.kind not in ("kabupaten", "kota"):
            yield _found(text, mention, place.code)
        elif place is None and mention.kind in ("desa", "kelurahan") and mention.sure == SURE:
            yield _found(text, mention, text[mention.start : mention.end].title())


def _found(text: str, mention: Mention, value: str) -> Found:
    return Found("village", mention.start, mention.end, text[mention.start : mention.end], value)


def _meant(address: Sequence[Mention]) -> tuple[Place | None, Mention]:
    """The one place an address means, if it is one, and the mention that names it."""
    ranked = [place for _, place in _ranked(address)]
    place = ranked[0] if len(ranked) == 1 else _common(ranked)
    return place, next((mention for mention in address if place in mention.places), address[0])


def _addresses(text: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Mentions of one address together: a kecamatan or kabupaten goes with the village said shortly before it."""
    address: list[Mention] = []
    for mention in mentions:
        if address and _begins_anew(text, address[-1], mention):
            yield address
            address = []
        address.append(mention)
    if address:
        yield address


def _begins_anew(text: str, last: Mention, mention: Mention) -> bool:
    between = text[last.end : mention.start].lower()
    another = mention.kind in VILLAGES and last.kind in VILLAGES
    return another or len(between) > _LONGEST_BETWEEN or _NEW_ADDRESS.search(between) is not None


def _common(places: Sequence[Place]) -> Place | None:
    """The kecamatan that several readings lie in, or the only one among them: "di Cikande" means the kecamatan rather
    than a village of that name somewhere."""
    if any(place.kind in ("kabupaten", "kota") for place in places):
        return None
    districts = {place.code[:_DISTRICT_CODE] for place in places}
    named = [place for place in places if place.kind == "kecamatan"]
    if len(districts) == 1:
        return place_by_code(districts.pop())
    return named[0] if len(named) == 1 else None


def _ranked(mentions: Sequence[Mention]) -> list[tuple[float, Place]]:
    """Places by how well the whole text fits them; only those near the best are kept."""
    scores: dict[Place, float] = {}
    for mention in mentions:
        for place in mention.places:
            score = _score(place, mention, mentions)
            scores[place] = max(score, scores.get(place, 0.0))
    ranked = sorted(((score, place) for place, score in scores.items()), key=lambda item: (-item[0], item[1].code))
    return [item for item in ranked if item[0] >= ranked[0][0] - 12]


def _score(place: Place, mention: Mention, mentions: Sequence[Mention]) -> float:
    score = mention.sure
    if mention.kind:
        score += 20 if fits(place.kind, mention.kind) else -20
    others = [other for other in mentions if other is not mention]
    if place.kind in VILLAGES and any(names(other, place.kecamatan, "kecamatan") for other in others):
        score += 60
    if len(place.code) > 5 and any(names(other, place.kabkota, place.kabkota.split()[0].lower()) for other in others):
        score += 30
    return score + {"desa": 3, "kelurahan": 3, "kecamatan": 2}.get(place.kind, 0)
