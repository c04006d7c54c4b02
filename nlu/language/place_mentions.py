"""Where a text names places of Banten: cue words, names in them, typing slips, everyday words left out."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu.language.cleaning import aligned
from nlu.language.gazetteer import Place, name_key, place_key, places_by_key
from nlu.language.lexicon import ordinary_words, plain_words

VILLAGES = ("desa", "kelurahan")
"""Kinds of the smallest places of the register."""
SURE = 100.0
"""How sure a name without any slip is."""
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
    "kp kampung kampong kmp kmpung dusun lembur di daerah dari dr ti ning ing nang neng wilayah "
    "sekitar dekat deket warga orang "
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
_FUZZY_FROM, _SIMILAR, _SURELY_LONGER = 4, 0.74, 0.9


@dataclass(frozen=True)
class Mention:
    """A stretch of the text that may name places: where, which, how sure (0-100), and the kind said before it."""

    start: int
    end: int
    places: tuple[Place, ...]
    sure: float
    kind: str | None


def find_mentions(text: str, *, asked: bool) -> list[Mention]:
    """Names from left to right, the longest first, none inside another; at most as many as an address has."""
    tokens = list(islice(_TOKEN.finditer(aligned(text)), _MOST_TOKENS if asked else None))
    mentions: list[Mention] = []
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


def _exact(tokens: Sequence[re.Match[str]], position: int, kind: str | None, *, everyday: bool) -> Mention | None:
    for length in range(min(_LONGEST_NAME, len(tokens) - position), 0, -1):
        span = tokens[position : position + length]
        key = "".join(token.group() for token in span)
        places = places_by_key().get(key, ())
        if places and (everyday or not _is_everyday(key, places)):
            return Mention(span[0].start(), span[-1].end(), places, SURE, kind)
    return None


def _with_its_district(tokens: Sequence[re.Match[str]], position: int) -> bool:
    """Whether a village stands here with its own kecamatan right behind it: "lontar, tirtayasa" needs no cue."""
    village = _exact(tokens, position, None, everyday=True)
    if village is None or all(place.kind not in VILLAGES for place in village.places):
        return False
    after = next((i for i in range(position, len(tokens)) if tokens[i].start() >= village.end), len(tokens))
    if after < len(tokens) and _STRONG.get(tokens[after].group()) == "kecamatan":
        after += 1
    district = _exact(tokens, after, "kecamatan", everyday=True) if after < len(tokens) else None
    return district is not None and any(
        place.kind in VILLAGES and names(district, place.kecamatan, "kecamatan") for place in village.places
    )


def _is_everyday(key: str, places: Sequence[Place]) -> bool:
    """A name that is an ordinary word as well; a kecamatan's name is known better than the word."""
    ordinary = key in ordinary_words() and all(place.kind in VILLAGES for place in places)
    return ordinary or key in _EVERYDAY


def _better(exact: Mention | None, similar: Mention | None) -> Mention | None:
    """An exact name, unless a longer one is meant with a slip in it ("tanjakan mekr" is Tanjakan Mekar)."""
    if exact is None or similar is None:
        return exact or similar
    return similar if similar.end > exact.end and similar.sure >= 100 * _SURELY_LONGER else exact


def _similar(tokens: Sequence[re.Match[str]], position: int, kind: str | None) -> Mention | None:
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
    return Mention(tokens[position].start(), tokens[position + length - 1].end(), places, SURE * sure, kind)


def fits(kind: str, said: str) -> bool:
    """People say "desa" for a kelurahan and the reverse; a kecamatan or kabupaten they say is one."""
    return kind == said or {kind, said} == {"desa", "kelurahan"}


def names(mention: Mention, name: str, kind: str) -> bool:
    """Whether a mention can be the kecamatan or kabupaten/kota of this name."""
    if mention.kind and not fits(kind, mention.kind):
        return False
    key = name_key(re.sub(r"^(?:Kabupaten|Kota) ", "", name)) if kind != "kecamatan" else name_key(name)
    return any(place.kind == kind and place_key(place) == key for place in mention.places)
