"""Telegram without a public address: updates are fetched, kept, and only then confirmed by the next offset."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from bot import logs
from bot.channels.strangers import mapping
from bot.channels.telegram import ALLOWED_UPDATES, Telegram
from bot.channels.telegram.door import keep_update
from bot.channels.telegram.updates import update_id
from bot.errors import ChannelBroken, ChannelBusy, TryAgain
from bot.incidents import Sightings
from bot.runtime import Runtime

log = logs.get(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_SPARE = 10.0
"""Seconds the answer may be late beyond the agreed long poll."""


class Polling:
    """One loop per bot token; two at once are told so by Telegram (409)."""

    def __init__(self, runtime: Runtime, telegram: Telegram) -> None:
        self._runtime = runtime
        self._telegram = telegram
        seconds = runtime.settings.telegram_poll_seconds
        self._client = httpx.AsyncClient(timeout=httpx.Timeout(seconds + _SPARE, connect=_SPARE))
        self._offset: int | None = None
        self._sightings = Sightings(runtime)

    async def run(self) -> None:
        """Poll until cancelled; trouble is logged and waited out."""
        pause = _FIRST_PAUSE
        try:
            while True:
                try:
                    await self.step()
                    pause = _FIRST_PAUSE
                    await self._sightings.well("channel_token", self._telegram.name)
                    await self._sightings.well("channel_unreachable", self._telegram.name)
                except Exception as error:  # a door of its own: whatever happens, the next poll comes
                    asked = error.after if isinstance(error, TryAgain) else None
                    log.warning("telegram.poll_failed", error_kind=type(error).__name__, wait=asked or pause)
                    await self._note(error, pause)
                    await asyncio.sleep(asked or pause)
                    pause = min(pause * 2, _LONGEST_PAUSE)
        finally:
            await self.close()

    async def close(self) -> None:
        await self._client.aclose()

    async def _note(self, error: Exception, pause: float) -> None:
        """Raise an incident for what an operator has to mend: a refused token, or trouble that lasts."""
        name = self._telegram.name
        try:
            if isinstance(error, ChannelBroken):
                await self._sightings.broken(error.kind, name, error.reason)
            elif pause >= _LONGEST_PAUSE:
                reason = error.reason if isinstance(error, TryAgain) else type(error).__name__
                await self._sightings.broken("channel_unreachable", name, reason)
        except Exception:  # the database may be what is broken
            log.exception("telegram.incident_unwritten")

    async def step(self) -> int:
        """One long poll. The offset moves only after the commit, so a crash repeats and never loses."""
        updates = await self._get_updates()
        for update in updates:
            await keep_update(self._runtime, self._telegram.account, update)
        numbers = [number for update in updates if (number := update_id(update)) is not None]
        if numbers:
            self._offset = max(numbers) + 1
        return len(updates)

    async def _get_updates(self) -> list[Any]:
        asked = {
            "timeout": self._runtime.settings.telegram_poll_seconds,
            "allowed_updates": list(ALLOWED_UPDATES),
            **({"offset": self._offset} if self._offset is not None else {}),
        }
        try:
            # `base_url` of python-telegram-bot already ends in the token.
            answer = await self._client.post(f"{self._telegram.bot.base_url}/getUpdates", json=asked)
            body = mapping(answer.json())
        except (httpx.HTTPError, ValueError) as error:
            raise TryAgain(type(error).__name__) from None
        if answer.status_code == 429:
            after = mapping(body.get("parameters")).get("retry_after")
            raise ChannelBusy("retry_after", after=float(after) if isinstance(after, int) else None)
        if answer.status_code in (401, 404):
            raise ChannelBroken(f"HTTP {answer.status_code}", after=_LONGEST_PAUSE)
        updates = body.get("result")
        if answer.status_code != 200 or not isinstance(updates, list):
            raise TryAgain(f"status {answer.status_code}")
        return updates
