"""Where it happened: villages, districts and regencies of Banten named in a text, typing slips included."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu.language.cleaning import aligned
from nlu.language.found import Found
from nlu.language.gazetteer import Place, name_key, place_by_code, place_key, place_label, places_by_key
from nlu.language.lexicon import ordinary_words, plain_words

__all__ = ["Place", "find_place_spans", "find_places", "place_by_code", "place_label"]

_TOKEN = re.compile(r"[^\W_]+")
_STRONG = {
    **dict.fromkeys(("desa", "ds", "dsa", "dessa", "desane", "desana", "desanya", "lurah", "kades"), "desa"),
    **dict.fromkeys(("kelurahan", "kel", "klurahan", "kelurahane", "kelurahanana"), "kelurahan"),
    **dict.fromkeys(
        ("kecamatan", "kec", "kcamatan", "kecamatane", "kacamatan", "keca", "kecamatanna", "kecamatannya"), "kecamatan"
    ),
    **dict.fromkeys(("kabupaten", "kab", "kabupatene"), "kabupaten"),
    "kota": "kota",
}
_WEAK = frozenset(
    "kp kampung kampong kmp kmpung dusun lembur di daerah dari dr ti ning ing nang neng wilayah sekitar dekat deket warga orang "
    "urang wong asal ke ka tinggal saking teng wonten sareng".split()
)
# Names that are also everyday words or towns elsewhere: "di sawah" and "di Bandung" name no village of Banten.
_EVERYDAY = frozenset(
    """
sawah koper benda teras lamaran karet candi kebon tambak pasir teluk muara muncul pari garut bandung banjar
jombang malabar pajang gaga petir turus pasar kota banten melati cempaka kemiri perdana idaman jambe medang
anyar sanding sampir asem pangkat damping tugu sasak gabus pinang jenggot jengkol talaga tegal dukuh cakung
serdang binong merak bolang kramat
""".split()
)
_FILLERS = frozenset(
    """
saya sy aku kami kita rumah di ke dari yang yg itu ini tidak ga gak tau tahu lupa kayaknya kayanya mungkin kalau
kalo daerah kampung kp dekat deket sekitar pasar jalan jl rt rw blok gang no provinsi indonesia pak bu kak ya
iya nya lah sih ning ti nang ana aya omah umah imah warga orang desa ds kel kelurahan kec kecamatan kab
kabupaten kota dan sama skrg sekarang lagi ada situ sana sini masih udah sudah kejadian kejadiannya tempat
tempatnya alamat alamatnya persis pokoknya
""".split()
)
# Words that the dictionary lacks and that are no slip of a name: "umur 15 tahun" is not in Kecamatan Sumur.
_NO_SLIP = frozenset("umur hotel".split())
_MOST_TOKENS, _MOST_MENTIONS, _MOST_GUESSES, _LONGEST_NAME = 60, 12, 16, 3
# Between two addresses; within one stand only commas and words such as "kec".
_NEW_ADDRESS = re.compile(
    r"(?<![^\W_])(?:ke|ka|dibawa|pindah|dan|sama|terus|atau|menyang|maring|digawa|dipindah\w*)(?![^\W_])"
)
_LONGEST_BETWEEN, _DISTRICT_CODE, _SURE = 30, 8, 100.0
_VILLAGES = ("desa", "kelurahan")
_FUZZY_FROM, _SIMILAR, _SURELY_LONGER = 4, 0.74, 0.9


@dataclass(frozen=True)
class _Mention:
    """A stretch of the text that may name places: where, which, how sure (0-100), and the kind said before it."""

    start: int
    end: int
    places: tuple[Place, ...]
    sure: float
    kind: str | None


def find_places(text: str, *, asked: bool = False, limit: int = 6) -> tuple[Place, ...]:
    """Places a text names, best first; several homonyms are several results.

    `asked`: we asked where, so a bare name is enough and a typing slip is forgiven; otherwise a cue word
    ("desa", "kec", "di …") must stand before it. A kecamatan or kabupaten named beside a village decides
    between homonyms.
    """
    return tuple(place for _, place in _ranked(_mentions(text, asked=asked))[:limit])


def find_place_spans(text: str) -> Iterator[Found]:
    """The place a text with cue words means, if it means one only; kind "village", value the official code."""
    addresses = list(_addresses(text, _mentions(text, asked=False)))
    if len(addresses) == 1:
        place, mention = _meant(addresses[0])
        if place:
            yield _found(text, mention, place.code)


def find_villages(text: str) -> Iterator[Found]:
    """Every village and kecamatan a text names with cue words; value the official code, each address by itself.

    A village whose name is borne by several and whose kecamatan is not said has its name for a value: it is known
    that one is meant, but not which.
    """
    for address in _addresses(text, _mentions(text, asked=False)):
        place, mention = _meant(address)
        if place and place.kind not in ("kabupaten", "kota"):
            yield _found(text, mention, place.code)
        elif place is None and mention.kind in ("desa", "kelurahan") and mention.sure == _SURE:
            yield _found(text, mention, text[mention.start : mention.end].title())


def _found(text: str, mention: _Mention, value: str) -> Found:
    return Found("village", mention.start, mention.end, text[mention.start : mention.end], value)


def _meant(address: Sequence[_Mention]) -> tuple[Place | None, _Mention]:
    """The one place an address means, if it is one, and the mention that names it."""
    ranked = [place for _, place in _ranked(address)]
    place = ranked[0] if len(ranked) == 1 else _common(ranked)
    return place, next((mention for mention in address if place in mention.places), address[0])


def _addresses(text: str, mentions: Sequence[_Mention]) -> Iterator[list[_Mention]]:
    """Mentions of one address together: a kecamatan or kabupaten goes with the village said shortly before it."""
    address: list[_Mention] = []
    for mention in mentions:
        if address and _begins_anew(text, address[-1], mention):
            yield address
            address = []
        address.append(mention)
    if address:
        yield address


def _begins_anew(text: str, last: _Mention, mention: _Mention) -> bool:
    between = text[last.end : mention.start].lower()
    another = mention.kind in _VILLAGES and last.kind in _VILLAGES
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


def _mentions(text: str, *, asked: bool) -> list[_Mention]:
    """Names from left to right, the longest first, none inside another; at most as many as an address has."""
    tokens = list(islice(_TOKEN.finditer(aligned(text)), _MOST_TOKENS if asked else None))
    mentions: list[_Mention] = []
    position, guesses = 0, _MOST_GUESSES
    while position < len(tokens) and len(mentions) < _MOST_MENTIONS:
        word = tokens[position].group()
        before = tokens[position - 1].group() if position else ""
        kind = _STRONG.get(before)
        # "desa Lontar Tirtayasa": what follows a name directly goes on naming.
        goes_on = bool(mentions) and position > 0 and mentions[-1].end == tokens[position - 1].end()
        cued = asked or kind or goes_on or before in _WEAK
        if word in _STRONG or word in _WEAK or not (cued or _with_its_district(tokens, position)):
            position += 1
            continue
        mention = _exact(tokens, position, kind, everyday=asked or kind is not None)
        if (asked or kind) and guesses and word not in _FILLERS:
            guesses -= 1
            mention = _better(mention, _similar(tokens, position, kind))
        if mention:
            mentions.append(mention)
            position = next(i for i, token in enumerate(tokens) if token.end() == mention.end)
        position += 1
    return mentions


def _exact(tokens: Sequence[re.Match[str]], position: int, kind: str | None, *, everyday: bool) -> _Mention | None:
    for length in range(min(_LONGEST_NAME, len(tokens) - position), 0, -1):
        span = tokens[position : position + length]
        key = "".join(token.group() for token in span)
        places = places_by_key().get(key, ())
        if places and (everyday or not _is_everyday(key, places)):
            return _Mention(span[0].start(), span[-1].end(), places, 100.0, kind)
    return None


def _with_its_district(tokens: Sequence[re.Match[str]], position: int) -> bool:
    """Whether a village stands here with its own kecamatan right behind it: "lontar, tirtayasa" needs no cue."""
    village = _exact(tokens, position, None, everyday=True)
    if village is None or all(place.kind not in _VILLAGES for place in village.places):
        return False
    after = next((i for i in range(position, len(tokens)) if tokens[i].start() >= village.end), len(tokens))
    if after < len(tokens) and _STRONG.get(tokens[after].group()) == "kecamatan":
        after += 1
    district = _exact(tokens, after, "kecamatan", everyday=True) if after < len(tokens) else None
    return district is not None and any(
        place.kind in _VILLAGES and _names(district, place.kecamatan, "kecamatan") for place in village.places
    )


def _is_everyday(key: str, places: Sequence[Place]) -> bool:
    """A name that is an ordinary word as well; a kecamatan's name is known better than the word."""
    ordinary = key in ordinary_words() and all(place.kind in _VILLAGES for place in places)
    return ordinary or key in _EVERYDAY


def _better(exact: _Mention | None, similar: _Mention | None) -> _Mention | None:
    """An exact name, unless a longer one is meant with a slip in it ("tanjakan mekr" is Tanjakan Mekar)."""
    if exact is None or similar is None:
        return exact or similar
    return similar if similar.end > exact.end and similar.sure >= 100 * _SURELY_LONGER else exact


def _similar(tokens: Sequence[re.Match[str]], position: int, kind: str | None) -> _Mention | None:
    """The most similar name to the one to three words here, if it is similar enough."""
    best: tuple[float, int, list[str]] = (0.0, 1, [])
    for length in range(1, min(_LONGEST_NAME, len(tokens) - position) + 1):
        span = [token.group() for token in tokens[position : position + length]]
        if span[-1] in _FILLERS or span[-1] in _STRONG:
            break
        key = "".join(span)
        if not _FUZZY_FROM <= len(key) <= 30 or key in _NO_SLIP or key in plain_words() or key in ordinary_words():
            continue
        hits = process.extract(
            key, places_by_key().keys(), scorer=OSA.normalized_similarity, score_cutoff=_SIMILAR, limit=6
        )
        longer = best[2] and hits and hits[0][1] >= _SURELY_LONGER
        if hits and (hits[0][1] > best[0] or longer):
            best = (hits[0][1], length, [hit[0] for hit in hits if hit[1] >= hits[0][1] - 0.08])
    sure, length, keys = best
    if not keys:
        return None
    places = tuple(place for key in keys for place in places_by_key()[key])
    return _Mention(tokens[position].start(), tokens[position + length - 1].end(), places, 100 * sure, kind)


def _ranked(mentions: Sequence[_Mention]) -> list[tuple[float, Place]]:
    """Places by how well the whole text fits them; only those near the best are kept."""
    scores: dict[Place, float] = {}
    for mention in mentions:
        for place in mention.places:
            score = _score(place, mention, mentions)
            scores[place] = max(score, scores.get(place, 0.0))
    ranked = sorted(((score, place) for place, score in scores.items()), key=lambda item: (-item[0], item[1].code))
    return [item for item in ranked if item[0] >= ranked[0][0] - 12]


def _score(place: Place, mention: _Mention, mentions: Sequence[_Mention]) -> float:
    score = mention.sure
    if mention.kind:
        score += 20 if _fits(place.kind, mention.kind) else -20
    others = [other for other in mentions if other is not mention]
    if place.kind in _VILLAGES and any(_names(other, place.kecamatan, "kecamatan") for other in others):
        score += 60
    if len(place.code) > 5 and any(_names(other, place.kabkota, place.kabkota.split()[0].lower()) for other in others):
        score += 30
    return score + {"desa": 3, "kelurahan": 3, "kecamatan": 2}.get(place.kind, 0)


def _fits(kind: str, said: str) -> bool:
    """People say "desa" for a kelurahan and the reverse; a kecamatan or kabupaten they say is one."""
    return kind == said or {kind, said} == {"desa", "kelurahan"}


def _names(mention: _Mention, name: str, kind: str) -> bool:
    """Whether a mention can be the kecamatan or kabupaten/kota of this name."""
    if mention.kind and not _fits(kind, mention.kind):
        return False
    key = name_key(re.sub(r"^(?:Kabupaten|Kota) ", "", name)) if kind != "kecamatan" else name_key(name)
    return any(place.kind == kind and place_key(place) == key for place in mention.places)
