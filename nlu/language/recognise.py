"""The language a message is written in: Indonesian, Sundanese, Javanese or Betawi, or unclear where it does not say.

Plain Python: letters and words of a text are looked up in weights of one byte each, learned by
`python -m nlu.language_training` from licensed corpora, beside our own lists of small words of Banten
(`nlu.language.regional`), which decide where a corpus of other regions knows little. Without the weights the lists
alone decide.
"""

from __future__ import annotations

import json
import re
from array import array
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from pathlib import Path
from zlib import crc32

from nlu.language.cleaning import clean, plain_letters
from nlu.language.lexicon import plain_words
from nlu.language.regional import SURE, WORDS

LANGUAGES = ("id", "su", "jv", "bew")
UNCLEAR = "unclear"
FOLDER = Path(__file__).parent / "data" / "share_alike"
WEIGHTS, NOTES = "language_weights.bin", "language_weights.json"
BITS = 16
"""2 ** BITS places for features of each language; two that fall on one place share a weight."""
_MASK = (1 << BITS) - 1
_SHORTEST, _LONGEST = 2, 5
_MOST_WORDS = 120
_TOKEN = re.compile(r"[^\W\d_]+")
# Addresses, placeholders and what is shouted at somebody say nothing about a language.
_NO_WORD = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|<[a-z_]+>|\S+@\S+")
# How much one word of our lists counts beside the learned weights, a sure one more; and Betawi's ending of "-nye".
_LISTED, _SURELY, _BETAWI_ENDING = 0.8, 3.0, 1.2
_FEW_WORDS, _SURE_ENOUGH, _SURE_ENOUGH_SHORT, _STILL_LIKELY, _HEARD_STILL = 4, 0.62, 0.8, 0.12, 2


@dataclass(frozen=True)
class _Model:
    weights: tuple[array[int], ...]
    scales: tuple[float, ...]
    biases: tuple[float, ...]


def language_of(text: str) -> str:
    """id, su, jv or bew; "unclear" where the text is too short, or says both."""
    words = words_of(text)
    if not words:
        return UNCLEAR
    best, chance = max(chances(words).items(), key=lambda one: one[1])
    enough = _SURE_ENOUGH if len(words) >= _FEW_WORDS else _SURE_ENOUGH_SHORT
    return best if chance >= enough else UNCLEAR


def language_after(text: str, so_far: str) -> str:
    """The language to answer in: that of the text, if it surely is another than the one spoken so far.

    What is short, unclear or mixed with the language so far changes nothing, so that talk in two languages does not
    make the answers jump. A word or two of Indonesian ("ya", "status laporan") are said by everybody.
    """
    words = words_of(text)
    spoken = language_of(text)
    if spoken == UNCLEAR or (spoken == "id" and len(words) < _FEW_WORDS):
        return so_far
    if so_far in ("id", spoken):
        return spoken
    heard = sum(word in _own_words(so_far) for word in words)
    return so_far if heard >= _HEARD_STILL or chances(words)[so_far] >= _STILL_LIKELY else spoken


def chances(words: list[str]) -> dict[str, float]:
    """How likely each language is (0-1, together 1) for these words of `words_of`."""
    scores = _learned(words)
    told = _listed(words)
    totals = [score + told[language] for language, score in zip(LANGUAGES, scores, strict=True)]
    highest = max(totals)
    powers = [exp(total - highest) for total in totals]
    whole = sum(powers)
    return {language: power / whole for language, power in zip(LANGUAGES, powers, strict=True)}


def words_of(text: str) -> list[str]:
    """The words that say something about the language, in plain small letters."""
    return _TOKEN.findall(plain_letters(_NO_WORD.sub(" ", clean(text))))[:_MOST_WORDS]


def features(words: list[str]) -> dict[int, float]:
    """Place -> value of every word and piece of a word that a weight is learned for."""
    places: dict[int, float] = {}
    for word in words:
        framed = f"^{word}$"
        pieces = {framed[i : i + n] for n in range(_SHORTEST, _LONGEST + 1) for i in range(len(framed) - n + 1)}
        for piece in (*pieces, f"={word}"):
            place = crc32(piece.encode()) & _MASK
            places[place] = places.get(place, 0.0) + 1.0
    norm = sqrt(sum(value * value for value in places.values())) or 1.0
    return {place: value / norm for place, value in places.items()}


def _learned(words: list[str]) -> tuple[float, ...]:
    model = _model()
    if model is None:
        return (0.0,) * len(LANGUAGES)
    places = features(words)
    return tuple(
        bias + scale * sum(weights[place] * value for place, value in places.items())
        for weights, scale, bias in zip(model.weights, model.scales, model.biases, strict=True)
    )


def _listed(words: list[str]) -> dict[str, float]:
    """What our lists of small words say; a long text does not count for more than a dozen of them."""
    found = dict.fromkeys(LANGUAGES, 0.0)
    listed = _lists()
    for word in words:
        for language, weight in listed.get(word, ()):
            found[language] += weight
        if len(word) > 5 and word.endswith("nye"):
            found["bew"] += _BETAWI_ENDING
    return found


@cache
def _lists() -> dict[str, tuple[tuple[str, float], ...]]:
    """Word -> (language, weight): a word of one language counts whole, a shared one in parts, a sure one more."""
    owners: dict[str, dict[str, float]] = {}
    for table, weight in ((WORDS, _LISTED), (SURE, _SURELY)):
        for language, words in table.items():
            for word in words.split():
                owners.setdefault(word, {})[language] = weight
    return {
        word: tuple((language, weight / len(weights)) for language, weight in weights.items())
        for word, weights in owners.items()
    }


@cache
def _own_words(language: str) -> frozenset[str]:
    """Listed words of a regional language that are no Indonesian ones as well."""
    words = {*WORDS[language].split(), *SURE.get(language, "").split()}
    return frozenset(words - set(WORDS["id"].split()) - plain_words())


@cache
def _model() -> _Model | None:
    """The learned weights, read once; None where they are missing."""
    file = FOLDER / WEIGHTS
    if not file.exists():
        return None
    notes = json.loads((FOLDER / NOTES).read_text(encoding="utf-8"))
    content, size = file.read_bytes(), 1 << BITS
    weights = tuple(array("b", content[i * size : (i + 1) * size]) for i in range(len(LANGUAGES)))
    return _Model(weights, tuple(notes["scales"]), tuple(notes["biases"]))
