"""Words the bot adds by itself: control buttons, status words, titles of acts; read once from content/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.answers.checklist import Checklist, load_checklist
from bot.errors import Misconfigured

Words = Mapping[str, str]
"""One wording by language; `id` is always there."""


def in_language(words: Words, language: str) -> str:
    """The wording in this language, else in Indonesian."""
    return words.get(language) or words["id"]


@dataclass(frozen=True)
class Controls:
    """Everything short that accompanies answers, in all languages."""

    buttons: Mapping[str, Words]
    act_titles: Mapping[str, Words]
    statuses: Mapping[str, Mapping[str, Words]]
    """Status key → {"word": …, "sentence": …}."""
    checklist: Checklist = field(default_factory=Checklist)

    def button(self, name: str, language: str) -> str:
        """The words of one control, e.g. `lewati`."""
        return in_language(self.buttons[name], language)

    def status(self, name: str, language: str) -> tuple[str, str]:
        """A status in one word or two, and in a sentence."""
        words = self.statuses[name]
        return in_language(words["word"], language), in_language(words["sentence"], language)


def load_controls(content_dir: Path) -> Controls:
    """Read controls.yml, act_titles.yml, statuses.yml and checklist.yml. Raises Misconfigured when one is missing."""
    return Controls(
        buttons=_read(content_dir / "controls.yml"),
        act_titles=_read(content_dir / "act_titles.yml"),
        statuses=_read(content_dir / "statuses.yml"),
        checklist=load_checklist(content_dir),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Misconfigured(f"Berkas konten {path.name} tidak terbaca: {error}") from error
    if not isinstance(read, dict):
        raise Misconfigured(f"Berkas konten {path.name} harus berupa daftar kunci.")
    return read
