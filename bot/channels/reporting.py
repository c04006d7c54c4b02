"""Sending where the platform tells later what became of it: written down first, reconciled before it is sent again.

A reply is `unsure` from just before it is handed over until an answer or a report settles it; what a dead worker or a
time-out leaves behind waits for a report first and is sent again only then. Outside the platform's window of 24 hours
a neutral template goes out and the reply itself is held until the person writes (F53).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot import logs
from bot.answers import files
from bot.channels.standing import KNOCKED, TEMPLATE, WINDOW, give_up_on, hold, is_closed, is_dead, still_unsure
from bot.conversations import outbox_states
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, OutboxMessage
from bot.conversations.outbox_states import SETTLED, advance
from bot.errors import (
    Ambiguous,
    ChannelBroken,
    ChannelBusy,
    DeadRecipient,
    GiveUp,
    TryAgain,
    WindowClosed,
)
from bot.incidents import Sightings
from bot.runtime import Runtime
from bot.tips import bringing

log = logs.get(__name__)

_MENDED_BY_SENDING = ("channel_token", "channel_paused", "channel_unreachable")
"""Incidents that are over once the platform took something."""
REPLY, KNOCK = "r", "k"
"""First letters of the reference that the platform gives back: the reply itself, or the template before it."""


@dataclass(frozen=True)
class Letter:
    """One reply on its way. `reference` comes back in the platform's reports."""

    account: str
    recipient: str
    reference: str
    reply: Reply


@runtime_checkable
class Reporting(Protocol):
    """A channel whose platform reports what became of a message, and closes after a while of silence."""

    name: str
    window: float
    unsure_wait: float

    async def post(self, letter: Letter) -> str:
        """Send; return the platform's id. Raises what a channel raises, and WindowClosed."""
        ...

    async def knock(self, letter: Letter) -> str:
        """Send the neutral template; return the platform's id of it."""
        ...

    def platform_id(self, identity: str) -> str:
        """The form in which the platform's id of a message is kept."""
        ...


class ReportedSending:
    """The job `send` for such a channel."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._sightings = Sightings(runtime)

    async def send(self, channel: Reporting, outbox_id: int) -> None:
        """Hand one reply over, or hold it. Raises TryAgain for the worker's back-off."""
        letter, knocks = await self._prepare(channel, outbox_id)
        if letter is None:
            return
        try:
            await (self._knock(channel, outbox_id, letter) if knocks else self._post(channel, outbox_id, letter))
        except ChannelBroken as broken:
            await self._sightings.broken(broken.kind, channel.name, broken.reason)
            raise ChannelBusy(broken.reason, after=broken.after) from None
        for kind in _MENDED_BY_SENDING:
            await self._sightings.well(kind, channel.name)

    async def _prepare(self, channel: Reporting, outbox_id: int) -> tuple[Letter | None, bool]:
        """The letter to be sent now, marked `unsure` before it leaves; and whether to knock instead."""
        now = self._runtime.clock()
        async with self._runtime.db.write() as session:
            row = await session.get(OutboxMessage, outbox_id, with_for_update=True)
            if row is None or row.state in SETTLED or (row.state == "held" and row.platform_id is not None):
                return None, False
            conversation = await session.get(Conversation, row.conversation_id)
            body = row.open_body(self._runtime.vault)
            if conversation is None or conversation.external_id is None or body is None:
                return None, False
            if await is_dead(session, conversation):
                await give_up_on(session, row, now=now)
                return None, False
            waits = still_unsure(row, channel.unsure_wait, now)
            if waits > 0:
                raise Ambiguous("waiting for a report", after=waits)
            closed = await is_closed(session, row, conversation, channel.window, now)
            if closed and not await hold(session, row, conversation, now=now):
                return None, False
            if not closed:
                advance(row, "unsure", now=now)
            reply = await files.carried(session, Reply.from_bytes(body))
            reference = f"{KNOCK if closed else REPLY}{outbox_id}"
            return Letter(conversation.account, conversation.external_id, reference, reply), closed

    async def _post(self, channel: Reporting, outbox_id: int, letter: Letter) -> None:
        try:
            identity = await channel.post(letter)
        except WindowClosed:
            await self._note(outbox_id, "errored", error=WINDOW)
            raise TryAgain(WINDOW) from None
        except DeadRecipient as error:
            await self._give_up(outbox_id, error.reason)
        except GiveUp as error:
            log.error("outbox.failed", outbox=outbox_id, reason=error.reason)
            await self._note(outbox_id, "failed", error=error.reason)
        except Ambiguous as error:
            raise Ambiguous(error.reason, after=channel.unsure_wait) from None
        except TryAgain as error:
            await self._note(outbox_id, "errored", error=error.reason)
            raise
        else:
            await self._note(outbox_id, "sent", platform_id=channel.platform_id(identity))

    async def _knock(self, channel: Reporting, outbox_id: int, letter: Letter) -> None:
        """Send the template; an unanswered one counts as sent, for a second would only worry people."""
        try:
            identity = await channel.knock(letter)
        except DeadRecipient as error:
            await self._give_up(outbox_id, error.reason)
        except GiveUp as error:
            await self._sightings.broken("template_missing", channel.name, error.reason)
            await self._knocked(outbox_id, "", error=TEMPLATE)
        except Ambiguous:
            await self._knocked(outbox_id, "", error=KNOCKED)
        else:
            await self._sightings.well("template_missing", channel.name)
            await self._knocked(outbox_id, channel.platform_id(identity), error=None)

    async def _note(self, outbox_id: int, state: str, *, error: str | None = None, platform_id: str = "") -> None:
        async with self._runtime.db.write() as session:
            row = await session.get_one(OutboxMessage, outbox_id, with_for_update=True)
            if row.state not in SETTLED or state in SETTLED:  # a report may have come first
                advance(row, state, now=self._runtime.clock(), error=error)
            row.platform_id = platform_id or row.platform_id
            row.attempts += state == "sent"  # what a pause or an outage costs is not held against it
            if row.state in outbox_states.ENDED:
                await bringing.not_reached(session, row.key)

    async def _knocked(self, outbox_id: int, platform_id: str, *, error: str | None) -> None:
        async with self._runtime.db.write() as session:
            row = await session.get_one(OutboxMessage, outbox_id, with_for_update=True)
            if row.state == "held":  # else the person wrote meanwhile
                row.platform_id, row.error = platform_id, error

    async def _give_up(self, outbox_id: int, reason: str) -> None:
        async with self._runtime.db.write() as session:
            row = await session.get_one(OutboxMessage, outbox_id, with_for_update=True)
            await give_up_on(session, row, now=self._runtime.clock(), reason=reason)
