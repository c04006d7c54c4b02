"""A human takes over: a citizen asks, an officer takes the talk, the bot is silent, the officer gives it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.conversations import outbox
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, Handoff
from bot.database import new_id
from bot.errors import NotFound, WrongState


async def open_handoff(
    session: AsyncSession, conversation: Conversation, agency: str, *, now: datetime, tip_id: str | None = None
) -> Handoff:
    """Put the conversation in an agency's queue; asking twice keeps the one that waits."""
    waiting = await current(session, conversation.id)
    if waiting is not None:
        return waiting
    handoff = Handoff(
        id=new_id(), conversation_id=conversation.id, agency=agency, tip_id=tip_id, state="open", opened_at=now
    )
    session.add(handoff)
    audit.record(session, "handoff.open", f"handoff:{handoff.id}", actor="citizen", now=now, agency=agency)
    return handoff


async def current(session: AsyncSession, conversation_id: str) -> Handoff | None:
    """The handoff of this conversation that is open or taken."""
    found: Handoff | None = await session.scalar(
        select(Handoff)
        .where(Handoff.conversation_id == conversation_id, Handoff.state != "closed")
        .order_by(Handoff.opened_at.desc())
        .limit(1)
    )
    return found


async def take(
    session: AsyncSession,
    handoff: Handoff,
    *,
    staff: str,
    agency: str | None,
    greeting: Reply | None = None,
    now: datetime,
) -> None:
    """An officer takes the conversation: from now on the bot is silent. `greeting` tells the citizen."""
    if handoff.state != "open":
        raise WrongState("Percakapan ini sudah diambil petugas lain atau sudah selesai.")
    conversation = await _conversation(session, handoff)
    handoff.state, handoff.taken_at, handoff.taken_by = "taken", now, staff
    conversation.held_by = staff
    _note(session, "handoff.take", handoff, staff, agency, now)
    if greeting is not None:
        await outbox.say(session, conversation, greeting, key=f"handoff:{handoff.id}:taken", now=now)


async def say_as_officer(
    session: AsyncSession,
    handoff: Handoff,
    reply: Reply,
    *,
    own_words: str | None = None,
    staff: str,
    agency: str | None,
    now: datetime,
) -> None:
    """Send an officer's words, already worded as the answer `pesan_petugas`. Raises WrongState.

    `own_words` is what the officer typed; it is what the conversation keeps.
    """
    if handoff.state != "taken" or handoff.taken_by != staff:
        raise WrongState("Ambil percakapan ini dulu sebelum menjawab.")
    conversation = await _conversation(session, handoff)
    key = f"handoff:{handoff.id}:{new_id()[:12]}"
    await outbox.say(session, conversation, reply, key=key, now=now, author="officer", own_words=own_words)
    _note(session, "handoff.say", handoff, staff, agency, now)


async def give_back(
    session: AsyncSession,
    handoff: Handoff,
    *,
    staff: str,
    agency: str | None,
    goodbye: Reply | None = None,
    now: datetime,
) -> None:
    """The officer is done: `goodbye` tells the citizen, and the bot answers again."""
    if handoff.state == "closed":
        raise WrongState("Percakapan ini sudah selesai.")
    conversation = await _conversation(session, handoff)
    handoff.state, handoff.closed_at = "closed", now
    conversation.held_by = None
    _note(session, "handoff.give_back", handoff, staff, agency, now)
    if goodbye is not None:
        await outbox.say(session, conversation, goodbye, key=f"handoff:{handoff.id}:closed", now=now)


async def _conversation(session: AsyncSession, handoff: Handoff) -> Conversation:
    found = await session.get(Conversation, handoff.conversation_id)
    if found is None:
        raise NotFound(f"conversation of handoff {handoff.id}")
    return found


def _note(session: AsyncSession, act: str, handoff: Handoff, staff: str, agency: str | None, now: datetime) -> None:
    audit.record(session, act, f"handoff:{handoff.id}", actor=f"staff:{staff}", now=now, agency=agency)
