"""A whole house with WhatsApp: a strict stand-in over real HTTP, the real door, a worker that runs when asked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import select
from starlette.applications import Starlette

from bot.channels import webhooks
from bot.conversations.messages import Choice, Reply
from bot.conversations.models import Conversation, Message, OutboxMessage
from bot.incidents import Incident
from bot.parts import Parts, make_worker, put_together, rasa_client
from bot.runtime import Runtime
from bot.tips import follow_up, intake
from bot.tips.models import Tip, TipNote
from bot.worker import Worker
from tests.channels.fake_whatsapp import NUMBER_ID, SECRET, TEMPLATE, TOKEN, VERIFY, FakeWhatsApp, signed
from tests.channels.serving import serve
from tests.conftest import FakeClock
from tests.conversations.fakes import FakeRasa

DAY = 86_400.0


@dataclass
class FormRasa(FakeRasa):
    """Rasa with its report form: as the real one, it asks our action what comes next while a form is open."""

    runtime: Runtime | None = None
    forms: dict[str, str] = field(default_factory=dict)
    """Open forms: Rasa's id of a conversation, and what is asked in it."""

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            asked = json.loads(request.content)
            sender = asked["sender"]
            if asked["message"] == "/lapor" or sender in self.forms:
                return await self._in_form(asked, sender)
        return await super().__call__(request)

    async def _in_form(self, asked: dict[str, Any], sender: str) -> httpx.Response:
        assert self.runtime is not None
        async with self.runtime.db.write() as session:
            message = await session.get_one(Message, asked["metadata"]["message_id"])
            conversation = await session.get_one(Conversation, message.conversation_id)
            step = await intake.take(
                session, conversation, message, intent=asked["message"].removeprefix("/"), topic=None, confidence=1.0,
                opening=sender not in self.forms, settings=self.runtime.settings, now=self.runtime.clock(),
            )  # fmt: skip
            says = list(step.says)
            if step.result is not None:
                says += await intake.finish(
                    session,
                    conversation,
                    message,
                    step.result,
                    settings=self.runtime.settings,
                    now=self.runtime.clock(),
                )
        if step.ask is None:
            self.forms.pop(sender, None)
        else:
            self.forms[sender] = step.ask
        replies = [{"answer": say.answer, **say.params} for say in says]
        return httpx.Response(200, json={"intent": {}, "entities": {}, "replies": replies, "verdict": "accept"})


@dataclass(frozen=True)
class Heard:
    """One thing a citizen said, as it is kept."""

    text: str | None
    payload: str | None
    tip_id: str | None


@dataclass
class House:
    """One installation, the phones around it, and its clock."""

    runtime: Runtime
    clock: FakeClock
    api: FakeWhatsApp
    rasa: FormRasa
    parts: Parts
    worker: Worker
    door: httpx.AsyncClient

    async def give(self, body: Any, *, work: bool = True) -> None:
        """Post a webhook, and let the worker do what is due."""
        raw = json.dumps(body).encode()
        answer = await self.door.post("/webhooks/whatsapp", content=raw, headers=signed(raw))
        assert answer.status_code == 200, answer.text
        if work:
            await self.work()

    async def says(self, who: str, words: str) -> None:
        self.set_time()
        await self.give(self.api.says(who, words))

    async def taps(self, who: str, title: str) -> None:
        self.set_time()
        await self.give(self.api.taps(who, title))

    async def later(self, seconds: float) -> None:
        """Time passes; what falls due is done."""
        self.clock.advance(seconds)
        await self.work()

    def set_time(self) -> None:
        self.clock.advance(7)
        self.api.now = int(self.clock().timestamp())

    async def work(self) -> None:
        while await self.worker.step():
            await self.worker.settle()

    async def outbox(self) -> list[OutboxMessage]:
        async with self.runtime.db.read() as session:
            return list(await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    async def conversations(self) -> list[Conversation]:
        async with self.runtime.db.read() as session:
            return list(await session.scalars(select(Conversation).order_by(Conversation.created_at)))

    async def heard(self) -> list[Heard]:
        """What citizens said, opened."""
        async with self.runtime.db.read() as session:
            rows = await session.scalars(select(Message).where(Message.author == "citizen").order_by(Message.at))
            return [Heard(row.text, row.payload, row.tip_id) for row in rows]

    async def incidents(self) -> set[str]:
        async with self.runtime.db.read() as session:
            return set(await session.scalars(select(Incident.kind).where(Incident.open_key.is_not(None))))

    async def tip(self) -> Tip:
        async with self.runtime.db.read() as session:
            return (await session.scalars(select(Tip))).one()

    async def note(self, note_id: str) -> TipNote:
        async with self.runtime.db.read() as session:
            return await session.get_one(TipNote, note_id)

    async def ask(self, words: str) -> str:
        """An officer asks the reporter of the only tip, who agreed to news. Returns the note's id."""
        self.clock.advance(60)
        async with self.runtime.db.write() as session:
            tip = (await session.scalars(select(Tip))).one()
            tip.consent = "kabar"
            note = await follow_up.ask_reporter(
                session, tip, staff="s1", agency="bp3mi_banten", text=words,
                question=Reply(f"Pesan dari petugas: {words}", (Choice("Menu", "/menu"),), answer="pesan_petugas"),
                now=self.clock(),
            )  # fmt: skip
            made = note.id
        await self.work()
        return made


def switch_on(runtime: Runtime, api: FakeWhatsApp, address: str) -> None:
    """The settings of a WhatsApp that is the stand-in at this address."""
    api.address, chosen = address, runtime.settings
    chosen.whatsapp_token, chosen.whatsapp_app_secret = SecretStr(TOKEN), SecretStr(SECRET)
    chosen.whatsapp_verify_token, chosen.whatsapp_phone_number_id = SecretStr(VERIFY), NUMBER_ID
    chosen.whatsapp_template, chosen.whatsapp_api_url = TEMPLATE, address
    chosen.whatsapp_per_chat_second = chosen.whatsapp_per_second = 10_000.0
    chosen.whatsapp_timeout, chosen.whatsapp_stop_rest = 0.5, 0.02


@asynccontextmanager
async def house(runtime: Runtime, clock: FakeClock) -> AsyncIterator[House]:
    """A house whose WhatsApp is the stand-in."""
    api, rasa = FakeWhatsApp(), FormRasa(runtime=runtime)
    async with serve(api.app()) as address:
        switch_on(runtime, api, address)
        parts = put_together(runtime, rasa=rasa_client(runtime, transport=httpx.MockTransport(rasa)))
        app = Starlette(routes=webhooks.routes(runtime, parts.meters))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as door:
            yield House(runtime, clock, api, rasa, parts, make_worker(parts), door)
        await parts.close()
