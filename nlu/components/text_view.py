"""Texts as words and letters: TF-IDF rows, and how alike two texts are by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

# Pieces of this length tell a misspelt word from keyboard rubbish (see `familiarity`).
_PIECE = 4
_WORDS = r"(?u)\b\w+\b"
_WORD = re.compile(r"[^\W\d_]+")


class TextView:
    """Words (one and two) beside pieces of letters; make one with `learn` or out of what `plain` gave."""

    def __init__(self, word: TfidfVectorizer, char: TfidfVectorizer, letters_weigh: float) -> None:
        self._word = word
        self._char = char
        self._scale = float(np.sqrt(letters_weigh))
        self._words = frozenset(term for term in word.vocabulary_ if " " not in term)
        self._pieces = frozenset(gram for gram in char.vocabulary_ if len(gram) == _PIECE)

    @classmethod
    def learn(
        cls, texts: Sequence[str], *, word_ngrams: int, char_ngrams: int, letters_weigh: float
    ) -> tuple[TextView, csr_matrix]:
        """The view of these texts, and their rows. `letters_weigh`: how much letters count beside words."""
        word, char = _vectorizers(word_ngrams, char_ngrams)
        word.fit(texts)
        char.fit(texts)
        view = cls(word, char, letters_weigh)
        return view, view.rows(texts)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """A row per text; the product of two rows says how alike the texts are (0 to 1 + letters_weigh)."""
        both = hstack([self._word.transform(texts), self._char.transform(texts) * self._scale])
        return csr_matrix(both, dtype=np.float32)

    def familiarity(self, text: str) -> float:
        """The share of a text's letters (0-1) that the learned texts know.

        A known word counts whole, an unknown one by its four-letter pieces that occur somewhere; keyboard rubbish
        and foreign languages lie near 0.
        """
        words = _WORD.findall(text.lower())
        letters = sum(len(word) for word in words)
        return sum(len(word) * self._known(word) for word in words) / letters if letters else 0.0

    def _known(self, word: str) -> float:
        if word in self._words:
            return 1.0
        padded = f" {word} "
        pieces = [padded[i : i + _PIECE] for i in range(len(padded) - _PIECE + 1)]
        return sum(piece in self._pieces for piece in pieces) / len(pieces) if pieces else 0.0

    def plain(self) -> dict[str, list[str]]:
        """The vocabularies in column order, for JSON."""
        return {"word": _terms(self._word), "char": _terms(self._char)}

    def weights(self) -> dict[str, np.ndarray[Any, Any]]:
        """The number arrays that belong to `plain`."""
        return {"word_idf": self._word.idf_, "char_idf": self._char.idf_}

    @classmethod
    def restore(
        cls,
        plain: dict[str, list[str]],
        weights: dict[str, np.ndarray[Any, Any]],
        *,
        word_ngrams: int,
        char_ngrams: int,
        letters_weigh: float,
    ) -> TextView:
        """The view that `plain` and `weights` came from."""
        word, char = _vectorizers(word_ngrams, char_ngrams, plain["word"], plain["char"])
        word.idf_, char.idf_ = weights["word_idf"], weights["char_idf"]
        return cls(word, char, letters_weigh)


def _vectorizers(
    word_ngrams: int, char_ngrams: int, word_terms: list[str] | None = None, char_terms: list[str] | None = None
) -> tuple[TfidfVectorizer, TfidfVectorizer]:
    word = TfidfVectorizer(
        analyzer="word", token_pattern=_WORDS, ngram_range=(1, word_ngrams), sublinear_tf=True, vocabulary=word_terms
    )
    char = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, char_ngrams), sublinear_tf=True, vocabulary=char_terms)
    return word, char


def _terms(vectorizer: TfidfVectorizer) -> list[str]:
    return [str(term) for term in vectorizer.get_feature_names_out()]
