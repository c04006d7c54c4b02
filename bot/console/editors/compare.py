"""Two wordings beside each other, word by word, with what went and what came marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from markupsafe import Markup

from bot.answers.models import Revision
from bot.console.words import LANGUAGES, day

_WORDS = re.compile(r"\s+|[^\s]+")
_PARTS = {"title": "Judul", "short": "Jawaban singkat", "next_step": "Langkah berikutnya", "long": "Selengkapnya"}


@dataclass(frozen=True)
class Pair:
    """One field before and after; `changed` decides whether it is shown in full."""

    label: str
    before: Markup
    after: Markup
    changed: bool


def compare(before: Revision | None, after: Revision) -> list[Pair]:
    """Every field of the two wordings that either has."""
    old, new = (before.content if before else {}), after.content
    pairs = [
        _pair(f"{label} · {LANGUAGES.get(code, code)}", _text(old, part, code), _text(new, part, code))
        for part, label in _PARTS.items()
        for code in [*LANGUAGES, *sorted(set(new.get(part) or {}) - set(LANGUAGES))]
    ]
    pairs += [
        _pair("Sumber", ", ".join(before.sources if before else ()), ", ".join(after.sources)),
        _pair("Topik terkait", ", ".join(old.get("related") or ()), ", ".join(new.get("related") or ())),
        _pair("Dicek", day(before.checked_on) if before else "", day(after.checked_on)),
        _pair("Tinjau lagi", day(before.review_by) if before else "", day(after.review_by)),
    ]
    return [pair for pair in pairs if pair.before or pair.after]


def _text(content: Mapping[str, Any], part: str, code: str) -> str:
    return str((content.get(part) or {}).get(code) or "")


def _pair(label: str, before: str, after: str) -> Pair:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left, right = [], []
    for step, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(_marked("del", old[i:j], step != "equal"))
        right.append(_marked("ins", new[k:m], step != "equal"))
    return Pair(label, Markup("").join(left), Markup("").join(right), before != after)


def _marked(tag: str, words: Sequence[str], changed: bool) -> Markup:
    text = "".join(words)
    if not changed or not text:
        return Markup.escape(text)
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), text)  # noqa: S704 - the tag is ours, the text is escaped
