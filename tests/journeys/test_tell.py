"""Tell: kept from the first answer, read by the agencies within a second of sending, answered through the code."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from bot.answers import published
from bot.answers.controls import load_controls
from bot.answers.rendering import render
from bot.channels.webchat.messages import ACCOUNT
from bot.conversations.models import Conversation, Message
from bot.conversations.people import blind_of
from bot.jobs import Job
from bot.runtime import Runtime
from bot.staff.permissions import Viewer
from bot.tips import follow_up
from bot.tips.casework import folders, reading
from bot.tips.casework.folders import Filters
from bot.tips.models import Evidence, Referral, Tip, TipFact, TipIdentifier
from tests.processes.house import House, WebCitizen

pytestmark = pytest.mark.asyncio(loop_scope="session")


def officer(agency: str) -> Viewer:
    return Viewer(f"petugas-{agency}", "Ibu Contoh", agency, frozenset({"officer"}))


def photo() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Rahasia di dalam foto"
    Image.new("RGB", (64, 48), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


async def told(citizen: WebCitizen) -> None:
    """A whole report up to the question about receivers, with a photo."""
    await citizen.say("saya mau lapor")
    await citizen.tap("Ya, aman")
    await citizen.say("besok subuh dari desa pontang")
    await citizen.say("namanya Pak Contoh hp 0812-0000-1234")
    await citizen.say("dia ngajak lima orang kerja ke kamboja, diminta uang muka tiga juta, tanpa kontrak")
    files = {"file": ("bukti.jpg", photo(), "image/jpeg")}
    data = {"conversation": citizen.conversation, "message_id": "foto-1"}
    answer = await citizen.client.post("/webchat/files", data=data, files=files)
    assert answer.status_code == 200, answer.text
    citizen.heard += answer.json()["replies"]
    assert citizen.heard[-1]["answer"] == "lapor_bukti_diterima"
    await citizen.tap("Selesai")


async def sent(citizen: WebCitizen, *, consent: str) -> str:
    """Send with this consent; the receipt code."""
    await citizen.tap("lanjut")
    await citizen.tap(consent)
    assert citizen.heard[-1]["answer"] == "lapor_baca_ulang"
    reply = (await citizen.tap("Kirim"))[-1]
    assert reply["answer"] == "lapor_terkirim"
    match = re.search(r"Kode Anda: ([a-z ]+)", reply["text"])
    assert match is not None
    return match[1].strip()


async def test_a_whole_report_reaches_the_queues_with_everything_that_was_told(
    citizen: WebCitizen, house: House
) -> None:
    await told(citizen)
    assert citizen.heard[-1]["answer"] == "lapor_penerima"
    code = await sent(citizen, consent="Ya, boleh")
    assert len(code.split()) == 5
    assert "0812" not in " ".join(reply["text"] for reply in citizen.heard)

    runtime = house.runtime()
    async with runtime.db.write() as session:
        tip = await newest_tip(session_of=runtime, session=session, citizen=citizen)
        assert tip.status == "sent"
        assert (tip.departs, tip.village_code) == ("besok", "36.04.12.2001")
        assert tip.receipt_salt is None
        receivers = set(await session.scalars(select(Referral.agency).where(Referral.tip_id == tip.id)))
        assert receivers
        facts = {row.slot: row.value for row in await session.scalars(select(TipFact).where(TipFact.tip_id == tip.id))}
        assert "kamboja" in (facts["kejadian"] or "")
        kinds = set(await session.scalars(select(TipIdentifier.kind).where(TipIdentifier.tip_id == tip.id)))
        assert "phone" in kinds
        stored = (await session.scalars(select(Evidence).where(Evidence.tip_id == tip.id))).one()
        raw = (runtime.settings.evidence_dir / stored.stored_name).read_bytes()
        assert b"Rahasia" not in raw
        agency = sorted(receivers)[0]
        view = await reading.open_tip(session, officer(agency), tip.case_number, now=runtime.clock())
        assert view.tip.score >= 40
        assert all("0812" not in fact.text for fact in view.facts)
        assert [fact.slot for fact in view.facts][:2] == ["kapan", "tempat"]
        when = runtime.clock()
        rows = await folders.listed(session, officer(agency), "berangkat_72_jam", Filters(), now=when, most=50)
        assert tip.case_number in [row.case_number for row in rows]
    await runtime.close()
    assert (await citizen.say(f"status {code}"))[-1]["text"].startswith("Status laporan: dibaca")


async def test_an_officers_question_reaches_the_citizen_and_the_answer_lands_in_the_tip(
    citizen: WebCitizen, house: House
) -> None:
    await told(citizen)
    await sent(citizen, consent="Ya, boleh")
    runtime = house.runtime()
    async with runtime.db.write() as session:
        tip = await newest_tip(session_of=runtime, session=session, citizen=citizen)
        conversation = await session.get_one(Conversation, tip.conversation_id)
        answer = await published.find(session, "pesan_petugas")
        assert answer is not None
        question = render(
            answer, language=conversation.language, params={"teks": "Mobilnya warna apa?"},
            today=runtime.clock().date(), controls=load_controls(runtime.settings.content_dir),
        )  # fmt: skip
        await follow_up.ask_reporter(
            session, tip, staff="petugas-1", agency="polda_banten", text="Mobilnya warna apa?",
            question=question, now=runtime.clock(),
        )  # fmt: skip
    heard = await citizen.later()
    assert "Mobilnya warna apa?" in heard[-1]["text"]
    assert (await citizen.say("mobilnya putih, plat tidak kelihatan"))[-1]["answer"] == "tambah_info_diterima"
    async with runtime.db.read() as session:
        texts = [row.text for row in await session.scalars(select(Message).where(Message.tip_id == tip.id))]
    await runtime.close()
    assert "mobilnya putih, plat tidak kelihatan" in texts


async def test_an_agency_that_was_left_out_sees_nothing_not_even_a_count(citizen: WebCitizen, house: House) -> None:
    await told(citizen)
    left_out = next(button for button in citizen.heard[-1]["buttons"] if "tanpa:" in button["payload"])
    agency = left_out["payload"].rpartition(":")[2]
    runtime = house.runtime()
    async with runtime.db.read() as session:
        before = await folders.counts(session, officer(agency), now=runtime.clock())
    await citizen.tap(left_out["title"])
    await citizen.tap("anonim")
    await citizen.tap("Kirim")
    async with runtime.db.write() as session:
        tip = await newest_tip(session_of=runtime, session=session, citizen=citizen)
        assert agency in tip.excluded
        assert await folders.counts(session, officer(agency), now=runtime.clock()) == before
        from bot.errors import NotFound

        with pytest.raises(NotFound):
            await reading.open_tip(session, officer(agency), tip.case_number, now=runtime.clock())
        told_machines = [job.lane for job in await session.scalars(select(Job).where(Job.kind == "notify"))]
        assert f"notify:{agency}" not in told_machines
    await runtime.close()


async def test_the_ten_second_report_goes_straight_to_receivers_and_loses_nothing(citizen: WebCitizen) -> None:
    await citizen.say("lapor")
    await citizen.tap("Ya, aman")
    await citizen.say("hari ini dari desa tanara")
    assert citizen.heard[-1]["answer"] in ("lapor_perekrut", "lapor_tempat_pilih")
    if citizen.heard[-1]["answer"] == "lapor_tempat_pilih":
        await citizen.say("1")
    await citizen.tap("Kirim sekarang")
    assert citizen.heard[-1]["answer"] == "lapor_penerima"


async def test_back_skip_and_cancel_work_and_a_cancelled_report_is_gone(citizen: WebCitizen, house: House) -> None:
    await citizen.say("lapor")
    await citizen.tap("Ya, aman")
    await citizen.say("lewati")
    assert citizen.heard[-1]["answer"] == "lapor_tempat"
    await citizen.say("kembali")
    assert citizen.heard[-1]["answer"] == "lapor_kapan"
    await citizen.say("batal")
    assert citizen.heard[-1]["answer"] == "lapor_batal"
    runtime = house.runtime()
    async with runtime.db.read() as session:
        mine = await session.scalar(
            select(Conversation.id).where(Conversation.external_blind == blind(runtime, citizen))
        )
        assert mine is not None
        assert await session.scalar(select(Tip.id).where(Tip.conversation_id == mine)) is None
    await runtime.close()


async def test_a_clear_question_in_the_middle_is_answered_and_the_report_goes_on(citizen: WebCitizen) -> None:
    await citizen.say("lapor")
    await citizen.tap("Ya, aman")
    replies = await citizen.say("apa itu bp3mi banten?")
    assert "BP3MI" in " ".join(reply["text"] for reply in replies)
    assert replies[-1]["answer"] == "lapor_kapan"


async def test_not_safe_ends_the_questions_kindly(citizen: WebCitizen) -> None:
    await citizen.say("lapor")
    reply = (await citizen.tap("Tidak aman"))[-1]
    assert reply["answer"] == "tidak_aman"
    assert "129" in reply["text"]
    assert (await citizen.say("lapor"))[-1]["answer"] in ("lapor_aman", "lapor_kapan")


async def test_a_withdrawn_tip_says_so_and_wrong_codes_tell_nothing(citizen: WebCitizen) -> None:
    await told(citizen)
    code = await sent(citizen, consent="anonim")
    await citizen.say(f"cabut laporan {code}")
    assert citizen.heard[-1]["answer"] == "cabut_yakin"
    await citizen.say("ya")
    assert citizen.heard[-1]["answer"] == "cabut_selesai"
    assert "ditarik" in (await citizen.say(f"status {code}"))[-1]["text"]
    wrong = " ".join(reversed(code.split()))
    answers = [(await citizen.say(f"status {wrong}"))[-1]["answer"] for _ in range(6)]
    assert answers[0] == "kode_salah"
    assert answers[-1] == "kode_terlalu_sering"


def blind(runtime: Runtime, citizen: WebCitizen) -> str:
    return blind_of(runtime.vault, "webchat", ACCOUNT, citizen.conversation)


async def newest_tip(*, session_of: Runtime, session: object, citizen: WebCitizen) -> Tip:
    """This citizen's tip."""
    conversation = await session.scalar(  # type: ignore[attr-defined]
        select(Conversation.id).where(Conversation.external_blind == blind(session_of, citizen))
    )
    found: Tip = (
        await session.scalars(select(Tip).where(Tip.conversation_id == conversation))  # type: ignore[attr-defined]
    ).one()
    return found
