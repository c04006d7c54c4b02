"""The turn, the heart: one message of one citizen, from the inbox to the outbox, read from top to bottom.

Everything here may happen twice (a worker dies, a lease is lost): the message has the inbox item's id, replies have
keys made of it, and what Rasa already said is read from its tracker. No transaction is open while a platform or
Rasa is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs, logs
from bot.answers.controls import Controls
from bot.conversations import outbox, people, safety_net
from bot.conversations.doors import Door
from bot.conversations.messages import Incoming, Reply
from bot.conversations.models import Conversation, InboxItem, Message
from bot.conversations.rasa import Heard, Rasa
from bot.conversations.redaction import redact
from bot.conversations.turn import answering, routing, taking_in
from bot.conversations.turn.answering import form_talks
from bot.conversations.turn.combining import as_preface, combine
from bot.conversations.turn.routing import Route, Who
from bot.conversations.turn.taking_in import Taken
from bot.conversations.turn.wording import Said, worded
from bot.conversations.waiting import Waiting
from bot.errors import RasaSilent
from bot.jobs import Claim
from bot.meters import Meters
from bot.runtime import Runtime
from bot.tips import bringing
from nlu.language.recognise import language_after

log = logs.get(__name__)

REOPEN = "/lapor"
"""What opens the report form in Rasa; the form's action then reads the message itself from our database."""


class Turns:
    """Answers inbox items. `doors` are the channels by name; `waiting` is told who was answered."""

    def __init__(
        self,
        runtime: Runtime,
        rasa: Rasa,
        doors: Mapping[str, Door],
        controls: Controls,
        *,
        waiting: Waiting | None = None,
        meters: Meters | None = None,
    ) -> None:
        self.runtime = runtime
        self.rasa = rasa
        self.doors = doors
        self.controls = controls
        self.waiting = waiting or Waiting()
        self.meters = meters or Meters()

    async def take(self, inbox_id: str, *, attempt: int = 1, job: Claim | None = None) -> bool:
        """Answer one inbox item. `attempt` above 1: somebody may have begun before. Raises TryAgain.

        True: `job` was finished in the answer's own commit.
        """
        incoming = await self._open(inbox_id)
        if incoming is None:
            return False
        door = self.doors[incoming.channel]
        await door.heard(incoming)
        with self.meters.stage("turn.take_in", message=inbox_id):
            taken = await taking_in.take_in(self.runtime, door, inbox_id, incoming, attempt=attempt)
        if taken is None:
            await self._close(inbox_id)
            return False
        alarm = self._listen_for_danger(taken)
        codes = [(one.start, one.end) for one in taken.found if one.kind == "code"]
        masked = redact(taken.text, taken.found, codes)
        route = routing.gently(routing.route(taken, self.runtime.settings), taken, alarm.kinds if alarm else ())
        with self.meters.stage("turn.rasa", message=inbox_id):
            heard = await self._ask_rasa(taken, route, masked, urgent=alarm is not None, attempt=attempt)
        with self.meters.stage("turn.answer", message=inbox_id):
            finished = await self._answer(taken, route, alarm, heard, masked, job)
        self.waiting.answered(inbox_id)
        return finished

    async def give_up(self, inbox_id: str, reason: str) -> None:
        """After the last try: mark the item for the operator and apologise to the citizen, with a way out."""
        now = self.runtime.clock()
        async with self.runtime.db.write() as session:
            item = await session.get_one(InboxItem, inbox_id)
            item.state, item.reason, item.done_at = "parked", reason, now
            conversation = await self._conversation_of(session, item, now)
            if conversation is not None:
                reply = await self._worded(session, Said("gagal_parkir", {}), conversation, now)
                await outbox.say(session, conversation, reply, key=f"{inbox_id}:parked", now=now)
                message = await session.get(Message, inbox_id)
                if message is not None:
                    message.answered_at = now
        self.meters.turns.labels(item.channel, "parked").inc()
        self.waiting.answered(inbox_id)

    async def _open(self, inbox_id: str) -> Incoming | None:
        """The item as a message; None when it was done before or holds nothing to answer."""
        async with self.runtime.db.look() as session:
            item = await session.get(InboxItem, inbox_id)
            if item is None or item.state == "done" or item.body is None:
                return None
            channel, account, external_id, body = item.channel, item.account, item.external_id, item.body
        incoming = self.doors[channel].read(account, external_id, body)
        if incoming is None:
            await self._close(inbox_id, reason="tidak berisi pesan")
        return incoming

    async def _close(self, inbox_id: str, *, reason: str | None = None) -> None:
        async with self.runtime.db.write() as session:
            await _settle(session, inbox_id, self.runtime.clock(), reason)

    def _listen_for_danger(self, taken: Taken) -> safety_net.Alarm | None:
        """Typed words only: a tap was worded by us, and so was a command (`/help` is no cry for help)."""
        if not taken.text or taken.incoming.payload is not None or taken.text.lstrip().startswith("/"):
            return None
        return safety_net.watch(
            taken.text,
            last_full_block_at=taken.full_block_at,
            now=self.runtime.clock(),
            repeat_after=timedelta(seconds=self.runtime.settings.emergency_repeat),
        )

    async def _ask_rasa(self, taken: Taken, route: Route, masked: str, *, urgent: bool, attempt: int) -> Heard | None:
        """What Rasa makes of it; None when it was not asked or stayed silent (people do not wait for a back-off)."""
        if route.who is not Who.RASA:
            return None
        text = masked if taken.payload is None and route.for_rasa == taken.text else route.for_rasa
        begun = time.monotonic()
        try:
            heard = await self.rasa.remembered(taken.rasa_id, taken.message_id) if attempt > 1 else None
            if heard is None:
                patience = self.runtime.settings.rasa_timeout_urgent if urgent else None
                heard = await self.rasa.hear(taken.rasa_id, text, taken.message_id, patience=patience)
            if taken.in_form and not form_talks(heard):
                # Rasa died between our action's commit and its own record: our report goes on, so its form must.
                heard = await self.rasa.hear(taken.rasa_id, REOPEN, taken.message_id)
        except RasaSilent as silence:
            log.warning("rasa.silent", message_id=taken.message_id, reason=silence.reason)
            return None
        finally:
            self.meters.rasa_seconds.observe(time.monotonic() - begun)
        return heard

    async def _answer(
        self,
        taken: Taken,
        route: Route,
        alarm: safety_net.Alarm | None,
        heard: Heard | None,
        masked: str,
        job: Claim | None,
    ) -> bool:
        """One commit: what the answer changes, the replies, that the message is answered and its job done."""
        now, settings, door = self.runtime.clock(), self.runtime.settings, self.doors[taken.incoming.channel]
        async with self.runtime.db.write() as session:
            conversation = await session.get_one(Conversation, taken.conversation_id, with_for_update=True)
            message = await session.get_one(Message, taken.message_id)
            if message.answered_at is not None:
                return False
            _set_language(conversation, message, taken)
            case = answering.Case(
                session, taken, route, alarm, heard, masked, conversation, message, settings, self.controls, now
            )
            answered = await answering.answer(case)
            replies = [await self._worded(session, said, conversation, now) for said in answered.says]
            joined = combine(_prefaced(replies), one_message=door.one_message, longest=door.longest)
            message.answered_at = conversation.last_heard_at = now
            for number, reply in enumerate(joined):
                key = f"{message.id}:{number}"
                await outbox.say(session, conversation, reply, key=key, now=now, urgent=reply.urgent)
            await bringing.bring_held(session, conversation, now=now)
            await _settle(session, taken.message_id, now, None)
            finished = job is not None and await jobs.finish(session, job)
        self.meters.turns.labels(door.name, answered.outcome).inc()
        self.meters.answered.labels(door.name).observe(
            max(0.0, (self.runtime.clock() - taken.incoming.at).total_seconds())
        )
        return finished

    async def _worded(self, session: AsyncSession, said: Said, conversation: Conversation, now: datetime) -> Reply:
        settings = self.runtime.settings
        return await worded(session, said, conversation, controls=self.controls, settings=settings, now=now)

    async def _conversation_of(self, session: AsyncSession, item: InboxItem, now: datetime) -> Conversation | None:
        if item.conversation_id is not None:
            return await session.get(Conversation, item.conversation_id)
        incoming = self.doors[item.channel].read(item.account, item.external_id, item.body or {})
        return await people.conversation_of(session, incoming, now=now) if incoming else None


async def _settle(session: AsyncSession, inbox_id: str, now: datetime, reason: str | None) -> None:
    """The item is done and emptied; its key stays, so that a repeat is known."""
    done = {"state": "done", "reason": reason, "done_at": now, "body_sealed": None}
    settled = update(InboxItem).where(InboxItem.id == inbox_id).values(done)
    await session.execute(settled.execution_options(synchronize_session=False))


def _set_language(conversation: Conversation, message: Message, taken: Taken) -> None:
    """Answer in the language we are addressed in; what is short or mixed changes nothing, nor does a chosen one."""
    if taken.text and taken.payload is None and not conversation.language_pinned:
        conversation.language = language_after(taken.text, conversation.language)
    message.language = conversation.language


def _prefaced(replies: list[Reply]) -> list[Reply]:
    """A welcome in front of an answer loses its buttons: the answer's own come last."""
    return [
        as_preface(reply) if reply.answer == "sambutan" and number < len(replies) - 1 else reply
        for number, reply in enumerate(replies)
    ]
