"""Keeping a Telegram update, by webhook or poll: the inbox row and its job in one commit."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.telegram import updates
from bot.conversations import inbox, people
from bot.runtime import Runtime


async def keep_update(runtime: Runtime, account: str, update: Any) -> None:
    """Keep one update, once. What is no update is set aside for an operator; groups are answered by nobody."""
    number = updates.update_id(update)
    if number is None:
        await _set_aside(runtime, account, update)
        return
    now, channel = runtime.clock(), updates.CHANNEL
    chat = updates.sender(update)
    lane = people.lane_of(runtime.vault, channel, account, chat or "nobody")

    async def keep(session: AsyncSession) -> None:
        await inbox.keep(session, channel, account, str(number), dict(update), lane=lane, now=now)

    await runtime.db.together(keep)


async def _set_aside(runtime: Runtime, account: str, update: Any) -> None:
    raw = json.dumps(update, ensure_ascii=True, sort_keys=True)
    key, reason = f"sha256:{hashlib.sha256(raw.encode()).hexdigest()}", "bukan pembaruan Telegram: tanpa update_id"
    async with runtime.db.write() as session:
        await inbox.set_aside(
            session, updates.CHANNEL, account, key, {"raw": update}, reason=reason, now=runtime.clock()
        )
