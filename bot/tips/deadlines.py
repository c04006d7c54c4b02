"""The clocks of a referral: until when it is read, answered, finished, and when a silent holder loses it (F60, F61)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.agencies.promises import PLAIN, SOON, URGENT, pledge_of
from bot.clock import JAKARTA
from bot.staff.models import Staff
from bot.tips import name_words
from bot.tips.models import EMERGENCY, Referral, Tip
from bot.tips.rules.risk import is_near

AT_ONCE = 200
"""Referrals dealt with in one transaction; the next round takes the rest."""


def urgency_of(referral: Referral, *, today: date) -> str:
    """Which of the agency's promises holds for it."""
    if referral.rank >= EMERGENCY:
        return URGENT
    return SOON if referral.leaves_by is not None and is_near(referral.leaves_by, today) else PLAIN


async def begin(session: AsyncSession, referral: Referral, tip: Tip, *, now: datetime) -> None:
    """A tip has come to an agency: its clocks start when it was sent there."""
    referral.follow(tip, today=_today(now))
    pledge, urgency = await pledge_of(session, referral.agency), urgency_of(referral, today=_today(now))
    since = referral.sent_at
    referral.read_due = pledge.due(urgency, "read_minutes", since)
    referral.reply_due = pledge.due(urgency, "reply_minutes", since)
    referral.close_due = pledge.due(urgency, "close_minutes", since)
    referral.reckon()


async def heard(session: AsyncSession, referral: Referral, tip: Tip, *, now: datetime) -> None:
    """The reporter said something more: the agency owes an answer again."""
    referral.follow(tip, today=_today(now))
    referral.asks = False
    pledge, urgency = await pledge_of(session, referral.agency), urgency_of(referral, today=_today(now))
    if referral.replied_at is not None or referral.reply_due is None:
        referral.reply_due, referral.replied_at = pledge.due(urgency, "reply_minutes", now), None
    if referral.holder is not None:
        referral.returns_at = pledge.due(urgency, "silence_minutes", now)
    referral.reckon()


async def hasten(session: AsyncSession, referral: Referral, tip: Tip, *, now: datetime) -> None:
    """It became more urgent: what is still owed falls due no later than if it had come now."""
    referral.follow(tip, today=_today(now))
    pledge, urgency = await pledge_of(session, referral.agency), urgency_of(referral, today=_today(now))
    for name, minutes in (("read_due", "read_minutes"), ("reply_due", "reply_minutes"), ("close_due", "close_minutes")):
        sooner = pledge.due(urgency, minutes, now)
        if (known := getattr(referral, name)) is None or sooner < known:
            setattr(referral, name, sooner)
    if referral.holder is not None and referral.replied_at is None:
        referral.returns_at = pledge.due(urgency, "silence_minutes", now)
    referral.reckon()


async def held(session: AsyncSession, referral: Referral, *, now: datetime) -> None:
    """Somebody holds it now, or wrote a note: while an answer is owed, silence begins to count anew."""
    referral.returns_at = None
    if referral.holder is not None and referral.replied_at is None:
        pledge = await pledge_of(session, referral.agency)
        referral.returns_at = pledge.due(urgency_of(referral, today=_today(now)), "silence_minutes", now)


def answered(referral: Referral, *, now: datetime) -> None:
    """The agency has answered what it knows of the reporter by a step or a question."""
    referral.replied_at = referral.replied_at or now
    referral.returns_at = None
    referral.reckon()


async def follow_all(session: AsyncSession, tip: Tip, *, now: datetime) -> None:
    """The tip changed: every agency's queue shows it where it belongs now."""
    for referral in await session.scalars(select(Referral).where(Referral.tip_id == tip.id)):
        referral.follow(tip, today=_today(now))


async def reckon(session: AsyncSession, *, now: datetime) -> int:
    """Start the clocks of live referrals that have none, e.g. after an upgrade. Returns how many."""
    rows = await session.execute(
        select(Referral, Tip)
        .join(Tip, Tip.id == Referral.tip_id)
        .where(Referral.live, Referral.close_due.is_(None))
        .order_by(Referral.id)
        .limit(AT_ONCE)
    )
    found = rows.all()
    for referral, tip in found:
        await begin(session, referral, tip, now=now)
        await held(session, referral, now=now)
        await name_words.keep(session, tip)
    return len(found)


async def bring_back(session: AsyncSession, *, now: datetime) -> int:
    """Return tips to the queue whose holder stays silent or has left the house. Returns how many.

    Everybody of the agency sees them again in "Belum diambil"; the history names why.
    """
    gone = select(Staff.id).where(Staff.active.is_(False))
    rows: Sequence[Referral] = (
        await session.scalars(
            select(Referral)
            .where(Referral.live, Referral.holder.is_not(None))
            .where(or_(Referral.returns_at <= now, Referral.holder.in_(gone)))
            .order_by(Referral.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    ).all()
    for referral in rows:
        silent = referral.returns_at is not None and referral.returns_at <= now
        audit.record(
            session, "referral.returned" if silent else "referral.left_behind", f"tip:{referral.tip_id}",
            actor="system", agency=referral.agency, now=now, before=referral.holder,
        )  # fmt: skip
        referral.holder = referral.returns_at = None
    return len(rows)


def _today(now: datetime) -> date:
    return now.astimezone(JAKARTA).date()
