"""Kernel ridge regression on one-hot labels, and what it would have said without each example, in closed form.

One Cholesky factor of (K + penalty) gives the weights for all labels at once. From the inverse follow exactly the
scores each example gets from a model trained without it, or without all examples of its label: what other methods
need tens of trainings for, and what temperature and gate are fitted on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy.linalg import lapack

Array: TypeAlias = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Fitted:
    """`weights`: example x label, to be multiplied by a text's likeness to each example. The others are scores of
    the training examples themselves: `without_it` by a model that lacks the example, `without_label` by one that
    lacks all examples of its label."""

    weights: Array
    without_it: Array
    without_label: Array


def fit(likeness: Array, target: Array, labels: int, penalty: float) -> Fitted:
    """Solve for symmetric `likeness` (overwritten!) and `target`, the examples' label numbers."""
    wanted = np.eye(labels, dtype=np.float32)[target]
    likeness[np.diag_indices(len(likeness))] += penalty
    factor, failed = lapack.spotrf(likeness, lower=1, overwrite_a=1)
    inverse, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ValueError("the examples' likeness is not positive definite")
    inverse = np.tril(inverse) + np.tril(inverse, -1).T
    weights = inverse @ wanted
    without_it = wanted - weights / np.diag(inverse)[:, None]
    return Fitted(weights, without_it, _without_label(inverse, weights, wanted, target))


def _without_label(inverse: Array, weights: Array, wanted: Array, target: Array) -> Array:
    scores = np.empty_like(weights)
    for label in np.unique(target):
        block = np.flatnonzero(target == label)
        left = wanted[block] - np.linalg.solve(inverse[np.ix_(block, block)], weights[block])
        # A model that never heard of the label has no score for it: give it one that no label would win with.
        left[:, label] = np.minimum(0.0, np.median(np.delete(left, label, axis=1), axis=1))
        scores[block] = left
    return scores
