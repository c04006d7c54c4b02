"""One thing found in a text: its kind, where it stands, and its value in one form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """`text` is `source[start:end]` as written; `value` is what it means (E.164, rupiah, code, …)."""

    kind: str
    start: int
    end: int
    text: str
    value: str
