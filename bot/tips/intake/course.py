"""What a step gathers on its way, and how it writes down what was said to a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Message
from bot.tips import facts
from bot.tips.intake.questions import DECIDING
from bot.tips.intake.reading import Given, Heard, Reading
from bot.tips.models import Tip, TipFact
from bot.tips.say import Say

ANSWERED, SKIPPED = "dijawab", "dilewati"
"""The only two values a slot of the form ever has."""


@dataclass
class Course:
    """What a step gathers on its way."""

    draft: Tip
    heard: Heard
    reading: Reading
    markers: dict[str, str | None] = field(default_factory=dict)
    says: list[Say] = field(default_factory=list)
    ask: str | None = None
    asks_by: str | None = None
    params: dict[str, str] = field(default_factory=dict)
    result: str | None = None
    aside: str | None = None
    danger: bool = False


async def keep_words(session: AsyncSession, course: Course, asked: str, message: Message, now: datetime) -> None:
    """What was said is kept with the question it was said to, answered or not."""
    text = course.heard.text.strip()
    if text and course.heard.payload is None and asked not in DECIDING:
        await facts.record(session, course.draft, asked, text, origin="heard", message_id=message.id, now=now)


async def record(
    session: AsyncSession, course: Course, slot: str, given: Given, message: Message, now: datetime
) -> None:
    """Keep an answer, and what it means for the tip."""
    draft = course.draft
    await facts.record(
        session,
        draft,
        slot,
        None if given.skipped else given.value,
        origin=given.origin,
        message_id=message.id,
        now=now,
        skipped=given.skipped,
    )
    if slot == "kapan":
        facts.depart(draft, given.code, given.on)
    elif slot == "tempat":
        draft.village_code = given.code  # a corrected place that is not found leaves no old one behind
    course.markers[slot] = SKIPPED if given.skipped else ANSWERED


async def reopen(session: AsyncSession, course: Course, slot: str) -> None:
    """Ask a question again; what was said stays readable but no longer answers it."""
    await facts.reopen(session, course.draft, slot)
    if slot == "penerima":
        course.draft.excluded = []
    course.markers[slot] = None
    course.ask = slot


async def answered(session: AsyncSession, draft: Tip, slot: str) -> bool:
    """Whether this was really told; what was skipped may still be told in passing."""
    fact = facts.settled(await facts.of_tip(session, draft.id)).get(slot)
    return fact is not None and not fact.skipped


async def times_heard(session: AsyncSession, draft: Tip, slot: str) -> int:
    """How often this question was answered before in words that were not understood."""
    found = select(func.count()).where(TipFact.tip_id == draft.id, TipFact.slot == slot, TipFact.origin == "heard")
    return await session.scalar(found) or 0
