"""Who waits in this process for a message to be answered: the web chat's open requests."""

from __future__ import annotations

import asyncio
import contextlib


class Waiting:
    """Wakes waiters by message id. Another process's answers are found by looking, not here."""

    def __init__(self) -> None:
        self._events: dict[str, list[asyncio.Event]] = {}

    def answered(self, message_id: str) -> None:
        """Tell everyone in this process who waits for this message."""
        for event in self._events.get(message_id, ()):
            event.set()

    async def wait(self, message_id: str, seconds: float) -> None:
        """Return when it is answered here, or after so many seconds."""
        event = asyncio.Event()
        self._events.setdefault(message_id, []).append(event)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), seconds)
        finally:
            waiters = self._events[message_id]
            waiters.remove(event)
            if not waiters:
                del self._events[message_id]
