"""An invented citizen who reports: says things, taps things, and is heard as Rasa's action would hear them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers.controls import Controls, load_controls
from bot.answers.published import Published
from bot.answers.rendering import render
from bot.clock import JAKARTA
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, Message
from bot.database import new_id
from bot.runtime import Runtime
from bot.tips import facts, follow_up, intake, wording
from bot.tips.models import Evidence, Referral, Tip
from bot.tips.say import Say, Step
from tests.conftest import FakeClock


@cache
def system_answer(content: Path, key: str) -> Published:
    """An answer of content/answers/sistem as if it were published."""
    stored = yaml.safe_load((content / "answers" / "sistem" / f"{key}.yml").read_text(encoding="utf-8"))
    return Published(key, "system", "sistem", "r", stored, (), stored["checked_on"], stored["review_by"])


@dataclass
class Citizen:
    """One person on one channel. `asked` is what Rasa's form would remember."""

    runtime: Runtime
    clock: FakeClock
    channel: str = "webchat"
    conversation_id: str = ""
    asked: str | None = None
    last_message: str = ""
    controls: Controls | None = None
    heard: list[str] = field(default_factory=list)

    async def arrive(self) -> Citizen:
        """Begin a conversation."""
        self.controls = load_controls(self.runtime.settings.content_dir)
        async with self.runtime.db.write() as session:
            row = Conversation(
                id=new_id(),
                channel=self.channel,
                account="main",
                external_blind=new_id(),
                created_at=self.clock(),
            )
            session.add(row)
            self.conversation_id = row.id
        return self

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[tuple[AsyncSession, Conversation]]:
        """A transaction with this person's conversation."""
        async with self.runtime.db.write() as session:
            yield session, await session.get_one(Conversation, self.conversation_id)

    async def send(self, text: str = "", *, tap: str | None = None, file: str | None = None) -> str:
        """A message as the gateway keeps it: stored before anybody hears it."""
        self.clock.advance(5)
        async with self.at_work() as (session, conversation):
            last = await session.scalar(
                select(func.max(Message.position)).where(Message.conversation_id == conversation.id)
            )
            message = Message(
                id=new_id(),
                position=(last or 0) + 1,
                conversation_id=conversation.id,
                author="citizen",
                kind=file or ("choice" if tap else "text"),
                at=self.clock(),
            )
            session.add(message)
            message.text, message.payload = text or None, tap
            if file:
                stored = Evidence(
                    id=new_id(),
                    conversation_id=conversation.id,
                    message_id=message.id,
                    kind=file,
                    mime="image/jpeg",
                    size=1,
                    sha256="0" * 64,
                    stored_name=new_id(),
                    at=self.clock(),
                )
                session.add(stored)
                message.evidence_id = stored.id
            draft = await intake.open_draft(session, conversation.id)
            if draft is not None:
                await intake.keep(session, draft, message)
        self.last_message = message.id
        return message.id

    async def say(
        self,
        text: str = "",
        *,
        tap: str | None = None,
        file: str | None = None,
        intent: str = "",
        topic: str | None = None,
        confidence: float = 0.0,
    ) -> Step:
        """Say or tap something inside the report, and be asked the next question."""
        await self.send(text, tap=tap, file=file)
        return await self.take_last(intent=intent, topic=topic, confidence=confidence)

    async def take_last(self, *, intent: str = "", topic: str | None = None, confidence: float = 0.0) -> Step:
        """What the form's action does with the last message (again, if it was taken before)."""
        async with self.at_work() as (session, conversation):
            message = await session.get_one(Message, self.last_message)
            step = await intake.take(
                session,
                conversation,
                message,
                intent=intent,
                topic=topic,
                confidence=confidence,
                opening=self.asked is None,
                settings=self.runtime.settings,
                now=self.clock(),
            )
        self.heard = [say.answer for say in step.says]
        self.asked = step.ask
        return step

    async def finish(self, result: str) -> tuple[Say, ...]:
        """What the action does when the form has ended."""
        async with self.at_work() as (session, conversation):
            message = await session.get_one(Message, self.last_message)
            return await intake.finish(
                session, conversation, message, result, settings=self.runtime.settings, now=self.clock()
            )

    async def by_code(self, text: str, purpose: str) -> tuple[Say, ...]:
        """Ask for the status, add or withdraw, in words that may hold a code."""
        await self.send(text)
        async with self.at_work() as (session, conversation):
            message = await session.get_one(Message, self.last_message)
            return await follow_up.by_code(
                session, conversation, message, purpose, settings=self.runtime.settings, now=self.clock()
            )

    async def answer_pending(
        self, text: str = "", *, file: str | None = None, meant: bool | None = None
    ) -> tuple[Say, ...] | None:
        """Say what was waited for."""
        await self.send(text, file=file)
        async with self.at_work() as (session, conversation):
            message = await session.get_one(Message, self.last_message)
            return await follow_up.answer_pending(
                session, conversation, message, meant, settings=self.runtime.settings, now=self.clock()
            )

    async def read(self, say: Say) -> Reply:
        """The words of an answer as this person reads them, filled from the database."""
        assert self.controls is not None
        async with self.at_work() as (session, conversation):
            filling = await wording.fill(
                session,
                say.answer,
                say.params,
                conversation,
                now=self.clock(),
                controls=self.controls,
                settings=self.runtime.settings,
            )
            reply = render(
                system_answer(self.runtime.settings.content_dir, say.answer),
                language=conversation.language,
                params={**say.params, **filling.params},
                today=self.clock().astimezone(JAKARTA).date(),
                controls=self.controls,
            )
        return Reply(reply.text, (*filling.choices, *reply.choices, *filling.after), reply.answer)

    async def report(self, *taps_and_words: str, result: str = "kirim") -> str:
        """A whole report in a breath, sent anonymously; returns the receipt code."""
        await self.say("", tap="/lapor", intent="lapor", confidence=1.0)
        for part in taps_and_words:
            await (self.say(tap=part) if part.startswith("#") else self.say(part))
        await self.say(tap="#kendali=kirim_sekarang")
        await self.say(tap="#penerima=lanjut")
        await self.say(tap="#balasan=anonim")
        step = await self.say(tap="#kirim=ya")
        assert step.result == result, step
        (sent,) = await self.finish(result)
        reply = await self.read(sent)
        self.asked = None
        return reply.text.split("Kode Anda: ")[1].splitlines()[0]

    async def draft(self) -> Tip | None:
        """The unsent tip."""
        async with self.runtime.db.read() as session:
            return await intake.unsent(session, self.conversation_id)

    async def tips(self) -> Sequence[Tip]:
        """All tips of this conversation."""
        async with self.runtime.db.read() as session:
            return (await session.scalars(select(Tip).where(Tip.conversation_id == self.conversation_id))).all()

    async def told(self, tip_id: str) -> dict[str, str | None]:
        """What was kept for each question of a tip, `None` where it was skipped."""
        async with self.runtime.db.read() as session:
            newest = facts.newest(await facts.of_tip(session, tip_id))
            return {slot: None if fact.skipped else fact.value for slot, fact in newest.items()}

    async def referrals(self, tip_id: str) -> dict[str, Referral]:
        """The referrals of a tip by agency."""
        async with self.runtime.db.read() as session:
            rows = await session.scalars(select(Referral).where(Referral.tip_id == tip_id))
            return {row.agency: row for row in rows}
