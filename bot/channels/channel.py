"""The contract of a channel: how it words a reply within its limits and sends it, beside reading (a Door)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.conversations.doors import Door
from bot.conversations.messages import Reply


@dataclass(frozen=True)
class Limits:
    """What a channel can show. Lengths in characters as the platform counts them."""

    text: int
    choices: int
    choice_title: int
    buttons_show: bool = True
    """False: choices become numbered text."""


class Channel(Door, Protocol):
    """One way to reach a citizen. `send` translates the platform's errors to ours and nothing else.

    Raises ChannelBusy, TryAgain, Ambiguous (may have arrived), DeadRecipient or GiveUp.
    """

    limits: Limits

    async def send(self, recipient: str, reply: Reply) -> str:
        """Send one message; return the platform's id of it."""
        ...
