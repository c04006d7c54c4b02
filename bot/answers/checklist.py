"""The document checklist that citizens tick off (F23): its items from content/checklist.yml, and how it is shown.

Only which items were ticked is remembered; no document's content ever is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.conversations.messages import Choice
from bot.errors import Misconfigured

ANSWER = "daftar_periksa"
"""The answer that shows the list."""
PAYLOAD = "!centang"
CLEAR, UNTICK = "kosongkan", "lepas"
"""`!centang:kosongkan` empties the list, `!centang:<item>:lepas` takes one tick away, `!centang:<item>` sets it."""
TICKED, OPEN = "✓", "☐"

Words = Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """One document: its button, and what is said when it is the next one missing."""

    key: str
    title: Words
    hint: Words


@dataclass(frozen=True)
class Checklist:
    """All items in their order, and the sentences around them."""

    items: tuple[Item, ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict)

    def marked(self, done: Sequence[str], arguments: Sequence[str]) -> list[str]:
        """The ticked items after a tap; an item that is none of ours changes nothing."""
        kept = [item.key for item in self.items if item.key in done]
        if tuple(arguments) == (CLEAR,):
            return []
        match tuple(arguments):
            case (key,):
                wanted = {*kept, key}
            case (key, word) if word == UNTICK:
                wanted = {*kept} - {key}
            case _:
                wanted = {*kept}
        return [item.key for item in self.items if item.key in wanted]

    def state(self, done: Sequence[str], language: str) -> str:
        """How many are there, which are missing, and how to get the next one."""
        missing = [item for item in self.items if item.key not in done]
        if not missing:
            return self._word("all", language).format(semua=len(self.items))
        first, names = missing[0], ", ".join(_in(item.title, language) for item in missing)
        there = len(self.items) - len(missing)
        counted = self._word("some" if there else "none", language).format(
            ada=there, semua=len(self.items), belum=names
        )
        following = self._word("next", language)
        return f"{counted}\n{following.format(judul=_in(first.title, language), petunjuk=_in(first.hint, language))}"

    def choices(self, done: Sequence[str], language: str) -> tuple[Choice, ...]:
        """A button for each item, ticked or open; on channels without buttons they become a numbered list."""
        shown = [
            Choice(f"{TICKED} {_in(item.title, language)}", f"{PAYLOAD}:{item.key}:{UNTICK}")
            if item.key in done
            else Choice(f"{OPEN} {_in(item.title, language)}", f"{PAYLOAD}:{item.key}")
            for item in self.items
        ]
        if done:
            shown.append(Choice(self._word("clear", language), f"{PAYLOAD}:{CLEAR}"))
        return tuple(shown)

    def _word(self, name: str, language: str) -> str:
        return _in(self.words[name], language)


def load_checklist(content_dir: Path) -> Checklist:
    """Read checklist.yml. Raises Misconfigured when it is missing or incomplete."""
    path = content_dir / "checklist.yml"
    try:
        read: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        items = tuple(Item(one["key"], one["title"], one["hint"]) for one in read["items"])
        return Checklist(items, read["words"])
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Misconfigured(f"Berkas konten {path.name} tidak terbaca: {error}") from error


def _in(words: Words, language: str) -> str:
    return words.get(language) or words["id"]
