"""Routing rules in words: conditions, example cases, and what a change would do to them. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.agencies.models import RoutingRule
from bot.console.words import DEPARTS, KINDS
from bot.errors import Misconfigured
from bot.tips.rules.routing import Case, Destination, Rule, route

BASIC = {
    "confined": "Ada yang dikurung atau dijaga",
    "child": "Ada anak di bawah 18 tahun",
    "departs_72h": "Berangkat dalam 3 hari",
    "abroad": "Orangnya ada di luar negeri",
}
"""Flags that are no sign of red_flags.yml."""


@dataclass(frozen=True)
class Example:
    """A case in words, and who would receive it."""

    words: str
    case: Case


@dataclass(frozen=True)
class Difference:
    """An example whose receivers a change would change."""

    words: str
    before: tuple[Destination, ...]
    after: tuple[Destination, ...]


def flag_words(content_dir: Path) -> dict[str, str]:
    """Every flag that a rule may look at, in words. Raises Misconfigured when the content is damaged."""
    path = content_dir / "red_flags.yml"
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))["red_flags"]
        return {**BASIC, **{flag["sign"]: flag["tanda_id"] for flag in told}}
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Misconfigured(f"Berkas {path.name} tidak terbaca: {error}") from error


def conditions(when: Mapping[str, Any], flags: Mapping[str, str]) -> list[str]:
    """What must hold, one sentence a condition."""
    said = []
    if wanted := when.get("flags_any"):
        several = "salah satu tanda: " if len(wanted) > 1 else "tanda: "
        said.append(several + "; ".join(flags.get(flag, flag) for flag in wanted))
    if wanted := when.get("flags_all"):
        said.append("semua tanda: " + "; ".join(flags.get(flag, flag) for flag in wanted))
    if wanted := when.get("kind_any"):
        said.append("jenis: " + ", ".join(KINDS.get(kind, kind) for kind in wanted))
    if wanted := when.get("departs_any"):
        said.append("keberangkatan: " + ", ".join(DEPARTS.get(departs, departs) for departs in wanted))
    if "emergency" in when:
        said.append("laporan darurat" if when["emergency"] else "bukan laporan darurat")
    return said


def as_rules(rows: Sequence[RoutingRule]) -> list[Rule]:
    """The rules in force, as the pure rules read them."""
    return [Rule(row.key, row.when, row.to, row.lead, row.reason) for row in rows if row.active]


def examples(rules: Sequence[Rule], flags: Mapping[str, str]) -> list[Example]:
    """One case for each kind, and one for each rule that just fits it."""
    found = [Example(KINDS[kind], Case(frozenset(), kind)) for kind in KINDS]
    for rule in rules:
        case = Case(
            frozenset([*rule.when.get("flags_any", [])[:1], *rule.when.get("flags_all", [])]),
            (rule.when.get("kind_any") or ["unknown"])[0],
            (rule.when.get("departs_any") or [None])[0],
            bool(rule.when.get("emergency", False)),
        )
        if case.flags or case.departs or case.emergency:
            found.append(Example(case_words(case, flags), case))
    return list({example.case: example for example in found}.values())


def case_words(case: Case, flags: Mapping[str, str]) -> str:
    """A case in words."""
    parts = [flags.get(flag, flag) for flag in sorted(case.flags)]
    if case.departs:
        parts.append(DEPARTS.get(case.departs, case.departs))
    if case.emergency:
        parts.append("Darurat")
    return " · ".join([*parts, KINDS.get(case.kind, case.kind)])


def differences(
    before: Sequence[Rule], after: Sequence[Rule], flags: Mapping[str, str], *, active: Sequence[str]
) -> tuple[list[Difference], int]:
    """Which examples would go elsewhere, and how many were tried."""
    tried = {example.case: example for example in [*examples(before, flags), *examples(after, flags)]}
    changed = []
    for example in tried.values():
        old, new = route(before, example.case, active=active), route(after, example.case, active=active)
        if [(one.agency, one.lead) for one in old] != [(one.agency, one.lead) for one in new]:
            changed.append(Difference(example.words, old, new))
    return changed, len(tried)
