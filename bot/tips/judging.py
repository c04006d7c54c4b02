"""What a tip as a whole indicates: its flags, its likely kind, its score, told anew from everything that was said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import JAKARTA
from bot.tips import facts
from bot.tips.models import Tip, leaves_by
from bot.tips.rules import indicators, risk

STORIES = ("kapan", "tempat", "perekrut", "kejadian")
"""Questions whose answers are read for signs."""
SOON = "departs_72h"


async def judge(session: AsyncSession, tip: Tip, *, now: datetime) -> frozenset[str]:
    """Set flags, kind, score and reasons. Returns the flags that are new.

    What the safety net heard stays; whether a departure is near is told anew, since days pass.
    """
    before = frozenset(tip.flags)
    told = [fact.value for fact in await facts.of_tip(session, tip.id) if fact.value and fact.slot in STORIES]
    today = now.astimezone(JAKARTA).date()
    flags = (before - {SOON}) | indicators.all_flags(told)
    if tip.departs == "sudah_berangkat":
        flags |= {"abroad"}
    leaving = tip.departs_on
    if tip.sent_at is not None:  # a bucket ages: "minggu ini" was said on some day
        leaving = leaves_by(tip.departs, tip.departs_on, told=tip.sent_at.astimezone(JAKARTA).date())
    if risk.departs_soon(tip.departs, leaving, today):
        flags |= {SOON}
    tip.flags, tip.kind = sorted(flags), indicators.kind_of(flags)
    tip.score, reasons = risk.assess(risk.Known(flags, tip.departs, leaving, today))
    tip.reasons = [reason.to_json() for reason in reasons]
    return flags - before
