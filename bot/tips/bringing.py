"""An officer's question on a channel that closes after a while: put off, brought when they write, or left for the code.

While it is held, nothing the reporter says is taken for an answer to what they have not read (F53, F55).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import outbox_states
from bot.conversations.models import Conversation
from bot.tips.follow_up import NOTE_KEY, REPLY
from bot.tips.models import TipNote


async def put_off(session: AsyncSession, conversation: Conversation, outbox_key: str) -> None:
    """The question has not been read yet: what the reporter says next is no answer to it, unless they show the code."""
    note = await _asked_by(session, outbox_key)
    if note is None:
        return
    note.waiting = True
    if conversation.pending == f"{REPLY}:{note.tip_id}":
        conversation.pending = None


async def bring_held(session: AsyncSession, conversation: Conversation, *, now: datetime) -> None:
    """The reporter wrote: what was held goes out, and what they say next answers the last question of it.

    A question that they read already, by their code, is not asked again.
    """
    for row in await outbox_states.held(session, conversation):
        note = await _asked_by(session, row.key)
        if note is not None and not note.waiting:
            outbox_states.advance(row, "read", now=now)
            continue
        outbox_states.release(session, row, now=now)
        if note is not None:
            note.waiting = False
            if not (conversation.pending or "").startswith("darurat:"):
                conversation.pending = f"{REPLY}:{note.tip_id}"


async def not_reached(session: AsyncSession, outbox_key: str) -> None:
    """The question could not be brought: it waits until the reporter shows the code, on whatever channel."""
    note = await _asked_by(session, outbox_key)
    if note is not None:
        note.waiting = True


async def _asked_by(session: AsyncSession, outbox_key: str) -> TipNote | None:
    """The officer's question that this outbox message carries, if it carries one."""
    if not outbox_key.startswith(NOTE_KEY):
        return None
    return await session.get(TipNote, outbox_key.removeprefix(NOTE_KEY))
