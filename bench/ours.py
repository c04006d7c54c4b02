"""Our side: one whole installation as `make run` starts it, and phones on a Telegram stand-in."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import httpx

from bot.learning.training import rasa_python
from bot.settings import ROOT
from tests.channels.fake_telegram import FakeTelegram
from tests.channels.serving import serve, until
from tests.processes.house import ONE_MACHINE, House

MODELS = ROOT / "var" / "bench" / "models"
ANSWER_WITHIN = 60.0
UNHURRIED: dict[str, Any] = {
    "telegram_per_second": 100_000.0,
    "telegram_per_chat_second": 100_000.0,
    "conversation_per_minute": 100_000,
    "webchat_turns_per_minute": 100_000,
    "webchat_address_per_minute": 100_000,
    "log_level": "WARNING",
}
"""The platform's pace and the limits for one person are not what is measured."""


def model() -> Path:
    """The tree's own model, trained when there is none of this code and these data."""
    command = [str(rasa_python()), "-m", "nlu.train", "--out", str(MODELS)]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Path(printed.strip().splitlines()[-1])


class Phones(FakeTelegram):
    """The stand-in, with an ear for each chat."""

    def __init__(self) -> None:
        super().__init__()
        self.ears: dict[int, asyncio.Event] = {}

    async def _sendMessage(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        sent = await super()._sendMessage(fields)
        ear = self.ears.get(sent["chat"]["id"])
        if ear is not None:
            ear.set()
        return sent


class Ours:
    """The installation while it runs."""

    def __init__(self, house: House, phones: Phones, client: httpx.AsyncClient, started: dict[str, float]) -> None:
        self.house, self.phones, self.client, self.started = house, phones, client, started
        self._first = 0

    def pids(self) -> dict[str, int]:
        """The parts by name."""
        return {child.name: child.process.pid for child in self.house.children.children if child.process is not None}

    def newcomers(self) -> None:
        """The next crowd is of people who never wrote before."""
        self._first += 1_000_000

    async def say(self, name: str, text: str) -> None:
        """From the webhook to the reply on the phone."""
        chat = self._first + 10_000 + int(name)
        self.phones.chats.add(chat)
        ear = self.phones.ears[chat] = asyncio.Event()
        await self.post(self.phones.says(chat, text))
        async with asyncio.timeout(ANSWER_WITHIN):
            await ear.wait()

    async def post(self, update: Mapping[str, Any]) -> None:
        """Deliver one update. Raises AssertionError when the door does not take it."""
        hook = self.phones.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
        answer = await self.client.post(hook["url"], json=update, headers=headers)
        assert answer.status_code == 200, answer.status_code
        self.phones.updates.clear()


@contextlib.asynccontextmanager
async def ours(database_url: str, *, model_file: str | None = None, **settings: Any) -> AsyncIterator[Ours]:
    """Start everything, wait until it is well, end it afterwards."""
    phones = Phones()
    folder = Path(tempfile.mkdtemp(prefix="langkah-bench-"))
    async with serve(phones.app()) as address, httpx.AsyncClient(timeout=ANSWER_WITHIN) as client:
        extra = {**UNHURRIED, **settings}
        house = House(
            folder / "var", database_url, Path(model_file) if model_file else model(),
            telegram_api_url=address, extra=extra, layout=ONE_MACHINE,
        )  # fmt: skip
        started: dict[str, float] = {}
        try:
            begun = time.perf_counter()
            await house.open(timed=started)
            started["all"] = time.perf_counter() - begun
            await until(lambda: bool(phones.webhook), seconds=60)
            yield Ours(house, phones, client, started)
        finally:
            await house.close()
