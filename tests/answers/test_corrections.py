"""A correction reaches those who read the wrong wording, nobody else, once, and only after a second person agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.answers import corrections, editing
from bot.answers.models import Correction
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, Message, OutboxMessage
from bot.database import new_id
from bot.errors import BadInput, NotAllowed, WrongState
from bot.jobs import Job
from bot.runtime import Runtime
from tests.conftest import FakeClock

SENTENCE = {"id": "Biaya paspor bukan Rp1. Baca yang benar.", "su": "Biaya paspor lain Rp1."}


async def republish(runtime: Runtime, clock: FakeClock, key: str = "opp") -> None:
    async with runtime.db.write() as session:
        draft = await editing.start_draft(session, key, author="redaktur", now=clock())
        content = {**draft.content, "short": {**draft.content["short"], "id": f"Isi yang benar {clock()}."}}
        wording = editing.Wording(content, draft.sources, draft.checked_on, draft.review_by)
        await editing.save_draft(session, draft.id, wording, author="redaktur", now=clock())
        await editing.submit(session, draft.id, author="redaktur", now=clock())
        await editing.approve(session, draft.id, approver="penyetuju", now=clock())


async def somebody(
    runtime: Runtime,
    at: datetime,
    *answers: str,
    channel: str = "telegram",
    heard: timedelta = timedelta(0),
    **more: str,
) -> str:
    async with runtime.db.write() as session:
        row = Conversation(
            id=new_id(), channel=channel, account="", external_blind=new_id(), created_at=at, last_heard_at=at + heard,
            **more,
        )  # fmt: skip
        session.add(row)
        row.external_id = "7001"
        for position, answer in enumerate(answers, start=1):
            session.add(
                Message(id=new_id(), position=position, conversation_id=row.id, author="bot", answer=answer, at=at)
            )
    return row.id


async def asked_for(runtime: Runtime, clock: FakeClock, days: int = 7) -> Correction:
    async with runtime.db.write() as session:
        return await corrections.propose(session, "opp", SENTENCE, days, author="redaktur", now=clock())


async def sent(runtime: Runtime, clock: FakeClock, correction: Correction) -> dict[str, str]:
    """What each conversation was told, after the job ran (twice: a repeat changes nothing)."""
    async with runtime.db.write() as session:
        await corrections.approve(session, correction.id, approver="penyetuju", now=clock())
    for _ in range(2):
        more = True
        while more:
            async with runtime.db.write() as session:
                more = await corrections.send_some(session, correction.id, runtime.settings, now=clock())
    async with runtime.db.read() as session:
        rows = (await session.scalars(select(OutboxMessage))).all()
        assert all(row.key.startswith("ralat:") for row in rows)
        told = {row.conversation_id: Reply.from_bytes(row.open_body(runtime.vault) or b"") for row in rows}
        assert len(told) == len(rows)
    return {conversation: reply.text for conversation, reply in told.items()}


async def test_it_reaches_those_who_read_the_wrong_wording_and_may_be_written_to(
    seeded: Runtime, clock: FakeClock
) -> None:
    now = clock()
    reader = await somebody(seeded, now, "sambutan", "opp")
    sundanese = await somebody(seeded, now, "opp", channel="webchat", language="su")
    recent = await somebody(seeded, now, "opp", channel="whatsapp", heard=timedelta(hours=2))
    kept_out = [
        await somebody(seeded, now, "cek_p3mi"),
        await somebody(seeded, now, "opp", "tidak_aman"),
        await somebody(seeded, now, "darurat_nomor", "opp"),
        await somebody(seeded, now - timedelta(days=9), "opp"),
        await somebody(seeded, now - timedelta(days=2), "opp", channel="whatsapp"),
        await somebody(seeded, now, "opp", held_by="petugas"),
        await somebody(seeded, now, "opp", channel="terminal"),
    ]
    clock.advance(3_600)
    await republish(seeded, clock)
    clock.advance(60)
    kept_out.append(await somebody(seeded, clock(), "opp"))  # read the right one
    told = await sent(seeded, clock, await asked_for(seeded, clock))
    assert set(told) == {reader, sundanese, recent} and not set(kept_out) & set(told)
    assert told[reader] == f"Ralat dari Langkah Aman: {SENTENCE['id']}"
    assert told[sundanese] == f"Ralat ti Langkah Aman: {SENTENCE['su']}"
    async with seeded.db.read() as session:
        stored = (await session.scalars(select(Correction))).one()
        kinds = [job.kind for job in await session.scalars(select(Job)) if job.kind == "send"]
    assert (stored.state, stored.reached) == ("sent", 3)
    assert len(kinds) == 2, "the page fetches its own"


async def test_many_are_told_in_portions_without_one_twice(
    seeded: Runtime, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "AT_ONCE", 2)
    for _ in range(5):
        await somebody(seeded, clock(), "opp")
    clock.advance(60)
    await republish(seeded, clock)
    assert len(await sent(seeded, clock, await asked_for(seeded, clock))) == 5


async def test_nobody_approves_their_own_correction_and_none_goes_out_unapproved(
    seeded: Runtime, clock: FakeClock
) -> None:
    await somebody(seeded, clock(), "opp")
    clock.advance(60)
    await republish(seeded, clock)
    made = await asked_for(seeded, clock)
    with pytest.raises(NotAllowed):
        async with seeded.db.write() as session:
            await corrections.approve(session, made.id, approver="redaktur", now=clock())
    async with seeded.db.write() as session:
        assert not await corrections.send_some(session, made.id, seeded.settings, now=clock())
        assert (await session.scalars(select(OutboxMessage))).all() == []
    with pytest.raises(WrongState):
        await asked_for(seeded, clock)
    async with seeded.db.write() as session:
        await corrections.refuse(session, made.id, by="penyetuju", now=clock())
    with pytest.raises(WrongState):
        async with seeded.db.write() as session:
            await corrections.approve(session, made.id, approver="penyetuju", now=clock())


@pytest.mark.parametrize(
    ("sentence", "days"), [({"id": " "}, 7), ({"id": "x" * 301}, 7), ({"su": "Wungkul"}, 7), ({"id": "Isi"}, 8)]
)
async def test_what_cannot_be_sent_is_refused(
    seeded: Runtime, clock: FakeClock, sentence: dict[str, str], days: int
) -> None:
    await republish(seeded, clock)
    with pytest.raises(BadInput):
        async with seeded.db.write() as session:
            await corrections.propose(session, "opp", sentence, days, author="redaktur", now=clock())


async def test_a_wording_that_was_never_changed_has_nothing_to_correct(seeded: Runtime, clock: FakeClock) -> None:
    with pytest.raises(WrongState):
        await asked_for(replace(seeded), clock)
