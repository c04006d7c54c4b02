"""What people do that no plan foresees: old buttons, lost steps, many files, two reports at once. Nothing is lost."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from bot.conversations.models import Conversation, Message
from bot.errors import WrongState
from bot.runtime import Runtime
from bot.staff.permissions import Viewer
from bot.tips import emergency, facts, follow_up, intake, receipts, sending
from bot.tips.casework import steps
from bot.tips.models import Evidence, Referral, Tip, TipIdentifier, WrongCodes
from bot.tips.say import Say
from tests.conftest import FakeClock
from tests.tips.citizen import Citizen


async def begin(citizen: Citizen) -> None:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)


async def at_read_back(citizen: Citizen) -> None:
    await begin(citizen)
    for tap in ("#kendali=kirim_sekarang", "#penerima=lanjut", "#balasan=anonim"):
        await citizen.say(tap=tap)


async def tap_emergency(citizen: Citizen, step: str) -> tuple[Say, ...]:
    await citizen.send(tap=f"!darurat:{step}")
    async with citizen.at_work() as (session, conversation):
        message = await session.get_one(Message, citizen.last_message)
        return await emergency.act(
            session, conversation, message, step, settings=citizen.runtime.settings, now=citizen.clock()
        )


async def waiting(citizen: Citizen, pending: str | None = None) -> str | None:
    async with citizen.at_work() as (_, conversation):
        if pending is not None:
            conversation.pending = pending
        return conversation.pending


def names(says: tuple[Say, ...]) -> list[str]:
    return [say.answer for say in says]


async def test_a_story_told_at_the_very_opening_fills_what_it_tells(citizen: Citizen) -> None:
    story = "mau lapor, besok subuh tetangga saya dari desa Pontang mau diberangkatkan sama Pak Contoh 0812-0000-1234"
    await citizen.say(story, intent="lapor", confidence=0.95)
    step = await citizen.say(tap="#aman=ya")
    assert step.ask == "bukti", "when, where, who and what were told"
    draft = await citizen.draft()
    assert draft is not None
    assert (draft.departs, str(draft.departs_on), draft.village_code) == ("besok", "2026-11-25", "36.04.12.2001")
    assert (await citizen.told(draft.id))["kejadian"] == story


@pytest.mark.parametrize("words", ["kirim", "kirim sekarang", "ya kirim", "👍"])
async def test_under_the_read_back_a_typed_kirim_sends(citizen: Citizen, words: str) -> None:
    await at_read_back(citizen)
    assert (await citizen.say(words)).result == "kirim"


async def test_under_the_read_back_neither_an_old_button_nor_lewati_sends(citizen: Citizen) -> None:
    await at_read_back(citizen)
    for tap in ("#kendali=kirim_sekarang", "#kendali=lewati"):
        step = await citizen.say(tap=tap)
        assert (step.ask, step.result, citizen.heard) == ("kirim", None, ["lapor_baca_ulang"])


@pytest.mark.parametrize("correction", ["#kendali=lewati", "Zzyzx Qwerty"])
async def test_a_place_that_was_taken_back_leaves_no_village_behind(citizen: Citizen, correction: str) -> None:
    await begin(citizen)
    await citizen.say(tap="#tempat=36.04.13.2007")
    for tap in ("#kendali=kirim_sekarang", "#penerima=lanjut", "#balasan=anonim", "#kirim=ubah:tempat"):
        await citizen.say(tap=tap)
    draft = await citizen.draft()
    assert draft is not None and draft.village_code == "36.04.13.2007"
    while citizen.asked == "tempat":
        await (citizen.say(tap=correction) if correction.startswith("#") else citizen.say(correction))
    draft = await citizen.draft()
    assert draft is not None and draft.village_code is None


async def test_when_rasa_lost_the_sending_step_the_next_message_gets_the_first_code(citizen: Citizen) -> None:
    await at_read_back(citizen)
    await citizen.say(tap="#kirim=ya")
    await citizen.finish("kirim")  # and Rasa never heard of it: its form still waits for `kirim`
    citizen.asked = "kirim"
    step = await citizen.say(tap="#kirim=ya")
    assert (step.ask, step.says, step.result) == (None, (), "kirim")
    (sent,) = await citizen.finish("kirim")
    (tip,) = await citizen.tips()
    assert sent == Say("lapor_terkirim", {"tip": tip.id})
    assert "Kode Anda:" in (await citizen.read(sent)).text

    citizen.asked = "kirim"
    assert (await citizen.say(tap="#kirim=ya")).result == "kirim"
    assert names(await citizen.finish("kirim")) == ["lapor_sudah_terkirim"]
    assert len(await citizen.tips()) == 1


async def test_what_is_said_to_a_form_whose_tip_the_emergency_lane_sent_joins_that_tip(citizen: Citizen) -> None:
    await begin(citizen)
    await citizen.say(tap="#aman=ya")
    for step in ("kirim", "semua", "anonim"):
        says = await tap_emergency(citizen, step)
    await citizen.read(says[-1])
    citizen.asked = "kapan"
    assert (await citizen.say("dia dijemput mobil putih 0812-0000-3333")).result == "kirim"
    assert names(await citizen.finish("kirim")) == ["tambah_info_diterima"]
    (tip,) = await citizen.tips()
    assert "mobil putih" in ((await citizen.told(tip.id))["kejadian"] or "")


async def test_a_form_whose_draft_expired_begins_again_and_says_so(citizen: Citizen) -> None:
    await citizen.report("#aman=ya")
    citizen.clock.advance(citizen.runtime.settings.draft_expires + 1)
    citizen.asked = "kejadian"
    step = await citizen.say("dia dibawa kemarin")
    assert (citizen.heard[0], step.result) == ("lapor_buka", None)
    assert sorted(tip.status for tip in await citizen.tips()) == ["sent", "unsent"]


async def test_a_yes_in_the_form_is_not_taken_by_an_emergency_question_from_before(citizen: Citizen) -> None:
    await waiting(citizen, "darurat:tawar")
    await begin(citizen)
    assert await waiting(citizen) is None


async def test_files_over_the_limit_are_not_kept_and_that_is_said(citizen: Citizen) -> None:
    citizen.runtime = _with(citizen.runtime, files_per_tip=2)
    await begin(citizen)
    for _ in range(3):
        await citizen.say(file="photo")
    assert citizen.heard[0] == "berkas_terlalu_banyak"
    draft = await citizen.draft()
    assert draft is not None
    async with citizen.runtime.db.read() as session:
        held = await session.scalar(select(func.count()).where(Evidence.tip_id == draft.id))
        last = await session.get_one(Message, citizen.last_message)
    assert (held, last.evidence_id) == (2, None)


async def test_words_instead_of_a_file_are_acknowledged_and_kept(citizen: Citizen) -> None:
    await begin(citizen)
    while citizen.asked != "bukti":
        await citizen.say(tap="#kendali=lewati")
    await citizen.say("saya punya rekaman tapi di hp kakak")
    assert (citizen.asked, citizen.heard) == ("bukti", ["lapor_bukti_diterima"])
    await citizen.say("sudah")
    draft = await citizen.draft()
    assert citizen.asked == "penerima" and draft is not None
    async with citizen.runtime.db.read() as session:
        told = facts.joined(await facts.of_tip(session, draft.id), "bukti", also=("heard",))
    assert told == "saya punya rekaman tapi di hp kakak"


async def test_deletion_asked_for_inside_a_report_is_asked_about_alone(citizen: Citizen) -> None:
    await begin(citizen)
    step = await citizen.say(tap="/hapus_data", intent="hapus_data", confidence=1.0)
    assert (citizen.heard, step.ask) == (["hapus_data_tanya"], "aman")
    assert await waiting(citizen) == "hapus:", "and the form's own question does not take the yes"
    assert await citizen.answer_pending("ya", meant=True) == (Say("hapus_data_selesai"),)
    assert await citizen.draft() is None


@pytest.mark.parametrize(
    ("tap", "says"),
    [
        ("/ganti_bahasa", ["ganti_bahasa_tanya"]),
        ("/darurat", ["darurat_nomor", "lapor_aman"]),
        ("/menu", ["menu", "lapor_aman"]),
    ],
)
async def test_doors_tapped_inside_a_report_open_and_the_question_comes_again(
    citizen: Citizen, tap: str, says: list[str]
) -> None:
    await begin(citizen)
    await citizen.say(tap=tap, intent=tap[1:], confidence=1.0)
    assert citizen.heard == says


async def test_an_addition_is_judged_and_its_numbers_are_found_again(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=bulan_ini")
    said = f"tambah {code} dia dikurung di rumah, nomor calonya 0812-0000-3333, nomor saya 0812-0000-4444"
    assert names(await citizen.by_code(said, follow_up.ADD)) == ["tambah_info_diterima"]
    (tip,) = await citizen.tips()
    assert "confined" in tip.flags and tip.score == 50
    async with citizen.runtime.db.read() as session:
        found = [row.value for row in await session.scalars(select(TipIdentifier))]
    assert found == ["+6281200003333"]


async def test_an_answer_to_a_tip_that_was_closed_meanwhile_is_told_so(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya")
    (tip,) = await citizen.tips()
    await citizen.by_code(f"tambah info {code}", follow_up.ADD)
    async with citizen.at_work() as (session, _):
        (await session.get_one(Tip, tip.id)).status = "closed"
    assert names(await citizen.answer_pending("dia sudah pulang") or ()) == ["status_laporan"]


async def test_an_officers_question_is_waited_for_by_a_word_of_its_own(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya")
    (tip,) = await citizen.tips()
    async with citizen.at_work() as (session, _):
        row = await session.get_one(Tip, tip.id)
        await follow_up.ask_reporter(
            session, row, staff="s", agency="polda_banten", text="Sudah berangkat?", question=None, now=citizen.clock()
        )
    await citizen.by_code(f"status {code}", follow_up.STATUS)
    assert await waiting(citizen) == f"jawab:{tip.id}"
    assert names(await citizen.answer_pending("belum", meant=False) or ()) == ["tambah_info_diterima"]
    assert (await citizen.told(tip.id))["kejadian"] == "belum"


async def test_two_sendings_at_once_make_one_tip_one_code_and_one_referral_each(citizen: Citizen) -> None:
    await at_read_back(citizen)
    draft = await citizen.draft()
    assert draft is not None
    found: list[bytes | None] = []

    async def send() -> None:
        async with citizen.runtime.db.write() as session:
            tip = await session.get_one(Tip, draft.id)
            await asyncio.sleep(0)
            await sending.submit(session, tip, now=citizen.clock())
            await session.refresh(tip)
            found.append(tip.receipt_salt)

    await asyncio.gather(send(), send())
    assert len(set(found)) == 1 and found[0] is not None
    assert len(await citizen.referrals(draft.id)) == 3


async def test_the_first_two_codes_of_an_hour_may_be_tried_at_the_same_moment(
    runtime: Runtime, clock: FakeClock
) -> None:
    people = [await Citizen(runtime, clock).arrive() for _ in range(3)]

    async def attempt(person: Citizen) -> None:
        async with runtime.db.write() as session:
            conversation = await session.get_one(Conversation, person.conversation_id)
            said = await receipts.tip_by_code(
                session, conversation, "jati jati jati jati jati", now=clock(), settings=runtime.settings
            )
            assert said == Say("kode_salah")

    await asyncio.gather(*map(attempt, people))
    async with runtime.db.read() as session:
        assert await session.scalar(select(WrongCodes.count)) == 3


async def test_of_two_agencies_that_decline_at_once_one_keeps_the_tip(citizen: Citizen) -> None:
    await at_read_back(citizen)
    draft = await citizen.draft()
    assert draft is not None
    async with citizen.at_work() as (session, _):
        await sending.submit(session, await session.get_one(Tip, draft.id), now=citizen.clock())

    async def decline(agency: str) -> bool:
        viewer = Viewer(agency, "Petugas Contoh", agency, frozenset({"officer"}))
        try:
            async with citizen.runtime.db.write() as session:
                await steps.decline(
                    session, viewer, draft.case_number, reason="bukan wilayah kami", now=citizen.clock()
                )
        except WrongState:
            return False
        return True

    agencies = list(await citizen.referrals(draft.id))
    assert sorted(await asyncio.gather(*map(decline, agencies))) == [False, True, True]
    async with citizen.runtime.db.read() as session:
        states = (await session.scalars(select(Referral.state).where(Referral.tip_id == draft.id))).all()
    assert sorted(states) == ["declined", "declined", "sent"]


def _with(runtime: Runtime, **changed: object) -> Runtime:
    settings = runtime.settings.model_copy(update=changed)
    return Runtime(settings, runtime.keys, runtime.vault, runtime.db, runtime.clock)


async def test_a_second_tap_on_send_after_the_form_closed_says_that_it_was_sent(citizen: Citizen) -> None:
    async def tap(payload: str) -> list[str]:
        await citizen.send(tap=payload)
        async with citizen.at_work() as (session, conversation):
            message = await session.get_one(Message, citizen.last_message)
            return names(
                await intake.tapped_late(session, conversation, message, citizen.runtime.settings, citizen.clock())
            )

    assert await tap("#kirim=ya") == [], "nothing was ever sent"
    await at_read_back(citizen)
    await citizen.say(tap="#kirim=ya")
    (sent,) = await citizen.finish("kirim")
    assert await tap("#kirim=ya") == ["lapor_terkirim"], "its code was not told yet"
    await citizen.read(sent)
    assert await tap("#kirim=ya") == ["lapor_sudah_terkirim"]
    assert await tap("#aman=ya") == []
    citizen.clock.advance(citizen.runtime.settings.silence_before_summary)
    assert await tap("#kirim=ya") == [], "a broker who scrolls back learns nothing"


async def test_late_news_are_called_late(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya")
    (tip,) = await citizen.tips()

    async def status() -> str:
        (said,) = await citizen.by_code(f"status {code}", follow_up.STATUS)
        return (await citizen.read(said)).text

    assert "Maaf" not in await status()
    citizen.clock.advance(citizen.runtime.settings.news_within)
    assert "belum dibuka petugas padahal sudah lewat tiga hari" in await status()
    async with citizen.at_work() as (session, _):
        row = await session.scalar(select(Referral).where(Referral.tip_id == tip.id).limit(1))
        assert row is not None
        row.opened_at = citizen.clock()
    assert "Maaf" not in await status()
    citizen.clock.advance(citizen.runtime.settings.news_within)
    assert "sejak petugas membuka laporan" in await status()
    async with citizen.at_work() as (session, _):
        (await session.get_one(Referral, row.id)).state = "accepted"
    assert "Maaf" not in await status()


async def test_finishing_without_anything_told_claims_nothing(citizen: Citizen) -> None:
    await citizen.send("ya")
    assert names(await citizen.finish("kirim")) == ["lapor_batal"]
    async with citizen.at_work() as (session, conversation):
        assert await intake.unsent(session, conversation.id) is None
