"""It loses nothing: real processes, every message sent twice, every process killed once while people talk.

60 messages from 12 conversations, half on the web chat, half on a Telegram stand-in; three of each tell a whole
report. A double is allowed only where a process died between the channel's acceptance and our record; it is counted.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bot.audit import verify
from bot.conversations.models import Conversation, Message, OutboxMessage
from bot.conversations.people import blind_of
from bot.runtime import Runtime
from bot.tips.models import Referral, Tip
from tests.channels.fake_telegram import FakeTelegram
from tests.channels.serving import serve
from tests.processes.house import House

pytestmark = [pytest.mark.rasa, pytest.mark.processes, pytest.mark.timeout(900)]

ASKS = ("halo", "syarat jadi pmi apa aja ya", "apa itu opp", "biaya penempatan siapa yang bayar", "terima kasih")
TELLS = (
    "mau lapor, besok tetangga saya mau diberangkatkan dari desa pontang sama calo namanya pak contoh",
    "kirim sekarang",
    "lanjut",
    "anonim",
    "ya",
)
PEOPLE, TELLERS = 6, 3
"""On each channel: this many people, of whom this many tell."""
KILLS = {10: "Web", 22: "Pekerja", 34: "Aksi Rasa", 46: "Rasa"}
"""After so many messages answered, which process dies."""
ANSWER_WITHIN = 120.0
SILENT = "rasa_diam"


@dataclass
class Talk:
    """What all conversations share: the house, the stand-in, and when the next process dies."""

    house: House
    telegram: FakeTelegram
    runtime: Runtime
    answered: int = 0
    repeated: int = 0
    killed: list[str] = field(default_factory=list)

    def count(self) -> None:
        self.answered += 1
        victim = KILLS.get(self.answered)
        if victim:
            self.killed.append(victim)
            self.house.kill(victim)


async def test_every_message_is_answered_in_order_and_every_report_sent_once(
    database_url: str, tmp_path: Path, model: Path
) -> None:
    telegram = FakeTelegram(chats={8000 + number for number in range(PEOPLE)})
    async with serve(telegram.app()) as address:
        house = House(tmp_path / "house", database_url, model, telegram_api_url=address)
        try:
            await house.open()
            runtime = house.runtime()
            await _until(lambda: _registered(telegram))
            talk = Talk(house, telegram, runtime)
            scripts = [TELLS] * TELLERS + [ASKS] * (PEOPLE - TELLERS)
            web = [_talk(talk, _Web(talk, number), script) for number, script in enumerate(scripts)]
            phones = [_talk(talk, _Phone(talk, 8000 + number), script) for number, script in enumerate(scripts)]
            await asyncio.gather(*web, *phones)
            await _until(lambda: _nothing_waits(runtime))
            await _judge(talk)
            await runtime.close()
        finally:
            await house.close()


async def _talk(talk: Talk, person: _Web | _Phone, script: tuple[str, ...]) -> None:
    """Say each line twice at once; say it anew when Rasa was silent, as a person would."""
    for number, line in enumerate(script):
        for attempt in range(20):
            person.said += 1
            await asyncio.gather(*person.say(f"{number}-{attempt}", line))
            if await _answer_to(talk, person) != SILENT:
                break
            talk.repeated += 1
            await asyncio.sleep(1)
        else:
            raise AssertionError(f"{line!r} met only silence")
        talk.count()


class _Web:
    """Somebody on the page; the browser tries again with the same message id."""

    def __init__(self, talk: Talk, number: int) -> None:
        self.talk, self.said = talk, 0
        self.secret = f"{number:032x}"
        self.blind = blind_of(talk.runtime.vault, "webchat", "", self.secret)

    def say(self, message_id: str, text: str) -> tuple[Awaitable[None], Awaitable[None]]:
        body = {"conversation": self.secret, "text": text, "message_id": message_id}
        return self._post(body), self._post(body)

    async def _post(self, body: dict[str, Any]) -> None:
        async with httpx.AsyncClient(timeout=60) as client:
            await _until_accepted(lambda: client.post(f"{self.talk.house.url}/webchat/turn", json=body))


class _Phone:
    """Somebody on Telegram; Telegram itself delivers twice, and again until it hears 200."""

    def __init__(self, talk: Talk, chat: int) -> None:
        self.talk, self.said = talk, 0
        self.chat = chat
        self.blind = blind_of(talk.runtime.vault, "telegram", "123456", str(chat))

    def say(self, _: str, text: str) -> tuple[Awaitable[None], Awaitable[None]]:
        update = self.talk.telegram.says(self.chat, text)
        return self._deliver(update), self._deliver(update)

    async def _deliver(self, update: dict[str, Any]) -> None:
        hook = self.talk.telegram.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret_token"]}
        async with httpx.AsyncClient(timeout=60) as client:
            await _until_accepted(lambda: client.post(hook["url"], json=update, headers=headers))


async def _until_accepted(post: Callable[[], Awaitable[httpx.Response]]) -> None:
    async with asyncio.timeout(ANSWER_WITHIN):
        while True:
            try:
                if (await post()).status_code in (200, 202):
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.5)


async def _answer_to(talk: Talk, person: _Web | _Phone) -> str:
    """The name of the last answer to what this person said last, once it was given and sent."""

    async def answered() -> str | None:
        async with talk.runtime.db.read() as session:
            conversation = await session.scalar(
                select(Conversation.id).where(Conversation.external_blind == person.blind)
            )
            messages = select(Message).where(Message.conversation_id == conversation).order_by(Message.position)
            rows = (await session.scalars(messages)).all()
            mine = [row for row in rows if row.author == "citizen"]
            if len(mine) < person.said or mine[-1].answered_at is None:
                return None
            waiting = select(func.count()).where(
                OutboxMessage.conversation_id == conversation, OutboxMessage.state.not_in(("sent", "failed", "dead"))
            )
            if await session.scalar(waiting):
                return None
            return rows[-1].answer or "?"

    found: str = await _until(answered)
    return found


async def _until(check: Callable[[], Awaitable[Any]]) -> Any:
    async with asyncio.timeout(ANSWER_WITHIN):
        while not (found := await check()):
            await asyncio.sleep(0.2)
    return found


async def _registered(telegram: FakeTelegram) -> bool:
    return bool(telegram.webhook)


async def _nothing_waits(runtime: Runtime) -> bool:
    async with runtime.db.read() as session:
        return not await session.scalar(
            select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == "waiting")
        )


async def _judge(talk: Talk) -> None:
    """Count what is in the database against what was said and what arrived."""
    assert sorted(talk.killed) == sorted(KILLS.values())
    async with talk.runtime.db.read() as session:
        heard = (await session.scalars(select(Message).where(Message.author == "citizen"))).all()
        said = 2 * PEOPLE * len(ASKS) + talk.repeated
        assert len(heard) == said, "each message is kept once, none is lost"
        assert all(message.answered_at for message in heard)
        answered = {row.key.partition(":")[0] for row in await session.scalars(select(OutboxMessage))}
        assert {message.id for message in heard} <= answered, "every message got a reply"
        tips = (await session.scalars(select(Tip).where(Tip.status == "sent"))).all()
        assert len(tips) == 2 * TELLERS, "one tip per sent report"
        assert len({tip.conversation_id for tip in tips}) == 2 * TELLERS
        referrals = Counter(await session.scalars(select(Referral.tip_id)))
        assert set(referrals) == {tip.id for tip in tips}
        doubles = sum([await _arrived(talk, chat) for chat in sorted(talk.telegram.chats)])
        most = talk.house.settings.worker_tasks  # what one dying worker may have had in its hands
        assert doubles <= most, "a double only where a process died between acceptance and record"
        assert (await verify(session)).broken_at is None
    sys.stdout.write(
        f"\n{said} messages, each sent twice, {len(tips)} reports, {len(KILLS)} kills: none lost, "
        f"{talk.repeated} said again into silence, {doubles} doubles on Telegram\n"
    )


async def _arrived(talk: Talk, chat: int) -> int:
    """That a phone got every reply in order; how many came twice."""
    blind = blind_of(talk.runtime.vault, "telegram", "123456", str(chat))
    async with talk.runtime.db.read() as session:
        conversation = await session.scalar(select(Conversation.id).where(Conversation.external_blind == blind))
        rows = await session.scalars(
            select(OutboxMessage).where(OutboxMessage.conversation_id == conversation).order_by(OutboxMessage.id)
        )
        ours = [str(row.platform_id) for row in rows]
    arrived = [str(message["message_id"]) for message in talk.telegram.sent if message["chat"]["id"] == chat]
    assert [one for one in arrived if one in ours] == ours, "replies arrive in order, none is missing"
    return len(arrived) - len(ours)
