"""By code, from any channel: status, additions, withdrawal; wrong codes are limited and learn nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.conversations.messages import Reply
from bot.conversations.models import Message, OutboxMessage
from bot.errors import BadInput, WrongState
from bot.jobs import Job
from bot.tips import follow_up
from bot.tips.models import Tip, TipNote
from bot.tips.receipts import words
from bot.tips.say import Say
from tests.tips.citizen import Citizen

WRONG = " ".join(words()[:5])


async def another(citizen: Citizen, channel: str = "telegram") -> Citizen:
    return await Citizen(citizen.runtime, citizen.clock, channel).arrive()


async def ask(citizen: Citizen, tip: Tip, text: str, *, question: Reply | None = None) -> TipNote:
    async with citizen.runtime.db.write() as session:
        row = await session.get_one(Tip, tip.id)
        return await follow_up.ask_reporter(
            session, row, staff="s1", agency="bp3mi_banten", text=text, question=question, now=citizen.clock.advance(60)
        )


async def with_news(citizen: Citizen) -> Tip:
    await citizen.report("#aman=ya", "#kapan=besok")
    (tip,) = await citizen.tips()
    async with citizen.runtime.db.write() as session:
        (await session.get_one(Tip, tip.id)).consent = "kabar"
    return tip


async def test_the_code_tells_the_status_in_one_word_and_a_sentence_on_another_channel(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    elsewhere = await another(citizen)
    (status,) = await elsewhere.by_code(f"status {code}", follow_up.STATUS)
    reply = await elsewhere.read(status)
    assert "Status laporan: diterima." in reply.text


async def test_without_a_code_it_is_asked_for_and_a_bare_code_serves_what_was_asked(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    assert await citizen.by_code("mau cabut laporan", follow_up.WITHDRAW) == (Say("cabut_minta_kode"),)
    assert await citizen.by_code(code, follow_up.STATUS) == (Say("cabut_yakin"),)


async def test_a_wrong_code_and_one_that_was_deleted_hear_the_same_sentence(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    async with citizen.at_work() as (session, _):
        for tip in await session.scalars(select(Tip)):
            tip.receipt_hash = None
    assert await citizen.by_code(code, follow_up.STATUS) == await citizen.by_code(WRONG, follow_up.STATUS)


async def test_wrong_codes_are_limited_in_one_conversation_for_a_while(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    settings = citizen.runtime.settings
    for _ in range(settings.wrong_codes_allowed):
        assert await citizen.by_code(WRONG, follow_up.STATUS) == (Say("kode_salah"),)
    assert await citizen.by_code(WRONG, follow_up.STATUS) == (Say("kode_terlalu_sering"),)
    assert await citizen.by_code(code, follow_up.STATUS) == (Say("kode_terlalu_sering"),)
    citizen.clock.advance(settings.wrong_codes_pause + 1)
    assert (await citizen.by_code(code, follow_up.STATUS))[0].answer == "status_laporan"


async def test_wrong_codes_are_limited_everywhere_per_hour_but_never_for_the_reporters_own_conversation(
    citizen: Citizen,
) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    citizen.runtime.settings.wrong_codes_per_hour_everywhere = 3
    for _ in range(3):
        stranger = await another(citizen)
        assert await stranger.by_code(WRONG, follow_up.STATUS) == (Say("kode_salah"),)
    stranger = await another(citizen)
    assert await stranger.by_code(WRONG, follow_up.STATUS) == (Say("kode_terlalu_sering"),)
    assert await stranger.by_code(code, follow_up.STATUS) == (Say("kode_terlalu_sering"),)
    assert (await citizen.by_code(code, follow_up.STATUS))[0].answer == "status_laporan"
    citizen.clock.advance(3_600)
    assert (await stranger.by_code(code, follow_up.STATUS))[0].answer == "status_laporan"


async def test_an_addition_with_the_code_lands_in_the_tip_and_its_agencies_are_told(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    (tip,) = await citizen.tips()
    elsewhere = await another(citizen)
    says = await elsewhere.by_code(f"tambah info {code} mobilnya putih dan sopirnya dua orang", follow_up.ADD)
    assert says == (Say("tambah_info_diterima"),)
    assert "mobilnya putih" in ((await citizen.told(tip.id))["kejadian"] or "")
    async with citizen.runtime.db.read() as session:
        events = [job.payload["event"] for job in await session.scalars(select(Job).where(Job.kind == "notify"))]
    assert events.count("tip.added") == 3


async def test_the_code_itself_is_not_kept_in_the_tip(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    (tip,) = await citizen.tips()
    await citizen.by_code(f"tambah info {code} mobilnya putih dan sopirnya dua orang", follow_up.ADD)
    assert code not in ((await citizen.told(tip.id))["kejadian"] or "")
    async with citizen.runtime.db.read() as session:
        texts = [row.text or "" for row in await session.scalars(select(Message).where(Message.tip_id == tip.id))]
    assert not [text for text in texts if code in text], "officers read these words, and must not hold the code"


async def test_a_code_that_was_used_leaves_no_trace_in_what_was_said(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    await citizen.by_code(f"status {code}", follow_up.STATUS)
    async with citizen.runtime.db.read() as session:
        message = await session.get_one(Message, citizen.last_message)
        assert message.text == "status •••"


async def test_adding_takes_the_next_message_or_file(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    (tip,) = await citizen.tips()
    assert await citizen.by_code(f"tambah info {code}", follow_up.ADD) == (Say("tambah_info_siap"),)
    assert await citizen.answer_pending(file="photo") == (Say("tambah_info_diterima"),)
    async with citizen.runtime.db.read() as session:
        message = await session.get_one(Message, citizen.last_message)
        assert message.tip_id == tip.id


async def test_withdrawing_asks_first_then_stops_the_work_and_can_happen_once(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    await citizen.by_code(f"cabut laporan {code}", follow_up.WITHDRAW)
    assert await citizen.answer_pending("tidak jadi", meant=False) == (Say("menolak_kosong"),)
    assert (await citizen.tips())[0].status == "sent"

    await citizen.by_code(f"cabut laporan {code}", follow_up.WITHDRAW)
    assert await citizen.answer_pending("ya", meant=True) == (Say("cabut_selesai"),)
    assert (await citizen.tips())[0].status == "withdrawn"
    assert await citizen.by_code(f"cabut {code}", follow_up.WITHDRAW) == (Say("cabut_tidak_bisa"),)
    (status,) = await citizen.by_code(f"status {code}", follow_up.STATUS)
    assert "ditarik" in (await citizen.read(status)).text


async def test_an_officers_question_is_pushed_only_where_news_was_agreed_to(citizen: Citizen) -> None:
    tip = await with_news(citizen)
    question = Reply("Pesan dari petugas: jam berapa?", answer="pesan_petugas")
    note = await ask(citizen, tip, "jam berapa?", question=question)
    assert not note.waiting
    async with citizen.runtime.db.read() as session:
        (said,) = (await session.scalars(select(OutboxMessage))).all()
        assert said.conversation_id == citizen.conversation_id
    assert await citizen.answer_pending("jam 4 subuh dari rumah Pak Contoh") == (Say("tambah_info_diterima"),)
    assert "jam 4 subuh" in ((await citizen.told(tip.id))["kejadian"] or "")


async def test_without_that_consent_nothing_is_pushed_and_the_question_waits_for_the_code(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    (tip,) = await citizen.tips()
    await ask(citizen, tip, "jam berapa?", question=Reply("Pesan dari petugas: jam berapa?"))
    async with citizen.runtime.db.read() as session:
        assert not (await session.scalars(select(OutboxMessage))).all()

    elsewhere = await another(citizen)
    _, question = await elsewhere.by_code(f"status {code}", follow_up.STATUS)
    assert "jam berapa?" in (await elsewhere.read(question)).text
    assert len(await elsewhere.by_code(f"status {code}", follow_up.STATUS)) == 1, "shown once"


async def test_the_answer_to_a_question_shown_by_code_lands_in_the_tip(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    (tip,) = await citizen.tips()
    await ask(citizen, tip, "jam berapa?")
    elsewhere = await another(citizen)
    await elsewhere.by_code(f"status {code}", follow_up.STATUS)
    assert await elsewhere.answer_pending("jam 4 subuh") == (Say("tambah_info_diterima"),)
    assert "jam 4 subuh" in ((await citizen.told(tip.id))["kejadian"] or "")


@pytest.mark.parametrize(("text", "error"), [("  ", BadInput), ("x" * 1_001, BadInput)])
async def test_a_question_has_words_and_a_limit(citizen: Citizen, text: str, error: type[Exception]) -> None:
    tip = await with_news(citizen)
    with pytest.raises(error):
        await ask(citizen, tip, text)


async def test_nobody_is_asked_about_a_tip_that_was_withdrawn(citizen: Citizen) -> None:
    tip = await with_news(citizen)
    async with citizen.runtime.db.write() as session:
        await follow_up.withdraw(session, await session.get_one(Tip, tip.id), now=citizen.clock())
    with pytest.raises(WrongState):
        await ask(citizen, tip, "jam berapa?")


async def test_the_same_message_taken_twice_counts_one_wrong_code_and_adds_one_fact(citizen: Citizen) -> None:
    await citizen.by_code(WRONG, follow_up.STATUS)
    async with citizen.at_work() as (session, conversation):
        message = await session.get_one(Message, citizen.last_message)
        await follow_up.by_code(
            session, conversation, message, follow_up.STATUS, settings=citizen.runtime.settings, now=citizen.clock()
        )
        assert conversation.wrong_codes == 1
