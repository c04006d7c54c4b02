"""How surely the things a message names are found: F1 by kind, by the value each is stored as."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.clock import JAKARTA
from bot.learning.evaluation.reading import Naming
from nlu.language.extraction import extract

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=JAKARTA)
"""When the messages of our file were sent; "besok" is counted from it."""
SAID_AS_WRITTEN = ("company", "link", "person", "handle")
Row = tuple[Naming, Counter[tuple[str, str]], Counter[tuple[str, str]]]


def compare(namings: Sequence[Naming], *, now: datetime = NOW) -> list[Row]:
    """Each row with what it names and what was found, as (kind, value in one form)."""
    rows = []
    kinds = {kind for naming in namings for kind, _, _ in naming.named}
    for naming in namings:
        wanted = Counter((kind, _form(kind, norm or words)) for kind, words, norm in naming.named)
        found = Counter(
            (item.kind, _form(item.kind, item.text if item.kind in SAID_AS_WRITTEN else item.value))
            for item in extract(naming.text, now=now)
            if item.kind in kinds
        )
        rows.append((naming, wanted, found))
    return rows


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """F1, precision and recall by kind; `f1` alone by the outside contract."""
    wanted, found, both = Counter[str](), Counter[str](), Counter[str]()
    for _, expected, got in rows:
        for counter, part in ((wanted, expected), (found, got), (both, expected & got)):
            for (kind, _), count in part.items():
                counter[kind] += count
    kinds = sorted(wanted)
    return {
        "count": {kind: wanted[kind] for kind in kinds},
        "f1": {kind: _ratio(2 * both[kind], wanted[kind] + found[kind]) for kind in kinds},
        "precision": {kind: _ratio(both[kind], found[kind]) for kind in kinds},
        "recall": {kind: _ratio(both[kind], wanted[kind]) for kind in kinds},
    }


def misses(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows with something missed or found that is not there."""
    return [
        {
            "id": naming.id,
            "text": naming.text,
            "expected": [list(one) for one in sorted((wanted - found).elements())],
            "got": [list(one) for one in sorted((found - wanted).elements())],
        }
        for naming, wanted, found in rows
        if wanted != found
    ]


def _form(kind: str, value: str) -> str:
    """Spelling apart: letters and digits of a name, a link without scheme and "www."."""
    value = value.strip().casefold()
    if kind == "link":
        return re.sub(r"^(?:https?://)?(?:www\.)?", "", value).rstrip("/")
    if kind in SAID_AS_WRITTEN:
        return " ".join(re.findall(r"[\w.]*\w", value.lstrip("@")))
    return value


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
