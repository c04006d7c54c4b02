"""What is forgotten by itself: fetched replies, old words, and what Rasa keeps of idle conversations (F117)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Conversation, Handoff, InboxItem, Message, OutboxMessage
from bot.settings import Settings

AT_ONCE = 500
"""Rows a single run may change, so that nobody waits for it."""


async def empty_outbox(session: AsyncSession, settings: Settings, *, now: datetime) -> int:
    """Empty replies that were fetchable long enough, could never be sent, or waited in vain. Returns how many."""
    old = now - timedelta(seconds=settings.outbox_keep)
    given_up = now - timedelta(days=settings.keep_conversation_days)
    ids = (
        await session.scalars(
            select(OutboxMessage.id)
            .where(
                OutboxMessage.body_sealed.is_not(None),
                or_(
                    (OutboxMessage.state == "sent") & (OutboxMessage.sent_at < old),
                    OutboxMessage.state.in_(("held", "failed", "dead")) & (OutboxMessage.created_at < given_up),
                ),
            )
            .limit(AT_ONCE)
        )
    ).all()
    await session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(ids), OutboxMessage.state == "held")
        .values(state="failed", error="nobody wrote", state_at=now)
    )
    await session.execute(update(OutboxMessage).where(OutboxMessage.id.in_(ids)).values(body_sealed=None))
    return len(ids)


async def empty_parked(session: AsyncSession, settings: Settings, *, now: datetime) -> int:
    """Empty inbox bodies that nobody looked at for as long as words are kept. Returns how many."""
    old = now - timedelta(days=settings.keep_conversation_days)
    ids = (
        await session.scalars(
            select(InboxItem.id)
            .where(InboxItem.body_sealed.is_not(None), InboxItem.state == "parked", InboxItem.received_at < old)
            .limit(AT_ONCE)
        )
    ).all()
    await session.execute(update(InboxItem).where(InboxItem.id.in_(ids)).values(body_sealed=None))
    return len(ids)


async def forget_words(session: AsyncSession, settings: Settings, *, now: datetime) -> int:
    """Delete messages of no tip: 30 days after they were said, or 90 when a handoff knew them. Returns how many."""
    old = now - timedelta(days=settings.keep_conversation_days)
    older = now - timedelta(days=settings.keep_handoff_days)
    handed = select(Handoff.conversation_id)
    ids = (
        await session.scalars(
            select(Message.id)
            .where(
                Message.tip_id.is_(None),
                Message.at < old,
                or_(Message.at < older, Message.conversation_id.not_in(handed)),
            )
            .limit(AT_ONCE)
        )
    ).all()
    await session.execute(delete(Message).where(Message.id.in_(ids)))
    return len(ids)


async def idle(session: AsyncSession, settings: Settings, *, now: datetime, most: int = 50) -> list[tuple[str, str]]:
    """(conversation id, Rasa's id) of conversations silent for so long that Rasa should forget them."""
    old = now - timedelta(days=settings.keep_conversation_days)
    rows = await session.execute(
        select(Conversation.id, Conversation.rasa_id)
        .where(Conversation.last_heard_at < old, Conversation.choices_sealed.is_not(None))
        .limit(most)
    )
    return [(row.id, row.rasa_id) for row in rows]


async def mark_forgotten(session: AsyncSession, conversation_id: str) -> None:
    """Rasa forgot this conversation; what it last offered is forgotten with it."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is not None:
        conversation.choices = None
        conversation.last_topic = conversation.last_country = None
        conversation.pending = None
        conversation.misses = 0
