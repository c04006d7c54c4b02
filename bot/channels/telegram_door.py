"""Keeping a Telegram update, by webhook or poll: the inbox row and its job in one commit."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.channels import telegram_updates
from bot.conversations import inbox, people
from bot.runtime import Runtime


async def keep_update(runtime: Runtime, account: str, update: Any) -> None:
    """Keep one update, once. What is no update is set aside for an operator; groups are answered by nobody."""
    now, channel = runtime.clock(), telegram_updates.CHANNEL
    number = telegram_updates.update_id(update)
    async with runtime.db.write() as session:
        if number is None:
            raw = json.dumps(update, ensure_ascii=True, sort_keys=True)
            digest = hashlib.sha256(raw.encode()).hexdigest()
            reason = "bukan pembaruan Telegram: tanpa update_id"
            await inbox.set_aside(
                session, channel, account, f"sha256:{digest}", {"raw": update}, reason=reason, now=now
            )
            return
        chat = telegram_updates.sender(update)
        lane = people.lane_of(runtime.vault, channel, account, chat or "nobody")
        await inbox.keep(session, channel, account, str(number), dict(update), lane=lane, now=now)
