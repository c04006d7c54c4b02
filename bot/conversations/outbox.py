"""Replies on their way: written once by their natural key, in the same commit as what they answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import choices, outbox_states, people
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, Message, OutboxMessage
from bot.conversations.outbox_states import SEND as SEND
from bot.database import new_id

FETCHED = ("webchat", "terminal")
"""Channels whose people fetch their replies; nothing is sent to them."""


async def say(
    session: AsyncSession,
    conversation: Conversation,
    reply: Reply,
    *,
    key: str,
    now: datetime,
    urgent: bool = False,
    author: str = "bot",
    own_words: str | None = None,
) -> OutboxMessage | None:
    """Put a reply on its way. None when this key was already said.

    An urgent reply has a lane of its own, so that it overtakes what waits for a busy channel. Of what the bot says
    only the answer's name is kept with the conversation (a receipt code must not stay); an officer's words are:
    `own_words` without the frame that the citizen reads around them.
    """
    if await session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None:
        return None
    fetched = conversation.channel in FETCHED
    row = OutboxMessage(
        key=key,
        conversation_id=conversation.id,
        channel=conversation.channel,
        urgent=urgent or reply.urgent,
        state="sent" if fetched else "waiting",
        created_at=now,
        sent_at=now if fetched else None,
    )
    row.seal_body(session.info["vault"], reply.to_bytes())
    session.add(row)
    conversation.choices = choices.remember(conversation.choices, reply.choices)
    await _note(session, conversation, reply, author=author, own_words=own_words, now=now)
    await session.flush()
    if not fetched:
        outbox_states.plan(session, row, now=now)
    return row


async def replies_to(session: AsyncSession, conversation_id: str, message_id: str) -> Sequence[OutboxMessage]:
    """The replies of one turn, in order."""
    rows = await session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.conversation_id == conversation_id, OutboxMessage.key.startswith(f"{message_id}:"))
        .order_by(OutboxMessage.id)
    )
    return rows.all()


async def after(
    session: AsyncSession, conversation_id: str, cursor: int, *, most: int = 100
) -> Sequence[OutboxMessage]:
    """What was said to a conversation after a cursor position, oldest first."""
    rows = await session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.conversation_id == conversation_id, OutboxMessage.id > cursor)
        .order_by(OutboxMessage.id)
        .limit(most)
    )
    return rows.all()


async def newest(session: AsyncSession, conversation_id: str) -> int:
    """The cursor position of the last thing said, 0 when nothing was."""
    last = await session.scalar(
        select(func.max(OutboxMessage.id)).where(OutboxMessage.conversation_id == conversation_id)
    )
    return last or 0


async def _note(
    session: AsyncSession,
    conversation: Conversation,
    reply: Reply,
    *,
    author: str,
    own_words: str | None,
    now: datetime,
) -> None:
    message = Message(
        id=new_id(),
        position=await people.next_position(session, conversation.id),
        conversation_id=conversation.id,
        author=author,
        answer=reply.answer or None,
        language=reply.language,
        at=now,
        answered_at=now,
    )
    if author == "officer":
        message.text = own_words or reply.text
    session.add(message)
