"""Scores a text over all labels: by its likeness to the training examples in words, letters and meaning.

A label is an act ("lapor") or a topic as the training data writes it ("tanya/opp"). Kernel ridge regression on
word and letter n-grams joined with sentence embeddings; probabilities by one temperature, and a gate, both fitted on
what models say of examples they have not seen (kernel_ridge). With embeddings a second head without them is trained,
too: a machine that lacks the package understands with that one, and `parts` says so.

The model is kept as JSON (labels, vocabularies, settings) and one `.npz` of plain number arrays read with
`allow_pickle=False`: loading a model can therefore run no code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from scipy.sparse import csr_matrix

from nlu.components import likeness
from nlu.components.embeddings import Embedder
from nlu.components.head import ALONE, JOINT, Head, train_head
from nlu.components.kernel_ridge import Fitted
from nlu.components.labels import NOT_OURS, OUTSIDE
from nlu.components.text_view import TextView

Array: TypeAlias = np.ndarray[Any, Any]

_JSON_FILE = "labels.json"
_ARRAYS_FILE = "labels.npz"


@dataclass(frozen=True)
class Settings:
    """How a model is trained; config.yml may change any of them. Measured by `python -m nlu.gate_table`."""

    word_ngrams: int = 2
    char_ngrams: int = 5
    letters_weigh: float = 2.0
    """How much the letters count beside the words; misspelling makes letters the safer witness."""
    meaning_weighs: float = 4.0
    """How much embeddings count beside the words."""
    meaning_width: float = 0.8
    penalty: float = 0.5
    """Of the joint head; larger trusts single examples less."""
    penalty_alone: float = 1.0
    """Of the head without embeddings."""

    def view(self) -> dict[str, Any]:
        """The settings of the text view."""
        return {
            "word_ngrams": self.word_ngrams, "char_ngrams": self.char_ngrams, "letters_weigh": self.letters_weigh,
        }  # fmt: skip


@dataclass(frozen=True)
class Scores:
    """What the model thinks of one text: labels with probabilities, best first, and what the gate needs.

    `coverage` (0-1): how familiar the text's words are. `trust`: the probability that the best label is right.
    `inside`: the probability that the text is our business.
    """

    ranking: tuple[tuple[str, float], ...]
    coverage: float
    trust: float
    inside: float


@dataclass(frozen=True)
class Training:
    """All that training finds out: the model's parts, and each head with its scores of unseen examples."""

    labels: list[str]
    target: Array
    view: TextView
    rows: csr_matrix
    vectors: Array | None
    centre: Array | None
    heads: dict[str, tuple[Head, Fitted]]

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        settings: Settings,
        *,
        embedder: Embedder | None,
        strangers: Sequence[str],
    ) -> Training:
        """Train on normalised texts; the best head comes last. See `LabelModel.fit`."""
        if len(set(labels)) < 2:
            raise ValueError("training needs examples of at least two labels")
        texts, labels = [*texts, *strangers], [*labels, *([OUTSIDE] * len(strangers))]
        names = sorted(set(labels))
        places = {name: place for place, name in enumerate(names)}
        target = np.array([places[label] for label in labels])
        view, rows = TextView.learn(texts, **settings.view())
        products = likeness.by_text(rows, rows)
        table = likeness.alone(products, 1.0 + settings.letters_weigh)
        heads = {ALONE: train_head(table, target, names, settings.penalty_alone)}
        vectors = centre = None
        if embedder is not None:
            raw = embedder.embed(texts)
            centre = raw.mean(axis=0)
            vectors = likeness.centred(raw, centre)
            weight, width = settings.meaning_weighs, settings.meaning_width
            table = likeness.joint(products, vectors, vectors, weight=weight, width=width)
            heads[JOINT] = train_head(table, target, names, settings.penalty)
        return cls(names, target, view, rows, vectors, centre, heads)


class LabelModel:
    """A trained model; make one with `fit` or `load`."""

    def __init__(
        self,
        *,
        settings: Settings,
        labels: list[str],
        view: TextView,
        rows: csr_matrix,
        vectors: Array | None,
        centre: Array | None,
        heads: dict[str, Head],
        embedder: Embedder | None,
        embedder_name: str,
    ) -> None:
        self.settings = settings
        self.labels = labels
        self._view = view
        self._by_feature = csr_matrix(rows.T)
        self._vectors = vectors
        self._centre = centre
        self._heads = heads
        self._embedder_name = embedder_name
        fits = embedder is not None and JOINT in heads and embedder.name == embedder_name
        self._embedder = embedder if fits else None

    @property
    def parts(self) -> tuple[str, ...]:
        """What it understands with: "words" and, when trained with embeddings and they run here, "meaning"."""
        return ("words", "meaning") if self._embedder is not None else ("words",)

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        settings: Settings,
        *,
        embedder: Embedder | None = None,
        strangers: Sequence[str] = (),
    ) -> LabelModel:
        """Train on normalised texts. `strangers` are texts that are nobody's business: they teach what to refuse.

        Raises ValueError when there are fewer than two labels.
        """
        training = Training.of(texts, labels, settings, embedder=embedder, strangers=strangers)
        return cls(
            settings=settings, labels=training.labels, view=training.view, rows=training.rows,
            vectors=training.vectors, centre=training.centre, embedder=embedder,
            heads={name: head for name, (head, _) in training.heads.items()},
            embedder_name=embedder.name if embedder is not None else "",
        )  # fmt: skip

    def scores(self, text: str) -> Scores:
        """Rank every label for a normalised text."""
        products = np.asarray((self._view.rows([text]) @ self._by_feature).todense(), dtype=np.float32)
        if self._embedder is None or self._vectors is None or self._centre is None:
            head, row = self._heads[ALONE], likeness.alone(products, 1.0 + self.settings.letters_weigh)
        else:
            vector = likeness.centred(self._embedder.embed([text]), self._centre)
            weight, width = self.settings.meaning_weighs, self.settings.meaning_width
            head = self._heads[JOINT]
            row = likeness.joint(products, vector, self._vectors, weight=weight, width=width)
        judged = head.judge(row[0])
        ranking = tuple(ranked(self.labels, judged.shares))
        coverage = self._view.familiarity(text)
        return Scores(ranking=ranking, coverage=coverage, trust=judged.trust, inside=judged.inside)

    def save(self, folder: Path) -> None:
        """Write the model's two files into an existing folder."""
        plain = {
            "settings": asdict(self.settings),
            "labels": self.labels,
            "view": self._view.plain(),
            "heads": {name: head.plain() for name, head in self._heads.items()},
            "embedder": self._embedder_name,
        }
        (folder / _JSON_FILE).write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        rows = csr_matrix(self._by_feature.T)
        arrays = {f"view_{name}": array for name, array in self._view.weights().items()}
        arrays |= {f"head_{name}": head.weights.astype(np.float32) for name, head in self._heads.items()}
        arrays |= {"row_data": rows.data.astype(np.float16), "row_ends": rows.indptr, "row_places": rows.indices}
        if self._vectors is not None and self._centre is not None:
            arrays |= {"vectors": self._vectors.astype(np.float16), "centre": self._centre}
        np.savez_compressed(folder / _ARRAYS_FILE, **arrays)

    @classmethod
    def load(cls, folder: Path, *, embedder: Embedder | None = None) -> LabelModel:
        """Read what `save` wrote. Another embedder than it was trained with is not used."""
        plain = json.loads((folder / _JSON_FILE).read_text(encoding="utf-8"))
        settings = Settings(**plain["settings"])
        with np.load(folder / _ARRAYS_FILE, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        weights = {name.removeprefix("view_"): array for name, array in arrays.items() if name.startswith("view_")}
        view = TextView.restore(plain["view"], weights, **settings.view())
        size = sum(len(terms) for terms in plain["view"].values())
        values = arrays["row_data"].astype(np.float32)
        shape = (len(arrays["row_ends"]) - 1, size)
        rows = csr_matrix((values, arrays["row_places"], arrays["row_ends"]), shape=shape)
        vectors = arrays["vectors"].astype(np.float32) if "vectors" in arrays else None
        heads = {name: Head.restore(head, arrays[f"head_{name}"]) for name, head in plain["heads"].items()}
        return cls(
            settings=settings, labels=plain["labels"], view=view, rows=rows, vectors=vectors,
            centre=arrays.get("centre"), heads=heads, embedder=embedder, embedder_name=plain["embedder"],
        )  # fmt: skip


def ranked(labels: Sequence[str], shares: Array) -> list[tuple[str, float]]:
    """Labels with their shares, best first; what lies outside counts as the act that says so, where there is one."""
    named = dict(zip(labels, map(float, shares), strict=True))
    beyond = named.pop(OUTSIDE, 0.0)
    if NOT_OURS in named:
        named[NOT_OURS] += beyond
    return sorted(named.items(), key=lambda pair: -pair[1])
