"""Scores a text over all labels: word and character n-grams, logistic regression, one fitted temperature.

A label is an act ("lapor") or a topic as the training data writes it ("tanya/opp"). The model is kept as JSON
(labels, vocabularies, settings) and one `.npz` of plain number arrays read with `allow_pickle=False`: loading a
model can therefore run no code.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

_JSON_FILE = "labels.json"
_ARRAYS_FILE = "labels.npz"
# Pieces of this length tell a misspelt word from keyboard rubbish (see `Scores.coverage`).
_COVERAGE_LENGTH = 4
_WORDS = r"(?u)\b\w+\b"
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Settings:
    """How a model is trained; config.yml may change any of them."""

    word_ngrams: int = 2
    char_ngrams: int = 5
    char_weight: float = 1.5
    """How much more the letters count than the words; misspelling makes letters the safer witness."""
    regularisation: float = 10.0
    folds: int = 4
    seed: int = 7


@dataclass(frozen=True)
class Scores:
    """What the model thinks of one text: labels with probabilities, best first, and how familiar the text is.

    `coverage` (0-1) is the share of the text that the training examples are familiar with: a known word counts whole,
    an unknown one by its four-letter pieces that occur somewhere. Keyboard rubbish lies near 0.
    """

    ranking: tuple[tuple[str, float], ...]
    coverage: float


class LabelModel:
    """A trained model; make one with `fit` or `load`."""

    def __init__(
        self,
        *,
        settings: Settings,
        labels: list[str],
        word: TfidfVectorizer,
        char: TfidfVectorizer,
        weights: np.ndarray[Any, Any],
        bias: np.ndarray[Any, Any],
        temperature: float,
    ) -> None:
        self.settings = settings
        self.labels = labels
        self.temperature = temperature
        self._word = word
        self._char = char
        self._weights = weights
        self._bias = bias
        self._words = frozenset(term for term in word.vocabulary_ if " " not in term)
        self._pieces = frozenset(gram for gram in char.vocabulary_ if len(gram) == _COVERAGE_LENGTH)

    @classmethod
    def fit(cls, texts: list[str], labels: list[str], settings: Settings) -> LabelModel:
        """Train on normalised texts. Raises ValueError when there are fewer than two labels."""
        names = sorted(set(labels))
        if len(names) < 2:
            raise ValueError("training needs examples of at least two labels")
        word, char = _vectorizers(settings)
        letters = char.fit_transform(texts) * settings.char_weight
        features = csr_matrix(hstack([word.fit_transform(texts), letters]))
        target = np.array([names.index(label) for label in labels])
        regression = _regression(settings)
        temperature = _fit_temperature(regression, features, target, settings)
        regression.fit(features, target)
        weights, bias = _two_class_as_many(regression.coef_, regression.intercept_)
        return cls(
            settings=settings,
            labels=names,
            word=word,
            char=char,
            weights=weights.T.astype(np.float32),
            bias=bias.astype(np.float32),
            temperature=temperature,
        )

    def scores(self, text: str) -> Scores:
        """Rank every label for a normalised text."""
        letters = self._char.transform([text]) * self.settings.char_weight
        features = hstack([self._word.transform([text]), letters]).tocsr()
        logits = np.asarray(features.dot(self._weights)).ravel() + self._bias
        shares = _softmax(logits[np.newaxis, :] / self.temperature)[0]
        order = np.argsort(-shares)
        ranking = tuple((self.labels[i], float(shares[i])) for i in order)
        return Scores(ranking=ranking, coverage=self._coverage(text))

    def _coverage(self, text: str) -> float:
        words = _WORD.findall(text.lower())
        letters = sum(len(word) for word in words)
        return sum(len(word) * self._familiarity(word) for word in words) / letters if letters else 0.0

    def _familiarity(self, word: str) -> float:
        if word in self._words:
            return 1.0
        padded = f" {word} "
        pieces = [padded[i : i + _COVERAGE_LENGTH] for i in range(len(padded) - _COVERAGE_LENGTH + 1)]
        return sum(piece in self._pieces for piece in pieces) / len(pieces) if pieces else 0.0

    def save(self, folder: Path) -> None:
        """Write the model's two files into an existing folder."""
        plain = {
            "settings": asdict(self.settings),
            "labels": self.labels,
            "temperature": self.temperature,
            "word": _terms(self._word),
            "char": _terms(self._char),
        }
        (folder / _JSON_FILE).write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(
            folder / _ARRAYS_FILE,
            weights=self._weights,
            bias=self._bias,
            word_idf=self._word.idf_,
            char_idf=self._char.idf_,
        )

    @classmethod
    def load(cls, folder: Path) -> LabelModel:
        """Read what `save` wrote."""
        plain = json.loads((folder / _JSON_FILE).read_text(encoding="utf-8"))
        settings = Settings(**plain["settings"])
        word, char = _vectorizers(settings, plain["word"], plain["char"])
        with np.load(folder / _ARRAYS_FILE, allow_pickle=False) as arrays:
            word.idf_ = arrays["word_idf"]
            char.idf_ = arrays["char_idf"]
            weights, bias = arrays["weights"], arrays["bias"]
        return cls(
            settings=settings,
            labels=plain["labels"],
            word=word,
            char=char,
            weights=weights,
            bias=bias,
            temperature=plain["temperature"],
        )


def _vectorizers(
    settings: Settings, word_terms: list[str] | None = None, char_terms: list[str] | None = None
) -> tuple[TfidfVectorizer, TfidfVectorizer]:
    word = TfidfVectorizer(
        analyzer="word",
        token_pattern=_WORDS,
        ngram_range=(1, settings.word_ngrams),
        sublinear_tf=True,
        vocabulary=word_terms,
    )
    char = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, settings.char_ngrams), sublinear_tf=True, vocabulary=char_terms
    )
    return word, char


def _terms(vectorizer: TfidfVectorizer) -> list[str]:
    """The vocabulary in column order."""
    return [str(term) for term in vectorizer.get_feature_names_out()]


def _regression(settings: Settings) -> LogisticRegression:
    # One against the rest with liblinear: on some thousand sparse rows it is many times faster than the
    # multinomial solver, and the fitted temperature makes its scores probabilities all the same.
    return LogisticRegression(
        C=settings.regularisation,
        solver="liblinear",
        multi_class="ovr",
        class_weight="balanced",
        random_state=settings.seed,
        max_iter=300,
    )


def _fit_temperature(
    regression: LogisticRegression, features: csr_matrix, target: np.ndarray[Any, Any], settings: Settings
) -> float:
    """The temperature under which cross-validated scores are most truthful; 1.0 when data are too few to tell."""
    folds = min(settings.folds, int(np.bincount(target).min()))
    if folds < 2:
        return 1.0
    split = StratifiedKFold(n_splits=folds, shuffle=True, random_state=settings.seed)
    logits = cross_val_predict(regression, features, target, cv=split, method="decision_function")
    if logits.ndim == 1:
        logits = np.stack([-logits / 2, logits / 2], axis=1)

    def loss(log_temperature: float) -> float:
        shares = _softmax(logits / np.exp(log_temperature))
        return float(-np.log(shares[np.arange(len(target)), target] + 1e-12).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))


def _two_class_as_many(
    weights: np.ndarray[Any, Any], bias: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """With two labels scikit-learn keeps one row; give each label its own."""
    if weights.shape[0] > 1:
        return weights, bias
    return np.vstack([-weights / 2, weights / 2]), np.concatenate([-bias / 2, bias / 2])


def _softmax(logits: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: np.ndarray[Any, Any] = shifted / shifted.sum(axis=1, keepdims=True)
    return shares
