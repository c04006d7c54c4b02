"""The web chat's contract, over ASGI: turns, repeats, news, files, limits, and what strangers may throw at it."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot import clock
from bot.answers import editing, files
from bot.app import create_app
from bot.conversations import outbox
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, InboxItem, Message
from bot.database import new_id
from bot.parts import Parts, make_worker, put_together, rasa_client
from bot.runtime import Runtime
from bot.tips.models import Evidence
from tests.channels.test_webhook_door import JUNK
from tests.conversations.fakes import FakeRasa

SECRET = "0123456789abcdef0123456789abcdef"


@dataclass
class Chat:
    """A page, and a worker that answers when `work` is on."""

    client: httpx.AsyncClient
    parts: Parts
    rasa: FakeRasa

    async def turn(self, text: Any = "halo", **more: Any) -> httpx.Response:
        body = {"conversation": SECRET, "text": text, **more}
        return await self.client.post("/webchat/turn", json=body)

    async def news(self, after: Any = 0, conversation: str = SECRET) -> httpx.Response:
        return await self.client.get("/webchat/messages", params={"conversation": conversation, "after": after})

    async def upload(self, data: bytes, **fields: str) -> httpx.Response:
        files = {"file": ("foto contoh.png", data, "image/png")}
        return await self.client.post("/webchat/files", files=files, data={"conversation": SECRET, **fields})


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
async def idle(runtime: Runtime, rasa: FakeRasa) -> AsyncIterator[Chat]:
    """The web process without a worker and without content, with room for many messages."""
    runtime.settings.webchat_turns_per_minute = runtime.settings.webchat_address_per_minute = 100_000
    runtime.settings.conversation_per_minute = 100_000
    async with served(runtime, rasa) as chat:
        yield chat


@asynccontextmanager
async def served(runtime: Runtime, rasa: FakeRasa) -> AsyncIterator[Chat]:
    runtime = replace(runtime, clock=clock.now)
    runtime.settings.job_poll, runtime.settings.webchat_poll = 0.02, 0.02
    parts = put_together(runtime, rasa=rasa_client(runtime, transport=httpx.MockTransport(rasa)))
    transport = httpx.ASGITransport(create_app(runtime, parts=parts), raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://chat") as client:
        yield Chat(client, parts, rasa)
    await parts.close()


@pytest.fixture
async def chat(seeded: Runtime, idle: Chat) -> AsyncIterator[Chat]:
    """The web process with content and its worker running."""
    worker = make_worker(idle.parts)
    working = asyncio.create_task(worker.run())
    yield idle
    worker.stop()
    await working


async def test_a_turn_answers_in_the_contracts_shape(chat: Chat) -> None:
    chat.rasa.says("opp")
    answer = await chat.turn("opp itu apa")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"replies", "cursor"}
    last = body["replies"][-1]
    assert set(last) == {"text", "buttons", "answer", "language", "source", "urgent", "id", "media"}
    assert last["answer"] == "opp" and last["source"] and last["id"] == body["cursor"]
    assert all(set(button) == {"title", "payload"} for button in last["buttons"])


async def test_an_answers_picture_is_named_in_the_reply_and_served_in_parts(chat: Chat) -> None:
    runtime = chat.parts.runtime
    async with runtime.db.write() as session:
        draft = await editing.start_draft(session, "opp", author="redaktur", now=runtime.clock())
        file = await files.store(session, picture(), by="redaktur", settings=runtime.settings, now=runtime.clock())
        media = files.as_media(file, "Contoh visa kerja")
        wording = editing.Wording({"media": {"id": media}}, draft.sources, draft.checked_on, draft.review_by)
        await editing.save_draft(session, draft.id, wording, author="redaktur", now=runtime.clock())
        await editing.submit(session, draft.id, author="redaktur", now=runtime.clock())
        await editing.approve(session, draft.id, approver="penyetuju", now=runtime.clock())
    chat.rasa.says("opp")
    said = (await chat.turn("opp itu apa")).json()["replies"]
    shown = next(reply["media"] for reply in said if reply["media"])
    assert shown["kind"] == "picture" and shown["alt"] == "Contoh visa kerja" and shown["width"] == 40
    whole = await chat.client.get(shown["url"])
    assert whole.headers["content-type"] == "image/jpeg" and whole.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in whole.headers["cache-control"] and len(whole.content) == shown["size"]
    part = await chat.client.get(shown["url"], headers={"Range": "bytes=2-5"})
    assert part.status_code == 206 and part.content == whole.content[2:6]
    assert part.headers["content-range"] == f"bytes 2-5/{shown['size']}"
    end = await chat.client.get(shown["url"], headers={"Range": "bytes=-3"})
    assert end.content == whole.content[-3:]
    assert (await chat.client.get(shown["url"], headers={"Range": f"bytes={10**9}-"})).status_code == 416
    assert (await chat.client.get("/webchat/media/" + "0" * 32)).status_code == 404


async def test_a_repeated_message_id_returns_the_same_replies(chat: Chat) -> None:
    first = await chat.turn("opp itu apa", message_id="m-1")
    assert (await chat.turn("opp itu apa", message_id="m-1")).json() == first.json()
    assert len(chat.rasa.heard) == 1


async def test_the_same_message_id_in_another_conversation_is_another_message(chat: Chat) -> None:
    await chat.turn("rahasia orang pertama", message_id="m-1")
    other = await chat.client.post(
        "/webchat/turn", json={"conversation": "f" * 32, "text": "halo", "message_id": "m-1"}
    )
    assert len(chat.rasa.heard) == 2 and other.json()["replies"]


async def test_a_slow_turn_is_202_and_its_reply_comes_as_news(idle: Chat) -> None:
    idle.parts.runtime.settings.webchat_wait = 0.1
    answer = await idle.turn("opp itu apa")
    assert answer.status_code == 202 and answer.json() == {"replies": [], "cursor": 0}
    worker = make_worker(idle.parts)
    await worker.step()
    await worker.settle()
    news = (await idle.news(answer.json()["cursor"])).json()
    assert news["replies"] and news["cursor"] == news["replies"][-1]["id"]
    assert (await idle.news(news["cursor"])).json() == {"replies": [], "cursor": news["cursor"]}


async def test_an_officers_words_come_as_news_even_when_a_turn_came_after(chat: Chat) -> None:
    await chat.turn("halo")
    before = (await chat.news()).json()["cursor"]
    runtime = chat.parts.runtime
    async with runtime.db.write() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        reply = Reply(text="Pesan petugas: kapan berangkat?", answer="pesan_petugas")
        now = runtime.clock()
        await outbox.say(session, conversation, reply, key="uji:1", now=now, author="officer", own_words="x")
    await chat.turn("opp itu apa")
    answers = [reply["answer"] for reply in (await chat.news(before)).json()["replies"]]
    assert answers[0] == "pesan_petugas" and len(answers) == 2


async def test_an_unknown_conversation_has_no_news_and_begins_none(idle: Chat) -> None:
    assert (await idle.news(conversation="a" * 32)).json() == {"replies": [], "cursor": 0}
    async with idle.parts.runtime.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Conversation)) == 0


@pytest.mark.parametrize("secret", [None, "", "kurang", "g" * 32, "0" * 31, 7, ["0" * 32], "0" * 33])
async def test_a_conversation_that_is_no_128_bit_secret_is_refused(idle: Chat, secret: Any) -> None:
    answer = await idle.client.post("/webchat/turn", json={"conversation": secret, "text": "halo"})
    assert answer.status_code == 400 and "128" in answer.json()["error"]


@pytest.mark.parametrize("after", ["x", "-1", "1e3", "9" * 40, "٣"])
async def test_a_cursor_that_is_no_number_is_refused(idle: Chat, after: str) -> None:
    assert (await idle.news(after)).status_code == 400


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"{}", "text/plain", 400),
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 30_000, "application/json", 400),
        (b'{"text": "' + b"x" * 70_000 + b'"}', "application/json", 413),
    ],
)
async def test_unreadable_turns_are_refused_with_a_sentence(idle: Chat, raw: bytes, kind: str, status: int) -> None:
    answer = await idle.client.post("/webchat/turn", content=raw, headers={"Content-Type": kind})
    assert answer.status_code == status and answer.json()["error"]


async def test_when_the_commit_fails_the_page_is_told_to_send_again(idle: Chat, monkeypatch) -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[Any]:
        raise OperationalError("COMMIT", {}, Exception("disk full"))
        yield

    monkeypatch.setattr(idle.parts.runtime.db, "write", broken)
    assert (await idle.turn()).status_code == 503
    assert (await idle.upload(b"x")).status_code == 503


async def test_half_surrogates_and_nul_are_heard_without_them(chat: Chat) -> None:
    raw = json.dumps({"conversation": SECRET, "text": "halo \ud83d pak\x00"}).encode()
    answer = await chat.client.post("/webchat/turn", content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200 and chat.rasa.last == "halo \ufffd pak"


async def test_a_page_and_an_address_are_limited_and_told_when_to_return(runtime: Runtime, rasa: FakeRasa) -> None:
    runtime.settings.webchat_wait = 0.0
    runtime.settings.webchat_turns_per_minute, runtime.settings.webchat_address_per_minute = 5, 8
    async with served(runtime, rasa) as chat:
        statuses = [(await chat.turn(f"pesan {number}")).status_code for number in range(6)]
        assert statuses == [202] * 5 + [429]
        others = [(await chat.turn("halo", conversation=new_id())).status_code for _ in range(3)]
        assert others == [202, 202, 429]
        answer = await chat.turn()
        assert answer.headers["Retry-After"] == "60" and "110" in answer.json()["error"]


def picture() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(stream, "PNG")
    return stream.getvalue()


async def test_a_file_is_answered_like_a_turn_and_kept_sealed_once(chat: Chat) -> None:
    first = await chat.upload(picture(), message_id="f-1")
    again = await chat.upload(picture(), message_id="f-1")
    assert first.status_code == 200 and first.json() == again.json()
    assert first.json()["replies"][-1]["answer"] == "berkas_diterima"
    async with chat.parts.runtime.db.read() as session:
        stored = (await session.scalars(select(Evidence))).one()
        message = (await session.scalars(select(Message).where(Message.author == "citizen"))).one()
        assert message.evidence_id == stored.id
    sealed = next(chat.parts.runtime.settings.evidence_dir.rglob("*"))
    assert sealed.is_dir() or not sealed.read_bytes().startswith(b"\x89PNG")


async def test_a_caption_is_heard_as_words(chat: Chat) -> None:
    await chat.upload(picture(), caption="ini iklan kerjanya")
    assert chat.rasa.last == "ini iklan kerjanya"


async def test_a_file_of_a_refused_kind_is_told_in_the_chat(chat: Chat) -> None:
    answer = await chat.upload(b"MZ\x90\x00" + b"\x00" * 200)
    assert answer.status_code == 200
    assert "berkas_ditolak" in [reply["answer"] for reply in answer.json()["replies"]]


async def test_a_file_over_the_cap_is_refused_while_it_streams(idle: Chat) -> None:
    idle.parts.runtime.settings.file_max_bytes = 50_000
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        while True:
            read += 10_000
            yield b"x" * 10_000

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = await idle.client.post("/webchat/files", content=endless(), headers=headers)
    assert answer.status_code == 413 and read < 200_000


NO_FILE = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nhalo\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\nmalformed", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (NO_FILE, "multipart/form-data; boundary=x"),
    ],
)
async def test_broken_forms_are_refused(idle: Chat, raw: bytes, kind: str) -> None:
    answer = await idle.client.post("/webchat/files", content=raw, headers={"Content-Type": kind})
    assert answer.status_code == 400 and answer.json()["error"]


BODY = {"conversation": SECRET, "text": "halo", "payload": "/menu", "message_id": "m", "client": "webchat"}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(st.sampled_from(sorted(BODY)), JUNK, max_size=4), extra=JUNK)
async def test_mutated_turns_never_break_the_door(idle: Chat, changes: dict[str, Any], extra: Any) -> None:
    idle.parts.runtime.settings.webchat_wait = 0.0
    body = {**BODY, **changes, "lain": extra}
    raw = json.dumps(body).encode("utf-8", "surrogatepass")
    headers = {"Content-Type": "application/json"}
    answer = await idle.client.post("/webchat/turn", content=raw, headers=headers)
    assert answer.status_code in (202, 400)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=200), kind=st.sampled_from(["application/json", "multipart/form-data; boundary=x", ""]))
async def test_any_bytes_at_any_door_are_refused(idle: Chat, raw: bytes, kind: str) -> None:
    for path in ("/webchat/turn", "/webchat/files"):
        answer = await idle.client.post(path, content=raw, headers={"Content-Type": kind})
        assert answer.status_code == 400


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), payload=st.none() | st.text(max_size=40))
async def test_any_text_and_payload_is_answered(chat: Chat, text: str, payload: str | None) -> None:
    raw = json.dumps({"conversation": SECRET, "text": text, "payload": payload}).encode("utf-8", "surrogatepass")
    answer = await chat.client.post("/webchat/turn", content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200 and answer.json()["replies"]
    async with chat.parts.runtime.db.read() as session:
        assert (await session.scalars(select(InboxItem.state).where(InboxItem.state == "parked"))).all() == []
