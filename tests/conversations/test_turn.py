"""A turn from the inbox to the outbox: who answers, in which order, and that doing it twice does no harm."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.answers.models import Answer
from bot.conversations.handoff import give_back, open_handoff, take
from bot.conversations.models import Conversation, Handoff, InboxItem, Message, OutboxMessage
from bot.errors import TryAgain
from bot.learning.models import Miss
from bot.parts import Parts
from bot.tips import intake
from bot.tips.models import Tip


def names(replies: list) -> list[str]:
    return [reply.answer for reply in replies]


async def the_conversation(parts: Parts) -> Conversation:
    async with parts.runtime.db.read() as session:
        return (await session.scalars(select(Conversation))).one()


async def test_a_question_is_answered_with_the_published_words_and_their_source(page, rasa) -> None:
    rasa.says("menu")
    await page.send("halo")
    rasa.says("opp")
    replies = await page.send("opp itu apa ya pak")
    assert names(replies) == ["opp"]
    assert replies[0].source and "dicek" in replies[0].source
    assert any(choice.payload == "!terbantu:ya:opp" for choice in replies[0].choices)


async def test_the_first_contact_hears_first_that_this_is_a_machine(page, rasa) -> None:
    rasa.says("opp")
    first = await page.send("opp itu apa")
    assert first[0].text.startswith("Halo, saya Langkah Aman. Saya mesin") and first[-1].answer == "opp"
    assert "Saya mesin" not in (await page.send("opp itu apa"))[0].text


async def test_a_greeting_at_first_contact_is_welcomed_once(page, rasa) -> None:
    rasa.says("sapa")
    assert names(await page.send("halo")) == ["sambutan"]


async def test_rasa_hears_a_random_sender_the_message_id_and_no_number(page, rasa, parts) -> None:
    item = await page.put("calo nya 0812-0000-1234, nik 3604012345678901")
    await page.work()
    heard = rasa.heard[0]
    assert heard["metadata"] == {"message_id": item}
    assert heard["sender"] == (await the_conversation(parts)).rasa_id
    assert page.secret not in heard["sender"]
    assert "1234" not in heard["message"] and "3604" not in heard["message"]


async def test_the_same_message_twice_is_answered_once_with_the_same_replies(page, rasa) -> None:
    first = await page.send("opp itu apa", message_id="satu")
    again = await page.send("opp itu apa", message_id="satu")
    assert first == again and len(rasa.heard) == 1


async def test_a_turn_begun_by_a_dead_worker_reads_what_rasa_said_instead_of_asking_again(page, rasa, parts) -> None:
    rasa.says("opp")
    item = await page.put("opp itu apa")
    await parts.turns.take(item)
    async with parts.runtime.db.write() as session:  # as if the last commit had never happened
        message = await session.get_one(Message, item)
        message.answered_at = None
        row = await session.get_one(InboxItem, item)
        row.state, row.body = "new", {
            "conversation": page.secret, "kind": "text", "text": "opp itu apa", "payload": None, "at": 1.0,
        }  # fmt: skip
        for sent in await session.scalars(select(OutboxMessage)):
            await session.delete(sent)
    await parts.turns.take(item, attempt=2)
    assert len(rasa.heard) == 1
    assert (await page.replies(item))[-1].answer == "opp"


async def test_no_transaction_is_open_while_rasa_is_asked(page, rasa, parts) -> None:
    async def write_meanwhile() -> None:
        async with parts.runtime.db.write() as session:  # would wait for ever behind an open transaction
            (await session.scalars(select(Conversation))).one().misses = 0

    rasa.during = write_meanwhile
    assert await page.send("opp itu apa")


async def test_a_silent_rasa_is_worded_at_once_with_numbers_and_menu(page, rasa) -> None:
    await page.send("halo")
    rasa.is_silent()
    item = await page.put("opp itu apa")
    await page.work()
    replies = await page.replies(item)
    assert names(replies) == ["rasa_diam"]
    assert "110" in replies[0].text and replies[0].choices
    assert (await page.message(item)).answered_at is not None


@pytest.mark.parametrize("failure", ["failed", "empty", "strange"])
async def test_a_failed_action_and_an_empty_reply_are_silence(page, rasa, failure) -> None:
    await page.send("halo")
    rasa.says("opp", failed=True) if failure == "failed" else rasa.says()
    if failure == "strange":
        rasa.answering = lambda _: {"replies": [{"text": "kata Rasa sendiri"}, 7], "verdict": "accept"}
    assert names(await page.send("opp itu apa")) == ["rasa_diam"]


async def test_the_second_miss_in_a_row_ends_in_menu_and_human_and_both_are_kept_masked(page, rasa, parts) -> None:
    await page.send("halo")
    rasa.says("tidak_paham", verdict="reject", labels=("opp", "cek_p3mi"))
    first = await page.send("kata Pak Contoh di 0812-0000-1234 anu itu")
    assert names(first) == ["maksud_anda"]
    guessed = [choice.payload for choice in first[0].choices][:2]
    assert guessed == ['/tanya{"topic":"opp"}', '/tanya{"topic":"cek_p3mi"}']
    assert names(await page.send("anu yang itu loh")) == ["menu_dan_petugas"]
    assert names(await page.send("anu yang mana")) == ["maksud_anda"]
    async with parts.runtime.db.read() as session:
        kept = [miss.text for miss in await session.scalars(select(Miss).order_by(Miss.at))]
    assert len(kept) == 3
    assert not any("Contoh" in text or "1234" in text for text in kept)


async def test_a_danger_cry_gets_the_numbers_first_and_still_reaches_rasa(page, rasa) -> None:
    rasa.says("paspor_ditahan")
    replies = await page.send("tolong saya disekap majikan, paspor diambil")
    assert replies[0].answer == "darurat_nomor" and replies[0].urgent and "110" in replies[0].text
    assert "paspor_ditahan" in names(replies) and rasa.heard


async def test_who_speaks_of_ending_their_life_is_not_led_into_a_report(page, rasa) -> None:
    rasa.says("lapor_aman")
    assert names(await page.send("pengen mati aja rasanya")) == ["darurat_nomor_jiwa", "darurat_tawar_kirim"]
    assert names(await page.send("aku mau bunuh diri")) == ["darurat_singkat", "darurat_tawar_kirim"]
    assert names(await page.send("saya disekap majikan, pengen mati aja"))[-1] == "lapor_aman"


async def test_with_rasa_down_a_danger_cry_is_kept_as_a_raw_tip_and_can_be_sent(page, rasa, parts) -> None:
    rasa.is_silent()
    item = await page.put("tolong saya disekap di rumah kosong")
    await page.work()
    replies = await page.replies(item)
    assert replies[0].answer == "darurat_nomor" and "darurat_tawar_kirim" in names(replies)
    assert (await page.message(item)).tip_id is not None
    for wish in ("!darurat:kirim", "!darurat:semua", "!darurat:anonim"):
        last = await page.send(payload=wish)
    assert "darurat_terkirim" in names(last)
    async with parts.runtime.db.read() as session:
        assert (await session.scalars(select(Tip))).one().status == "sent"


async def test_a_typed_yes_answers_the_emergency_lane_while_it_waits(page, rasa) -> None:
    rasa.is_silent()
    await page.send("tolong saya disekap di rumah kosong")
    assert "darurat_penerima" in names(await page.send("iya"))


async def test_the_full_block_comes_once_in_ten_minutes(page, rasa, clock) -> None:
    await page.send("tolong saya disekap")
    assert (await page.send("tolong saya disekap majikan"))[0].answer == "darurat_singkat"
    clock.advance(601)
    assert (await page.send("tolong saya disekap majikan"))[0].answer == "darurat_nomor"


async def test_while_a_human_holds_the_conversation_the_bot_is_silent_but_the_net_is_not(page, rasa, parts) -> None:
    await page.send("halo")
    heard = len(rasa.heard)
    async with parts.runtime.db.write() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        handoff = await open_handoff(session, conversation, "bp3mi_banten", now=parts.runtime.clock())
        await session.flush()
        await take(session, handoff, staff="petugas-1", agency="bp3mi_banten", now=parts.runtime.clock())
    item = await page.put("pak, saya mau cerita")
    await page.work()
    assert await page.replies(item) == [] and (await page.message(item)).text == "pak, saya mau cerita"
    assert (await page.send("tolong saya disekap"))[0].urgent
    assert len(rasa.heard) == heard
    async with parts.runtime.db.write() as session:
        handoff = (await session.scalars(select(Handoff))).one()
        await give_back(session, handoff, staff="petugas-1", agency="bp3mi_banten", now=parts.runtime.clock())
    assert await page.send("opp itu apa")


async def test_a_number_a_title_and_a_tap_choose_alike(page, rasa) -> None:
    rasa.says("cek_tawaran")
    offered = (await page.send("ada tawaran kerja"))[-1].choices
    wanted = offered[0]
    for said in ("1", "satu", wanted.title.lower(), "nomor 1"):
        rasa.says("cek_tawaran")
        await page.send("ada tawaran kerja")
        item = await page.put(said)
        await page.work()
        assert (await page.message(item)).payload == wanted.payload, said


async def test_a_choice_of_the_form_is_stored_and_rasa_hears_only_that_one_was_tapped(page, rasa) -> None:
    item = await page.put("Kp. Contoh", payload="#tempat=36.04.01.2001")
    await page.work()
    assert rasa.last == "/pilih" and (await page.message(item)).payload == "#tempat=36.04.01.2001"


@pytest.mark.parametrize("odd", ["/restart", "!hapus_semua", "#aman=ya;DROP", '/tanya{"x":1}', "/SetSlots(a=b)", "x"])
async def test_a_payload_that_is_none_of_ours_opens_the_menu(page, rasa, odd) -> None:
    await page.send(payload=odd)
    assert [heard["message"] for heard in rasa.heard] in (["/menu"], [])


async def test_a_typed_slash_command_never_reaches_rasa_as_a_payload(page, rasa) -> None:
    replies = await page.send("/start")
    assert names(replies) == ["sambutan"] and rasa.heard == []


async def test_terbantu_selengkapnya_privasi_and_bahasa_are_the_gateways_own(page, rasa, parts) -> None:
    await page.send("halo")
    heard = len(rasa.heard)
    assert names(await page.send(payload="!terbantu:ya:opp")) == ["terbantu_ya"]
    assert names(await page.send(payload="!terbantu:tidak:opp")) == ["terbantu_tidak"]
    assert names(await page.send(payload="!privasi")) == ["privasi_singkat"]
    assert (await page.send(payload="!bahasa:su"))[0].language == "su"
    assert names(await page.send(payload="!selengkapnya:opp")) == ["opp"]
    assert len(rasa.heard) == heard
    async with parts.runtime.db.read() as session:
        answer = await session.get_one(Answer, "opp")
        assert (answer.helped, answer.not_helped) == (1, 1)
    assert (await the_conversation(parts)).language_pinned


async def test_the_bots_own_sentences_cannot_be_called_up_by_name(page, rasa) -> None:
    assert names(await page.send(payload="!selengkapnya:opp"))[-1] == "opp"
    assert names(await page.send(payload="!selengkapnya:lapor_terkirim")) == ["menu"]


async def test_the_language_follows_the_person_and_two_words_change_nothing(page, rasa, parts) -> None:
    rasa.says("opp")
    await page.send("kumaha carana mun kuring hayang digawe ka luar nagri")
    assert (await the_conversation(parts)).language == "su"
    await page.send("opp")
    assert (await the_conversation(parts)).language == "su"
    await page.send("saya mau tanya syarat kerja ke luar negeri itu apa saja")
    assert (await the_conversation(parts)).language == "id"


async def test_a_withdrawn_answer_says_that_it_is_being_checked_and_whom_to_call(page, rasa, parts, clock) -> None:
    await page.send("halo")
    async with parts.runtime.db.write() as session:
        (await session.get_one(Answer, "opp")).withdrawn_at = clock()
    rasa.says("opp")
    said = await page.send("opp itu apa")
    assert names(said) == ["jawaban_ditarik"]
    assert "sedang ditarik dan diperiksa" in said[0].text and "0800-1000" in said[0].text


async def test_a_text_too_long_says_so_and_what_came_too_often_is_asked_to_wait(page, rasa, parts) -> None:
    await page.send("halo")
    assert names(await page.send("a " * 2_500)) == ["terlalu_panjang"]
    parts.runtime.settings.conversation_per_minute = 4
    answered = [names(await page.send(f"pesan ke {number}")) for number in range(8)]
    assert ["terlalu_sering"] in answered and [] in answered
    assert (await page.send("tolong saya disekap"))[0].answer == "darurat_nomor"


async def test_an_unsupported_kind_gets_its_answer_and_a_place_is_kept(page, rasa, parts) -> None:
    await page.send("halo")
    sticker = await page.put(kind="unsupported")
    place = await page.put(kind="location", extra={"details": {"latitude": -6.1, "longitude": 106.1}})
    await page.work()
    assert names(await page.replies(sticker)) == ["jenis_tak_didukung"]
    assert names(await page.replies(place)) == ["berkas_diterima"]
    assert (await page.message(place)).evidence_id is not None


async def test_inside_a_report_the_question_is_asked_again_after_a_file_that_was_not_taken(page, rasa, parts) -> None:
    await page.send("halo")
    async with parts.runtime.db.write() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        draft = await intake.new_draft(session, conversation, parts.runtime.settings, now=parts.runtime.clock())
        draft.asked = "kapan"
    rasa.says("lapor_kapan")
    sticker = await page.put(kind="unsupported")
    await page.work()
    assert names(await page.replies(sticker)) == ["jenis_tak_didukung", "lapor_kapan"]


async def test_after_the_last_failure_the_citizen_gets_an_apology_and_the_operator_the_item(page, parts, clock) -> None:
    async def fails(*_: object, **__: object) -> None:
        raise TryAgain("neighbour away")

    parts.turns.rasa.hear = fails  # type: ignore[assignment]
    parts.runtime.settings.job_attempts = 3
    item = await page.put("opp itu apa")
    for _ in range(3):
        await page.work()
        clock.advance(3_600)
    assert names(await page.replies(item)) == ["gagal_parkir"]
    async with parts.runtime.db.read() as session:
        row = await session.get_one(InboxItem, item)
        assert row.state == "parked" and "neighbour away" in (row.reason or "")
    assert (await page.message(item)).text == "opp itu apa"


async def test_inbox_bodies_are_emptied_and_the_key_stays(page, parts) -> None:
    item = await page.put("opp itu apa", message_id="a")
    await page.work()
    async with parts.runtime.db.read() as session:
        row = await session.get_one(InboxItem, item)
        assert row.body_sealed is None and row.state == "done"
    assert await page.put("opp itu apa", message_id="a") == item


async def test_nothing_said_is_in_plain_in_the_database(page, rasa, parts) -> None:
    await page.send("nama calonya Contoh Samaran nomor 0812-0000-7777")
    async with parts.runtime.db.read() as session:
        for table in (Conversation, InboxItem, Message, OutboxMessage):
            for row in await session.execute(select(*table.__table__.columns)):
                assert "Samaran" not in repr(row) and "7777" not in repr(row) and page.secret not in repr(row)


async def test_messages_of_one_person_are_answered_in_the_order_they_came(page, rasa, parts) -> None:
    items = [await page.put(f"pertanyaan {number}") for number in range(5)]
    await page.work()
    assert [heard["message"] for heard in rasa.heard] == [f"pertanyaan {number}" for number in range(5)]
    async with parts.runtime.db.read() as session:
        keys = (await session.scalars(select(OutboxMessage.key).order_by(OutboxMessage.id))).all()
        assert await session.scalar(select(func.count()).select_from(Message)) >= 10
    assert [key.split(":")[0] for key in keys] == items


async def test_a_yes_that_was_waited_for_is_not_taken_from_a_later_yes(page, rasa, parts) -> None:
    await page.send("halo")
    async with parts.runtime.db.write() as session:
        (await session.scalars(select(Conversation))).one().pending = "hapus:"
    rasa.says("opp")
    await page.send("opp itu apa ya")
    assert (await the_conversation(parts)).pending is None
    rasa.says("setuju_kosong")
    assert "hapus_data_selesai" not in names(await page.send("ya", payload="/setuju"))


async def test_perhaps_danger_is_not_confirmed_by_a_later_yes(page, rasa) -> None:
    rasa.says("paspor_ditahan")
    assert "darurat_tanya" in names(await page.send("paspor saya ditahan majikan, gimana ya"))
    rasa.says("opp")
    await page.send("opp itu apa ya")
    assert not any(name.startswith("darurat") for name in names(await page.send("ya")))


@pytest.mark.parametrize("word", ["batal", "ga jadi"])
async def test_cancel_at_the_last_emergency_question_sends_nothing(page, rasa, parts, word) -> None:
    rasa.is_silent()
    await page.send("tolong saya disekap di rumah kosong")
    await page.send(payload="!darurat:kirim")
    assert "darurat_balasan" in names(await page.send(payload="!darurat:semua"))
    assert names(await page.send(word)) == ["darurat_tidak_dikirim"]
    async with parts.runtime.db.read() as session:
        assert (await session.scalars(select(Tip))).one().status == "unsent"


async def test_a_yes_to_deletion_empties_the_conversation(page, rasa, parts, clock) -> None:
    item = await page.put("rahasia saya")
    await page.work()
    async with parts.runtime.db.write() as session:
        (await session.scalars(select(Conversation))).one().pending = "hapus:"
    before = (await the_conversation(parts)).rasa_id
    assert "hapus_data_selesai" in names(await page.send("ya hapus", payload="/setuju"))
    assert (await page.message(item)).text is None
    assert (await the_conversation(parts)).rasa_id != before


async def test_a_form_that_rasa_lost_is_opened_again_on_the_same_message(page, rasa, parts) -> None:
    rasa.says("lapor_buka", "lapor_aman")
    await page.send("mau lapor")
    conversation = await the_conversation(parts)
    async with parts.runtime.db.write() as session:  # as our action left it before Rasa died
        session.add(
            Tip(
                case_number="LA-00001", conversation_id=conversation.id, channel="webchat", status="unsent",
                asked="kapan", flags=[], excluded=[], reasons=[],
                created_at=parts.runtime.clock(), changed_at=parts.runtime.clock(),
            )
        )  # fmt: skip
    rasa.answering = lambda asked: {
        "replies": [{"answer": "lapor_tempat" if asked["message"] == "/lapor" else "menu"}], "verdict": "accept",
    }  # fmt: skip
    assert names(await page.send("besok pagi")) == ["lapor_tempat"]
    first, second = rasa.heard[-2:]
    assert second["message"] == "/lapor"
    assert first["metadata"] == second["metadata"]


async def test_a_sure_rasa_asks_where_the_net_heard_nothing(page, rasa) -> None:
    await page.send("halo")
    rasa.says("opp", labels=("darurat",), likelihood=0.95)
    assert names(await page.send("syarat paspor apa saja"))[0] == "darurat_tanya"
    rasa.says("opp", labels=("darurat",), likelihood=0.5)
    assert names(await page.send("apa itu opp")) == ["opp"]


async def test_a_sure_rasa_turns_the_nets_question_into_the_numbers(page, rasa) -> None:
    await page.send("halo")
    rasa.says("opp", labels=("darurat",), likelihood=0.5)
    assert names(await page.send("anak saya di saudi 2 tahun ga ada kabar"))[0] == "darurat_tanya"
    rasa.says("opp", labels=("darurat",), likelihood=0.95)
    assert names(await page.send("anak saya di saudi 2 tahun ga ada kabar"))[0] == "darurat_nomor"


async def test_danger_added_to_a_sent_tip_brings_the_numbers_and_makes_that_tip_urgent(page, rasa, parts) -> None:
    rasa.is_silent()
    await page.send("anak saya dibujuk calo, tolong saya takut")
    await page.send(payload="!darurat:ya")
    for wish in ("!darurat:kirim", "!darurat:semua", "!darurat:anonim"):
        await page.send(payload=wish)
    async with parts.runtime.db.write() as session:
        tip = (await session.scalars(select(Tip))).one()
        tip.emergency = False
        (await session.scalars(select(Conversation))).one().pending = f"tambah:{tip.id}"
    heard = names(await page.send("sekarang dia dikunci di kamar dan dipukuli, tolong cepat"))
    assert heard[0] in ("darurat_nomor", "darurat_nomor_anak", "darurat_singkat")
    assert "tambah_info_diterima" in heard and "darurat_tawar_kirim" not in heard
    async with parts.runtime.db.read() as session:
        assert (await session.scalars(select(Tip))).one().emergency is True
