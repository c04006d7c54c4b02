"""What a turn needs of a channel: read what was kept, fetch a file, show that a tap was heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bot.conversations.messages import FileRef, Incoming


class Door(Protocol):
    """One channel as the turn sees it. Sending is the outbox's business, not the turn's."""

    name: str
    one_message: bool
    """True where several messages in a row are refused or rude: a turn's replies become one."""
    longest: int
    """Characters one message may have."""

    def read(self, account: str, external_id: str, body: Mapping[str, Any]) -> Incoming | None:
        """Bring a kept body into our shape; None when it holds nothing to answer. Never raises on odd bodies."""
        ...

    async def fetch(self, file: FileRef, *, most: int) -> bytes:
        """Get a file's bytes. Raises TooLarge above `most`, TryAgain, or GiveUp."""
        ...

    async def heard(self, incoming: Incoming) -> None:
        """Take the platform's waiting sign off a tapped button. Failing is no harm."""
        ...
