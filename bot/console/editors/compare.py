"""Two wordings beside each other, word by word: every field in every language, buttons, files, facts and sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from markupsafe import Markup

from bot.answers.models import Revision
from bot.console.words import LANGUAGES, day

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_PARTS = {"title": "Judul", "short": "Jawaban singkat", "next_step": "Langkah berikutnya", "long": "Selengkapnya"}


@dataclass(frozen=True)
class Pair:
    """One field before and after; `changed` decides whether it is shown in full."""

    label: str
    before: Markup
    after: Markup
    changed: bool


@dataclass(frozen=True)
class Names:
    """What ids are called for people; an id without a name shows itself."""

    sources: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)


def compare(before: Revision | None, after: Revision, names: Names) -> list[Pair]:
    """Every field of the two wordings that either has."""
    old, new = (before.content if before else {}), after.content
    pairs = []
    for code in _languages(old, new):
        name = LANGUAGES.get(code, code)
        for part, label in _PARTS.items():
            pairs.append(_pair(f"{label} · {name}", _text(old, part, code), _text(new, part, code)))
        pairs.append(_pair(f"Tombol · {name}", _buttons(old, code, names), _buttons(new, code, names)))
        pairs.append(_pair(f"Gambar atau rekaman · {name}", _media(old, code), _media(new, code)))
    pairs += [
        _pair("Sumber", *(_list(ids, names.sources) for ids in (before.sources if before else (), after.sources))),
        _pair("Fakta", *(_list(content.get("facts") or (), names.facts) for content in (old, new))),
        _pair("Topik terkait", *(_list(content.get("related") or (), names.topics) for content in (old, new))),
        _pair("Dicek", day(before.checked_on) if before else "", day(after.checked_on)),
        _pair("Tinjau lagi", day(before.review_by) if before else "", day(after.review_by)),
    ]
    return [pair for pair in pairs if pair.before or pair.after]


def _languages(*contents: Mapping[str, Any]) -> list[str]:
    """Ours in our order, then whatever else a wording holds."""
    held = {code for content in contents for part in (*_PARTS, "media") for code in content.get(part) or {}}
    held |= {code for content in contents for button in content.get("buttons") or () for code in button["title"]}
    return [*(code for code in LANGUAGES if code in held), *sorted(held - set(LANGUAGES))]


def _text(content: Mapping[str, Any], part: str, code: str) -> str:
    return str((content.get(part) or {}).get(code) or "")


def _buttons(content: Mapping[str, Any], code: str, names: Names) -> str:
    """One line a button; where it leads is said with its Indonesian title."""
    lines = []
    for button in content.get("buttons") or ():
        title = button["title"].get(code, "")
        leads = names.targets.get(button["payload"], button["payload"])
        if title:
            lines.append(f"{title} → {leads}" if code == "id" else title)
    return "\n".join(lines)


def _media(content: Mapping[str, Any], code: str) -> str:
    found = (content.get("media") or {}).get(code)
    if not found:
        return ""
    return f"{'Gambar' if found['kind'] == 'picture' else 'Rekaman'} {found['file'][:6]}: {found['alt']}"


def _list(ids: Sequence[str], names: Mapping[str, str]) -> str:
    return "\n".join(names.get(one, one) for one in ids)


def _pair(label: str, before: str, after: str) -> Pair:
    left, right = marked(before, after)
    return Pair(label, left, right, before != after)


def marked(before: str, after: str) -> tuple[Markup, Markup]:
    """Two texts with the words that went marked in the first, and those that came in the second."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left, right = [], []
    for step, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left.append(_marked("del", old[i:j], step != "equal"))
        right.append(_marked("ins", new[k:m], step != "equal"))
    return Markup("").join(left), Markup("").join(right)


def _marked(tag: str, words: Sequence[str], changed: bool) -> Markup:
    text = "".join(words)
    if not changed or not text:
        return Markup.escape(text)
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), text)  # noqa: S704 - the tag is ours, the text is escaped
