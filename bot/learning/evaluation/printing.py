"""Figures as tables in a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_WIDEST = 100


def table(figures: Mapping[str, Any]) -> list[str]:
    """Single figures first, then each group of figures as a small table."""
    single = {name: value for name, value in figures.items() if not isinstance(value, Mapping)}
    width = max((len(name) for name in single), default=0)
    lines = [f"{name:<{width}}  {_shown(value)}" for name, value in single.items()]
    for name, value in figures.items():
        if isinstance(value, Mapping):
            lines += ["", f"{name}:", *_rows(value)]
    return lines


def confused(pairs: Sequence[tuple[str, str, list[str]]]) -> list[str]:
    """The pairs most often confused, each with its sentences."""
    lines = ["", "paling sering tertukar (seharusnya > terbaca):"]
    for wanted, got, texts in pairs:
        lines.append(f"  {len(texts)} x {wanted} > {got}")
        lines += [f"      {_one_line(text)}" for text in texts]
    return lines


def missed(rows: Sequence[Mapping[str, Any]], most: int = 30) -> list[str]:
    """The first misses, one line each."""
    lines = ["", f"meleset: {len(rows)}"]
    for row in rows[:most]:
        lines.append(f"  {row['id']}: {_one_line(row['text'])}")
        lines.append(f"      seharusnya {_brief(row['expected'])}; terbaca {_brief(row['got'])}")
    return lines


def write_json(target: Path, figures: Mapping[str, Any], misses: Sequence[Mapping[str, Any]]) -> None:
    """`{"figures": …, "misses": […]}`."""
    content = json.dumps({"figures": figures, "misses": misses}, ensure_ascii=False, indent=1)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content + "\n", encoding="utf-8")


def _rows(value: Mapping[str, Any]) -> list[str]:
    width = max((len(str(name)) for name in value), default=0)
    lines = []
    for name, part in value.items():
        shown = (
            "  ".join(f"{key} {_shown(one)}" for key, one in part.items())
            if isinstance(part, Mapping)
            else _shown(part)
        )
        lines.append(f"  {name:<{width}}  {shown}")
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4f}" if value <= 1 else f"{value:.2f}"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _one_line(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 1] + "…"


def _brief(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
