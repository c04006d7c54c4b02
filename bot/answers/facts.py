"""The facts that answers stand on, read from content/: shown beside a wording, and what no fact says is found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.errors import Misconfigured

_FIGURE = re.compile(r"\d[\d.]*\d")
_TEXTS = ("short", "long", "next_step")


@dataclass(frozen=True)
class Fact:
    """One statement with its sources. `changes_often`: what uses it is reviewed every month."""

    id: str
    statement: str
    detail: str
    as_of: str
    confidence: str
    changes_often: bool
    sources: tuple[str, ...]
    correction: str = ""


@dataclass(frozen=True)
class Facts:
    """All facts by id, and the telephone numbers that answers may show."""

    by_id: Mapping[str, Fact] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()

    def of(self, ids: Iterable[str]) -> list[Fact]:
        """The facts with these ids, in their order; an id that is gone is left out."""
        return [self.by_id[one] for one in ids if one in self.by_id]

    def unbacked(self, content: Mapping[str, Any]) -> list[str]:
        """Figures of a wording, as written, that none of its facts says and that are no known telephone number."""
        own = self.of(content.get("facts") or [])
        known = figures(" ".join(f"{fact.statement} {fact.detail} {fact.as_of}" for fact in own))
        found: dict[str, None] = {}
        for part in _TEXTS:
            for text in (content.get(part) or {}).values():
                for figure in _FIGURE.findall(self._without_numbers(text)):
                    if _value(figure) and _value(figure) not in known:
                        found.setdefault(figure)
        return list(found)

    def may_stay(self, content: Mapping[str, Any]) -> int:
        """Months until such a wording is read again: one when a fact of it changes often, else six."""
        return 1 if any(fact.changes_often for fact in self.of(content.get("facts") or [])) else 6

    def _without_numbers(self, text: str) -> str:
        for number in self.numbers:
            text = re.sub(number, " ", text)
        return text


def figures(text: str) -> set[str]:
    """Numbers of two or more digits, without separators: `Rp37.500` is 37500."""
    return {value for figure in _FIGURE.findall(text) if (value := _value(figure))}


def load_facts(content_dir: Path) -> Facts:
    """Read facts.yml and contacts.yml. Raises Misconfigured when one is missing or incomplete."""
    try:
        stored = _read(content_dir / "facts.yml")["facts"]
        contacts = _read(content_dir / "contacts.yml")["contacts"]
        facts = [_fact(one) for one in stored]
        return Facts({fact.id: fact for fact in facts}, _patterns(contacts))
    except (KeyError, TypeError) as missing:
        raise Misconfigured(f"facts.yml atau contacts.yml tidak lengkap: {missing}") from missing


def _fact(one: Mapping[str, Any]) -> Fact:
    return Fact(
        one["id"], one["statement"], one.get("detail") or "", str(one["as_of"]), one["confidence"],
        bool(one["changes_often"]), tuple(one["sources"]), one.get("correction") or "",
    )  # fmt: skip


def _patterns(contacts: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """How every known number is found however it is spaced, the longest first; 999 is not part of Rp999.000."""
    numbers = {re.sub(r"\D", "", number) for contact in contacts for number in contact["numbers"]}
    longest_first = sorted(numbers, key=lambda number: (-len(number), number))
    return tuple(rf"(?<!\d)(?<!\d[.,])\+?{r'[ .-]?'.join(number)}(?![.,]?\d)" for number in longest_first)


def _value(figure: str) -> str:
    digits = figure.replace(".", "")
    return digits.lstrip("0") if len(digits) >= 2 else ""


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Misconfigured(f"Berkas konten {path.name} tidak terbaca: {error}") from error
