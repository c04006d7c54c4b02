"""Languages beside each other: what each says, and whether a native speaker has read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.answers import speakers
from bot.answers.models import LanguageCheck
from bot.console.words import LANGUAGES


@dataclass(frozen=True)
class Spoken:
    """One language of a wording. `check`: who read it and when; `vouched`: the first content says it was read."""

    code: str
    name: str
    check: LanguageCheck | None
    vouched: bool
    missing: tuple[str, ...]
    """Parts that Indonesian has and this language has not."""

    @property
    def is_checked(self) -> bool:
        return self.vouched or self.check is not None


_PARTS = {"short": "jawaban singkat", "next_step": "langkah berikutnya", "long": "selengkapnya"}


def speaker_rows(known: speakers.Checks, key: str, content: Mapping[str, Any]) -> list[Spoken]:
    """The regional languages in which a wording says something."""
    rows = []
    for code in speakers.spoken(content):
        missing = [
            word
            for part, word in _PARTS.items()
            if (content.get(part) or {}).get("id") and not (content.get(part) or {}).get(code)
        ]
        check = speakers.check_of(known, key, content, code)
        rows.append(Spoken(code, LANGUAGES[code], check, bool(content.get("regional_checked")), tuple(missing)))
    return rows
