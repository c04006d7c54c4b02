"""Sending is one transaction: score, referrals, notices, audit entry and a receipt that is told once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot.audit import AuditEntry
from bot.errors import WrongState
from bot.jobs import Job
from bot.tips import intake, sending
from bot.tips.models import Tip
from bot.tips.say import Say
from tests.tips.citizen import Citizen


async def test_a_sent_tip_reaches_its_agencies_with_score_reasons_and_one_notice_each(citizen: Citizen) -> None:
    await citizen.report("#aman=ya", "besok pagi", "Lontar, Tirtayasa", "Pak Contoh", "istri saya dikurung di rumahnya")
    (tip,) = await citizen.tips()
    assert (tip.status, tip.consent, tip.kind, tip.score) == ("sent", "anonim", "tppo", 90)
    assert [reason["rule"] for reason in tip.reasons] == ["confined", "departs_72h"]
    assert {"confined", "departs_72h"} <= set(tip.flags)
    assert re.fullmatch(r"LA-[0-9A-HJKMNP-TV-Z]{5}", tip.case_number)

    referrals = await citizen.referrals(tip.id)
    assert set(referrals) == {"polda_banten", "bp3mi_banten", "imigrasi_banten"}
    assert [agency for agency, one in referrals.items() if one.lead] == ["polda_banten"]
    async with citizen.runtime.db.read() as session:
        notices = (await session.scalars(select(Job).where(Job.kind == "notify"))).all()
        entries = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "tip.sent"))).all()
    assert {job.lane for job in notices} == {f"notify:{agency}" for agency in referrals}
    assert {job.payload["referral_id"] for job in notices} == {one.id for one in referrals.values()}
    assert [entry.subject for entry in entries] == [f"tip:{tip.id}"]


async def test_an_agency_left_out_gets_no_referral_and_no_notice(citizen: Citizen) -> None:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    await citizen.say(tap="#aman=ya")
    await citizen.say("kirim sekarang")
    await citizen.say("jangan polisi")
    await citizen.say(tap="#balasan=anonim")
    await citizen.say(tap="#kirim=ya")
    await citizen.finish("kirim")
    (tip,) = await citizen.tips()
    assert set(await citizen.referrals(tip.id)) == {"bp3mi_banten", "imigrasi_banten"}
    async with citizen.runtime.db.read() as session:
        lanes = (await session.scalars(select(Job.lane).where(Job.kind == "notify"))).all()
    assert "notify:polda_banten" not in lanes


async def test_only_the_keyed_hash_of_the_code_is_stored_and_it_is_told_once(citizen: Citizen) -> None:
    code = await citizen.report("#aman=ya", "#kapan=besok")
    (tip,) = await citizen.tips()
    assert len(code.split()) == 5
    assert tip.receipt_hash == citizen.runtime.vault.receipt_hash(code)
    assert tip.receipt_salt is None, "from now on nobody can make it again"
    again = await citizen.read(Say("lapor_terkirim", {"tip": tip.id}))
    assert code not in again.text


async def test_the_code_can_be_made_again_until_it_was_told(citizen: Citizen) -> None:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    await citizen.say("kirim sekarang")
    await citizen.say(tap="#penerima=lanjut")
    await citizen.say(tap="#balasan=anonim")
    await citizen.say(tap="#kirim=ya")
    first = await citizen.finish("kirim")
    assert await citizen.finish("kirim") == first, "a second try gives the first answer"
    (tip,) = await citizen.tips()
    async with citizen.at_work() as (session, _):
        row = await session.get_one(Tip, tip.id)
        assert sending.code_of(session, row) == sending.code_of(session, row)
    assert tip.receipt_salt is not None


async def test_a_tip_is_sent_once(citizen: Citizen) -> None:
    await citizen.report("#aman=ya", "#kapan=besok")
    (tip,) = await citizen.tips()
    async with citizen.at_work() as (session, _):
        row = await session.get_one(Tip, tip.id)
        await sending.submit(session, row, now=citizen.clock())
        assert row.sent_at == tip.sent_at
    assert len(await citizen.referrals(tip.id)) == 3


async def test_kirim_after_it_was_sent_says_so_and_makes_no_second_tip(citizen: Citizen) -> None:
    await citizen.report("#aman=ya", "#kapan=besok")
    await citizen.send(tap="#kirim=ya")
    assert await citizen.finish("kirim") == (Say("lapor_sudah_terkirim"),)
    assert len(await citizen.tips()) == 1


async def test_nothing_is_sent_to_nobody_and_nothing_of_it_stays(citizen: Citizen) -> None:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    with pytest.raises(WrongState):
        async with citizen.at_work() as (session, conversation):
            draft = await intake.unsent(session, conversation.id)
            assert draft is not None
            draft.excluded = ["bp3mi_banten", "imigrasi_banten", "polda_banten"]
            await sending.submit(session, draft, now=citizen.clock())
    draft = await citizen.draft()
    assert draft is not None and draft.status == "unsent" and draft.excluded == []


async def test_a_new_report_after_a_sent_one_is_a_new_tip(citizen: Citizen) -> None:
    await citizen.report("#aman=ya", "#kapan=besok")
    await citizen.report("#aman=ya", "#kapan=bulan_ini")
    assert len(await citizen.tips()) == 2
