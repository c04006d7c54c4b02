"""How labels are written: in the training data, on a message's parse, and between our two components."""

from __future__ import annotations

from typing import Any

TOPIC_PREFIX = "tanya/"
"""Training data write a topic as `tanya/<key>` and an act as itself."""

LABELS = "labels"
"""The three best labels, in every parse."""
VERDICT = "verdict"
"""The gate's verdict, in every parse."""
RANKING = "ranking"
"""All labels, best first: from the classifier to the gate only."""
COVERAGE = "coverage"
"""How familiar the text is, 0-1: from the classifier to the gate only."""
TRUST = "trust"
"""The probability that the best label is right: from the classifier to the gate only."""
INSIDE = "inside"
"""The probability that the text is our business: from the classifier to the gate only."""

PARTS = "parts"
"""What the classifier understands with, in every parse; see label_model.LabelModel.parts."""

NOT_OURS = "di_luar_topik"
"""The act of a text that is not this bot's business."""
OUTSIDE = "~"
"""A label of the classifier's own, for sentences about anything at all; never shown."""

TOPIC_INTENT = "tanya"
"""The intent of every topic; the key is its entity `topic`."""
CLARIFY_INTENT = "ragu"
FALLBACK_INTENT = "nlu_fallback"


def short_name(label: str) -> str:
    """The topic key or the act."""
    return label[len(TOPIC_PREFIX) :] if label.startswith(TOPIC_PREFIX) else label


def as_label(label: str, confidence: float) -> dict[str, Any]:
    """A label as the parse shows it."""
    kind = "topic" if label.startswith(TOPIC_PREFIX) else "act"
    return {"name": short_name(label), "kind": kind, "confidence": round(confidence, 4)}
