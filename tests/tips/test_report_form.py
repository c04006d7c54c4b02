"""The report asks little, keeps everything, forgets nothing, and repeats no personal data."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.conversations.models import Message
from bot.tips import facts, intake, receivers
from bot.tips.models import TipFact, TipIdentifier
from bot.tips.say import Say
from tests.tips.citizen import Citizen

START = "/lapor"


async def begin(citizen: Citizen, text: str = "") -> None:
    await citizen.say(text, tap=None if text else START, intent="lapor", confidence=1.0)


async def at(citizen: Citizen, slot: str) -> None:
    """Go to a question by skipping those before it."""
    await begin(citizen)
    while citizen.asked != slot:
        await citizen.say(tap="#kendali=lewati" if citizen.asked != "aman" else "#aman=ya")


async def test_the_questions_come_in_order_the_first_about_safety_the_second_about_departure(
    citizen: Citizen,
) -> None:
    await begin(citizen)
    assert citizen.heard == ["lapor_buka", "lapor_aman"]
    order = [citizen.asked]
    for tap in ("#aman=ya", "#kapan=besok"):
        order.append((await citizen.say(tap=tap)).ask)
    for words in ("desa Lontar kecamatan Tirtayasa", "Pak Contoh dari PT Contoh Jaya", "katanya kerja di pabrik"):
        order.append((await citizen.say(words)).ask)
    for tap in ("#bukti=selesai", "#penerima=lanjut", "#balasan=anonim"):
        order.append((await citizen.say(tap=tap)).ask)
    assert order == ["aman", "kapan", "tempat", "perekrut", "kejadian", "bukti", "penerima", "balasan", "kirim"]
    assert citizen.heard == ["lapor_baca_ulang"]


async def test_slots_hold_markers_only(citizen: Citizen) -> None:
    await at(citizen, "perekrut")
    step = await citizen.say("Pak Contoh 0812-0000-1111")
    assert step.markers == {"perekrut": "dijawab"}
    assert "0812" not in str(step.to_json())
    assert (await citizen.say(tap="#kendali=lewati")).markers == {"kejadian": "dilewati"}


async def test_two_facts_in_one_message_answer_two_questions(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say(tap="#aman=ya")
    step = await citizen.say("besok subuh, agennya Pak Contoh 0812-0000-1111")
    assert step.markers == {"kapan": "dijawab", "perekrut": "dijawab"}
    assert step.ask == "tempat"
    step = await citizen.say("desa Lontar kecamatan Tirtayasa")
    assert step.ask == "kejadian", "who recruits was said already"
    draft = await citizen.draft()
    assert draft is not None
    assert (draft.departs, str(draft.departs_on)) == ("besok", "2026-11-25")
    assert draft.village_code == "36.04.13.2007"


async def test_a_story_told_at_once_is_not_asked_for_again(citizen: Citizen) -> None:
    await begin(
        citizen,
        "saya mau lapor, tetangga saya mau diberangkatkan besok ke Malaysia sama calo 0812-0000-1111, "
        "paspornya sudah dipegang dia",
    )
    assert citizen.asked == "aman"
    asked = [(await citizen.say(tap="#aman=ya")).ask]
    asked.append((await citizen.say("Lontar, Tirtayasa")).ask)
    assert asked == ["tempat", "bukti"]


async def test_numbers_are_kept_by_blind_index_and_the_reporters_own_is_not(citizen: Citizen) -> None:
    await at(citizen, "perekrut")
    await citizen.say("Bu Contoh, nomornya 0812-0000-1111, hubungi saya di 0812-0000-2222")
    async with citizen.runtime.db.read() as session:
        rows = (await session.scalars(select(TipIdentifier))).all()
        assert [row.value for row in rows] == ["+6281200001111"]
        assert rows[0].blind == citizen.runtime.vault.blind("phone", "+6281200001111")


@pytest.mark.parametrize("word", ["lewati", "skip", "liwat"])
async def test_every_telling_question_can_be_skipped_by_word(citizen: Citizen, word: str) -> None:
    await begin(citizen)
    await citizen.say(tap="#aman=ya")
    for expected in ("tempat", "perekrut", "kejadian", "bukti", "penerima"):
        assert (await citizen.say(word)).ask == expected


async def test_not_knowing_is_an_answer(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say(tap="#aman=ya")
    assert (await citizen.say("ga tau")).ask == "tempat"
    assert (await citizen.say("ga tau")).ask == "perekrut"
    assert (await citizen.say("ga tau namanya")).ask == "kejadian"
    draft = await citizen.draft()
    assert draft is not None and draft.departs == "belum_tahu"


async def test_back_asks_the_question_before_again_and_the_new_answer_counts(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say(tap="#aman=ya")
    await citizen.say(tap="#kapan=besok")
    step = await citizen.say("kembali")
    assert (step.ask, step.markers) == ("kapan", {"kapan": None})
    step = await citizen.say(tap="#kapan=bulan_ini")
    assert step.ask == "tempat"
    draft = await citizen.draft()
    assert draft is not None and draft.departs == "bulan_ini"


async def test_what_is_taken_back_by_skipping_is_no_longer_part_of_the_report(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say(tap="#aman=ya")
    await citizen.say(tap="#kapan=besok")
    await citizen.say("Lontar, Tirtayasa")
    await citizen.say("Pak Contoh dari kampung sebelah")
    assert (await citizen.say("kembali")).ask == "perekrut"
    await citizen.say("lewati")
    draft = await citizen.draft()
    assert draft is not None
    async with citizen.runtime.db.read() as session:
        told = await facts.of_tip(session, draft.id)
        assert facts.joined(told, "perekrut", also=("heard",)) == ""


async def test_back_at_the_first_question_says_so(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say("kembali")
    assert citizen.heard == ["lapor_kembali_awal", "lapor_aman"]


async def test_an_unclear_place_offers_the_places_it_may_mean(citizen: Citizen) -> None:
    await at(citizen, "tempat")
    step = await citizen.say("Sukajadi")
    assert step.ask == "tempat"
    assert citizen.heard == ["lapor_tempat_pilih"]
    reply = await citizen.read(step.says[-1])
    places = [choice for choice in reply.choices if choice.payload.startswith("#tempat=")]
    assert len(places) > 1 and all("Kec." in choice.title for choice in places)
    assert (await citizen.say(tap=places[0].payload)).ask == "perekrut"
    draft = await citizen.draft()
    assert draft is not None and draft.village_code == places[0].payload.partition("=")[2]


async def test_a_place_that_is_not_found_is_asked_once_more_and_then_kept_as_it_is(citizen: Citizen) -> None:
    await at(citizen, "tempat")
    await citizen.say("Zzyzx Qwerty")
    assert citizen.heard == ["lapor_tempat_ulang"]
    assert (await citizen.say("Zzyzx Qwerty dekat pasar")).ask == "perekrut"
    draft = await citizen.draft()
    assert draft is not None and draft.village_code is None
    assert (await citizen.told(draft.id))["tempat"] == "Zzyzx Qwerty dekat pasar"


async def test_kirim_sekarang_leads_straight_to_receivers_consent_and_read_back(citizen: Citizen) -> None:
    await at(citizen, "perekrut")
    step = await citizen.say("kirim sekarang")
    assert step.ask == "penerima"
    assert (await citizen.say("lanjut")).ask == "balasan"
    assert (await citizen.say("anonim saja")).ask == "kirim"


async def test_a_clear_question_in_the_middle_is_answered_and_the_report_goes_on(citizen: Citizen) -> None:
    await at(citizen, "kapan")
    step = await citizen.say("paspor itu bayarnya berapa ya?", intent="tanya", topic="paspor_syarat", confidence=0.9)
    assert citizen.heard == ["paspor_syarat", "lapor_kapan"]
    assert step.ask == "kapan" and step.markers == {}


async def test_a_story_is_never_taken_for_a_question_but_an_unsure_question_is_kept(citizen: Citizen) -> None:
    await at(citizen, "kejadian")
    step = await citizen.say(
        "dia minta bayar paspor 10 juta terus dibawa ke penampungan", intent="tanya", topic="paspor_syarat",
        confidence=0.95,
    )  # fmt: skip
    assert step.ask == "bukti" and citizen.heard == ["lapor_bukti"]

    await citizen.say(tap="#kendali=kembali")
    step = await citizen.say("apa harus bayar?", intent="tanya", topic="biaya_penempatan", confidence=0.4)
    draft = await citizen.draft()
    assert draft is not None
    async with citizen.runtime.db.read() as session:
        kept = await session.scalar(
            select(func.count()).where(TipFact.tip_id == draft.id, TipFact.message_id == citizen.last_message)
        )
    assert kept == 1


async def test_a_tapped_topic_is_answered_in_between(citizen: Citizen) -> None:
    await at(citizen, "kejadian")
    step = await citizen.say(tap='/tanya{"topic":"opp"}', intent="tanya", topic="opp", confidence=1.0)
    assert citizen.heard == ["opp", "lapor_kejadian"]
    assert step.ask == "kejadian"


async def test_asking_for_a_human_is_handed_on_and_the_question_stays(citizen: Citizen) -> None:
    await at(citizen, "tempat")
    step = await citizen.say("mau bicara petugas", intent="bicara_petugas", confidence=0.95)
    assert (step.aside, step.ask) == ("bicara_petugas", "tempat")


async def test_tidak_aman_ends_the_questions_kindly_and_keeps_the_draft(citizen: Citizen) -> None:
    await begin(citizen, "tetangga saya mau berangkat besok sama Pak Contoh")
    step = await citizen.say("ga aman")
    assert (step.ask, step.result) == (None, "tidak_aman")
    assert await citizen.finish("tidak_aman") == (Say("tidak_aman"),)
    draft = await citizen.draft()
    assert draft is not None and draft.status == "unsent" and draft.departs == "besok"

    citizen.asked = None
    await begin(citizen)
    assert citizen.heard == ["lapor_lanjut", "lapor_aman"], "whether it is safe now is asked anew"


async def test_danger_now_brings_the_numbers_first_and_makes_the_tip_urgent(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say(tap="#aman=mendesak")
    assert citizen.heard == ["darurat_nomor", "lapor_kapan"]
    draft = await citizen.draft()
    assert draft is not None and draft.emergency


async def test_for_a_child_sapa_comes_first_once_and_the_detailed_questions_are_left_out(citizen: Citizen) -> None:
    await at(citizen, "perekrut")
    step = await citizen.say("yang mau dibawa umurnya 15, yang ngajak Pak Contoh")
    assert citizen.heard[0] == "darurat_nomor_anak"
    assert step.ask == "penerima"
    await citizen.say(tap="#penerima=lanjut")
    assert "darurat_nomor_anak" not in citizen.heard


async def test_silence_is_followed_by_what_was_kept_and_the_answer_still_counts(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say(tap="#aman=ya")
    citizen.clock.advance(citizen.runtime.settings.silence_before_summary + 1)
    step = await citizen.say(tap="#kapan=besok")
    assert citizen.heard == ["lapor_lanjut", "lapor_tempat"]
    summary = await citizen.read(step.says[0])
    assert "besok" in summary.text


async def test_coming_back_by_lapor_goes_on_where_it_was(citizen: Citizen) -> None:
    await at(citizen, "tempat")
    citizen.asked = None
    await begin(citizen)
    assert citizen.heard == ["lapor_lanjut", "lapor_tempat"]


async def test_the_same_message_taken_twice_gives_the_same_step_and_no_second_fact(citizen: Citizen) -> None:
    await at(citizen, "perekrut")
    first = await citizen.say("Pak Contoh 0812-0000-1111")
    again = await citizen.take_last()
    assert again == first
    async with citizen.runtime.db.read() as session:
        for model in (TipFact, TipIdentifier):
            rows = select(func.count()).select_from(model)
            if model is TipFact:
                rows = rows.where(TipFact.message_id == citizen.last_message)
            assert await session.scalar(rows) == 1


async def test_files_are_kept_whenever_they_come_and_evidence_waits_for_more(citizen: Citizen) -> None:
    await at(citizen, "kapan")
    await citizen.say(file="photo")
    assert citizen.heard == ["lapor_berkas", "lapor_kapan"]
    await citizen.say("lewati")
    while citizen.asked != "bukti":
        await citizen.say("lewati")
    step = await citizen.say(file="photo")
    assert (citizen.heard, step.ask) == (["lapor_bukti_diterima"], "bukti")
    assert (await citizen.say("udah")).ask == "penerima"
    draft = await citizen.draft()
    assert draft is not None
    async with citizen.runtime.db.read() as session:
        kept = await session.scalar(select(func.count()).where(Message.tip_id == draft.id, Message.kind == "photo"))
    assert kept == 2


async def test_the_read_back_says_what_was_kept_and_repeats_no_personal_data(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say(tap="#aman=ya")
    await citizen.say(tap="#kapan=besok")
    await citizen.say("Lontar, Tirtayasa")
    await citizen.say("Pak Contoh 0812-0000-1111")
    await citizen.say("disuruh bohong ke petugas imigrasi oleh Pak Contoh")
    await citizen.say(file="photo")
    await citizen.say(tap="#bukti=selesai")
    await citizen.say(tap="#penerima=tanpa:polda_banten")
    while citizen.asked != "balasan":
        await citizen.say(tap="#penerima=lanjut")
    step = await citizen.say(tap="#balasan=anonim")
    text = (await citizen.read(step.says[-1])).text
    assert "besok" in text and "Lontar" in text and "sudah dicatat" in text and "1 berkas" in text
    assert "0812" not in text and "Contoh" not in text and "bohong" not in text
    assert "Polda" not in text and "Imigrasi" in text


async def test_the_reporter_sees_the_receivers_and_may_leave_one_out(citizen: Citizen) -> None:
    await at(citizen, "kejadian")
    step = await citizen.say("kirim sekarang")
    reply = await citizen.read(step.says[-1])
    assert "BP3MI Banten" in reply.text and "Polda Banten" in reply.text
    assert "#penerima=tanpa:polda_banten" in [choice.payload for choice in reply.choices]
    assert (await citizen.say("jangan polisi")).ask == "balasan"
    draft = await citizen.draft()
    assert draft is not None and draft.excluded == ["polda_banten"]


async def test_somebody_must_be_left_to_receive_it(citizen: Citizen) -> None:
    await at(citizen, "penerima")
    async with citizen.at_work() as (session, conversation):
        draft = await intake.unsent(session, conversation.id)
        assert draft is not None
        draft.excluded = ["bp3mi_banten", "imigrasi_banten"]
    assert (await citizen.say(tap="#penerima=tanpa:polda_banten")).ask == "penerima"


async def test_a_departure_within_three_days_brings_in_immigration_before_it_is_sent(citizen: Citizen) -> None:
    await begin(citizen, "keponakan saya dikurung, tolong")
    await citizen.say(tap="#aman=ya")
    await citizen.say(tap="#kapan=besok")
    await citizen.say("kirim sekarang")
    draft = await citizen.draft()
    assert draft is not None and "departs_72h" in draft.flags
    async with citizen.runtime.db.read() as session:
        found = await receivers.destinations(session, draft)
    assert "imigrasi_banten" in [one.agency for one in found]


async def test_consent_is_asked_with_the_truth_about_the_channel(citizen: Citizen) -> None:
    await at(citizen, "penerima")
    await citizen.say(tap="#penerima=lanjut")
    assert citizen.heard == ["kanal_webchat", "lapor_balasan"]


async def test_everything_can_be_changed_at_the_read_back(citizen: Citizen) -> None:
    await at(citizen, "penerima")
    await citizen.say(tap="#penerima=lanjut")
    await citizen.say(tap="#balasan=anonim")
    for slot in ("kapan", "tempat", "perekrut", "kejadian", "bukti", "penerima", "balasan"):
        step = await citizen.say(tap=f"#kirim=ubah:{slot}")
        assert (step.ask, step.markers) == (slot, {slot: None})
        while citizen.asked != "kirim":
            await citizen.say(tap={"penerima": "#penerima=lanjut", "balasan": "#balasan=kabar"}.get(
                citizen.asked or "", "#kendali=lewati"))  # fmt: skip
    draft = await citizen.draft()
    assert draft is not None and draft.consent == "kabar"


async def test_a_story_added_at_the_read_back_is_kept(citizen: Citizen) -> None:
    await at(citizen, "penerima")
    await citizen.say(tap="#penerima=lanjut")
    await citizen.say(tap="#balasan=anonim")
    await citizen.say("oh iya mobilnya warna putih nomor polisi lupa")
    assert citizen.asked == "kirim"
    draft = await citizen.draft()
    assert draft is not None
    assert "mobilnya" in ((await citizen.told(draft.id)).get("kejadian") or "")


async def test_batal_drops_everything_that_was_told(citizen: Citizen) -> None:
    await at(citizen, "kejadian")
    await citizen.say("Pak Contoh bohong soal gaji")
    step = await citizen.say("batal")
    assert (step.ask, step.result) == (None, "batal")
    assert await citizen.finish("batal") == (Say("lapor_batal"),)
    assert await citizen.draft() is None
    async with citizen.runtime.db.read() as session:
        assert not (await session.scalars(select(TipFact))).all()


async def test_no_at_the_read_back_sends_nothing_and_keeps_everything(citizen: Citizen) -> None:
    await at(citizen, "penerima")
    await citizen.say(tap="#penerima=lanjut")
    await citizen.say(tap="#balasan=anonim")
    step = await citizen.say("belum")
    says = await citizen.finish(step.result) if step.result else step.says
    assert "lapor_belum_kirim" in [say.answer for say in says]
    draft = await citizen.draft()
    assert draft is not None and draft.status == "unsent"


async def test_an_old_button_corrects_an_answer_but_decides_nothing(citizen: Citizen) -> None:
    await at(citizen, "kejadian")
    step = await citizen.say(tap="#kirim=ya")
    assert (step.result, step.ask) == (None, "kejadian")
    step = await citizen.say(tap="#kapan=hari_ini")
    assert step.ask == "kejadian"
    draft = await citizen.draft()
    assert draft is not None and draft.departs == "hari_ini"


@pytest.mark.parametrize("tap", ["#kapan=kemarin", "#tempat=99.99", "#aman=mungkin", "#rahasia=ya", "#kendali=terbang"])
async def test_a_forged_choice_changes_nothing(citizen: Citizen, tap: str) -> None:
    await at(citizen, "kapan")
    step = await citizen.say(tap=tap)
    assert (step.ask, step.markers, step.result) == ("kapan", {}, None)


async def test_an_unsent_draft_holds_every_message_from_the_first(citizen: Citizen) -> None:
    await begin(citizen, "tolong, tetangga saya dibohongi")
    await citizen.say("aman kok")
    draft = await citizen.draft()
    assert draft is not None
    async with citizen.runtime.db.read() as session:
        assert await session.scalar(select(func.count()).where(Message.tip_id == draft.id)) == 2


async def test_a_cry_for_help_at_a_question_is_no_day_and_no_second_answer(citizen: Citizen) -> None:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    assert (await citizen.say(tap="#aman=ya")).ask == "kapan"
    for cry in ("saya dipukul sekarang tolong", "tolong saya dikunci di kamar dan dipukuli"):
        assert (await citizen.say(cry)).ask == "kapan"
        draft = await citizen.draft()
        assert draft is not None and draft.departs is None
    assert (await citizen.say("besok")).ask == "tempat"


async def test_a_cry_that_names_the_day_of_leaving_answers_the_question(citizen: Citizen) -> None:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    await citizen.say(tap="#aman=ya")
    await citizen.say("tolong pak besok subuh saya dipaksa berangkat, saya dikunci di penampungan")
    draft = await citizen.draft()
    assert draft is not None and draft.departs == "besok"
