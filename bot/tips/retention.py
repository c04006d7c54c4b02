"""What becomes of tips with time: drafts expire, finished ones lose their words and keep only plain counts (F117)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit, jobs
from bot.conversations.models import Conversation, Message, OutboxMessage
from bot.database import new_id
from bot.settings import Settings
from bot.tips import evidence
from bot.tips.casework.models import Blank, Closing, IdentityRequest, Mention, NameToken, Revealing
from bot.tips.models import Evidence, Referral, StepTaken, Tip, TipFact, TipIdentifier, TipNote, WrongCodes

AT_ONCE = 100
"""Tips dealt with in one transaction; the next round takes the rest."""


async def expire(session: AsyncSession, settings: Settings, *, now: datetime) -> int:
    """Delete overdue drafts whole and empty finished tips past their time. Returns how many tips were touched."""
    drafts = await _ids(session, Tip.status == "unsent", Tip.expires_at <= now)
    for tip_id in drafts:
        await _empty(session, tip_id, settings)
        await session.execute(delete(Tip).where(Tip.id == tip_id))
    closed = now - timedelta(days=settings.keep_closed_tip_days)
    withdrawn = now - timedelta(days=settings.keep_withdrawn_tip_days)
    finished = await _ids(
        session,
        Tip.receipt_hash.is_not(None),
        or_(
            (Tip.status == "closed") & (Tip.closed_at <= closed),
            (Tip.status == "withdrawn") & (Tip.changed_at <= withdrawn),
        ),
    )
    for tip_id in finished:
        await _empty(session, tip_id, settings)
        await session.execute(
            update(Tip)
            .where(Tip.id == tip_id)
            .values(receipt_hash=None, receipt_salt=None, conversation_id=None, departs_on=None)
        )
        audit.record(session, "tip.forgotten", f"tip:{tip_id}", actor="system", now=now)
    return len(drafts) + len(finished)


async def forget_leftovers(session: AsyncSession, settings: Settings, *, now: datetime) -> int:
    """Files that belong to no tip, and notes of steps long taken, go with the conversation's words."""
    old = now - timedelta(days=settings.keep_conversation_days)
    loose = select(Evidence).where(Evidence.tip_id.is_(None), Evidence.at < old).limit(AT_ONCE)
    files = (await session.scalars(loose)).all()
    for stored in files:
        await asyncio.to_thread(evidence.remove, stored.stored_name, settings)
        await session.delete(stored)
    await session.execute(delete(StepTaken).where(StepTaken.at < old))
    await session.execute(delete(WrongCodes).where(WrongCodes.hour < f"{old:%Y-%m-%dT%H}"))
    return len(files)


async def drop_draft(session: AsyncSession, tip: Tip, settings: Settings) -> None:
    """The reporter cancelled, or asked for deletion: nothing of the draft stays."""
    await _empty(session, tip.id, settings)
    await session.execute(delete(Tip).where(Tip.id == tip.id))
    session.expunge(tip)


async def forget_reporter(
    session: AsyncSession, conversation: Conversation, settings: Settings, *, now: datetime
) -> None:
    """ "Hapus data saya": words of this conversation and unsent drafts go; sent tips stay with their agencies.

    Rasa gets a new id for this person, and what it keeps under the old one is deleted by a job.
    """
    drafts = await session.scalars(select(Tip).where(Tip.conversation_id == conversation.id, Tip.status == "unsent"))
    for draft in drafts.all():
        await drop_draft(session, draft, settings)
    await session.execute(
        update(Message)
        .where(Message.conversation_id == conversation.id, Message.tip_id.is_(None))
        .values(text_sealed=None, payload_sealed=None, found_sealed=None)
    )
    await session.execute(
        update(OutboxMessage).where(OutboxMessage.conversation_id == conversation.id).values(body_sealed=None)
    )
    files = await session.scalars(
        select(Evidence).where(Evidence.conversation_id == conversation.id, Evidence.tip_id.is_(None))
    )
    for stored in files.all():
        await asyncio.to_thread(evidence.remove, stored.stored_name, settings)
        await session.delete(stored)
    jobs.put(session, "rasa.drop", {"rasa_id": conversation.rasa_id}, lane="rasa.drop", now=now)
    conversation.rasa_id, conversation.choices, conversation.misses = new_id(), None, 0
    conversation.last_topic = conversation.last_country = conversation.checklist = None
    audit.record(session, "conversation.forgotten", f"conversation:{conversation.id}", actor="citizen", now=now)


async def _ids(session: AsyncSession, *conditions: object) -> Sequence[str]:
    rows = await session.scalars(select(Tip.id).where(*conditions).order_by(Tip.id).limit(AT_ONCE))  # type: ignore[arg-type]
    return rows.all()


async def _empty(session: AsyncSession, tip_id: str, settings: Settings) -> None:
    """Take away everything that somebody said, named, sent or wrote about it."""
    files = (await session.scalars(select(Evidence.stored_name).where(Evidence.tip_id == tip_id))).all()
    for model in (Mention, TipFact, TipIdentifier, TipNote, Evidence, Revealing, Blank, IdentityRequest, NameToken):
        await session.execute(delete(model).where(model.tip_id == tip_id))
    reasons = update(Referral).where(Referral.tip_id == tip_id)
    await session.execute(reasons.values(reason_sealed=None, end_reason_sealed=None))
    closings = update(Closing).where(Closing.tip_id == tip_id)
    await session.execute(closings.values(reason_sealed=None, remark_sealed=None))
    await session.execute(
        update(Message)
        .where(Message.tip_id == tip_id)
        .values(tip_id=None, text_sealed=None, payload_sealed=None, found_sealed=None, evidence_id=None)
    )
    for name in files:
        await asyncio.to_thread(evidence.remove, name, settings)
