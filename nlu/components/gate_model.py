"""How far a ranking can be trusted: two small logistic models on the shape of the scores.

`trust` is the probability that the best label is right; it learns from examples judged by models that lack them, and
from whole topics left out (a sibling question we have no answer to). `inside` is the probability that a text is our
business at all; it learns from our examples against generic Indonesian and regional sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from sklearn.linear_model import LogisticRegression

Array: TypeAlias = np.ndarray[Any, Any]

_SIBLINGS_WEIGH = 0.3
"""What an example of a left-out topic counts: sibling questions are rarer than questions we know."""
_SHARPNESS = 12.0
"""Turns scores into soft counts of labels that come near the best one."""
_FEWEST = 200
"""Examples that a gate needs to be learned from."""


@dataclass(frozen=True)
class Logistic:
    """Weights over standardised features."""

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    @classmethod
    def fit(cls, features: Array, truth: Array, counts: Array) -> Logistic:
        """Learn P(truth); `counts` weighs the rows."""
        mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
        learned = LogisticRegression(C=1.0, max_iter=1000).fit((features - mean) / scale, truth, counts)
        return cls(
            tuple(mean.tolist()), tuple(scale.tolist()), tuple(learned.coef_[0].tolist()), float(learned.intercept_[0])
        )

    def chance(self, features: Array) -> float:
        """P(truth) of one row."""
        return float(self.chances(features[np.newaxis, :])[0])

    def chances(self, features: Array) -> Array:
        """P(truth) of each row."""
        standard = (features - np.array(self.mean)) / np.array(self.scale)
        chances: Array = 1.0 / (1.0 + np.exp(-(standard @ np.array(self.weights) + self.bias)))
        return chances


@dataclass(frozen=True)
class GateModel:
    """Both judgements. `outside` are the columns of labels that mean "not our business"."""

    outside: tuple[int, ...]
    trust: Logistic
    inside: Logistic

    def judge(self, scores: Array) -> tuple[float, float]:
        """(trust, inside) of one text's scores over all labels."""
        features = shape_of(scores[np.newaxis, :], self.outside)[0]
        return self.trust.chance(features), self.inside.chance(features)


def fit_gate(
    without_it: Array, without_label: Array, target: Array, topics: Array, outside: tuple[int, ...]
) -> GateModel | None:
    """Learn from the scores of the training examples; None when there is too little to learn from.

    `topics` marks the examples of topics, whose `without_label` scores stand for questions we have no answer to.
    """
    strange = np.isin(target, outside)
    if min(int(strange.sum()), int((~strange).sum()), int(topics.sum())) < _FEWEST:
        return None
    known, siblings = shape_of(without_it, outside), shape_of(without_label[topics], outside)
    right = (without_it.argmax(axis=1) == target) & ~strange
    trust = Logistic.fit(
        np.vstack([known, siblings]),
        np.concatenate([right, np.zeros(len(siblings), dtype=bool)]),
        np.concatenate([np.ones(len(known)), np.full(len(siblings), _SIBLINGS_WEIGH)]),
    )
    balance = np.where(strange, (~strange).sum() / strange.sum() / 3.0, 1.0)
    return GateModel(outside, trust, Logistic.fit(known, ~strange, balance))


def shape_of(scores: Array, outside: tuple[int, ...]) -> Array:
    """What the gate looks at: the best scores, their distances, and how much lies outside."""
    beyond = scores[:, list(outside)]
    ours = np.delete(scores, list(outside), axis=1)
    best = -np.sort(-ours, axis=1)[:, :3]
    most_beyond = beyond.max(axis=1)
    return np.column_stack(
        [
            best,
            best[:, 0] - best[:, 1],
            most_beyond,
            best[:, 0] - most_beyond,
            beyond.sum(axis=1),
            np.log(np.exp(ours * _SHARPNESS).sum(axis=1)),
            np.clip(scores, 0.0, None).sum(axis=1),
        ]
    )
