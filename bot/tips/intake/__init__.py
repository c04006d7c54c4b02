"""The report, step by step: every answer saved as it comes, nothing asked twice, nothing sent unasked (F34, F36, F47).

A draft is an unsent tip. `asked` on it is the question that waits; without one the report rests.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Conversation, Message
from bot.settings import Settings
from bot.tips import facts, follow_up, retention, sending
from bot.tips.case_numbers import new_case_number
from bot.tips.intake import stepping
from bot.tips.intake.questions import SLOTS, question
from bot.tips.intake.reading import Heard
from bot.tips.models import Tip
from bot.tips.once import says_once, step_once
from bot.tips.say import Say, Step
from nlu.language import controls

EMERGENCY = "darurat"
"""`asked` of a draft while the gateway's emergency lane, not the form, is talking."""
RESULTS = ("kirim", "batal", "tidak_aman", "ditunda")


async def unsent(session: AsyncSession, conversation_id: str) -> Tip | None:
    """The conversation's draft, talked about now or resting."""
    found: Tip | None = await session.scalar(
        select(Tip)
        .where(Tip.conversation_id == conversation_id, Tip.status == "unsent")
        .order_by(Tip.created_at.desc())
        .limit(1)
    )
    return found


async def open_draft(session: AsyncSession, conversation_id: str) -> Tip | None:
    """The draft that a message now belongs to: one whose question is waiting."""
    draft = await unsent(session, conversation_id)
    return draft if draft is not None and draft.asked is not None else None


async def new_draft(session: AsyncSession, conversation: Conversation, settings: Settings, *, now: datetime) -> Tip:
    """The conversation's draft, made when there is none. It expires by itself unless it is sent."""
    draft = await unsent(session, conversation.id)
    if draft is None:
        draft = Tip(
            case_number=await new_case_number(session),
            conversation_id=conversation.id,
            channel=conversation.channel,
            status="unsent",
            flags=[],
            excluded=[],
            reasons=[],
            created_at=now,
            changed_at=now,
        )
        session.add(draft)
    draft.expires_at = now + timedelta(seconds=settings.draft_expires)
    await session.flush()
    return draft


async def keep(session: AsyncSession, draft: Tip, message: Message) -> None:
    """Put a message, and the file that came with it, into the draft before anybody answers (decision 5)."""
    await facts.attach(session, draft, message)


async def take(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    *,
    intent: str,
    topic: str | None,
    confidence: float,
    opening: bool,
    settings: Settings,
    now: datetime,
) -> Step:
    """Read one message as a step of the report. The same message taken twice gives the same step.

    `opening`: the form just began with this message, so nothing was asked yet.
    """
    heard = Heard(
        text=message.text or "",
        payload=message.payload,
        has_file=message.evidence_id is not None,
        intent=intent,
        topic=topic,
        confidence=confidence,
    )

    async def step() -> Step:
        if (conversation.pending or "").startswith(f"{EMERGENCY}:"):
            conversation.pending = None  # the form asks now: its "ya" is no answer to the emergency lane
        known = await unsent(session, conversation.id)
        if known is None and not opening and await _just_sent(session, conversation, settings, now) is not None:
            return Step({}, None, (), "kirim")
        draft = await new_draft(session, conversation, settings, now=now)
        await keep(session, draft, message)
        return await stepping.step(
            session, conversation, draft, message, heard,
            opening=opening or known is None, settings=settings, now=now,
        )  # fmt: skip

    return await step_once(session, message.id, "lapor", step, now=now)


async def finish(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    result: str,
    *,
    settings: Settings,
    now: datetime,
) -> tuple[Say, ...]:
    """The form ended: send the draft, drop it, or let it rest. Repeated, it says the same again."""

    async def end() -> tuple[Say, ...]:
        draft = await unsent(session, conversation.id)
        if draft is None:
            return await _without_draft(session, conversation, message, result, settings, now)
        draft.asked = None
        if result == "kirim":
            await sending.submit(session, draft, now=now)
            return (Say("lapor_terkirim", {"tip": draft.id}),)
        if result == "batal":
            await retention.drop_draft(session, draft, settings)
            return (Say("lapor_batal"),)
        return (Say("tidak_aman"),) if result == "tidak_aman" else (Say("lapor_belum_kirim"),)

    return await says_once(session, message.id, "lapor_selesai", end, now=now) or ()


async def waiting_question(session: AsyncSession, conversation: Conversation) -> tuple[Say, ...]:
    """The form's open question, to be put again after something else was answered in between."""
    draft = await open_draft(session, conversation.id)
    if draft is None or draft.asked not in SLOTS:
        return ()
    return (Say(question(draft.asked).asks, {"tip": draft.id}),)


async def tapped_late(
    session: AsyncSession, conversation: Conversation, message: Message, settings: Settings, now: datetime
) -> tuple[Say, ...]:
    """A second tap on "send" when the form is closed: its tip was sent already. Of other late taps nothing is said."""
    if message.payload != "#kirim=ya" or await unsent(session, conversation.id) is not None:
        return ()
    sent = await _just_sent(session, conversation, settings, now)
    if sent is None:
        return ()
    untold = sending.code_of(session, sent) is not None
    return (Say("lapor_terkirim", {"tip": sent.id}) if untold else Say("lapor_sudah_terkirim"),)


async def _just_sent(
    session: AsyncSession, conversation: Conversation, settings: Settings, now: datetime
) -> Tip | None:
    """The tip that the form was about, when it was sent behind the form's back: by the emergency lane, or in a step
    whose events Rasa lost. One sent long ago is not it."""
    sent = await sending.sent_before(session, conversation.id)
    if sent is None or sent.sent_at is None or sent.status not in follow_up.LIVE:
        return None
    age, told = (now - sent.sent_at).total_seconds(), sending.code_of(session, sent) is None
    return sent if age <= (settings.silence_before_summary if told else settings.draft_expires) else None


async def _without_draft(
    session: AsyncSession, conversation: Conversation, message: Message, result: str, settings: Settings, now: datetime
) -> tuple[Say, ...]:
    """A second try gives the first code while it is untold; words said meanwhile join the tip."""
    sent = await _just_sent(session, conversation, settings, now)
    if result != "kirim" or sent is None:
        return (Say("lapor_batal"),)
    if sending.code_of(session, sent) is not None:
        return (Say("lapor_terkirim", {"tip": sent.id}),)
    text = message.text or ""
    if message.payload is None and controls.control(text) is None and controls.yes_no(text) is None:
        await follow_up.add(session, sent, message, now=now)
        return (Say("tambah_info_diterima"),)
    return (Say("lapor_sudah_terkirim"),)
