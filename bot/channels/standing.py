"""Whether a reply may go out now: the platform's window, people who cannot be reached, tries that are still unsure."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Conversation, Message, OutboxMessage
from bot.conversations.outbox_states import advance
from bot.tips import bringing

WINDOW, TEMPLATE, KNOCKED = "window", "template", "knocked"
"""What `error` says of a held reply: the platform closed the window; the template failed; another one went out."""


async def hold(session: AsyncSession, row: OutboxMessage, conversation: Conversation, *, now: datetime) -> bool:
    """Keep a reply until the person writes. True when they must be knocked for; once is enough for all that waits."""
    already = await session.scalar(
        select(OutboxMessage.id).where(
            OutboxMessage.conversation_id == conversation.id,
            OutboxMessage.state == "held",
            OutboxMessage.id != row.id,
            OutboxMessage.platform_id.is_not(None),
            OutboxMessage.error.is_distinct_from(TEMPLATE),
        )
    )
    advance(row, "held", now=now, error=KNOCKED if already else None)
    row.platform_id = "" if already else None
    await bringing.put_off(session, conversation, row.key)
    return already is None


async def give_up_on(session: AsyncSession, row: OutboxMessage, *, now: datetime, reason: str = "dead") -> None:
    """The person cannot be reached: this reply ends, and a question waits until they show their code."""
    if advance(row, "dead", now=now, error=reason):
        await bringing.not_reached(session, row.key)


async def is_dead(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether a message to them died since they last wrote: whoever writes again is alive."""
    died: datetime | None = await session.scalar(
        select(func.max(OutboxMessage.state_at)).where(
            OutboxMessage.conversation_id == conversation.id, OutboxMessage.state == "dead"
        )
    )
    return died is not None and (conversation.last_heard_at is None or died > conversation.last_heard_at)


async def is_closed(
    session: AsyncSession, row: OutboxMessage, conversation: Conversation, window: float, now: datetime
) -> bool:
    """Whether the platform takes only a template: it said so, or they have been silent for too long."""
    if row.error == WINDOW or row.state == "held":
        return True
    wrote: datetime | None = await session.scalar(
        select(Message.at)
        .where(Message.conversation_id == conversation.id, Message.author == "citizen")
        .order_by(Message.position.desc())
        .limit(1)
    )
    return wrote is None or now - wrote >= timedelta(seconds=window)


def still_unsure(row: OutboxMessage, patience: float, now: datetime) -> float:
    """Seconds for which a report of an earlier try is still waited for."""
    if row.state != "unsure" or row.state_at is None:
        return 0
    return max(0.0, patience - (now - row.state_at).total_seconds())
