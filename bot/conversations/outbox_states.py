"""How far a reply has come: states by rank, never going back; held ones wait until the person writes again (F53, F125).

waiting    in its lane
held       more than 24 hours since the person wrote: only a neutral template went out, this waits for an answer
errored    will be tried again
unsure     handed over, and no answer came: a report of the platform or another try settles it
sent, delivered, read    as the platform says
failed     refused for good
dead       the person cannot be reached
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs
from bot.conversations.models import Conversation, OutboxMessage

SEND = "send"
"""The kind of job that hands one outbox message to its channel."""
ARRIVED = ("sent", "delivered", "read")
ENDED = ("failed", "dead")
SETTLED = (*ARRIVED, *ENDED)
"""States in which nothing is left to be sent."""


def advance(row: OutboxMessage, state: str, *, now: datetime, error: str | None = None) -> bool:
    """Move a reply on. False, and nothing changes, when that would be a step back, or out of an end.

    What was delivered cannot fail any more. The words are let go when nobody needs to send them again.
    """
    if row.state in ENDED or (row.state in ARRIVED and not _is_further(row.state, state)):
        return False
    row.state, row.state_at, row.error = state, now, error
    if state in ARRIVED and row.sent_at is None:
        row.sent_at = now
    if state in ("delivered", "read", *ENDED):
        row.body_sealed = None
    return True


def take_back(row: OutboxMessage, *, now: datetime, error: str) -> bool:
    """What the platform had taken did not get through after all: it is sent again. False when its words are gone."""
    if row.state not in ("sent", "unsure") or row.body_sealed is None:
        return False
    row.state, row.state_at, row.error = "errored", now, error
    return True


def plan(session: AsyncSession, row: OutboxMessage, *, now: datetime, delay: float = 0) -> None:
    """Put the job that sends this reply; an urgent one has a lane of its own and overtakes."""
    lane = f"urgent:{row.conversation_id}" if row.urgent else f"out:{row.conversation_id}"
    priority = jobs.URGENT if row.urgent else jobs.NORMAL
    jobs.put(session, SEND, {"outbox": row.id}, lane=lane, now=now, priority=priority, delay=delay)


async def held(session: AsyncSession, conversation: Conversation) -> Sequence[OutboxMessage]:
    """What waits for this person to write, in order."""
    rows = await session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.conversation_id == conversation.id,
            OutboxMessage.state == "held",
            OutboxMessage.body_sealed.is_not(None),
        )
        .order_by(OutboxMessage.id)
    )
    return rows.all()


def release(session: AsyncSession, row: OutboxMessage, *, now: datetime) -> None:
    """The person wrote: a held reply goes out now."""
    row.state, row.state_at, row.platform_id, row.error = "waiting", now, None, None
    plan(session, row, now=now)


async def newest(session: AsyncSession, conversation_id: str, key_prefix: str) -> str | None:
    """The state of the newest reply whose key begins so; None when there is none."""
    state: str | None = await session.scalar(
        select(OutboxMessage.state)
        .where(OutboxMessage.conversation_id == conversation_id, OutboxMessage.key.startswith(key_prefix))
        .order_by(OutboxMessage.id.desc())
        .limit(1)
    )
    return state


async def by_key(session: AsyncSession, keys: Sequence[str]) -> Mapping[str, OutboxMessage]:
    """Replies by their natural keys."""
    rows = await session.scalars(select(OutboxMessage).where(OutboxMessage.key.in_(keys)))
    return {row.key: row for row in rows}


def _is_further(before: str, state: str) -> bool:
    if state in ARRIVED:
        return ARRIVED.index(state) > ARRIVED.index(before)
    return before == "sent" and state in ENDED
