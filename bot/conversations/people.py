"""Who is talking: (channel, account, external id) and nothing else, found again by blind index."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.messages import Incoming
from bot.conversations.models import Conversation, ConversationAlias, Message
from bot.crypto import Vault
from bot.database import new_id


def blind_of(vault: Vault, channel: str, account: str, sender: str) -> str:
    """The searchable stand-in of one person on one channel."""
    return vault.blind("conversation", f"{channel}\0{account}\0{sender}")


def lane_of(vault: Vault, channel: str, account: str, sender: str) -> str:
    """The lane in which one person's messages are taken one at a time."""
    return f"in:{blind_of(vault, channel, account, sender)[:32]}"


async def find(session: AsyncSession, channel: str, account: str, sender: str) -> Conversation | None:
    """The conversation with this person, by any id they are known under, if there is one."""
    blind = blind_of(session.info["vault"], channel, account, sender)
    found: Conversation | None = await session.scalar(
        select(Conversation).where(
            Conversation.channel == channel, Conversation.account == account, Conversation.external_blind == blind
        )
    )
    if found is not None:
        return found
    by_alias: Conversation | None = await session.scalar(
        select(Conversation)
        .join(ConversationAlias, ConversationAlias.conversation_id == Conversation.id)
        .where(
            ConversationAlias.channel == channel, ConversationAlias.account == account, ConversationAlias.blind == blind
        )
    )
    return by_alias


async def conversation_of(session: AsyncSession, incoming: Incoming, *, now: datetime) -> Conversation:
    """The conversation a message belongs to, begun now if this is the first; answers go where it came from."""
    known = None
    for sender in (incoming.sender, *incoming.also_known_as):
        known = known or await find(session, incoming.channel, incoming.account, sender)
    if known is None:
        known = await begin(session, incoming.channel, incoming.account, incoming.sender, now=now)
    await note_names(session, known, (incoming.sender, *incoming.also_known_as))
    if known.external_id != incoming.sender:
        known.external_id = incoming.sender
    return known


async def note_names(session: AsyncSession, conversation: Conversation, names: Sequence[str]) -> None:
    """Remember the ids of this person that belong to no conversation yet."""
    channel, account = conversation.channel, conversation.account
    for name in names:
        blind = blind_of(session.info["vault"], channel, account, name)
        if blind == conversation.external_blind or await find(session, channel, account, name) is not None:
            continue
        alias = ConversationAlias(conversation_id=conversation.id, channel=channel, account=account, blind=blind)
        with contextlib.suppress(IntegrityError):  # somebody else noted it this moment
            async with session.begin_nested():
                session.add(alias)


async def begin(session: AsyncSession, channel: str, account: str, sender: str, *, now: datetime) -> Conversation:
    """Find or create the conversation with one person; two at once end in the same one."""
    known = await find(session, channel, account, sender)
    if known is not None:
        return known
    blind = blind_of(session.info["vault"], channel, account, sender)
    fresh = Conversation(id=new_id(), channel=channel, account=account, external_blind=blind, created_at=now)
    fresh.external_id = sender
    try:
        async with session.begin_nested():
            session.add(fresh)
    except IntegrityError:
        known = await find(session, channel, account, sender)
        if known is None:
            raise
        return known
    return fresh


async def next_position(session: AsyncSession, conversation_id: str) -> int:
    """The place of the next message; the conversation's row stays locked until the commit."""
    await session.execute(select(Conversation.id).where(Conversation.id == conversation_id).with_for_update())
    last = await session.scalar(select(func.max(Message.position)).where(Message.conversation_id == conversation_id))
    return (last or 0) + 1
