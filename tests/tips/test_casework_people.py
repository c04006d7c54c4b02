"""Casework between people: blanks for those who come later, second persons, hand-overs, mentions, kept searches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.audit import AuditEntry
from bot.conversations.models import Conversation
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.staff.accounts import create_staff
from bot.staff.models import Staff
from bot.staff.permissions import Viewer
from bot.tips.casework import blanking, closing, folders, handing, identity, load, notes, reading, saved, steps
from bot.tips.casework.folders import Filters
from bot.tips.casework.models import Closing, NameToken
from bot.tips.models import Evidence, Referral, Tip, TipIdentifier
from bot.tips.retention import expire
from tests.tips.citizen import Citizen

ROLES = {
    "petugas": ["officer"],
    "rekan": ["officer"],
    "pengawas": ["supervisor"],
    "kustodian": ["custodian"],
    "merangkap": ["officer", "supervisor", "custodian"],
}
POLDA = Viewer("s-polda", "Polisi Contoh", "polda_banten", frozenset({"officer", "supervisor"}))


@dataclass
class Desk:
    """A sent tip that BP3MI and Imigrasi hold, and BP3MI's people."""

    citizen: Citizen
    number: str
    tip_id: str

    def __getattr__(self, name: str) -> Viewer:
        return Viewer(f"s-{name}", f"Contoh {name}", "bp3mi_banten", frozenset(ROLES[name]))


@pytest.fixture
async def desk(citizen: Citizen) -> Desk:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    for tap in ("#aman=ya", "#kapan=bulan_ini"):
        await citizen.say(tap=tap)
    for part in ("Lontar, Tirtayasa", "Pak Budiman 0812-0000-1111", "PT Contoh Jaya minta uang, Pak Budiman galak"):
        await citizen.say(part)
    await citizen.say(file="photo")
    await citizen.say("udah")
    await citizen.say("jangan polisi")
    await citizen.say(tap="#balasan=kabar")
    await citizen.say(tap="#kirim=ya")
    await citizen.finish("kirim")
    (tip,) = await citizen.tips()
    async with citizen.runtime.db.write() as session:
        kept = await session.get_one(Tip, tip.id)
        kept.excluded, kept.flags, kept.emergency = [], [], False
        for name, roles in ROLES.items():
            made = await create_staff(
                session, username=name, name=f"Contoh {name}", roles=roles, agency="bp3mi_banten", password_hash="x",
                now=citizen.clock(),
            )  # fmt: skip
            made.id = f"s-{name}"
    return Desk(citizen, tip.case_number, tip.id)


async def own(session: AsyncSession, desk: Desk, agency: str = "bp3mi_banten") -> Referral:
    query = select(Referral).where(Referral.tip_id == desk.tip_id, Referral.agency == agency)
    return (await session.scalars(query)).one()


async def shown(session: AsyncSession, desk: Desk, viewer: Viewer) -> str:
    """Everything a viewer could read of the tip, hidden values included."""
    now = desk.citizen.clock()
    view = await reading.open_tip(session, viewer, desk.number, now=now)
    parts = [
        await reading.reveal(session, viewer, desk.number, fact.slot, reason="untuk uji", now=now)
        for fact in view.facts
    ]
    parts += [
        await reading.reveal(session, viewer, desk.number, item.id, reason="untuk uji", now=now)
        for item in view.identifiers
    ]
    parts += [blanking.apply(message.text or "", view.hidden) for message in view.messages]
    rows = await folders.listed(session, viewer, "semua", Filters(), now=now, most=5)
    return "\n".join([*parts, *(row.line for row in rows), *(file.id for file in view.evidence)])


async def test_blanked_parts_are_gone_for_an_agency_that_an_officer_brings_in(desk: Desk) -> None:
    now = desk.citizen.clock()
    async with desk.citizen.runtime.db.write() as session:
        number = (await session.scalars(select(TipIdentifier).where(TipIdentifier.kind == "phone"))).one()
        photo = (await session.scalars(select(Evidence).where(Evidence.tip_id == desk.tip_id))).one()
        blank = await blanking.blank_words(session, desk.petugas, desk.number, " budiman ", now=now)
        await blanking.blank_whole(session, desk.petugas, desk.number, "identifier", number.id, now=now)
        await blanking.blank_whole(session, desk.petugas, desk.number, "evidence", photo.id, now=now)
        await steps.refer(session, desk.petugas, desk.number, to="polda_banten", reason="perlu penyelidikan", now=now)
        read = await shown(session, desk, POLDA)
        assert "Budiman" not in read and "1111" not in read and photo.id not in read
        assert blanking.BAR in read and "minta uang" in read
        for hidden in ("Budiman", "0812-0000-1111"):
            rows = await folders.listed(session, POLDA, "semua", Filters(text=hidden), now=now, most=5)
            assert rows == [], "what may not be read may not be searched by"
        for forbidden in (number.id, photo.id):
            with pytest.raises(NotFound):
                await reading.reveal(session, POLDA, desk.number, forbidden, reason="untuk uji", now=now)
            with pytest.raises(NotFound):
                await reading.evidence_of(session, POLDA, desk.number, forbidden, now=now)
        assert "Budiman" in await shown(session, desk, desk.petugas), "who blanked it still reads it"
        imigrasi = Viewer("s-imi", "Imigrasi Contoh", "imigrasi_banten", frozenset({"officer"}))
        assert "Budiman" in await shown(session, desk, imigrasi), "it received the tip from the start"
        with pytest.raises(NotFound):
            await blanking.lift(session, POLDA, desk.number, blank.id, now=now)
        await blanking.lift(session, desk.rekan, desk.number, blank.id, now=now)
        assert "Budiman" in await shown(session, desk, POLDA)


@pytest.mark.parametrize("words", ["x", "", "tidak pernah dikatakan", "Budi", "a" * 2_000])
async def test_only_whole_words_that_were_said_are_blanked(desk: Desk, words: str) -> None:
    async with desk.citizen.runtime.db.write() as session:
        with pytest.raises(BadInput):
            await blanking.blank_words(session, desk.petugas, desk.number, words, now=desk.citizen.clock())


async def test_closing_without_help_waits_for_a_second_person(desk: Desk) -> None:
    now = desk.citizen.clock()
    async with desk.citizen.runtime.db.write() as session:
        how = {"outcome": "tidak_cukup", "reason": "nomornya mati", "now": now}
        await closing.close(session, desk.petugas, desk.number, **how)
        assert (await own(session, desk)).state == "sent"
        assert (await folders.counts(session, desk.petugas, now=now))["menunggu_persetujuan"] == 1
        with pytest.raises(WrongState):
            await closing.close(session, desk.rekan, desk.number, **how)
        ((wish, _),) = await closing.waiting(session, desk.pengawas, most=5)
        with pytest.raises(NotAllowed):
            await closing.approve(session, desk.rekan, wish.id, now=now)
        with pytest.raises(NotFound):
            await closing.approve(session, POLDA, wish.id, now=now)
        await closing.send_back(session, desk.pengawas, wish.id, remark="tanya dulu pelapornya", now=now)
        assert (await own(session, desk)).state == "sent"
        with pytest.raises(WrongState):
            await closing.approve(session, desk.pengawas, wish.id, now=now)
        await closing.close(session, desk.merangkap, desk.number, **how)
        ((again, _),) = await closing.waiting(session, desk.merangkap, most=5)
        with pytest.raises(WrongState, match="orang lain"):
            await closing.approve(session, desk.merangkap, again.id, now=now)
        await closing.approve(session, desk.pengawas, again.id, now=now)
        assert (await own(session, desk)).state == "done"
        assert await closing.waiting(session, desk.pengawas, most=5) == []
        rows = (await session.scalars(select(AuditEntry).where(AuditEntry.act.startswith("closing.")))).all()
        assert "nomornya" not in str([row.details for row in rows]), "reasons are sealed, the trail holds ids"


async def test_a_closing_with_help_needs_nobody_but_a_child_or_an_emergency_does(desk: Desk) -> None:
    now = desk.citizen.clock()
    async with desk.citizen.runtime.db.write() as session:
        tip = await session.get_one(Tip, desk.tip_id)
        tip.flags = ["child"]
        how = {"outcome": "ditolong", "reason": "sudah pulang", "now": now}
        assert (await closing.close(session, desk.petugas, desk.number, **how)).state == "sent"
        await closing.take_back(session, desk.petugas, desk.number, now=now)
        assert (await session.scalars(select(Closing.state))).all() == ["returned"]
        tip.flags = []
        assert (await closing.close(session, desk.petugas, desk.number, **how)).state == "done"


async def test_without_a_supervisor_nothing_waits_and_the_trail_says_so(desk: Desk) -> None:
    async with desk.citizen.runtime.db.write() as session:
        for staff in await session.scalars(select(Staff)):
            staff.active = "supervisor" not in staff.roles
        referral = await closing.close(
            session, desk.petugas, desk.number, outcome="ganda", reason="sama dengan lain", now=desk.citizen.clock()
        )
        assert referral.state == "done"
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.act == "referral.close"))).one()
        assert entry.details["second"] == "nobody"


async def test_an_identity_opens_only_through_a_second_person_and_for_a_short_time(desk: Desk) -> None:
    settings, now = desk.citizen.runtime.settings, desk.citizen.clock()
    async with desk.citizen.runtime.db.write() as session:
        with pytest.raises(WrongState, match="tidak menyimpan"):  # a web chat's secret is no identity
            await identity.ask(session, desk.petugas, desk.number, reason="perlu alamatnya", now=now)
        tip = await session.get_one(Tip, desk.tip_id)
        talk = await session.get_one(Conversation, tip.conversation_id)
        tip.channel = talk.channel = "telegram"
        talk.external_id = "90000001"
        with pytest.raises(WrongState):
            await identity.read(session, desk.petugas, desk.number, now=now)
        asked = await identity.ask(session, desk.petugas, desk.number, reason="perlu alamatnya", now=now)
        with pytest.raises(WrongState):
            await identity.ask(session, desk.petugas, desk.number, reason="perlu alamatnya", now=now)
        decide = {"grant": True, "remark": "", "settings": settings, "now": now}
        with pytest.raises(NotAllowed):
            await identity.decide(session, desk.pengawas, asked.id, **decide)
        with pytest.raises(NotAllowed):
            await reading.open_tip(session, desk.kustodian, desk.number, now=now)
        await identity.decide(session, desk.kustodian, asked.id, **decide)
        found = await identity.read(session, desk.petugas, desk.number, now=now)
        assert (found.channel, found.address) == ("telegram", "90000001")
        with pytest.raises(WrongState):
            await identity.read(session, desk.rekan, desk.number, now=now)
        later = now + timedelta(seconds=settings.identity_open_for + 1)
        with pytest.raises(WrongState):
            await identity.read(session, desk.petugas, desk.number, now=later)
        acts = (await session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("identity.")))).all()
        assert acts == ["identity.ask", "identity.grant", "identity.read"]
        mine = await identity.ask(session, desk.merangkap, desk.number, reason="perlu juga", now=now)
        with pytest.raises(WrongState, match="orang lain"):
            await identity.decide(session, desk.merangkap, mine.id, **decide)
        with pytest.raises(BadInput):
            await identity.decide(session, desk.kustodian, mine.id, **{**decide, "grant": False})


async def test_tips_are_given_to_colleagues_and_a_leavers_are_handed_over(desk: Desk) -> None:
    now = desk.citizen.clock()
    async with desk.citizen.runtime.db.write() as session:
        with pytest.raises(NotAllowed):
            await handing.assign(session, desk.rekan, desk.number, "s-petugas", now=now)
        await steps.take(session, desk.petugas, desk.number, now=now)
        for nobody in ("s-pengawas", "s-polda", ""):
            with pytest.raises(BadInput):
                await handing.assign(session, desk.petugas, desk.number, nobody, now=now)
        await handing.assign(session, desk.petugas, desk.number, "s-rekan", now=now)
        (full, *_) = [one for one in await load.of_officers(session, desk.pengawas, now=now) if one.held]
        assert (full.staff_id, full.held, full.active) == ("s-rekan", 1, True)
        with pytest.raises(NotAllowed):
            await handing.hand_over(session, desk.petugas, "s-rekan", to=None, reason="pindah tugas", now=now)
        move = {"reason": "pindah tugas", "now": now}
        assert await handing.hand_over(session, POLDA, "s-rekan", to=None, **move) == 0, "another agency's are not seen"
        assert await handing.hand_over(session, desk.pengawas, "s-rekan", to="s-petugas", **move) == 1
        assert (await own(session, desk)).holder == "s-petugas"
        assert await handing.hand_over(session, desk.pengawas, "s-petugas", to=None, **move) == 1
        assert (await own(session, desk)).holder is None
        view = await reading.open_tip(session, desk.rekan, desk.number, now=now)
        assert [entry.act for entry in view.history].count("referral.hand_over") == 2
        assert "pindah tugas" in (view.notes[-1].text or "")


async def test_a_colleague_named_in_a_note_finds_it_until_they_read_it(desk: Desk) -> None:
    now = desk.citizen.clock()
    async with desk.citizen.runtime.db.write() as session:
        text = "Tolong @rekan dan @petugas, surel a@rekan.example bukan sebutan. @tidak-ada, @kustodian."
        await notes.note(session, desk.petugas, desk.number, text=text, now=now)

        async def named(who: Viewer) -> int:
            return (await folders.counts(session, who, now=now))["menyebut_saya"]

        assert [await named(who) for who in (desk.rekan, desk.petugas)] == [1, 0], "nobody names themselves"
        await reading.open_tip(session, desk.rekan, desk.number, now=now)
        assert await named(desk.rekan) == 0


async def test_kept_searches_are_ones_own_and_sealed(desk: Desk) -> None:
    now = desk.citizen.clock()
    async with desk.citizen.runtime.db.write() as session:
        first = await saved.keep(session, desk.petugas, " Nomor  itu ", {"cari": "0812-0000-1111"}, now=now)
        await saved.keep(session, desk.petugas, "nomor itu", {"cari": "0812-0000-2222"}, now=now)
        await session.flush()
        (kept,) = await saved.of(session, desk.petugas)
        assert kept.query == {"name": "nomor itu", "cari": "0812-0000-2222"}
        assert b"0812" not in (kept.query_sealed or b"")
        assert await saved.of(session, desk.rekan) == []
        with pytest.raises(NotFound):
            await saved.drop(session, desk.rekan, first.id)
        with pytest.raises(BadInput):
            await saved.keep(session, desk.petugas, "  ", {}, now=now)


@pytest.mark.parametrize(
    ("text", "found"),
    [("budiman", 1), ("Pak Budiman", 1), ("Budiman Santoso", 0), ("BUDIMAN", 1), ("Contoh Jaya", 1), ("Pak", 0),
     ("Tirtayasa", 1), ("Kramatwatu", 0), ("galak", 0), ("0812 0000 1111", 1)],
)  # fmt: skip
async def test_tips_are_found_by_the_words_of_names_and_by_places_never_by_story(
    desk: Desk, text: str, found: int
) -> None:
    async with desk.citizen.runtime.db.read() as session:
        rows = await folders.listed(
            session, desk.petugas, "semua", Filters(text=text), now=desk.citizen.clock(), most=5
        )
    assert len(rows) == found


async def test_with_the_words_everything_about_them_goes(desk: Desk) -> None:
    settings, now = desk.citizen.runtime.settings, desk.citizen.clock()
    async with desk.citizen.runtime.db.write() as session:
        await notes.note(session, desk.petugas, desk.number, text="lihat @rekan", now=now)
        await blanking.blank_words(session, desk.petugas, desk.number, "Budiman", now=now)
        tip = await session.get_one(Tip, desk.tip_id)
        tip.status, tip.closed_at = "closed", now
    async with desk.citizen.runtime.db.write() as session:
        await expire(session, settings, now=now + timedelta(days=settings.keep_closed_tip_days + 1))
    async with desk.citizen.runtime.db.read() as session:
        assert (await session.scalars(select(NameToken))).all() == []
