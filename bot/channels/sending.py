"""The job `send`: one outbox message goes to its channel, and what became of it is written down (F125)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs, logs
from bot.answers import files
from bot.channels.channel import Channel
from bot.channels.reporting import ReportedSending, Reporting
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, OutboxMessage
from bot.errors import ChannelBroken, DeadRecipient, GiveUp, TryAgain
from bot.incidents import Sightings
from bot.jobs import Claim
from bot.runtime import Runtime

log = logs.get(__name__)

_MENDED_BY_SENDING = ("channel_token", "channel_paused", "channel_unreachable")
"""Incidents that are over once a message went out."""


class Sender:
    """Hands replies to channels. States: waiting, errored (will be tried again), sent, failed, dead."""

    def __init__(self, runtime: Runtime, channels: Mapping[str, Channel]) -> None:
        self._runtime = runtime
        self._channels = channels
        self._reported = ReportedSending(runtime)
        self._sightings = Sightings(runtime)

    async def send(self, claim: Claim) -> bool:
        """Send once; True when the job was finished with it. Raises TryAgain for the worker's back-off; an ambiguous
        time-out is tried again too."""
        outbox_id = claim.payload["outbox"]
        async with self._runtime.db.look() as session:
            row = await session.get(OutboxMessage, outbox_id)
            if row is None or row.state in ("sent", "failed", "dead"):
                return False
            body = row.open_body(self._runtime.vault)
            conversation = await session.get(Conversation, row.conversation_id)
            recipient = conversation.external_id if conversation else None
            channel = self._channels.get(row.channel)
            reply = await files.carried(session, Reply.from_bytes(body)) if body is not None else None
        if isinstance(channel, Reporting):
            await self._reported.send(channel, outbox_id)
            return False
        if reply is None or recipient is None:
            return False
        if channel is None:
            raise TryAgain("channel is switched off")
        try:
            platform_id = await channel.send(recipient, reply)
        except DeadRecipient as error:
            return await self._write_down(outbox_id, "dead", error.reason, job=claim)
        except GiveUp as error:
            log.error("outbox.failed", outbox=outbox_id, reason=error.reason)
            return await self._write_down(outbox_id, "failed", error.reason, job=claim)
        except TryAgain as error:
            await self._write_down(outbox_id, "errored", error.reason)
            if isinstance(error, ChannelBroken):
                await self._sightings.broken(error.kind, channel.name, error.reason)
            raise
        finished = await self._write_down(outbox_id, "sent", None, platform_id, job=claim)
        for kind in _MENDED_BY_SENDING:
            await self._sightings.well(kind, channel.name)
        return finished

    async def parked(self, claim: Claim, reason: str) -> None:
        """Given up after the last try; the operator can put the job back."""
        await self._write_down(claim.payload["outbox"], "errored", reason)

    async def _write_down(
        self, outbox_id: int, state: str, error: str | None, platform_id: str | None = None, *, job: Claim | None = None
    ) -> bool:
        """What became of it, and that the job is done, in one commit. True when the job was still ours."""
        now = self._runtime.clock()

        async def note(session: AsyncSession) -> bool:
            became: dict[str, Any] = {"state": state, "error": error, "attempts": OutboxMessage.attempts + 1}
            if state == "sent":
                became |= {"sent_at": now, "platform_id": platform_id}
            if state in ("sent", "dead", "failed"):
                became["body_sealed"] = None
            row = update(OutboxMessage).where(OutboxMessage.id == outbox_id).values(became)
            await session.execute(row.execution_options(synchronize_session=False))
            return job is not None and await jobs.finish(session, job)

        return await self._runtime.db.together(note)
