"""A tip looked at again after it was sent: new danger raises it and brings in agencies as a first report does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.clock import JAKARTA
from bot.tips import deadlines, name_words, receivers, sending
from bot.tips.judging import SOON, judge
from bot.tips.models import OPEN, Referral, Tip, leaves_by
from bot.tips.rules.risk import SOON_DAYS
from bot.tips.rules.routing import Destination
from nlu.language.danger import find_danger

RAISED = "tip.raised"
"""The event that agencies' machines hear, and the act in the trail."""
NOW = "A"
"""The tier of danger that makes an emergency."""
AT_ONCE = 200
"""Tips looked at again in one transaction."""


async def look_again(session: AsyncSession, tip: Tip, *, text: str = "", now: datetime) -> bool:
    """Judge a sent tip anew, with what was just added. Returns whether it became more urgent.

    The routing rules then decide again: agencies that they name and that do not work on it receive it, those that
    had declined or finished it, too; never one that the reporter left out. Those at work are told, their promises
    are shortened. Queues are put in order in any case.
    """
    score, emergency = tip.score, tip.emergency
    new_flags = await judge(session, tip, now=now)
    danger = find_danger(text) if text else None
    tip.emergency = emergency or (danger is not None and danger.tier == NOW)
    raised = (tip.emergency and not emergency) or (bool(new_flags) and tip.score > score)
    await name_words.keep(session, tip)
    if not raised:
        await deadlines.follow_all(session, tip, now=now)
        return False
    at_work = [row for row in await _referrals(session, tip) if row.state in OPEN]
    brought_in = await _bring_in(session, tip, now=now)
    for referral in at_work:
        await deadlines.hasten(session, referral, tip, now=now)
        sending.notify(session, referral, RAISED, now=now, urgent=True)
    await deadlines.follow_all(session, tip, now=now)
    tip.changed_at = now
    audit.record(
        session, RAISED, f"tip:{tip.id}", actor="system", now=now,
        emergency=tip.emergency, score=tip.score, to=brought_in,
    )  # fmt: skip
    return True


async def age(session: AsyncSession, *, now: datetime) -> int:
    """Look again at tips whose day of departure came near or passed since yesterday. Returns how many were looked at.

    What was said as "minggu ini" becomes urgent by itself when the week ends, without another word of the reporter.
    """
    today = now.astimezone(JAKARTA).date()
    turning = (today + timedelta(days=SOON_DAYS), today - timedelta(days=2))
    rows = await session.scalars(
        select(Tip)
        .where(Tip.id.in_(select(Referral.tip_id).where(Referral.live, Referral.leaves_by.in_(turning))))
        .order_by(Tip.id)
    )
    stale = [tip for tip in rows if (SOON in tip.flags) != (_leaving(tip, today) == turning[0])]
    for tip in stale[:AT_ONCE]:
        await look_again(session, tip, now=now)
    return len(stale[:AT_ONCE])


def _leaving(tip: Tip, today: date) -> date | None:
    told = tip.sent_at.astimezone(JAKARTA).date() if tip.sent_at else today
    return leaves_by(tip.departs, tip.departs_on, told=told)


async def _referrals(session: AsyncSession, tip: Tip) -> Sequence[Referral]:
    return (await session.scalars(select(Referral).where(Referral.tip_id == tip.id))).all()


async def _bring_in(session: AsyncSession, tip: Tip, *, now: datetime) -> list[str]:
    known: Mapping[str, Referral] = {referral.agency: referral for referral in await _referrals(session, tip)}
    brought_in = []
    for destination in await receivers.destinations(session, tip):
        before = known.get(destination.agency)
        if before is None:
            # Who leads was settled when the tip was sent; a new lead would take the case out of somebody's hands.
            joining = Destination(destination.agency, lead=False, reason=destination.reason)
            await sending.hand_to(session, tip, joining, now=now)
        elif before.state in ("declined", "done"):
            await _reopen(session, tip, before, destination.reason, now=now)
        else:
            continue
        brought_in.append(destination.agency)
    return brought_in


async def _reopen(session: AsyncSession, tip: Tip, referral: Referral, reason: str, *, now: datetime) -> None:
    referral.state, referral.reason, referral.sent_at = OPEN[0], reason, now
    referral.opened_at = referral.accepted_at = referral.ended_at = referral.replied_at = None
    referral.holder = referral.end_reason = referral.returns_at = None
    referral.asks = False
    await deadlines.begin(session, referral, tip, now=now)
    await session.flush()
    sending.notify(session, referral, "referral.sent", now=now, urgent=tip.emergency)
