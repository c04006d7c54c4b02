"""The safety net: which emergency answers a message calls for, decided by rules alone, before any model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from nlu.language.danger import Danger, find_danger

NUMBERS, NUMBERS_FOR_A_CHILD, NUMBERS_IN_SHORT, ASK = (
    "darurat_nomor",
    "darurat_nomor_anak",
    "darurat_singkat",
    "darurat_tanya",
)


@dataclass(frozen=True)
class Alarm:
    """Danger heard. `tier` and `kinds` as in `nlu.language.danger`; `answer_names` in the order they are shown."""

    tier: str
    kinds: tuple[str, ...]
    child: bool
    answer_names: tuple[str, ...]


def watch(text: str, *, last_full_block_at: datetime | None, now: datetime, repeat_after: timedelta) -> Alarm | None:
    """The alarm a message raises, or None.

    Tier A shows the full block of numbers, for a child the one that begins with the child line; when a full block
    came less than `repeat_after` ago, the short one. Tier B asks whether anybody is in danger now.
    """
    danger = find_danger(text)
    if danger is None:
        return None
    recent = last_full_block_at is not None and now - last_full_block_at < repeat_after
    return Alarm(danger.tier, danger.kinds, danger.child, (_answer(danger, recent),))


def _answer(danger: Danger, recent: bool) -> str:
    if danger.tier != "A":
        return ASK
    if recent:
        return NUMBERS_IN_SHORT
    return NUMBERS_FOR_A_CHILD if danger.child else NUMBERS
