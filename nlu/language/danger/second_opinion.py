"""A second opinion on danger: two small linear models over words and letters, for wordings that no rule foresaw.

Plain Python, no model file but our own: hashed features, one weight in a byte each, which
`python -m nlu.danger_training` learns. A text, folded as the rules read it, is seen twice: as words in a row with the
pieces of each, and as one string of letters, in which a slip of the finger or a joined word costs little.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from zlib import crc32

FOLDER = Path(__file__).parent.parent / "data"
WEIGHTS, NOTES = "danger_weights.bin", "danger_weights.json"
BITS = 17
"""2 ** BITS places for the features of each view; two that fall on one place share a weight."""
VIEWS = 2
PLACES = VIEWS << BITS
_MASK = (1 << BITS) - 1
_PIECES, _PIECES_WEIGH = range(3, 6), 1.5
_STRINGS, _STRINGS_WEIGH = range(3, 7), 2.0
_WINDOW, _STEP, _FEWEST = 40, 20, 3
"""A text of several sentences, or a long one, is also judged by its sentences of so many words, or windows of them:
one cry in a long story is still a cry."""
_ENDS = (".", "?")

Places = dict[int, float]


@dataclass(frozen=True)
class Opinion:
    """Log-odds (0 is even): that somebody is threatened `now`, and that somebody is or `perhaps` is."""

    now: float
    perhaps: float


@dataclass(frozen=True)
class _Model:
    weights: array[int]
    scale: float
    bias: float


def opinion(folded: str) -> Opinion:
    """What the models think of a folded text."""
    whole, parts = features(folded), [_seen(part) for part in _parts(folded.split())]
    return Opinion(*(_judged(model, whole, parts) for model in _models()))


def features(folded: str) -> Places:
    """Place -> value of everything in a folded text that a weight is learned for; the second view's come last."""
    return _seen([word for word in folded.split() if word != "."])


def _judged(model: _Model, whole: Places, parts: Sequence[Places]) -> float:
    """What stands around a cry may explain it ("sekarang sudah pulang"), so the whole text keeps a say."""
    odds = _odds(model, whole)
    return max(odds, (odds + max(_odds(model, part) for part in parts)) / 2) if parts else odds


def _parts(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The sentences, and windows of a long one; nothing for a single short sentence."""
    sentences: list[list[str]] = [[]]
    for word in words:
        if word != ".":
            sentences[-1].append(word)
        if word in _ENDS:
            sentences.append([])
    told = [sentence for sentence in sentences if len(sentence) >= _FEWEST]
    if len(told) < 2 and all(len(sentence) <= _WINDOW + _STEP for sentence in told):
        return
    for sentence in told:
        for start in range(0, max(1, len(sentence) - _STEP), _STEP):
            yield sentence[start : start + _WINDOW]


def _seen(words: Sequence[str]) -> Places:
    pairs = {*words, *_runs(words, 2)}
    pieces = {"#" + piece for word in set(words) for piece in _cut(f"^{word}$", _PIECES)}
    strings = {"#" + piece for piece in _cut(f"^{'_'.join(words)}$", _STRINGS)}
    found: Places = {}
    for view, terms, weight in (
        (0, pairs.union(_runs(words, 3)), 1.0),
        (0, pieces, _PIECES_WEIGH),
        (1, pairs, 1.0),
        (1, strings, _STRINGS_WEIGH),
    ):
        _add(found, terms, weight, view << BITS)
    return found


def _add(found: Places, terms: set[str], weight: float, offset: int) -> None:
    if not terms:
        return
    value = weight / sqrt(len(terms))
    for term in terms:
        place = offset + (crc32(term.encode()) & _MASK)
        found[place] = found.get(place, 0.0) + value


def _runs(words: Sequence[str], length: int) -> Iterable[str]:
    return map(" ".join, zip(*(words[start:] for start in range(length)), strict=False))


def _cut(string: str, lengths: range) -> Iterator[str]:
    for length in lengths:
        for start in range(len(string) - length + 1):
            yield string[start : start + length]


def _odds(model: _Model, places: Places) -> float:
    weights = model.weights
    return model.bias + model.scale * sum(weights[place] * value for place, value in places.items())


@cache
def _models() -> tuple[_Model, ...]:
    notes = json.loads((FOLDER / NOTES).read_text(encoding="utf-8"))
    raw = (FOLDER / WEIGHTS).read_bytes()
    return tuple(
        _Model(array("b", raw[number * PLACES : (number + 1) * PLACES]), one["scale"], one["bias"])
        for number, one in enumerate(notes["models"])
    )
