"""What nobody would notice is noticed: silent neighbours, a full disk, work that gave up, a forgotten backup."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from bot import audit, jobs, watching
from bot.channels.sending import Sender
from bot.channels.telegram import Telegram
from bot.channels.telegram.polling import Polling
from bot.channels.webchat import WebChat
from bot.conversations import inbox, outbox
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, InboxItem, OutboxMessage
from bot.conversations.outbox import SEND
from bot.conversations.rasa import Rasa
from bot.database import new_id
from bot.errors import ChannelBroken
from bot.health import Health
from bot.incidents import Incident
from bot.meters import Meters
from bot.runtime import Runtime
from bot.staff.accounts import create_staff
from bot.watching import BACKUPS, Around, Watch, worker_silence
from bot.worker import Handler, Worker
from tests.channels.fake_telegram import TOKEN, FakeTelegram, Trouble
from tests.channels.serving import serve
from tests.conftest import FakeClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


class Neighbours:
    """Rasa and the action server, well until told otherwise."""

    def __init__(self) -> None:
        self.rasa = self.actions = 200

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/status":
            return httpx.Response(self.rasa, json={"model_file": "m.tar.gz"})
        return httpx.Response(self.actions)


@pytest.fixture
def neighbours() -> Neighbours:
    return Neighbours()


@pytest.fixture
async def around(runtime: Runtime, neighbours: Neighbours) -> AsyncIterator[Around]:
    transport = httpx.MockTransport(neighbours)
    rasa = Rasa("http://rasa.test", "t", timeout=1, connect_timeout=1, transport=transport)
    client = httpx.AsyncClient(transport=transport)
    runtime.settings.data_dir.mkdir(parents=True, exist_ok=True)
    yield Around(runtime, rasa, client, None, ("telegram", "whatsapp"))
    await client.aclose()
    await rasa.close()


async def broken(runtime: Runtime) -> set[tuple[str, str]]:
    async with runtime.db.read() as session:
        rows = await session.scalars(select(Incident).where(Incident.open_key.is_not(None)))
        return {(row.kind, row.part) for row in rows}


async def test_a_quiet_house_raises_nothing(around: Around) -> None:
    await Watch(around).look()
    assert await broken(around.runtime) == set()


async def test_silent_neighbours_are_seen_and_forgiven(around: Around, neighbours: Neighbours) -> None:
    neighbours.rasa = neighbours.actions = 503
    await Watch(around).look()
    await Watch(around).look()
    assert await broken(around.runtime) == {("rasa_down", ""), ("actions_down", "")}
    neighbours.rasa = 200
    await Watch(around).look()
    assert await broken(around.runtime) == {("actions_down", "")}


async def test_a_full_disk_is_seen_before_it_is_full(around: Around) -> None:
    around.runtime.settings.watch_free_bytes = 10**18
    await Watch(around).look()
    assert await broken(around.runtime) == {("disk_full", "")}
    around.runtime.settings.watch_free_bytes = 1
    await Watch(around).look()
    assert await broken(around.runtime) == set()


async def test_work_that_gave_up_waits_with_an_incident(around: Around, clock: FakeClock) -> None:
    runtime = around.runtime
    async with runtime.db.write() as session:
        jobs.put(session, "send", {}, lane="a", now=clock())
        await inbox.set_aside(session, "telegram", "1", "9", {"x": 1}, reason="tidak terbaca", now=clock())
    async with runtime.db.write() as session:
        [claim] = await jobs.claim(session, owner="w", now=clock(), lease=60, most=1)
        await jobs.park(session, claim, now=clock(), reason="403")
    await Watch(around).look()
    assert await broken(runtime) == {("jobs_parked", ""), ("inbox_parked", "")}
    async with runtime.db.write() as session:
        await jobs.unpark(session, claim.id, now=clock())
        await session.execute(update(InboxItem).values(state="done"))
    await Watch(around).look()
    assert await broken(runtime) == set()


async def test_a_forgotten_backup_is_remembered(around: Around, clock: FakeClock) -> None:
    runtime = around.runtime
    async with runtime.db.write() as session:
        await create_staff(
            session, username="pengelola", name="Pak Contoh", roles=["operator"], password_hash="-", now=clock()
        )
    clock.advance(47 * 3_600)
    await Watch(around).look()
    assert await broken(runtime) == set()
    clock.advance(2 * 3_600)
    await Watch(around).look()
    assert await broken(runtime) == {("backup_old", "")}
    async with runtime.db.write() as session:
        audit.record(session, "backup.made", BACKUPS, actor="system", now=clock())
    await Watch(around).look()
    assert await broken(runtime) == set()


async def test_a_channel_that_is_usually_busy_falls_silent(around: Around, clock: FakeClock) -> None:
    runtime = around.runtime
    async with runtime.db.write() as session:
        for day in (1, 2, 3):
            for number in range(3):
                at = clock() - timedelta(days=day, hours=number)
                await inbox.keep(session, "telegram", "1", f"{day}-{number}", {}, lane="l", now=at)
    await Watch(around).look()
    assert await broken(runtime) == {("channel_silent", "telegram")}  # and WhatsApp was never busy
    async with runtime.db.write() as session:
        await inbox.keep(session, "telegram", "1", "now", {}, lane="l", now=clock())
    await Watch(around).look()
    assert await broken(runtime) == set()


async def test_a_worker_that_leaves_no_sign_of_life_is_missed(around: Around, clock: FakeClock) -> None:
    runtime = around.runtime
    assert await worker_silence(runtime) != []
    async with runtime.db.write() as session:
        await jobs.beat(session, "w", now=clock())
    assert await worker_silence(runtime) == []
    clock.advance(31)
    await watching.settle(runtime, ("worker_down",), await worker_silence(runtime))
    assert await broken(runtime) == {("worker_down", "")}


async def test_one_look_that_fails_does_not_keep_the_others_from_happening(
    around: Around, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: Around) -> list[Any]:
        raise RuntimeError("bug")

    monkeypatch.setattr(watching, "LOOKS", (watching.Look(("disk_full",), fails), *watching.LOOKS))
    neighbours.rasa = 503
    await Watch(around).look()
    assert ("rasa_down", "") in await broken(around.runtime)


async def test_open_incidents_are_in_the_metrics(around: Around, neighbours: Neighbours) -> None:
    neighbours.rasa = 503
    await Watch(around).look()
    page = await Health(around.runtime, around.rasa, Meters()).metrics(None)  # type: ignore[arg-type]
    assert b'bot_incidents{kind="rasa_down",part=""} 1.0' in bytes(page.body)


class Platform(WebChat):
    """A platform that refuses us until the token is right."""

    def __init__(self) -> None:
        super().__init__("telegram")
        self.token_is_right = False
        self.sent: list[str] = []

    async def send(self, recipient: str, reply: Reply) -> str:
        if not self.token_is_right:
            raise ChannelBroken("InvalidToken", after=300)
        self.sent.append(reply.text)
        return "1"


async def test_replies_wait_for_a_new_token_however_long_that_takes(runtime: Runtime, clock: FakeClock) -> None:
    platform = Platform()
    async with runtime.db.write() as session:
        person = Conversation(id=new_id(), channel="telegram", account="1", external_blind=b"b", rasa_id=new_id(),
                              created_at=clock())  # fmt: skip
        person.external_id = "7001"
        session.add(person)
        await session.flush()
        await outbox.say(session, person, Reply(text="halo"), key="k", now=clock())
    sender = Sender(runtime, {"telegram": platform})
    worker = Worker(runtime, {SEND: Handler(sender.send, sender.parked)})
    for _ in range(20):
        await worker.step()
        await worker.settle()
        clock.advance(301)
    assert await broken(runtime) == {("channel_token", "telegram")}
    platform.token_is_right = True
    await worker.step()
    await worker.settle()
    assert platform.sent == ["halo"] and await broken(runtime) == set()
    async with runtime.db.read() as session:
        assert await session.scalar(select(OutboxMessage.state)) == "sent"


async def test_polling_tells_of_a_refused_token_and_of_its_end(runtime: Runtime) -> None:
    api = FakeTelegram()
    async with serve(api.app()) as address:
        settings = runtime.settings
        settings.telegram_token, settings.telegram_api_url = SecretStr("123456:dicabut"), address
        settings.telegram_poll_seconds = 1
        telegram = Telegram(settings)
        polling = Polling(runtime, telegram)
        with pytest.raises(ChannelBroken) as refused:
            await polling.step()
        await polling._note(refused.value, 1.0)
        assert await broken(runtime) == {("channel_token", "telegram")}
        await polling.close()
        await telegram.close()


async def test_a_webhook_that_fails_is_known_to_telegram_alone(around: Around, clock: FakeClock) -> None:
    api = FakeTelegram()
    async with serve(api.app()) as address:
        settings = around.runtime.settings
        settings.telegram_token, settings.telegram_api_url = SecretStr(TOKEN), address
        settings.telegram_mode = "webhook"
        telegram = Telegram(settings)
        watch = Watch(replace(around, telegram=telegram))
        await watch.look()
        assert await broken(around.runtime) == {("webhook_failing", "telegram")}  # none is registered
        await telegram.bot.set_webhook("https://contoh.example/webhooks/telegram")
        await watch.look()
        assert await broken(around.runtime) == set()
        api.webhook_errors = {"last_error_date": int(clock().timestamp()), "last_error_message": "SSL error"}
        api.says(7001, "halo")
        await watch.look()
        assert await broken(around.runtime) == {("webhook_failing", "telegram")}
        api.trouble["getWebhookInfo"] = [Trouble(401, "Unauthorized")]
        await watch.look()
        assert ("channel_token", "telegram") in await broken(around.runtime)
        await telegram.close()
