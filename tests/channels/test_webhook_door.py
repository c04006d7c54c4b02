"""The Telegram webhook's door: what is kept, what is refused, and that strangers never see a bare 500."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.channels import strangers, webhooks
from bot.channels.telegram import updates as telegram_updates
from bot.channels.telegram import webhook_secret
from bot.conversations.models import InboxItem
from bot.jobs import Job
from bot.meters import Meters
from bot.runtime import Runtime
from tests.channels.fake_telegram import TOKEN

PATH = "/webhooks/telegram"
UPDATE = {
    "update_id": 10,
    "message": {
        "message_id": 5,
        "date": 1_795_000_000,
        "chat": {"id": 7001, "type": "private", "first_name": "Contoh"},
        "from": {"id": 7001, "is_bot": False, "first_name": "Contoh"},
        "text": "halo",
        "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
        "photo": [{"file_id": "a", "file_size": 3}],
        "location": {"latitude": 1.0, "longitude": 2.0},
        "contact": {"phone_number": "0812-0000-0000"},
    },
}
CALLBACK = {
    "update_id": 11,
    "callback_query": {"id": "1", "from": {"id": 7001}, "data": "abc", "message": UPDATE["message"]},
}


class Door:
    """The door with its secret in hand."""

    def __init__(self, runtime: Runtime) -> None:
        runtime.settings.telegram_token = SecretStr(TOKEN)
        self.secret = webhook_secret(runtime.settings, runtime.keys)
        app = Starlette(routes=webhooks.routes(runtime, Meters()))
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://door")

    async def post(self, body: Any, *, secret: str | bytes | None = None, **headers: str) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given: Any = {"X-Telegram-Bot-Api-Secret-Token": self.secret if secret is None else secret, **headers}
        return await self.client.post(PATH, content=raw, headers=given)


@pytest.fixture
def door(runtime: Runtime) -> Door:
    return Door(runtime)


async def rows(runtime: Runtime) -> list[tuple[str, str | None]]:
    async with runtime.db.read() as session:
        return [(row.state, row.reason) for row in await session.scalars(select(InboxItem))]


async def test_an_update_is_kept_with_its_job_before_the_200_and_a_repeat_changes_nothing(door, runtime) -> None:
    for _ in range(3):
        assert (await door.post(UPDATE)).status_code == 200
    async with runtime.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Job)) == 1
        item = (await session.scalars(select(InboxItem))).one()
        assert item.body == UPDATE and item.external_id == "10"


@pytest.mark.parametrize("secret", ["", "salah", b"\xff\xfe\xe9", "é"])
async def test_a_forged_secret_is_refused_whatever_its_bytes(door, runtime, secret) -> None:
    given = secret if isinstance(secret, bytes) else secret.encode()
    assert (await door.post(UPDATE, secret=given)).status_code == 403
    assert await rows(runtime) == []


async def test_without_a_token_the_door_is_closed(runtime) -> None:
    app = Starlette(routes=webhooks.routes(runtime, Meters()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://door") as client:
        assert (await client.post(PATH, json=UPDATE)).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"bukan json", 400),
        (b"\xff\xfe{}", 400),
        (b'{"update_id": NaN}', 400),
        (b'{"update_id": ' + b"9" * 5_000 + b"}", 400),
        (b"[" * 100_000, 400),
        (b"[" * 60 + b"]" * 60, 400),
        (b'{"a":' * 300_000, 413),
        (b'"' + b"x" * 1_100_000 + b'"', 413),
    ],
)
async def test_what_cannot_be_read_is_refused_with_a_sentence(door, runtime, body, status) -> None:
    answer = await door.post(body)
    assert answer.status_code == status and answer.json()["error"]
    assert await rows(runtime) == []


async def test_an_announced_size_over_the_cap_is_refused_unread(door) -> None:
    assert (await door.post(b"{}", **{"Content-Length": "99999999999999999999"})).status_code == 413


NO_UPDATES: list[Any] = [[], 7, None, "teks", {}, {"update_id": "10"}, {"update_id": 2**80}, {"update_id": True}]


@pytest.mark.parametrize("body", NO_UPDATES)
async def test_what_is_no_update_is_set_aside_once_with_a_reason(door, runtime, body) -> None:
    for _ in range(2):
        assert (await door.post(body)).status_code == 200
    assert await rows(runtime) == [("parked", "bukan pembaruan Telegram: tanpa update_id")]


async def test_when_the_commit_fails_the_platform_is_asked_to_send_again(door, runtime, monkeypatch) -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[Any]:
        raise OperationalError("COMMIT", {}, Exception("disk full"))
        yield

    monkeypatch.setattr(runtime.db, "write", broken)
    answer = await door.post(UPDATE)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    monkeypatch.undo()
    assert (await door.post(UPDATE)).status_code == 200


UGLY = ("\x00", "a\x00b", "\ud83d", "\udc00\ud800", "\u202e", "9" * 400, "/restart", "-", "é" * 300)
JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(UGLY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A real update with some of its parts dropped, or replaced by anything at all."""
    body = json.loads(json.dumps(draw(st.sampled_from([UPDATE, CALLBACK]))))
    for _ in range(draw(st.integers(1, 5))):
        at: Any = body
        while isinstance(at, (dict, list)) and at:
            key = draw(st.sampled_from(sorted(at))) if isinstance(at, dict) else draw(st.integers(0, len(at) - 1))
            if draw(st.booleans()) or not isinstance(at[key], (dict, list)):
                if draw(st.booleans()):
                    del at[key]
                else:
                    at[key] = draw(JUNK)
                break
            at = at[key]
    return body


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=mutated())
async def test_mutated_updates_are_kept_or_refused_but_never_break_the_door(door, body) -> None:
    raw = json.dumps(body).encode("utf-8", "surrogatepass")
    assert (await door.post(raw)).status_code in (200, 400)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300))
async def test_any_bytes_are_refused_or_set_aside(door, raw) -> None:
    assert (await door.post(raw)).status_code in (200, 400)


@settings(max_examples=400, deadline=None)
@given(body=mutated())
def test_reading_a_mutated_update_never_raises_and_gives_storable_text(body) -> None:
    incoming = telegram_updates.read("1", json.loads(json.dumps(body)))
    if incoming is not None:
        for words in (incoming.text, incoming.payload or "", incoming.sender, incoming.external_id):
            assert "\x00" not in words
            words.encode("utf-8")
        assert incoming.sender.lstrip("-").isdecimal()


@given(words=st.text(max_size=30) | st.sampled_from(UGLY) | JUNK)
def test_text_of_strangers_can_always_be_stored(words: Any) -> None:
    clean = strangers.text(words)
    assert "\x00" not in clean
    clean.encode("utf-8")


def test_a_recorded_table_of_updates_reads_as_expected() -> None:
    chat = {"chat": {"id": 7001, "type": "private"}, "date": 1_795_000_000}
    table: list[tuple[dict[str, Any], str | None]] = [
        ({"message": {**chat, "text": "halo"}}, "text"),
        ({"edited_message": {**chat, "text": "halo"}}, "text"),
        ({"message": {**chat, "photo": [{"file_id": "a", "file_size": 1}], "caption": "ini"}}, "photo"),
        ({"message": {**chat, "document": {"file_id": "d", "mime_type": "application/pdf"}}}, "document"),
        ({"message": {**chat, "voice": {"file_id": "v"}}}, "voice"),
        ({"message": {**chat, "audio": {"file_id": "v"}}}, "voice"),
        ({"message": {**chat, "video": {"file_id": "v"}}}, "document"),
        ({"message": {**chat, "location": {"latitude": -6, "longitude": 106.1}}}, "location"),
        ({"message": {**chat, "location": {"latitude": 99, "longitude": 106.1}}}, "unsupported"),
        ({"message": {**chat, "contact": {"phone_number": "0812-0000-0000"}}}, "contact"),
        ({"message": {**chat, "sticker": {"file_id": "s"}}}, "unsupported"),
        ({"message": {**chat, "from": {"is_bot": True}, "text": "bot"}}, None),
        ({"callback_query": {"id": "1", "from": {"id": 7001}, "data": "abc"}}, "choice"),
        ({"my_chat_member": chat}, None),
        ({"message": {"chat": {"id": -1, "type": "group"}, "text": "halo"}}, None),
        ({"channel_post": {**chat, "text": "halo"}}, None),
    ]
    for body, kind in table:
        incoming = telegram_updates.read("1", {"update_id": 1, **body})
        assert (incoming.kind if incoming else None) == kind, body


def test_the_secret_may_hold_only_what_telegram_allows(runtime: Runtime) -> None:
    secret = webhook_secret(runtime.settings, runtime.keys)
    assert secret.isalnum() and len(secret) <= 256
