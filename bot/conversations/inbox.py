"""What platforms send us, kept before it is confirmed: one row and one job in the door's commit (F124)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs
from bot.conversations.models import InboxItem
from bot.database import insert_once, new_id
from bot.errors import TryAgain

TURN = "turn"
"""The kind of job that answers one inbox item."""


async def keep(
    session: AsyncSession,
    channel: str,
    account: str,
    external_id: str,
    body: dict[str, Any],
    *,
    lane: str,
    now: datetime,
) -> tuple[str, bool]:
    """Keep a message and plan its turn. Returns its id and whether it is new; a repeat changes nothing."""
    item = InboxItem(id=new_id(), channel=channel, account=account, external_id=external_id, received_at=now)
    item.body = body
    made = await session.execute(insert_once(session, item).returning(InboxItem.id))
    if made.first() is None:
        known = await find(session, channel, account, external_id)
        if known is None:
            raise TryAgain("inbox")  # kept by somebody whose commit we do not see yet
        return known, False
    jobs.put(session, TURN, {"inbox": item.id}, lane=lane, now=now)
    return item.id, True


async def set_aside(
    session: AsyncSession,
    channel: str,
    account: str,
    external_id: str,
    body: dict[str, Any],
    *,
    reason: str,
    now: datetime,
) -> None:
    """Keep what cannot be a message, for an operator to look at; `reason` says why, in their words."""
    if await find(session, channel, account, external_id) is not None:
        return
    item = InboxItem(
        id=new_id(), channel=channel, account=account, external_id=external_id,
        state="parked", reason=reason, received_at=now, done_at=now,
    )  # fmt: skip
    item.body = body
    session.add(item)


async def find(session: AsyncSession, channel: str, account: str, external_id: str) -> str | None:
    """The id under which a platform's message was kept."""
    found: str | None = await session.scalar(
        select(InboxItem.id).where(
            InboxItem.channel == channel, InboxItem.account == account, InboxItem.external_id == external_id
        )
    )
    return found
