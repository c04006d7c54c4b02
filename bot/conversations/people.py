"""Who is talking: (channel, account, external id) and nothing else, found again by blind index."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.messages import Incoming
from bot.conversations.models import Conversation, Message
from bot.crypto import Vault
from bot.database import new_id


def blind_of(vault: Vault, channel: str, account: str, sender: str) -> str:
    """The searchable stand-in of one person on one channel."""
    return vault.blind("conversation", f"{channel}\0{account}\0{sender}")


def lane_of(vault: Vault, channel: str, account: str, sender: str) -> str:
    """The lane in which one person's messages are taken one at a time."""
    return f"in:{blind_of(vault, channel, account, sender)[:32]}"


async def find(session: AsyncSession, channel: str, account: str, sender: str) -> Conversation | None:
    """The conversation with this person, if there is one."""
    found: Conversation | None = await session.scalar(
        select(Conversation).where(
            Conversation.channel == channel,
            Conversation.account == account,
            Conversation.external_blind == blind_of(session.info["vault"], channel, account, sender),
        )
    )
    return found


async def conversation_of(session: AsyncSession, incoming: Incoming, *, now: datetime) -> Conversation:
    """The conversation a message belongs to, begun now if this is the first."""
    return await begin(session, incoming.channel, incoming.account, incoming.sender, now=now)


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
