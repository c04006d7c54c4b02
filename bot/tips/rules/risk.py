"""How urgent a tip is: named rules with points, and each reason in words an officer can check. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

MOST = 100
"""A score never passes this."""
SOON_DAYS = 3
"""Departure within this many days counts as within 72 hours."""
_SOON = frozenset({"hari_ini", "besok", "3_hari"})


@dataclass(frozen=True)
class Known:
    """What the rules look at. `today` is the date in Jakarta."""

    flags: frozenset[str]
    departs: str | None
    departs_on: date | None
    today: date


@dataclass(frozen=True)
class Reason:
    """One rule that holds: its points and, in Indonesian, why."""

    rule: str
    points: int
    reason: str

    def to_json(self) -> dict[str, Any]:
        return {"rule": self.rule, "points": self.points, "reason": self.reason}


@dataclass(frozen=True)
class Rule:
    """A named rule. `why` gives the reason when it holds, else None."""

    name: str
    points: int
    why: Callable[[Known], str | None]


def departs_soon(departs: str | None, departs_on: date | None, today: date) -> bool:
    """Whether somebody leaves within 72 hours. A date that was said beats the bucket, which ages."""
    if departs == "sudah_berangkat":
        return False
    if departs_on is not None:
        return is_near(departs_on, today)
    return departs in _SOON


def is_near(day: date, today: date) -> bool:
    """Whether a day of departure is within 72 hours, or was only yesterday: flights and boats are late."""
    return -1 <= (day - today).days <= SOON_DAYS


def _departs(known: Known) -> str | None:
    if not departs_soon(known.departs, known.departs_on, known.today):
        return None
    ahead = (known.departs_on - known.today).days if known.departs_on is not None else None
    by_day, by_bucket = {0: "hari ini", 1: "besok"}, {"hari_ini": "hari ini", "besok": "besok"}
    when = by_bucket.get(known.departs or "") if ahead is None else by_day.get(ahead)
    return f"Berangkat {when or 'dalam 72 jam'}: masih bisa dicegah di perjalanan atau di bandara"


def _confined(known: Known) -> str | None:
    return "Ada yang dikurung, dijaga, atau tidak boleh keluar" if "confined" in known.flags else None


def _child(known: Known) -> str | None:
    return "Menyangkut anak di bawah 18 tahun" if "child" in known.flags else None


RULES: tuple[Rule, ...] = (
    Rule("confined", 50, _confined),
    Rule("departs_72h", 40, _departs),
    Rule("child", 40, _child),
)


def assess(known: Known) -> tuple[int, tuple[Reason, ...]]:
    """The score (0-100) and the reasons for it, the heaviest first."""
    reasons = tuple(Reason(rule.name, rule.points, why) for rule in RULES if (why := rule.why(known)))
    return min(sum(reason.points for reason in reasons), MOST), reasons
