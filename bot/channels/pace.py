"""How fast a platform lets us send: so many messages a second in all, and so many to one chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.errors import ChannelBusy

FORGET_AFTER = 10_000
"""Chats remembered before the idle ones are swept out."""


class Pace:
    """Keeps the write lanes. A message that comes too early is put off, nobody waits with a job in hand."""

    def __init__(
        self, per_second: float, per_chat_second: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._gap, self._chat_gap = 1 / per_second, 1 / per_chat_second
        self._clock = clock
        self._next = 0.0
        self._next_of: dict[str, float] = {}

    def take(self, chat: str) -> None:
        """Use the place for one message now. Raises ChannelBusy with the seconds until there is one."""
        now = self._clock()
        free_at = max(self._next - self._gap, self._next_of.get(chat, 0.0))
        if free_at > now:
            raise ChannelBusy("pace", after=free_at - now)
        self._next = max(self._next, now) + self._gap
        self._next_of[chat] = now + self._chat_gap
        if len(self._next_of) > FORGET_AFTER:
            self._next_of = {name: at for name, at in self._next_of.items() if at > now}

    async def wait(self, chat: str) -> None:
        """Use the next place when it comes: for the later parts of one long message."""
        while True:
            try:
                return self.take(chat)
            except ChannelBusy as busy:
                await asyncio.sleep(busy.after or 0)

    def rest_all(self, seconds: float) -> None:
        """The platform asked all of us to wait."""
        self._next = max(self._next, self._clock() + seconds + self._gap)

    def rest(self, chat: str, seconds: float) -> None:
        """The platform asked this chat (only this one) to wait."""
        self._next_of[chat] = self._clock() + seconds
