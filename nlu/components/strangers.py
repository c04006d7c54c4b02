"""Sentences about anything at all, in four ways of speaking: what the gate learns to refuse."""

from __future__ import annotations

from pathlib import Path

_DATA = Path(__file__).parent.parent / "language" / "data"
_FILES = (_DATA / "generic.txt", _DATA / "share_alike" / "generic_regional.txt")
_FEWEST_EXAMPLES = 2000
"""A smaller training set would drown in them, and learns no gate anyway."""


def strangers_for(examples: int) -> list[str]:
    """The sentences, or none for a small training set."""
    if examples < _FEWEST_EXAMPLES:
        return []
    files = [file for file in _FILES if file.exists()]
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]
