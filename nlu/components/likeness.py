"""How alike texts are to the training examples, by words and letters and, where there are any, by embeddings."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from scipy.sparse import csr_matrix

Array: TypeAlias = np.ndarray[Any, Any]


def by_text(rows: csr_matrix, examples: csr_matrix) -> Array:
    """Words and letters only: a dense row x example table of products."""
    return np.asarray((rows @ examples.T).todense(), dtype=np.float32)


def alone(products: Array, most: float) -> Array:
    """Likeness by text where there are no embeddings; `most` is the product of a text with itself.

    The exponential lets two shared words count for more than twice one: without embeddings that is worth 1.5 points.
    """
    likeness: Array = np.exp(products * np.float32(2.0 / most))
    return likeness


def joint(products: Array, vectors: Array, examples: Array, *, weight: float, width: float) -> Array:
    """Likeness by text plus `weight` times likeness by embedding, which falls off over `width`."""
    distance = np.maximum(np.float32(0.0), 2.0 - 2.0 * (vectors @ examples.T))
    likeness: Array = products + np.float32(weight) * np.exp(-np.float32(width) * distance)
    return likeness


def centred(vectors: Array, centre: Array) -> Array:
    """Embeddings moved to `centre` and made unit length: raw ones all lie in one narrow cone."""
    moved = vectors - centre
    unit: Array = (moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return unit
