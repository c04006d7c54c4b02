"""What is kept of conversations and for how long; handoffs; who is who."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.conversations import handoff as handoffs
from bot.conversations import inbox, outbox, people, retention
from bot.conversations.messages import Choice, Reply
from bot.conversations.models import Conversation, InboxItem, Message, OutboxMessage
from bot.database import new_id
from bot.errors import WrongState
from bot.housekeeping import PERIODIC, Housekeeping
from bot.jobs import Job
from bot.parts import rasa_client
from bot.runtime import Runtime
from tests.conftest import FakeClock

DAY = 86_400


async def conversation(runtime: Runtime, sender: str = "7001", channel: str = "telegram") -> Conversation:
    async with runtime.db.write() as session:
        return await people.begin(session, channel, "1", sender, now=runtime.clock())


async def note(runtime: Runtime, talk: Conversation, **fields: object) -> str:
    async with runtime.db.write() as session:
        row = Message(
            id=new_id(), position=await people.next_position(session, talk.id), conversation_id=talk.id,
            author="citizen", at=runtime.clock(), **fields,
        )  # fmt: skip
        row.text = "cerita contoh"
        session.add(row)
        return row.id


async def test_a_person_is_found_again_by_channel_account_and_id_only(runtime: Runtime) -> None:
    first = await conversation(runtime)
    assert (await conversation(runtime)).id == first.id
    assert (await conversation(runtime, sender="7002")).id != first.id
    assert (await conversation(runtime, channel="webchat")).id != first.id
    assert "7001" not in first.external_blind and "7001" not in first.rasa_id


async def test_the_same_platform_message_is_kept_once_with_one_job(runtime: Runtime) -> None:
    kept = []
    for text in ("halo", "diubah"):
        async with runtime.db.write() as session:
            kept.append(await inbox.keep(session, "telegram", "1", "10", {"t": text}, lane="in:x", now=runtime.clock()))
    assert kept[0][0] == kept[1][0] and [new for _, new in kept] == [True, False]
    async with runtime.db.read() as session:
        assert len((await session.scalars(select(Job))).all()) == 1
        assert (await session.scalars(select(InboxItem))).one().body == {"t": "halo"}


async def test_a_reply_is_said_once_by_its_key_and_an_urgent_one_overtakes(runtime: Runtime) -> None:
    talk = await conversation(runtime)
    async with runtime.db.write() as session:
        talk = await session.get_one(Conversation, talk.id)
        for key, urgent in (("m:0", False), ("m:0", False), ("m:1", True)):
            reply = Reply("Halo", choices=(Choice("Menu", "/menu"),), answer="menu", urgent=urgent)
            await outbox.say(session, talk, reply, key=key, now=runtime.clock())
    async with runtime.db.read() as session:
        assert [row.key for row in await session.scalars(select(OutboxMessage))] == ["m:0", "m:1"]
        lanes = [(job.lane, job.priority) for job in await session.scalars(select(Job).order_by(Job.id))]
    assert lanes == [(f"out:{talk.id}", 5), (f"urgent:{talk.id}", 0)]


async def test_what_the_bot_said_is_kept_by_name_and_what_an_officer_said_by_words(runtime: Runtime) -> None:
    talk = await conversation(runtime, channel="webchat")
    async with runtime.db.write() as session:
        talk = await session.get_one(Conversation, talk.id)
        now = runtime.clock()
        await outbox.say(session, talk, Reply("kode: satu dua tiga", answer="lapor_terkirim"), key="a", now=now)
        worded = Reply("Petugas: kapan?", answer="pesan_petugas")
        await outbox.say(session, talk, worded, key="b", now=now, author="officer", own_words="kapan?")
    async with runtime.db.read() as session:
        said = [(row.author, row.text) for row in await session.scalars(select(Message).order_by(Message.position))]
    assert said == [("bot", None), ("officer", "kapan?")]


async def test_a_handoff_is_asked_once_taken_once_and_given_back(runtime: Runtime) -> None:
    talk, now = await conversation(runtime), runtime.clock()
    async with runtime.db.write() as session:
        talk = await session.get_one(Conversation, talk.id)
        first = await handoffs.open_handoff(session, talk, "bp3mi_banten", now=now)
        await session.flush()
        assert (await handoffs.open_handoff(session, talk, "bp3mi_banten", now=now)).id == first.id
        words = {"own_words": "x", "agency": "bp3mi_banten", "now": now}
        with pytest.raises(WrongState):
            await handoffs.say_as_officer(session, first, Reply("x"), staff="a", **words)
        await handoffs.take(session, first, staff="a", agency="bp3mi_banten", now=now)
        assert talk.held_by == "a"
        with pytest.raises(WrongState):
            await handoffs.take(session, first, staff="b", agency="bp3mi_banten", now=now)
        with pytest.raises(WrongState):
            await handoffs.say_as_officer(session, first, Reply("x"), staff="b", **words)
        await handoffs.give_back(session, first, staff="a", agency="bp3mi_banten", now=now)
        assert talk.held_by is None and await handoffs.current(session, talk.id) is None
        with pytest.raises(WrongState):
            await handoffs.give_back(session, first, staff="a", agency="bp3mi_banten", now=now)


async def test_fetched_replies_are_emptied_after_a_day_and_their_keys_stay(runtime: Runtime, clock: FakeClock) -> None:
    talk = await conversation(runtime, channel="webchat")
    async with runtime.db.write() as session:
        await outbox.say(session, await session.get_one(Conversation, talk.id), Reply("x"), key="a", now=clock())
    house = Housekeeping(runtime, rasa_client(runtime))
    for expected in (True, False):
        await house.handlers()["outbox.empty"].run(None)  # type: ignore[arg-type]
        async with runtime.db.read() as session:
            row = (await session.scalars(select(OutboxMessage))).one()
            assert (row.body_sealed is not None) is expected
        clock.advance(runtime.settings.outbox_keep + 1)


async def test_words_of_no_tip_are_forgotten_after_thirty_days_and_with_a_handoff_after_ninety(
    runtime: Runtime, clock: FakeClock
) -> None:
    plain, handed = await conversation(runtime), await conversation(runtime, sender="7002")
    ids = {
        "plain": await note(runtime, plain),
        "of a tip": await note(runtime, plain, tip_id="tip-contoh"),
        "handed": await note(runtime, handed),
    }
    async with runtime.db.write() as session:
        talk = await session.get_one(Conversation, handed.id)
        await handoffs.open_handoff(session, talk, "bp3mi_banten", now=clock())

    async def left() -> set[str]:
        async with runtime.db.write() as session:
            await retention.forget_words(session, runtime.settings, now=clock())
            known = set(await session.scalars(select(Message.id)))
        return {name for name, message in ids.items() if message in known}

    clock.advance(29 * DAY)
    assert await left() == {"plain", "of a tip", "handed"}
    clock.advance(2 * DAY)
    assert await left() == {"of a tip", "handed"}
    clock.advance(60 * DAY)
    assert await left() == {"of a tip"}


async def test_rasa_is_told_to_forget_idle_conversations_once(runtime: Runtime, clock: FakeClock) -> None:
    talk = await conversation(runtime)
    async with runtime.db.write() as session:
        row = await session.get_one(Conversation, talk.id)
        row.last_heard_at, row.choices = clock(), {"list": []}
    rasa, forgotten = rasa_client(runtime), []

    async def forget(sender: str) -> None:
        forgotten.append(sender)

    rasa.forget = forget  # type: ignore[method-assign]
    house = Housekeeping(runtime, rasa)
    for _ in range(3):
        await house.forget_in_rasa(None)  # type: ignore[arg-type]
        clock.advance(31 * DAY)
    assert forgotten == [talk.rasa_id]


async def test_every_periodic_kind_has_its_handler(runtime: Runtime) -> None:
    known = Housekeeping(runtime, rasa_client(runtime)).handlers()
    assert {periodic.kind for periodic in PERIODIC} <= set(known)
