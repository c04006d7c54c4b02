"""Every act that the audit trail may hold has words for people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.console.acts import act_words

ROOT = Path(__file__).parents[2]
RECORDERS = ("record", "_record", "_note")
"""What rooms call to write into the trail."""


def recorded() -> Iterator[str]:
    for folder in ("bot", "actions"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in RECORDERS:
                    yield from filter(_is_act, map(_text, node.args))
                    yield from filter(_is_act, (_text(one) for arg in node.args for one in ast.walk(arg)))


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _text(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_act(text: str) -> bool:
    return re.fullmatch(r"[a-z]+\.[a-z_]+", text) is not None


def test_every_act_of_the_trail_is_worded_in_indonesian() -> None:
    found = set(recorded())
    assert len(found) > 25
    assert sorted(act for act in found if act_words(act) == act) == []
