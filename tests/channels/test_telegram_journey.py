"""Telegram from the phone to the answer: the same behaviour by webhook, by long polling, and on a foreign stand-in."""

from __future__ import annotations

import io
import sys
import types
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
import pytest
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import create_app
from bot.channels.telegram import webhook_secret
from bot.conversations.models import Conversation, InboxItem, Message, OutboxMessage
from bot.parts import put_together, rasa_client
from bot.runtime import Runtime
from bot.tips.models import Evidence
from tests.channels.fake_telegram import TOKEN, FakeTelegram, Trouble
from tests.channels.serving import serve, until
from tests.conversations.fakes import FakeRasa

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
CHAT = 7001


class Phone(Protocol):
    """Somebody's Telegram, whichever stand-in is behind it."""

    async def say(self, text: str) -> None: ...
    async def photo(self, data: bytes, caption: str) -> None: ...
    async def tap(self, title: str) -> None: ...
    async def texts(self) -> list[str]: ...
    async def buttons(self) -> list[str]: ...


@dataclass
class Ours:
    """A phone on our strict stand-in, by webhook or long polling."""

    api: FakeTelegram
    by_webhook: bool

    async def say(self, text: str) -> None:
        await self._arrive(self.api.says(CHAT, text))

    async def photo(self, data: bytes, caption: str) -> None:
        await self._arrive(self.api.sends_photo(CHAT, data, caption))

    async def tap(self, title: str) -> None:
        await self._arrive(self.api.taps(CHAT, title))

    async def texts(self) -> list[str]:
        return self.api.texts(CHAT)

    async def buttons(self) -> list[str]:
        return self.api.buttons(CHAT)

    async def _arrive(self, update: dict[str, Any]) -> None:
        if self.by_webhook:
            for _ in range(2):  # Telegram repeats what it is unsure of
                assert await self.api.deliver(update) == 200


@dataclass
class Foreign:
    """A phone on PyPI's telemelya, driven by its own control interface."""

    address: str

    async def say(self, text: str) -> None:
        await self._update(text=text)

    async def photo(self, data: bytes, caption: str) -> None:
        files = {"file": ("foto.png", data, "image/png")}
        put = await self._post("/api/v1/test/upload_media", files=files)
        await self._update(photo_file_id=put["file_id"], photo_caption=caption)

    async def tap(self, title: str) -> None:
        for sent in reversed(await self._responses()):
            for row in (sent.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == title:
                        data = button["callback_data"]
                        return await self._update(callback_data=data, callback_message_id=sent["message_id"])
        raise AssertionError(title)

    async def texts(self) -> list[str]:
        # The text as it was posted, HTML included: this stand-in does not read it.
        return [sent["text"].replace("<i>", "").replace("</i>", "") for sent in await self._responses()]

    async def buttons(self) -> list[str]:
        shown = [sent["reply_markup"] for sent in await self._responses() if sent.get("reply_markup")]
        return [button["text"] for row in shown[-1]["inline_keyboard"] for button in row] if shown else []

    async def _responses(self) -> list[dict[str, Any]]:
        body = await self._get("/api/v1/test/responses")
        return [sent for sent in body["responses"] if sent["method"] == "sendMessage"]

    async def _update(self, **fields: Any) -> None:
        body = {"chat_id": CHAT, **fields}
        answer = await self._post("/api/v1/test/send_update", json=body, params={"bot_token": TOKEN})
        assert answer["delivery"]["status_code"] == 200, answer

    async def _post(self, path: str, **options: Any) -> dict[str, Any]:
        async with self._client() as client:
            answer = await client.post(path, **options)
            assert answer.is_success, answer.text
            return dict(answer.json())

    async def _get(self, path: str) -> dict[str, Any]:
        async with self._client() as client:
            return dict((await client.get(path)).json())

    def _client(self) -> httpx.AsyncClient:
        headers = {"Authorization": "Bearer uji", "X-Test-Session": "satu"}
        return httpx.AsyncClient(base_url=self.address, headers=headers, timeout=15)


class WithSecret:
    """Adds the secret header that telemelya does not send; everything else is as it came."""

    def __init__(self, app: Any, secret: str) -> None:
        self.app, self.secret = app, secret

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            header = (b"x-telegram-bot-api-secret-token", self.secret.encode())
            scope = {**scope, "headers": [*scope["headers"], header]}
        await self.app(scope, receive, send)


def switch_on(runtime: Runtime, api: str, *, mode: str) -> None:
    settings = runtime.settings
    settings.telegram_token, settings.telegram_api_url, settings.telegram_mode = SecretStr(TOKEN), api, mode  # type: ignore[assignment]
    settings.telegram_poll_seconds, settings.telegram_timeout = 1, 5.0
    settings.telegram_per_chat_second = 1_000.0
    settings.worker_in_web, settings.job_poll, settings.job_backoff = True, 0.05, 0.05


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture(params=["webhook", "polling", "telemelya"])
async def phone(request: pytest.FixtureRequest, wall_clock: Runtime, rasa: FakeRasa) -> AsyncIterator[Phone]:
    runtime, kind = wall_clock, request.param
    api = FakeTelegram()
    foreign = _telemelya() if kind == "telemelya" else None
    async with serve(foreign or api.app()) as address:
        switch_on(runtime, address, mode="polling" if kind == "polling" else "webhook")
        parts = put_together(runtime, rasa=rasa_client(runtime, transport=httpx.MockTransport(rasa)))
        app = WithSecret(create_app(runtime, parts=parts), webhook_secret(runtime.settings, runtime.keys))
        if kind == "polling":
            async with serve(app):
                await until(lambda: "getUpdates" in api.calls)
                yield Ours(api, by_webhook=False)
            return
        late = _Late()
        async with serve(late) as ours:
            runtime.settings.public_url = ours
            runtime.settings.__dict__.pop("base_url", None)
            late.app = app
            async with late.running():
                if foreign is None:
                    await until(lambda: api.webhook)
                    yield Ours(api, by_webhook=True)
                else:
                    there = Foreign(address)
                    await until(lambda: _registered(address, ours))
                    yield there


async def test_a_question_is_answered_on_the_phone_in_one_message(phone: Phone, rasa: FakeRasa) -> None:
    rasa.says("opp")
    await phone.say("opp itu apa")
    await until(phone.texts)
    texts = await phone.texts()
    assert len(texts) == 1
    assert "Saya mesin" in texts[0] and "Sumber:" in texts[0]


async def test_a_tap_on_a_short_id_finds_its_payload_again(phone: Phone, rasa: FakeRasa) -> None:
    rasa.says("opp")
    await phone.say("opp itu apa")
    await until(phone.buttons)
    await phone.tap("👍 Terbantu")

    async def thanked() -> bool:
        return len(await phone.texts()) == 2

    await until(thanked)
    assert len(rasa.heard) == 1


async def test_a_photo_with_words_is_stored_sealed_and_its_words_are_heard(
    phone: Phone, rasa: FakeRasa, wall_clock: Runtime
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (32, 32), "navy").save(picture, "PNG")
    await phone.photo(picture.getvalue(), "ini iklan lowongannya")
    await until(phone.texts)
    assert rasa.last == "ini iklan lowongannya"
    async with wall_clock.db.read() as session:
        stored = (await session.scalars(select(Evidence))).one()
        message = (await session.scalars(select(Message).where(Message.author == "citizen"))).one()
        assert stored.kind == "photo" and message.evidence_id == stored.id and message.kind == "photo"


async def test_everything_comes_once_and_in_order_although_platforms_repeat_and_fail(
    ours: Ours, rasa: FakeRasa, wall_clock: Runtime
) -> None:
    ours.api.fail("sendMessage", Trouble(500), Trouble(429, "Too Many Requests", retry_after=0), Trouble(502))
    for number in range(6):
        await ours.say(f"pertanyaan {number}")

    async def all_sent() -> bool:
        async with wall_clock.db.read() as session:
            rows = (await session.scalars(select(OutboxMessage))).all()
        return [row.state for row in rows] == ["sent"] * 6 and all(row.body_sealed is None for row in rows)

    await until(all_sent)
    assert [heard["message"] for heard in rasa.heard] == [f"pertanyaan {number}" for number in range(6)]
    assert len(ours.api.texts(CHAT)) == 6


async def test_a_callback_is_answered_and_somebody_elses_id_opens_nothing(ours: Ours, rasa: FakeRasa) -> None:
    rasa.says("opp")
    await ours.say("opp itu apa")
    await until(ours.buttons)
    rasa.says("menu")
    assert await ours.api.deliver(ours.api.taps_data(CHAT, "0123456789abcdef")) == 200
    await until(lambda: ours.api.answered)

    async def answered() -> bool:
        return len(ours.api.texts(CHAT)) == 2

    await until(answered)
    assert rasa.last == "/menu"


async def test_a_person_who_blocked_us_is_marked_and_does_not_stop_others(ours: Ours, wall_clock: Runtime) -> None:
    ours.api.blocked_by.add(7002)
    assert await ours.api.deliver(ours.api.says(7002, "halo")) == 200
    await ours.say("halo")
    await until(lambda: ours.api.texts(CHAT))

    async def marked() -> bool:
        async with wall_clock.db.read() as session:
            return "dead" in (await session.scalars(select(OutboxMessage.state))).all()

    await until(marked)


@pytest.mark.parametrize(
    "fields",
    [
        {"sticker": {"file_id": "s"}},
        {"location": {"latitude": -6.12, "longitude": 106.15}},
        {"contact": {"phone_number": "0812-0000-1111", "first_name": "Contoh"}},
        {"poll": {"question": "?"}},
        {},
    ],
)
async def test_whatever_a_person_sends_gets_an_answer(ours: Ours, fields: dict[str, Any]) -> None:
    assert await ours.api.deliver(ours.api.sends(CHAT, **fields)) == 200
    await until(lambda: ours.api.texts(CHAT))


async def test_groups_and_membership_are_kept_quiet(ours: Ours, wall_clock: Runtime) -> None:
    group = {"id": -100, "type": "supergroup", "title": "Grup Contoh"}
    for update in (
        {"update_id": 1, "message": {"message_id": 1, "chat": group, "date": 1, "text": "tolong"}},
        {"update_id": 2, "my_chat_member": {"chat": {"id": CHAT, "type": "private"}, "date": 1}},
    ):
        assert await ours.api.deliver(update) == 200

    async def done() -> bool:
        async with wall_clock.db.read() as session:
            rows = (await session.scalars(select(InboxItem))).all()
            return len(rows) == 2 and all(row.state == "done" and row.body_sealed is None for row in rows)

    await until(done)
    async with wall_clock.db.read() as session:
        assert (await session.scalars(select(Conversation))).all() == []
    assert ours.api.sent == []


@pytest.fixture
async def ours(wall_clock: Runtime, rasa: FakeRasa) -> AsyncIterator[Ours]:
    api, late = FakeTelegram(), _Late()
    async with serve(api.app()) as address, serve(late) as here:
        switch_on(wall_clock, address, mode="webhook")
        wall_clock.settings.public_url = here
        wall_clock.settings.__dict__.pop("base_url", None)
        parts = put_together(wall_clock, rasa=rasa_client(wall_clock, transport=httpx.MockTransport(rasa)))
        late.app = create_app(wall_clock, parts=parts)
        async with late.running():
            await until(lambda: api.webhook)
            yield Ours(api, by_webhook=True)


class _Late:
    """An application whose address is known before it is made."""

    app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        await self.app(scope, receive, send)

    def running(self) -> Any:
        inner = getattr(self.app, "app", self.app)
        return inner.router.lifespan_context(inner)


async def _registered(address: str, ours: str) -> bool:
    async with httpx.AsyncClient() as client:
        info = (await client.post(f"{address}/bot{TOKEN}/getWebhookInfo")).json()
    return str(info["result"]["url"]).startswith(ours)


def _telemelya() -> Any:
    """PyPI's telemelya in this process: its store in memory, its media in a dict."""
    pytest.importorskip("telemelya", reason="PyPI telemelya is not installed")
    fakeredis = pytest.importorskip("fakeredis", reason="PyPI fakeredis is not installed")
    for name in ("aiobotocore.session", "botocore.config"):
        if name not in sys.modules:
            pytest.importorskip(name.partition(".")[0], reason=f"PyPI {name.partition('.')[0]} is not installed")
    from fastapi import FastAPI
    from telemelya.server.bot_api import router as bot_api
    from telemelya.server.control_api import router as control
    from telemelya.server.media import media_manager
    from telemelya.server.state import state_manager

    kept: dict[str, bytes] = {}

    async def upload(self: Any, session: str, file_id: str, name: str, data: bytes, *_: Any, **__: Any) -> str:
        kept[f"{session}/{file_id}/{name}"] = data
        return f"{session}/{file_id}/{name}"

    async def download(self: Any, key: str) -> bytes | None:
        return kept.get(key)

    media_manager.upload = types.MethodType(upload, media_manager)
    media_manager.download_by_key = types.MethodType(download, media_manager)
    state_manager._redis = fakeredis.FakeAsyncRedis(decode_responses=True)
    app = FastAPI()
    app.include_router(bot_api)
    app.include_router(control)
    return app
