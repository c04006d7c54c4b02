"""One rule of danger: a way of saying that somebody is threatened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """`tier` "A": threatened now, "B": perhaps. `pattern` runs on folded text; its group "v" is the deed itself.

    `weighed`: whether the context ("kalau …", "tidak …", "dulu …") can make it less; a plain cry for help is not.
    """

    tier: str
    kind: str
    pattern: str
    weighed: bool = True
