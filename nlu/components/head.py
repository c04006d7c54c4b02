"""The last layer: from likeness to the training examples to probabilities of labels and the gate's two judgements."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import minimize_scalar

from nlu.components import kernel_ridge
from nlu.components.gate_model import GateModel, Logistic, fit_gate
from nlu.components.labels import NOT_OURS, OUTSIDE, TOPIC_PREFIX

Array: TypeAlias = np.ndarray[Any, Any]

ALONE, JOINT = "alone", "joint"
"""The head on words and letters alone, and the one that joins embeddings."""
_HIDDEN = 1e-6


@dataclass(frozen=True)
class Judged:
    """Probabilities in the order of the labels, and the gate's (see gate_model)."""

    shares: Array
    trust: float
    inside: float


@dataclass(frozen=True)
class Head:
    """`weights`: example x label. Without a gate (too few examples), trust is the best share's lead over the second."""

    weights: Array
    temperature: float
    gate: GateModel | None

    def judge(self, row: Array) -> Judged:
        """Judge a text by its likeness to every example."""
        scores = row @ self.weights
        shares = softmax(scores[np.newaxis, :] / self.temperature)[0]
        if self.gate is None:
            second, best = np.sort(shares)[-2:]
            return Judged(shares, float(best - second), 1.0)
        trust, inside = self.gate.judge(scores)
        return Judged(shares, trust, inside)

    def plain(self) -> dict[str, Any]:
        """Everything but the weights, for JSON."""
        return {"temperature": self.temperature, "gate": None if self.gate is None else asdict(self.gate)}

    @classmethod
    def restore(cls, plain: dict[str, Any], weights: Array) -> Head:
        """The head that `plain` came from."""
        kept = plain["gate"]
        gate = None
        if kept is not None:
            gate = GateModel(tuple(kept["outside"]), _logistic(kept["trust"]), _logistic(kept["inside"]))
        return cls(weights.astype(np.float32), plain["temperature"], gate)


def train_head(table: Array, target: Array, labels: list[str], penalty: float) -> tuple[Head, kernel_ridge.Fitted]:
    """Fit weights on the examples' likeness to each other (overwritten), then temperature and gate on unseen scores."""
    fitted = kernel_ridge.fit(table, target, len(labels), penalty)
    topics = np.array([label.startswith(TOPIC_PREFIX) for label in labels])[target]
    outside = tuple(place for place, label in enumerate(labels) if label in (NOT_OURS, OUTSIDE))
    gate = fit_gate(fitted.without_it, fitted.without_label, target, topics, outside) if outside else None
    return Head(fitted.weights.astype(np.float32), fit_temperature(fitted.without_it, target), gate), fitted


def fit_temperature(scores: Array, target: Array) -> float:
    """The temperature under which scores of unseen examples are most truthful."""
    rows = np.arange(len(target))

    def loss(log_temperature: float) -> float:
        return float(-np.log(softmax(scores / np.exp(log_temperature))[rows, target] + _HIDDEN).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-5.0, 1.0), method="bounded").x))


def softmax(scores: Array) -> Array:
    """Row-wise shares that sum to one."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = shifted / shifted.sum(axis=1, keepdims=True)
    return shares


def _logistic(kept: dict[str, Any]) -> Logistic:
    return Logistic(tuple(kept["mean"]), tuple(kept["scale"]), tuple(kept["weights"]), kept["bias"])
