"""Citizens of the soak: each sends everything twice, at once, until it is taken, and reports as a person would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Protocol

import httpx

from bot.conversations.people import blind_of
from bot.crypto import Vault
from tests.channels.fake_whatsapp import NUMBER_ID, signed
from tests.soak.plan import Person
from tests.soak.standins import MorePhones, Phones

PATIENCE = 240.0
"""Seconds within which a message is taken by the door, or answered, whatever else happens."""
AGAIN = 0.3
SILENT = ("rasa_diam", "gagal_parkir")
"""Answers that say: not now."""
DONE = ("lapor_terkirim", "lapor_sudah_terkirim")
STEPS = 40
"""Messages after which a report should long have been sent."""
NEXT = {"lapor_penerima": "lanjut", "lapor_balasan": "anonim", "lapor_baca_ulang": "ya"}
"""What a reporter in a hurry answers; to any other question of the report `kirim sekarang`."""


class Road(Protocol):
    """How one person reaches us."""

    blind: str

    def message(self, text: str) -> Callable[[], Awaitable[httpx.Response]]:
        """A message as the platform delivers it; every call of the result delivers it once more."""
        ...


class Web:
    """A page, which repeats a message under its own id."""

    def __init__(self, client: httpx.AsyncClient, url: str, vault: Vault, number: int) -> None:
        self.secret = f"{number:032x}"
        self.blind = blind_of(vault, "webchat", "", self.secret)
        self._client, self._url, self._said = client, url, 0

    def message(self, text: str) -> Callable[[], Awaitable[httpx.Response]]:
        self._said += 1
        body = {"conversation": self.secret, "text": text, "message_id": f"pesan-{self._said}"}
        return lambda: self._client.post(f"{self._url}/webchat/turn", json=body)


class TelegramPhone:
    """Telegram, which delivers an update until it hears 200."""

    def __init__(self, client: httpx.AsyncClient, phones: Phones, url: str, vault: Vault, number: int) -> None:
        self.chat = 10_000 + number
        phones.chats.add(self.chat)
        self.blind = blind_of(vault, "telegram", "123456", str(self.chat))
        self._client, self._phones, self._url = client, phones, f"{url}/webhooks/telegram"

    def message(self, text: str) -> Callable[[], Awaitable[httpx.Response]]:
        update = self._phones.says(self.chat, text)
        self._phones.updates.clear()
        headers = {"X-Telegram-Bot-Api-Secret-Token": "rahasia-uji"}
        return lambda: self._client.post(self._url, json=update, headers=headers)


class WhatsAppPhone:
    """WhatsApp, whose bodies are signed."""

    def __init__(self, client: httpx.AsyncClient, phones: MorePhones, url: str, vault: Vault, number: int) -> None:
        self.number = f"62812{number:08}"
        self.blind = blind_of(vault, "whatsapp", NUMBER_ID, self.number)
        self._client, self._phones, self._url = client, phones, f"{url}/webhooks/whatsapp"

    def message(self, text: str) -> Callable[[], Awaitable[httpx.Response]]:
        raw = json.dumps(self._phones.says(self.number, text)).encode()
        return lambda: self._client.post(self._url, content=raw, headers=signed(raw))


class Citizen:
    """One person of the plan. `heard` waits until the last message was answered, and says by what."""

    def __init__(self, person: Person, road: Road, heard: Callable[[str, int], Awaitable[str]]) -> None:
        self.person, self.road = person, road
        self.said: list[str] = []
        self.sent_reports = 0
        self.repeated = 0
        self._heard = heard

    async def live(self) -> None:
        """Reports first, then questions, or the other way round, as the number falls."""
        if self.person.number % 2:
            await self._ask()
            await self._tell()
        else:
            await self._tell()
            await self._ask()

    async def _ask(self) -> None:
        for breath in self.person.asks:
            for line in breath:
                await self._say(line)
            await self._heard(self.road.blind, len(self.said))

    async def _tell(self) -> None:
        for story in self.person.stories:
            excluded, line = not self.person.excludes, story
            for _ in range(STEPS):
                await self._say(line)
                answer = await self._heard(self.road.blind, len(self.said))
                if answer in DONE:
                    break
                if answer in SILENT:
                    self.repeated += 1
                    await asyncio.sleep(1)
                elif answer == "lapor_penerima" and not excluded:
                    line, excluded = "jangan ke polda", True
                elif answer.startswith("lapor_"):
                    line = NEXT.get(answer, "kirim sekarang")
                else:
                    line = story  # the form was lost or never opened: the whole story again
            else:
                raise AssertionError(
                    f"{self.person}: the report was not sent after {STEPS} messages: {self.said[-12:]}"
                )
            self.sent_reports += 1

    async def _say(self, line: str) -> None:
        """Deliver twice at once, each until it is taken. Order: the next line comes after this one was taken."""
        self.said.append(line)
        post = self.road.message(line)
        await asyncio.gather(_until_taken(post), _until_taken(post))


async def _until_taken(post: Callable[[], Awaitable[httpx.Response]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                status = (await post()).status_code
            except httpx.HTTPError:
                status = 0
            if status in (200, 202):
                return
            assert status in (0, 502, 503, 504), f"refused with {status}"
            await asyncio.sleep(AGAIN)
