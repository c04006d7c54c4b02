"""Who receives a tip: routing rules are data, and an agency that the reporter left out never receives. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """A routing rule as data. Every condition named in `when` must hold; `{}` always holds."""

    key: str
    when: Mapping[str, Any]
    to: Sequence[str]
    lead: str | None
    reason: str


@dataclass(frozen=True)
class Case:
    """What rules may look at."""

    flags: frozenset[str]
    kind: str
    departs: str | None = None
    emergency: bool = False


@dataclass(frozen=True)
class Destination:
    """One agency that receives the tip, whether it leads, and why, in Indonesian."""

    agency: str
    lead: bool
    reason: str


class BadRule(ValueError):
    """A routing rule names a condition that does not exist."""


CONDITIONS: Mapping[str, Callable[[Case, Any], bool]] = {
    "flags_any": lambda case, wanted: bool(case.flags & set(wanted)),
    "flags_all": lambda case, wanted: set(wanted) <= case.flags,
    "kind_any": lambda case, wanted: case.kind in wanted,
    "departs_any": lambda case, wanted: case.departs in wanted,
    "emergency": lambda case, wanted: case.emergency is bool(wanted),
}
"""What a rule's `when` may name."""


def holds(when: Mapping[str, Any], case: Case) -> bool:
    """Whether every condition holds. Raises BadRule for an unknown one."""
    unknown = set(when) - set(CONDITIONS)
    if unknown:
        raise BadRule(f"unknown condition: {sorted(unknown)}")
    return all(CONDITIONS[name](case, wanted) for name, wanted in when.items())


def route(
    rules: Sequence[Rule], case: Case, *, active: Sequence[str], excluded: Collection[str] = ()
) -> tuple[Destination, ...]:
    """The receivers in the order of the rules; the first lead that a rule names and that may receive leads.

    Agencies that are switched off or left out are skipped. When that leaves nobody, the first active agency
    that was not left out receives the tip: what was sent always reaches somebody.
    """
    able = [agency for agency in active if agency not in excluded]
    fitting = [rule for rule in rules if holds(rule.when, case)]
    reasons: dict[str, str] = {}
    for rule in fitting:
        for agency in rule.to:
            if agency in able:
                reasons.setdefault(agency, rule.reason)
    if not reasons and able:
        reasons[able[0]] = "Instansi lain dikecualikan pelapor atau sedang tidak aktif."
    leads = [rule.lead for rule in fitting if rule.lead in reasons]
    lead = leads[0] if leads else next(iter(reasons), None)
    return tuple(Destination(agency, agency == lead, reason) for agency, reason in reasons.items())
