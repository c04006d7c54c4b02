"""Clocks of a tip: promises, the holder's silence, departures that come near, danger in a later word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.agencies.promises import DEFAULTS, PLAIN, SOON, URGENT
from bot.audit import AuditEntry
from bot.conversations.models import Message
from bot.database import new_id
from bot.staff.accounts import create_staff, deactivate
from bot.staff.permissions import Viewer
from bot.tips import deadlines, follow_up, raising
from bot.tips.casework import folders, notes, reading, steps
from bot.tips.casework.folders import Filters
from bot.tips.models import Referral, Tip, leaves_by
from tests.tips.citizen import Citizen

BP3MI = Viewer("s-bp3mi", "Petugas Contoh", "bp3mi_banten", frozenset({"officer"}))


async def sent(citizen: Citizen, *, kapan: str = "#kapan=bulan_ini", left_out: str = "") -> Tip:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    await citizen.say(tap="#aman=ya")
    await citizen.say(tap=kapan)
    for part in ("Lontar, Tirtayasa", "Pak Contoh dari PT Contoh Jaya", "mau kerja di pabrik"):
        await citizen.say(part)
    await citizen.say("udah")
    await citizen.say(left_out or "semua boleh")
    await citizen.say(tap="#balasan=kabar")
    await citizen.say(tap="#kirim=ya")
    await citizen.finish("kirim")
    (tip,) = await citizen.tips()
    citizen.asked = None
    return tip


async def own(citizen: Citizen, tip: Tip, agency: str = "bp3mi_banten") -> Referral:
    async with citizen.runtime.db.read() as session:
        return (
            await session.scalars(select(Referral).where(Referral.tip_id == tip.id, Referral.agency == agency))
        ).one()


async def add(citizen: Citizen, tip: Tip, text: str) -> None:
    """The reporter comes back with more."""
    async with citizen.runtime.db.write() as session:
        message = Message(
            id=new_id(), conversation_id=tip.conversation_id or "", author="citizen", position=99, kind="text",
            at=citizen.clock(),
        )  # fmt: skip
        session.add(message)
        message.text = text
        await follow_up.add(session, await session.get_one(Tip, tip.id), message, now=citizen.clock())


async def acts(citizen: Citizen, tip: Tip) -> list[str]:
    async with citizen.runtime.db.read() as session:
        return list(await session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"tip:{tip.id}")))


def minutes(urgency: str, name: str) -> timedelta:
    return timedelta(minutes=getattr(DEFAULTS[urgency], name))


async def test_a_sent_tip_has_three_clocks_and_each_step_stops_one(citizen: Citizen) -> None:
    tip, now = await sent(citizen), citizen.clock()
    begun = await own(citizen, tip)
    assert (begun.read_due, begun.due_at) == (now + minutes(PLAIN, "read_minutes"), begun.read_due)
    async with citizen.runtime.db.write() as session:
        await reading.open_tip(session, BP3MI, tip.case_number, now=now)
        referral = (await session.scalars(select(Referral).where(Referral.id == begun.id))).one()
        assert referral.due_at == now + minutes(PLAIN, "reply_minutes")
        await steps.accept(session, BP3MI, tip.case_number, now=now)
        assert referral.due_at == now + minutes(PLAIN, "close_minutes")
        assert referral.replied_at == now


async def test_a_tip_is_late_only_after_its_promise_and_not_for_others(citizen: Citizen) -> None:
    tip = await sent(citizen)
    promised = minutes(PLAIN, "read_minutes").total_seconds()
    for later, late in ((promised - 60, 0), (120.0, 1)):
        citizen.clock.advance(later)
        async with citizen.runtime.db.read() as session:
            counted = await folders.counts(session, BP3MI, now=citizen.clock())
            rows = await folders.listed(session, BP3MI, "lewat_tenggat", Filters(), now=citizen.clock(), most=5)
        assert (counted["lewat_tenggat"], len(rows)) == (late, late)
    async with citizen.runtime.db.write() as session:
        await reading.open_tip(session, BP3MI, tip.case_number, now=citizen.clock())
        assert (await folders.counts(session, BP3MI, now=citizen.clock()))["lewat_tenggat"] == 0


async def test_what_the_reporter_adds_is_owed_an_answer_again(citizen: Citizen) -> None:
    tip = await sent(citizen)
    async with citizen.runtime.db.write() as session:
        await steps.accept(session, BP3MI, tip.case_number, now=citizen.clock())
    citizen.clock.advance(86_400)
    await add(citizen, tip, "orangnya ganti nomor")
    again = await own(citizen, tip)
    assert again.replied_at is None
    assert again.reply_due == citizen.clock() + minutes(PLAIN, "reply_minutes")
    async with citizen.runtime.db.write() as session:
        await notes.note(session, BP3MI, tip.case_number, text="Sudah dicocokkan.", now=citizen.clock())
    assert (await own(citizen, tip)).replied_at == citizen.clock()


async def test_a_silent_holder_loses_an_unanswered_tip_to_the_queue(citizen: Citizen) -> None:
    tip = await sent(citizen)
    silence = minutes(PLAIN, "silence_minutes").total_seconds()

    async def back() -> int:
        async with citizen.runtime.db.write() as session:
            return await deadlines.bring_back(session, now=citizen.clock())

    async with citizen.runtime.db.write() as session:
        await steps.take(session, BP3MI, tip.case_number, now=citizen.clock())
    citizen.clock.advance(silence - 60)
    assert await back() == 0
    async with citizen.runtime.db.write() as session:
        await notes.note(session, BP3MI, tip.case_number, text="Masih dicari.", now=citizen.clock())
    citizen.clock.advance(silence - 60)
    assert await back() == 0, "a note is a sign of life"
    citizen.clock.advance(120)
    assert await back() == 1
    assert (await own(citizen, tip)).holder is None
    assert "referral.returned" in await acts(citizen, tip)
    assert await back() == 0


async def test_an_answered_tip_stays_with_its_holder(citizen: Citizen) -> None:
    tip = await sent(citizen)
    async with citizen.runtime.db.write() as session:
        await steps.accept(session, BP3MI, tip.case_number, now=citizen.clock())
    citizen.clock.advance(40 * 86_400)
    async with citizen.runtime.db.write() as session:
        assert await deadlines.bring_back(session, now=citizen.clock()) == 0
    assert (await own(citizen, tip)).holder == BP3MI.staff_id


async def test_what_somebody_held_whose_account_was_closed_goes_back_to_the_queue(citizen: Citizen) -> None:
    tip = await sent(citizen)
    async with citizen.runtime.db.write() as session:
        made = await create_staff(
            session, username="contoh.pergi", name="Contoh Pergi", roles=["officer"], agency="bp3mi_banten",
            password_hash="x", now=citizen.clock(),
        )  # fmt: skip
        await session.flush()
        leaver = Viewer(made.id, made.name, made.agency, frozenset(made.roles))
        await steps.accept(session, leaver, tip.case_number, now=citizen.clock())
        await deactivate(session, made, by="staff:x", now=citizen.clock())
    async with citizen.runtime.db.write() as session:
        assert await deadlines.bring_back(session, now=citizen.clock()) == 1
    assert (await own(citizen, tip)).holder is None
    assert "referral.left_behind" in await acts(citizen, tip)


@pytest.mark.parametrize(
    ("departs", "on", "day"),
    [
        ("hari_ini", None, date(2026, 11, 24)),
        ("3_hari", None, date(2026, 11, 27)),
        ("minggu_ini", None, date(2026, 11, 29)),
        ("bulan_ini", None, date(2026, 11, 30)),
        ("bulan_ini", date(2026, 11, 26), date(2026, 11, 26)),
        ("sudah_berangkat", date(2026, 11, 26), None),
        ("belum_tahu", None, None),
        (None, None, None),
    ],
)
def test_a_bucket_means_a_latest_day(departs: str | None, on: date | None, day: date | None) -> None:
    assert leaves_by(departs, on, told=date(2026, 11, 24)) == day


@pytest.mark.parametrize(
    ("kapan", "days", "near"),
    [("#kapan=besok", 0, True), ("#kapan=besok", 4, False), ("#kapan=minggu_ini", 0, False),
     ("#kapan=minggu_ini", 3, True), ("#kapan=minggu_ini", 8, False)],
)  # fmt: skip
async def test_the_departure_folder_ages_with_the_days(citizen: Citizen, kapan: str, days: int, near: bool) -> None:
    await sent(citizen, kapan=kapan)
    citizen.clock.advance(days * 86_400)
    async with citizen.runtime.db.read() as session:
        assert (await folders.counts(session, BP3MI, now=citizen.clock()))["berangkat_72_jam"] == near


async def test_a_departure_that_comes_near_raises_the_tip_by_itself(citizen: Citizen) -> None:
    tip = await sent(citizen, kapan="#kapan=minggu_ini")
    before = await own(citizen, tip)
    async with citizen.runtime.db.write() as session:
        assert await raising.age(session, now=citizen.clock()) == 0
    citizen.clock.advance(2 * 86_400)
    async with citizen.runtime.db.write() as session:
        assert await raising.age(session, now=citizen.clock()) == 1
    async with citizen.runtime.db.write() as session:
        assert await raising.age(session, now=citizen.clock()) == 0, "once is enough"
    after = await own(citizen, tip)
    assert after.rank > before.rank
    assert after.close_due == citizen.clock() + minutes(SOON, "close_minutes"), "promised sooner than before"


async def test_danger_in_a_later_word_raises_the_tip_and_brings_agencies_in(citizen: Citizen) -> None:
    tip = await sent(citizen, left_out="jangan imigrasi")
    async with citizen.runtime.db.write() as session:
        polda = (
            await session.scalars(select(Referral).where(Referral.tip_id == tip.id, Referral.agency == "polda_banten"))
        ).one()
        polda.state = "declined"
    await add(citizen, tip, "tolong, sekarang mereka disekap dan tidak boleh keluar rumah")
    (raised,) = await citizen.tips()
    assert raised.emergency and "confined" in raised.flags
    assert (await own(citizen, tip)).due_at == citizen.clock() + minutes(URGENT, "read_minutes")
    assert (await own(citizen, tip, "polda_banten")).state == "sent", "it is asked again"
    assert "tip.raised" in await acts(citizen, tip)
    async with citizen.runtime.db.read() as session:
        agencies = set(await session.scalars(select(Referral.agency).where(Referral.tip_id == tip.id)))
    assert "imigrasi_banten" not in agencies, "the reporter left it out"


async def test_clocks_that_never_ran_are_started(citizen: Citizen) -> None:
    tip = await sent(citizen)
    async with citizen.runtime.db.write() as session:
        for referral in await session.scalars(select(Referral).where(Referral.tip_id == tip.id)):
            referral.read_due = referral.reply_due = referral.close_due = referral.due_at = None
    async with citizen.runtime.db.write() as session:
        assert await deadlines.reckon(session, now=citizen.clock()) >= 1
    async with citizen.runtime.db.write() as session:
        assert await deadlines.reckon(session, now=citizen.clock()) == 0
    assert (await own(citizen, tip)).due_at is not None
