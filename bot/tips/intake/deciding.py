"""Answers that decide: whether it is safe to talk, who receives the report, whether to send it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Message
from bot.tips import facts, receivers
from bot.tips.intake.course import Course, record, reopen
from bot.tips.intake.reading import Given
from bot.tips.say import Say


async def safe(session: AsyncSession, course: Course, given: Given, message: Message, now: datetime) -> None:
    """ "aman bicara?": no ends the questions, danger brings the numbers first and makes the tip urgent."""
    if given.code == "tidak":
        course.result = "tidak_aman"
        return
    if given.code == "mendesak":
        course.draft.emergency = course.danger = True
    await record(session, course, "aman", given, message, now)


async def decide(
    session: AsyncSession, course: Course, slot: str, given: Given, message: Message, now: datetime
) -> None:
    """Receivers, consent, and whether to send."""
    draft, code = course.draft, given.code or ""
    if slot == "kirim":
        if code == "ya":
            course.result = "kirim"
        elif code == "batal":
            course.result = "batal"
        elif code.startswith("ubah:"):
            await reopen(session, course, code.removeprefix("ubah:"))
        else:
            course.result = "ditunda"
        return
    if slot == "penerima" and code.startswith("tanpa:"):
        left_out = code.removeprefix("tanpa:")
        if not await receivers.anybody_left(session, draft, {*draft.excluded, left_out}):
            course.ask = "penerima"
            return
        draft.excluded = sorted({*draft.excluded, left_out})
    elif slot == "penerima" and code == "semua":
        draft.excluded = []
    elif slot == "balasan":
        draft.consent = code
    await record(session, course, slot, given, message, now)


async def skip(session: AsyncSession, course: Course, asked: str, message: Message, now: datetime) -> None:
    """Skipping a decision takes the careful choice; the last question cannot be skipped."""
    careful = {"penerima": Given("lanjut", code="lanjut"), "balasan": Given("anonim", code="anonim")}
    if asked == "kirim":
        course.ask = "kirim"
    elif asked in careful:
        await decide(session, course, asked, careful[asked], message, now)
    else:
        await facts.take_back(session, course.draft, asked)
        await record(session, course, asked, Given("", skipped=True), message, now)


async def leave_out(session: AsyncSession, course: Course, asked: str | None, agency: str) -> None:
    """ "jangan ke polisi", said before it is asked: heeded at once and said back; the question comes nevertheless."""
    draft = course.draft
    course.ask = asked
    if await receivers.anybody_left(session, draft, {*draft.excluded, agency}):
        draft.excluded = sorted({*draft.excluded, agency})
        course.says.append(Say("lapor_tanpa", {"left_out": agency}))
