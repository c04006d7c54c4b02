"""When the best label is accepted, asked about, or refused: the gate's judgement, without Rasa."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Thresholds:
    """When to accept, when to ask back. Shares are probabilities of the classifier, 0-1."""

    accept: float = 0.7
    """The best label's least share to be taken at its word (above one half no second label comes near it)."""
    clarify: float = 0.15
    """The least share of a label to be asked about."""
    coverage: float = 0.6
    """The least familiar share of a text that is answered at all; below it is rubbish or another language."""
    not_offered: tuple[str, ...] = ()
    """Acts nobody is asked about ("Maksud Anda: makian?")."""


@dataclass(frozen=True)
class Decision:
    """The gate's verdict on one message and, when it asks back, the two labels it offers."""

    verdict: str
    offered: tuple[str, ...] = ()


def decide(ranking: list[dict[str, Any]], coverage: float, limits: Thresholds) -> Decision:
    """Judge a ranking of labels (dicts with `name` and `confidence`, best first)."""
    best = ranking[0]["confidence"]
    if coverage < limits.coverage:
        return Decision("reject")
    if best >= limits.accept:
        return Decision("accept")
    offered = [label for label in ranking if label["name"] not in limits.not_offered][:2]
    if len(offered) < 2 or offered[0]["confidence"] < limits.clarify:
        return Decision("reject")
    return Decision("clarify", (offered[0]["name"], offered[1]["name"]))


def thresholds(config: dict[str, Any]) -> Thresholds:
    """Thresholds out of a component's configuration; unknown names are Rasa's own and left alone."""
    known = {field.name: config[field.name] for field in fields(Thresholds) if field.name in config}
    known["not_offered"] = tuple(known.get("not_offered", ()))
    return Thresholds(**known)
