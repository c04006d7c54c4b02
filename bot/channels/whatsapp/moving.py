"""A person gets a new number or user id: their conversation follows, and the old id belongs to nobody.

A number that was given up may be handed to a stranger, who must not find this person's conversation under it.
"""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import logs
from bot.channels.whatsapp.envelope import Moved
from bot.channels.whatsapp.reading import CHANNEL
from bot.conversations import people
from bot.conversations.models import Conversation, ConversationAlias
from bot.tips.models import Tip

log = logs.get(__name__)


async def follow(session: AsyncSession, account: str, moved: Moved) -> Conversation | None:
    """Bring the conversation of one of the old ids under the new ones. None when nobody is known by an old id."""
    conversation = await _known_by(session, account, moved.before)
    if conversation is None or not moved.after:
        return None
    for name in moved.after:
        newer = await people.find(session, CHANNEL, account, name)
        if newer is not None and newer.id != conversation.id:
            await _take_over(session, conversation, newer)
    await _let_go(session, conversation, account, moved)
    await people.note_names(session, conversation, moved.after)
    conversation.external_id = moved.after[0]
    log.info("whatsapp.moved", conversation=conversation.id)
    return conversation


async def _known_by(session: AsyncSession, account: str, names: tuple[str, ...]) -> Conversation | None:
    for name in names:
        found = await people.find(session, CHANNEL, account, name)
        if found is not None:
            return found
    return None


async def _let_go(session: AsyncSession, conversation: Conversation, account: str, moved: Moved) -> None:
    """Old ids lead nowhere any more; the founding id becomes the first new one."""
    vault = session.info["vault"]
    old = {people.blind_of(vault, CHANNEL, account, name) for name in moved.before}
    of_it = ConversationAlias.conversation_id == conversation.id
    await session.execute(delete(ConversationAlias).where(of_it, ConversationAlias.blind.in_(old)))
    if conversation.external_blind in old:
        new = people.blind_of(vault, CHANNEL, account, moved.after[0])
        await session.execute(delete(ConversationAlias).where(of_it, ConversationAlias.blind == new))
        conversation.external_blind = new
        await session.flush()


async def _take_over(session: AsyncSession, older: Conversation, newer: Conversation) -> None:
    """They wrote under the new id before we heard of the change: tips and what is asked now go to the older one."""
    await session.execute(update(Tip).where(Tip.conversation_id == newer.id).values(conversation_id=older.id))
    aliases = await session.scalars(select(ConversationAlias).where(ConversationAlias.conversation_id == newer.id))
    for alias in aliases.all():
        alias.conversation_id = older.id
    older.pending, older.choices = newer.pending or older.pending, newer.choices or older.choices
    older.last_heard_at = newer.last_heard_at or older.last_heard_at
    newer.external_blind, newer.pending = f"moved:{newer.id}", None
    await session.flush()
