"""The ways of understanding that nlu.compare compares: ours with and without embeddings, and four others."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from threadpoolctl import ThreadpoolController

from nlu.components.embeddings import open_embedder
from nlu.components.label_model import LabelModel, Settings
from nlu.components.labels import NOT_OURS, as_label, short_name
from nlu.components.remembered import remembering
from nlu.components.strangers import strangers_for
from nlu.components.thresholds import Evidence, decide, thresholds
from nlu.language.normalise import normalise

ROOT = Path(__file__).resolve().parent.parent
SYSTEMS = ("ours", "ours-without-embeddings", "fasttext", "fasttext-e5", "tfidf-lr", "diet")
STOCK_THRESHOLD = 0.3
"""Rasa's FallbackClassifier refuses below this confidence."""
_SEPARATOR = "+"


@dataclass(frozen=True)
class Answer:
    """Labels by their short names with probabilities, best first, and whether the text is refused."""

    ranking: Sequence[tuple[str, float]]
    refused: bool


class System(Protocol):
    """One way of understanding."""

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn from normalised texts."""

    def ask(self, text: str) -> Answer:
        """Understand one text as a citizen wrote it."""


def open_system(name: str, *, epochs: int) -> System:
    """The system of this name; `epochs` is DIET's."""
    if name == "diet":
        return Diet(epochs)
    if name.startswith("fasttext"):
        return FastText(with_embeddings=name == "fasttext-e5")
    return TfidfLogistic() if name == "tfidf-lr" else Ours(with_embeddings=name == "ours")


class Ours:
    """What the bot runs (nlu.components), without Rasa around it."""

    def __init__(self, *, with_embeddings: bool) -> None:
        self._embedder = open_embedder() if with_embeddings else None
        pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
        self._limits = thresholds(next(part for part in pipeline if part["name"].endswith("LabelGate")))
        self._threads = ThreadpoolController()
        self._model: LabelModel | None = None

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn from normalised texts."""
        strangers = [normalise(text) for text in strangers_for(len(texts))]
        fitted = LabelModel.fit(texts, labels, Settings(), embedder=remembering(self._embedder), strangers=strangers)
        with tempfile.TemporaryDirectory() as folder:
            fitted.save(Path(folder))
            self._model = LabelModel.load(Path(folder), embedder=self._embedder)

    def ask(self, text: str) -> Answer:
        """Understand one text."""
        if self._model is None:
            raise RuntimeError("not trained")
        with self._threads.limit(limits=1):
            scores = self._model.scores(normalise(text))
        labels = [as_label(label, share) for label, share in scores.ranking]
        decision = decide(labels, Evidence(scores.coverage, scores.trust, scores.inside), self._limits)
        best = labels[0]["name"]
        refused = decision.verdict == "reject" or (decision.verdict == "accept" and best == NOT_OURS)
        return Answer([(label["name"], label["confidence"]) for label in labels], refused)


class TfidfLogistic:
    """Word and letter n-grams with logistic regression, on normalised text."""

    def __init__(self) -> None:
        views = FeatureUnion(
            [
                ("words", TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)),
                ("letters", TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)),
            ]
        )
        self._pipeline: Pipeline = make_pipeline(views, LogisticRegression(C=10.0, max_iter=200))

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn from normalised texts."""
        self._pipeline.fit(texts, labels)

    def ask(self, text: str) -> Answer:
        """Understand one text."""
        shares = self._pipeline.predict_proba([normalise(text)])[0]
        named = zip(self._pipeline.classes_, map(float, shares), strict=True)
        return _by_share([(short_name(label), share) for label, share in named])


class FastText:
    """Supervised fastText over pieces of letters and pairs of words, alone or averaged with LR on embeddings.

    Needs PyPI fasttext-wheel (MIT), which the bot itself does not.
    """

    def __init__(self, *, with_embeddings: bool) -> None:
        self._embedder = remembering(open_embedder()) if with_embeddings else None
        self._meaning = LogisticRegression(C=10.0, max_iter=200)
        self._model: Any = None

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn from normalised texts."""
        import fasttext

        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.writelines(f"__label__{label} {text}\n" for text, label in zip(texts, labels, strict=True))
            file.flush()
            self._model = fasttext.train_supervised(
                file.name, epoch=60, lr=0.5, dim=100, minn=2, maxn=5, wordNgrams=2, loss="softmax", thread=1, verbose=0
            )
        if self._embedder is not None:
            self._meaning.fit(self._embedder.embed(texts), labels)

    def ask(self, text: str) -> Answer:
        """Understand one text."""
        plain = normalise(text)
        labels, found = self._model.predict(plain.replace("\n", " "), k=-1)
        shares = {label.removeprefix("__label__"): float(share) for label, share in zip(labels, found, strict=True)}
        if self._embedder is not None:
            meant = self._meaning.predict_proba(self._embedder.embed([plain]))[0]
            for label, share in zip(self._meaning.classes_, map(float, meant), strict=True):
                shares[label] = (shares.get(label, 0.0) + share) / 2
        return _by_share([(short_name(label), share) for label, share in shares.items()])


class Diet:
    """A new Rasa project's pipeline: whitespace, count vectors of words and letters, DIET; texts as they are."""

    def __init__(self, epochs: int) -> None:
        self._pipeline: list[dict[str, Any]] = [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
            {"name": "DIETClassifier", "epochs": epochs, "constrain_similarities": True, "entity_recognition": False},
        ]
        self._agent: Any = None

    def train(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        """Learn; topics become plain intents."""
        os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", LOG_LEVEL="WARNING")
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu

        by_label: dict[str, list[str]] = {}
        for text, label in zip(texts, labels, strict=True):
            by_label.setdefault(label.replace("/", _SEPARATOR), []).append(text)
        blocks = [
            {"intent": label, "examples": "".join(f"- {text}\n" for text in listed)}
            for label, listed in by_label.items()
        ]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            recipe = {"recipe": "default.v1", "assistant_id": "stock", "language": "id", "pipeline": self._pipeline}
            (folder / "config.yml").write_text(yaml.safe_dump(recipe), encoding="utf-8")
            data = {"version": "3.1", "nlu": blocks}
            (folder / "nlu.yml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
            path = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), name, fixed_model_name="stock")
            self._agent = Agent.load(str(path))

    def ask(self, text: str) -> Answer:
        """Understand one text."""
        parse = asyncio.run(self._agent.parse_message(text))
        ranking = [
            (short_name(one["name"].replace(_SEPARATOR, "/")), one["confidence"]) for one in parse["intent_ranking"]
        ]
        return _by_share(ranking)


def _by_share(named: Sequence[tuple[str, float]]) -> Answer:
    ranking = sorted(named, key=lambda pair: -pair[1])
    return Answer(ranking, ranking[0][0] == NOT_OURS or ranking[0][1] < STOCK_THRESHOLD)
