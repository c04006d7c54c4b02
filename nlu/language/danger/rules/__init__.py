"""The rules of danger, one file a kind."""

from __future__ import annotations

import re
from functools import cache

from nlu.language.danger.rules import abroad, child, confinement, departure, suicide, violence, withheld
from nlu.language.danger.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *confinement.RULES,
    *violence.RULES,
    *suicide.RULES,
    *child.RULES,
    *departure.RULES,
    *withheld.RULES,
    *abroad.RULES,
)


@cache
def compiled() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """The rules with their patterns ready."""
    return tuple((rule, re.compile(rule.pattern)) for rule in RULES)
