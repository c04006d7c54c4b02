"""The safety net: which emergency answers a message calls for, decided without Rasa, before Rasa."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nlu.language.danger import Danger, find_danger

NUMBERS, NUMBERS_FOR_A_CHILD, NUMBERS_IN_SHORT, ASK = (
    "darurat_nomor",
    "darurat_nomor_anak",
    "darurat_singkat",
    "darurat_tanya",
)
UNCLEAR = "abroad"
"""The kind of danger when nothing says which."""


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
    recent = _recent(last_full_block_at, now, repeat_after)
    return Alarm(danger.tier, danger.kinds, danger.child, (_answer(danger, recent),))


def lifted(
    alarm: Alarm | None, *, last_full_block_at: datetime | None, now: datetime, repeat_after: timedelta
) -> Alarm:
    """The alarm one step higher, for when Rasa is sure of danger: nothing becomes a question, a question the numbers.

    More than a step its word is not worth: where the net hears nothing it is wrong twenty times as often as right.
    """
    if alarm is None:
        return Alarm("B", (UNCLEAR,), child=False, answer_names=(ASK,))
    danger = Danger("A", alarm.kinds, alarm.child)
    return replace(alarm, tier="A", answer_names=(_answer(danger, _recent(last_full_block_at, now, repeat_after)),))


def _recent(last_full_block_at: datetime | None, now: datetime, repeat_after: timedelta) -> bool:
    return last_full_block_at is not None and now - last_full_block_at < repeat_after


def _answer(danger: Danger, recent: bool) -> str:
    if danger.tier != "A":
        return ASK
    if recent:
        return NUMBERS_IN_SHORT
    return NUMBERS_FOR_A_CHILD if danger.child else NUMBERS
