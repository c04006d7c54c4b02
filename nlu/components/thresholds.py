"""When the best label is accepted, asked about, or refused: the gate's judgement, without Rasa."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from nlu.components.labels import NOT_OURS


@dataclass(frozen=True)
class Thresholds:
    """When to accept, when to ask back, when to refuse. All are probabilities or shares, 0-1."""

    accept: float = 0.5
    """The least trust in the best label to take it at its word."""
    clarify: float = 0.05
    """The least share of a label to be asked about."""
    inside: float = 0.7
    """The least probability that a text is our business to answer it; below it is asked back, or refused when the
    best label says so, too."""
    far: float = 0.3
    """Below this probability that a text is our business it is refused, whatever the best label."""
    coverage: float = 0.6
    """The least familiar share of a text that is answered at all; below it is rubbish or another language."""
    not_offered: tuple[str, ...] = ()
    """Acts nobody is asked about ("Maksud Anda: makian?"); they are taken at their word instead."""


@dataclass(frozen=True)
class Evidence:
    """What the classifier says of a text beside its ranking; see label_model.Scores."""

    coverage: float
    trust: float
    inside: float


@dataclass(frozen=True)
class Decision:
    """The gate's verdict on one message and, when it asks back, the two labels it offers."""

    verdict: str
    offered: tuple[str, ...] = ()


def decide(ranking: list[dict[str, Any]], evidence: Evidence, limits: Thresholds) -> Decision:
    """Judge a ranking of labels (dicts with `name` and `confidence`, best first)."""
    best = ranking[0]["name"]
    if evidence.coverage < limits.coverage:
        return Decision("reject")
    if best == NOT_OURS and evidence.inside < limits.inside:
        return Decision("accept")
    if evidence.inside < limits.far:
        return Decision("reject")
    if best != NOT_OURS and evidence.inside >= limits.inside and evidence.trust >= limits.accept:
        return Decision("accept")
    offered = [label for label in ranking if label["name"] not in limits.not_offered][:2]
    if best in limits.not_offered and best != NOT_OURS and ranking[0]["confidence"] >= limits.accept:
        return Decision("accept")
    if len(offered) < 2 or offered[0]["confidence"] < limits.clarify:
        return Decision("reject")
    return Decision("clarify", (offered[0]["name"], offered[1]["name"]))


def thresholds(config: dict[str, Any]) -> Thresholds:
    """Thresholds out of a component's configuration; unknown names are Rasa's own and left alone."""
    known = {field.name: config[field.name] for field in fields(Thresholds) if field.name in config}
    known["not_offered"] = tuple(known.get("not_offered", ()))
    return Thresholds(**known)
