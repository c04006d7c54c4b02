"""What stands around the installation: phones on two platforms, and the machines of three agencies."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.channels.fake_telegram import FakeTelegram
from tests.channels.fake_telegram import Refused as TelegramRefused
from tests.channels.fake_whatsapp import FakeWhatsApp
from tests.channels.whatsapp_rules import Refused as WhatsAppRefused

AGENCIES = ("imigrasi_banten", "bp3mi_banten", "polda_banten")


class Phones(FakeTelegram):
    """Telegram, which may refuse for a while: before it takes a message, so that nobody can be in doubt."""

    refuses = False

    async def _sendMessage(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        if self.refuses:
            raise TelegramRefused(429, "Too Many Requests: retry later", retry_after=1)
        return await super()._sendMessage(fields)


class MorePhones(FakeWhatsApp):
    """WhatsApp, which may refuse for a while, and which tells what became of each message, twice."""

    refuses = False

    def __init__(self) -> None:
        super().__init__()
        self.telling: set[asyncio.Task[None]] = set()

    def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.refuses:
            raise WhatsAppRefused(131016, "Service unavailable", status=503)
        answer = super()._take(body)
        task = asyncio.create_task(self._tell(self.sent[-1]))
        self.telling.add(task)
        task.add_done_callback(self.telling.discard)
        return answer

    async def _tell(self, message: dict[str, Any]) -> None:
        """Meta reports out of order and more than once, and repeats what was not taken."""
        for status in ("delivered", "sent", "sent"):
            await asyncio.sleep(0.5)
            for _ in range(60):
                try:
                    if await self.deliver(self.reports(message, status)) == 200:
                        break
                except (httpx.HTTPError, OSError):
                    pass
                await asyncio.sleep(1)


@dataclass
class Machines:
    """The agencies' receiving machines: they take a notice by its delivery id, or refuse for a while."""

    refuses: bool = False
    address: str = ""
    taken: dict[str, Counter[str]] = field(default_factory=lambda: {agency: Counter() for agency in AGENCIES})
    """Delivery ids by agency, and how often each came."""
    cases: dict[str, set[str]] = field(default_factory=lambda: {agency: set() for agency in AGENCIES})

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{agency}", self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        if self.refuses:
            return Response(status_code=503)
        agency = request.path_params["agency"]
        self.taken[agency][request.headers["Idempotency-Key"]] += 1
        self.cases[agency].add(str(json.loads(await request.body()).get("case_number")))
        return JSONResponse({})
