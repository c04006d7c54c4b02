"""Drafts expire whole; finished tips lose their words in time; "hapus data saya" works and keeps what was sent."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from bot.conversations.models import Conversation, Message
from bot.tips import evidence, follow_up, retention
from bot.tips.models import Evidence, Referral, Tip, TipFact, TipIdentifier
from tests.tips.citizen import Citizen

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


async def expire(citizen: Citizen) -> int:
    async with citizen.runtime.db.write() as session:
        return await retention.expire(session, citizen.runtime.settings, now=citizen.clock())


async def with_file(citizen: Citizen) -> Path:
    """Start a report with a real stored file; returns where it lies."""
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    await citizen.say("tetangga saya Pak Contoh 0812-0000-1111 mau berangkat besok")
    async with citizen.at_work() as (session, conversation):
        stored = await evidence.store(
            session, PDF, name="surat.pdf", declared_mime="application/pdf", kind="document",
            conversation_id=conversation.id, message_id=None, settings=citizen.runtime.settings,
            vault=citizen.runtime.vault, now=citizen.clock(),
        )  # fmt: skip
        draft = await citizen.draft()
        assert draft is not None
        stored.tip_id = draft.id
    return citizen.runtime.settings.evidence_dir / stored.stored_name


async def count(citizen: Citizen, model: type) -> int:
    async with citizen.runtime.db.read() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def test_an_unsent_draft_expires_with_everything_in_it(citizen: Citizen) -> None:
    path = await with_file(citizen)
    assert path.exists()
    citizen.clock.advance(citizen.runtime.settings.draft_expires - 60)
    assert await expire(citizen) == 0
    citizen.clock.advance(120)
    assert await expire(citizen) == 1
    assert [await count(citizen, model) for model in (Tip, TipFact, TipIdentifier, Evidence)] == [0, 0, 0, 0]
    assert not path.exists()


async def test_each_word_gives_a_draft_new_time(citizen: Citizen) -> None:
    await with_file(citizen)
    citizen.clock.advance(citizen.runtime.settings.draft_expires - 60)
    await citizen.say("lewati")
    citizen.clock.advance(120)
    assert await expire(citizen) == 0


async def test_a_withdrawn_tip_loses_its_words_and_its_code_but_stays_a_plain_number(citizen: Citizen) -> None:
    await citizen.report("#aman=ya", "#kapan=besok", "Lontar, Tirtayasa", "Pak Contoh 0812-0000-1111")
    (tip,) = await citizen.tips()
    async with citizen.runtime.db.write() as session:
        await follow_up.withdraw(session, await session.get_one(Tip, tip.id), now=citizen.clock())
    assert await expire(citizen) == 0
    citizen.clock.advance(citizen.runtime.settings.keep_withdrawn_tip_days * 86_400 + 60)
    assert await expire(citizen) == 1
    assert await expire(citizen) == 0
    async with citizen.runtime.db.read() as session:
        row = await session.get_one(Tip, tip.id)
        assert (row.receipt_hash, row.conversation_id) == (None, None)
        assert (row.case_number, row.kind) == (tip.case_number, tip.kind)
        texts = (await session.scalars(select(Message).where(Message.author == "citizen"))).all()
        assert not [message for message in texts if message.text and "Contoh" in message.text]
        reasons = (await session.scalars(select(Referral.reason_sealed))).all()
        assert len(reasons) == 3 and set(reasons) == {None}
    assert await count(citizen, TipIdentifier) == 0


async def test_deleting_ones_data_drops_the_draft_keeps_the_sent_tip_and_gives_rasa_a_new_id(citizen: Citizen) -> None:
    await citizen.report("#aman=ya", "#kapan=besok", "Lontar, Tirtayasa", "Pak Contoh")
    await citizen.send("pertanyaan biasa tentang paspor")
    question = citizen.last_message
    path = await with_file(citizen)
    async with citizen.at_work() as (session, conversation):
        before = conversation.rasa_id
        conversation.pending = f"{follow_up.FORGET}:"
    await citizen.answer_pending("ya", meant=True)
    async with citizen.runtime.db.read() as session:
        row = await session.get_one(Conversation, citizen.conversation_id)
        assert row.rasa_id != before
        assert (await session.get_one(Message, question)).text is None
    assert [tip.status for tip in await citizen.tips()] == ["sent"]
    assert not path.exists()
