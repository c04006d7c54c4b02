"""How surely danger is heard: pleas that raise the numbers or a question, and frightening words that should not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bot.learning.evaluation.parsing import Parse
from bot.learning.evaluation.reading import Plea
from nlu.language.danger import find_danger, joined, told_apart
from nlu.language.danger.second_opinion import Opinion

USUAL = "biasa"
"""Part of the id of an ordinary question (`tidak-biasa-…`), told apart from frightening words in the figures."""
CURVE = (-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
"""By how much the odds are moved for the curve; 0 is the product."""
DANGER = "darurat"
"""The act that means danger now, as Rasa names it."""


def heard(pleas: Sequence[Plea]) -> list[tuple[Plea, str]]:
    """Each row with the tier it raised: "A", "B" or ""."""
    found = []
    for plea in pleas:
        danger = find_danger(plea.text)
        found.append((plea, danger.tier if danger else ""))
    return found


def figures(rows: Sequence[tuple[Plea, str]]) -> dict[str, Any]:
    """Shares by the names of the outside contract, with the parts they are made of."""
    pleas = [(plea, tier) for plea, tier in rows if plea.tier == "A"]
    perhaps = [(plea, tier) for plea, tier in rows if plea.tier == "B"]
    calm = [(plea, tier) for plea, tier in rows if not plea.tier]
    usual = [(plea, tier) for plea, tier in calm if USUAL in plea.id]
    frightening = [(plea, tier) for plea, tier in calm if USUAL not in plea.id]
    return {
        "count": {"A": len(pleas), "B": len(perhaps), "frightening": len(frightening), "usual": len(usual)},
        "recall": _share(tier == "A" for _, tier in pleas),
        "recall_with_question": _share(bool(tier) for _, tier in pleas),
        "perhaps_heard": _share(bool(tier) for _, tier in perhaps),
        "perhaps_in_a": _share(tier == "A" for _, tier in perhaps),
        "false_alarms": _share(tier == "A" for _, tier in calm),
        "false_questions": _share(tier == "B" for _, tier in calm),
        "frightening_in_a": _share(tier == "A" for _, tier in frightening),
        "frightening_asked": _share(tier == "B" for _, tier in frightening),
        "usual_in_a": _share(tier == "A" for _, tier in usual),
        "usual_asked": _share(tier == "B" for _, tier in usual),
        "confusion": {f"{wanted or '-'}>{got or '-'}": count for (wanted, got), count in sorted(_pairs(rows).items())},
    }


def curve(pleas: Sequence[Plea]) -> dict[str, dict[str, float]]:
    """Recall against false alarms, were the net quicker (+) or slower (-) to alarm."""
    said = [(plea, *told_apart(plea.text)) for plea in pleas]
    names = ("recall", "frightening_in_a", "usual_in_a")
    points = {}
    for by in CURVE:
        rows = [(plea, joined(ruled, Opinion(odds.now + by, odds.perhaps))) for plea, ruled, odds in said]
        points[f"{by:+.1f}"] = {name: figures(rows)[name] for name in names}
    return points


def lifted(rows: Sequence[tuple[Plea, str]], parses: Sequence[Parse], *, sure: float) -> list[tuple[Plea, str]]:
    """The tiers of the whole product: from likelihood `sure` on Rasa's word lifts what the net heard by one step."""
    higher = {"": "B", "B": "A", "A": "A"}
    found = []
    for (plea, tier), parse in zip(rows, parses, strict=True):
        likelihood = max((share for name, share in parse.labels if name == DANGER), default=0.0)
        found.append((plea, higher[tier] if likelihood >= sure else tier))
    return found


def misses(rows: Sequence[tuple[Plea, str]]) -> list[dict[str, str]]:
    """Rows that raised another tier than they should."""
    return [
        {"id": plea.id, "text": plea.text, "expected": plea.key, "got": tier or "-"}
        for plea, tier in rows
        if plea.tier != tier
    ]


def _pairs(rows: Sequence[tuple[Plea, str]]) -> Counter[tuple[str, str]]:
    return Counter((plea.tier, tier) for plea, tier in rows)


def _share(truths: Iterable[bool]) -> float:
    listed = list(truths)
    return round(sum(listed) / len(listed), 4) if listed else 0.0
