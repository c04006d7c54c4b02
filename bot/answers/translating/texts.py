"""Which texts of a wording are translated, by a name that stays: `short`, `long`, `tombol:/lapor`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PARTS = {"title": "Judul", "short": "Jawaban singkat", "next_step": "Langkah berikutnya", "long": "Selengkapnya"}
BUTTON = "tombol:"
LANGUAGES = ("su", "jv", "bew")

Content = Mapping[str, Any]


def names(content: Content) -> list[str]:
    """The texts that this wording has in Indonesian, in the order of the form."""
    parts = [part for part in PARTS if (content.get(part) or {}).get("id")]
    return [*parts, *(BUTTON + button["payload"] for button in content.get("buttons") or [])]


def label(name: str) -> str:
    """What a text is called for people."""
    return PARTS.get(name, "Tombol")


def text_of(content: Content, name: str, language: str) -> str:
    """One text; empty when this wording does not have it."""
    if name.startswith(BUTTON):
        wanted = name.removeprefix(BUTTON)
        for one in content.get("buttons") or []:
            if one["payload"] == wanted:
                return str(one["title"].get(language) or "")
        return ""
    return str((content.get(name) or {}).get(language) or "")


def with_text(content: Content, name: str, language: str, text: str) -> dict[str, Any]:
    """The wording with one text put in."""
    changed = dict(content)
    if name.startswith(BUTTON):
        wanted = name.removeprefix(BUTTON)
        changed["buttons"] = [
            {**one, "title": {**one["title"], language: text}} if one["payload"] == wanted else one
            for one in content.get("buttons") or []
        ]
    else:
        changed[name] = {**(content.get(name) or {}), language: text}
    return changed
