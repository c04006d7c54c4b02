"""How surely danger is heard: pleas that raise the numbers or a question, and frightening words that should not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bot.learning.evaluation.reading import Plea
from nlu.language.danger import find_danger

USUAL = "biasa"
"""Part of the id of an ordinary question (`tidak-biasa-…`), told apart from frightening words in the figures."""


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
