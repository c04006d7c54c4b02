"""Officers see their own agency's tips, masked and recorded, and only lawful steps are possible."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.audit import AuditEntry
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.staff.permissions import Viewer
from bot.tips import follow_up
from bot.tips.casework import closing, folders, notes, reading, steps
from bot.tips.casework.folders import FOLDERS, Filters
from bot.tips.casework.models import Revealing
from bot.tips.models import Evidence, Referral, Tip
from tests.tips.citizen import Citizen

BP3MI = Viewer("s-bp3mi", "Petugas Contoh", "bp3mi_banten", frozenset({"officer"}))
COLLEAGUE = Viewer("s-bp3mi-2", "Rekan Contoh", "bp3mi_banten", frozenset({"officer"}))
POLDA = Viewer("s-polda", "Polisi Contoh", "polda_banten", frozenset({"officer"}))
IMIGRASI = Viewer("s-imi", "Imigrasi Contoh", "imigrasi_banten", frozenset({"officer"}))
EDITOR = Viewer("s-red", "Redaktur Contoh", None, frozenset({"editor"}))
OPERATOR = Viewer("s-op", "Pengelola Contoh", None, frozenset({"operator"}))
ALL = Filters()


@dataclass
class Case:
    """A sent tip that Polda was left out of."""

    citizen: Citizen
    number: str
    tip_id: str
    code: str


@pytest.fixture
async def case(citizen: Citizen) -> Case:
    await citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    for part in ("#aman=ya", "#kapan=besok"):
        await citizen.say(tap=part)
    for part in ("Lontar, Tirtayasa", "Pak Contoh 0812-0000-1111", "PT Contoh Jaya minta uang, telepon 0812-0000-1111"):
        await citizen.say(part)
    await citizen.say(file="photo")
    await citizen.say("udah")
    await citizen.say("jangan polisi")
    await citizen.say(tap="#balasan=kabar")
    await citizen.say(tap="#kirim=ya")
    (sent,) = await citizen.finish("kirim")
    code = (await citizen.read(sent)).text.split("Kode Anda: ")[1].splitlines()[0]
    (tip,) = await citizen.tips()
    citizen.asked = None
    return Case(citizen, tip.case_number, tip.id, code)


async def acts(case: Case) -> list[str]:
    async with case.citizen.runtime.db.read() as session:
        rows = await session.scalars(
            select(AuditEntry.act).where(AuditEntry.subject == f"tip:{case.tip_id}").order_by(AuditEntry.id)
        )
        return list(rows)


async def counts(case: Case, viewer: Viewer) -> dict[str, int]:
    async with case.citizen.runtime.db.read() as session:
        return await folders.counts(session, viewer, now=case.citizen.clock())


async def test_an_agency_that_was_left_out_finds_nothing_anywhere_not_even_a_count(case: Case) -> None:
    assert set((await counts(case, POLDA)).values()) == {0}
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        for folder in FOLDERS:
            assert await folders.listed(session, POLDA, folder, ALL, now=case.citizen.clock(), most=50) == []
        assert (
            await folders.listed(session, POLDA, "semua", Filters(text=case.number), now=case.citizen.clock(), most=50)
            == []
        )
        assert (
            await folders.listed(
                session, POLDA, "semua", Filters(text="0812-0000-1111"), now=case.citizen.clock(), most=50
            )
            == []
        )
        with pytest.raises(NotFound):
            await reading.open_tip(session, POLDA, case.number, now=now)
        with pytest.raises(NotFound):
            await steps.accept(session, POLDA, case.number, now=now)
        with pytest.raises(NotFound):
            await reading.reveal(session, POLDA, case.number, "kejadian", reason="perlu", now=now)
        evidence = await session.scalar(select(Evidence.id).where(Evidence.tip_id == case.tip_id))
        with pytest.raises(NotFound):
            await reading.evidence_of(session, POLDA, case.number, evidence or "", now=now)


async def test_a_tip_that_is_not_theirs_and_one_that_does_not_exist_look_alike(case: Case) -> None:
    async with case.citizen.runtime.db.write() as session:
        for number in (case.number, "LA-00000"):
            with pytest.raises(NotFound, match=f"case {number}"):
                await reading.open_tip(session, POLDA, number, now=case.citizen.clock())


async def test_an_unsent_tip_is_visible_to_nobody(case: Case) -> None:
    await case.citizen.say(tap="/lapor", intent="lapor", confidence=1.0)
    await case.citizen.say("Bu Contoh mau berangkat besok dari desa Lontar kecamatan Tirtayasa")
    draft = await case.citizen.draft()
    assert draft is not None
    before = await counts(case, BP3MI)
    assert before["semua"] == 1
    async with case.citizen.runtime.db.write() as session:
        for viewer in (BP3MI, POLDA, IMIGRASI):
            with pytest.raises(NotFound):
                await reading.open_tip(session, viewer, draft.case_number, now=case.citizen.clock())


@pytest.mark.parametrize("viewer", [EDITOR, OPERATOR])
async def test_editors_and_operators_see_no_tips(case: Case, viewer: Viewer) -> None:
    async with case.citizen.runtime.db.write() as session:
        with pytest.raises(NotAllowed):
            await folders.counts(session, viewer, now=case.citizen.clock())
        with pytest.raises(NotAllowed):
            await reading.open_tip(session, viewer, case.number, now=case.citizen.clock())


async def test_reading_is_recorded_with_the_act_and_shows_no_number_and_no_reporter(case: Case) -> None:
    async with case.citizen.runtime.db.write() as session:
        view = await reading.open_tip(session, BP3MI, case.number, now=case.citizen.clock())
        shown = " ".join(fact.text for fact in view.facts) + " ".join(one.masked for one in view.identifiers)
        assert "0812" not in shown and "1111" not in shown.replace("•••• 111", "")
        assert [fact.slot for fact in view.facts if fact.masked]
        assert len(view.evidence) == 1
    assert (await acts(case))[-1] == "tip.read"


async def test_a_hidden_value_is_shown_for_a_reason_that_is_recorded(case: Case) -> None:
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        with pytest.raises(BadInput):
            await reading.reveal(session, BP3MI, case.number, "perekrut", reason=" ", now=now)
        value = await reading.reveal(session, BP3MI, case.number, "perekrut", reason="cocokkan nomor", now=now)
        assert "0812-0000-1111" in value
    async with case.citizen.runtime.db.read() as session:
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.act == "tip.revealed"))
        assert entry is not None
        kept = await session.get_one(Revealing, entry.details["reason_id"])
        assert kept.reason == "cocokkan nomor", "sealed beside the tip"
        assert entry.details == {"field": "perekrut", "reason_id": kept.id}, "the trail holds ids"


async def test_looking_at_a_file_is_recorded_too(case: Case) -> None:
    async with case.citizen.runtime.db.write() as session:
        evidence = await session.scalar(select(Evidence.id).where(Evidence.tip_id == case.tip_id))
        await reading.evidence_of(session, BP3MI, case.number, evidence or "", now=case.citizen.clock())
        with pytest.raises(NotFound):
            await reading.evidence_of(session, BP3MI, case.number, "0" * 32, now=case.citizen.clock())
    assert (await acts(case))[-1] == "evidence.read"


async def test_folders_count_and_list_the_same_and_follow_the_work(case: Case) -> None:
    assert {name for name, n in (await counts(case, BP3MI)).items() if n} == {
        "belum_diambil", "berangkat_72_jam", "semua",
    }  # fmt: skip
    async with case.citizen.runtime.db.write() as session:
        await steps.take(session, BP3MI, case.number, now=case.citizen.clock())
    mine = await counts(case, BP3MI)
    assert (mine["milik_saya"], mine["belum_diambil"]) == (1, 0)
    assert (await counts(case, COLLEAGUE))["milik_saya"] == 0
    async with case.citizen.runtime.db.read() as session:
        for folder, number in mine.items():
            assert len(await folders.listed(session, BP3MI, folder, ALL, now=case.citizen.clock(), most=50)) == number
            assert await folders.total(session, BP3MI, folder, ALL, now=case.citizen.clock()) == number


async def test_a_row_says_what_matters_without_personal_data(case: Case) -> None:
    async with case.citizen.runtime.db.read() as session:
        (row,) = await folders.listed(session, BP3MI, "semua", ALL, now=case.citizen.clock(), most=50)
    assert (row.case_number, row.departs, row.village_code) == (case.number, "besok", "36.04.13.2007")
    assert "0812" not in row.line and len(row.line) <= folders.LINE_MOST + 2


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(text="0812 0000 1111"), 1),
        (Filters(text="+62 812-0000-1111"), 1),
        (Filters(text="0812-0000-9999"), 0),
        (Filters(text="PT Contoh Jaya"), 1),
        (Filters(place="36.04"), 1),
        (Filters(place="36.01"), 0),
        (Filters(text="%"), 0),
        (Filters(text="la-"), 1),
    ],
)
async def test_tips_are_found_by_number_firm_place_and_case_never_by_story(
    case: Case, filters: Filters, found: int
) -> None:
    async with case.citizen.runtime.db.read() as session:
        assert len(await folders.listed(session, BP3MI, "semua", filters, now=case.citizen.clock(), most=50)) == found
        assert (
            await folders.listed(session, BP3MI, "semua", Filters(text="minta uang"), now=case.citizen.clock(), most=50)
            == []
        )


async def test_accepting_makes_the_officer_its_holder_and_can_happen_once(case: Case) -> None:
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        referral = await steps.accept(session, BP3MI, case.number, now=now)
        assert (referral.state, referral.holder, referral.accepted_at) == ("accepted", BP3MI.staff_id, now)
        with pytest.raises(WrongState):
            await steps.accept(session, BP3MI, case.number, now=now)
        with pytest.raises(WrongState):
            await steps.decline(session, BP3MI, case.number, reason="bukan wilayah kami", now=now)
    (status,) = await case.citizen.by_code(f"status {case.code}", follow_up.STATUS)
    assert "dikerjakan" in (await case.citizen.read(status)).text


async def test_declining_needs_a_reason_and_somebody_else_who_holds_it(case: Case) -> None:
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        with pytest.raises(BadInput):
            await steps.decline(session, BP3MI, case.number, reason=" ", now=now)
        referral = await steps.decline(session, BP3MI, case.number, reason="bukan wilayah kami", now=now)
        assert (referral.state, referral.end_reason) == ("declined", "bukan wilayah kami")
        with pytest.raises(WrongState, match="Hanya instansi Anda"):
            await steps.decline(session, IMIGRASI, case.number, reason="bukan wilayah kami", now=now)


async def test_a_tip_closes_when_the_last_agency_has_finished(case: Case) -> None:
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        await closing.close(session, BP3MI, case.number, outcome="dibina", reason="sudah didampingi", now=now)
        assert (await session.get_one(Tip, case.tip_id)).status == "sent"
        await closing.close(session, IMIGRASI, case.number, outcome="dicegah", reason="ditunda di bandara", now=now)
        tip = await session.get_one(Tip, case.tip_id)
        assert (tip.status, tip.outcome) == ("closed", "dicegah")
        with pytest.raises(WrongState):
            await steps.take(session, BP3MI, case.number, now=now)
    (status,) = await case.citizen.by_code(f"status {case.code}", follow_up.STATUS)
    assert "selesai" in (await case.citizen.read(status)).text


async def test_a_tip_cannot_be_referred_to_an_agency_that_the_reporter_left_out(case: Case) -> None:
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        for to in ("polda_banten", "imigrasi_banten", "bp3mi_banten", "tidak_ada"):
            with pytest.raises(BadInput):
                await steps.refer(session, BP3MI, case.number, to=to, reason="perlu penyelidikan", now=now)
    assert "polda_banten" not in await case.citizen.referrals(case.tip_id)


async def test_what_was_declined_can_be_referred_back_with_a_reason(case: Case) -> None:
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        await steps.decline(session, IMIGRASI, case.number, reason="bukan wilayah kami", now=now)
        referral = await steps.refer(session, BP3MI, case.number, to="imigrasi_banten", reason="cek paspor", now=now)
        assert (referral.state, referral.referred_from) == ("sent", "bp3mi_banten")
    assert (await counts(case, BP3MI))["dirujuk_keluar"] == 1
    async with case.citizen.runtime.db.read() as session:
        rows = (await session.scalars(select(Referral).where(Referral.agency == "imigrasi_banten"))).all()
        assert len(rows) == 1


async def test_internal_notes_stay_in_their_agency(case: Case) -> None:
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        await notes.note(session, BP3MI, case.number, text="hubungi kepala desa", now=now)
        ours = await reading.open_tip(session, BP3MI, case.number, now=now)
        theirs = await reading.open_tip(session, IMIGRASI, case.number, now=now)
        assert [note.text for note in ours.notes] == ["hubungi kepala desa"]
        assert theirs.notes == []


async def test_only_who_holds_it_lets_it_go_and_a_colleague_may_take_it_over(case: Case) -> None:
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        await steps.take(session, BP3MI, case.number, now=now)
        with pytest.raises(WrongState):
            await steps.let_go(session, COLLEAGUE, case.number, now=now)
        assert (await steps.take(session, COLLEAGUE, case.number, now=now)).holder == COLLEAGUE.staff_id
        assert (await steps.let_go(session, COLLEAGUE, case.number, now=now)).holder is None


async def test_a_withdrawn_tip_leaves_the_open_folders_and_no_step_is_possible(case: Case) -> None:
    now = case.citizen.clock()
    async with case.citizen.runtime.db.write() as session:
        await follow_up.withdraw(session, await session.get_one(Tip, case.tip_id), now=now)
    left = await counts(case, BP3MI)
    assert (left["belum_diambil"], left["berangkat_72_jam"], left["selesai"]) == (0, 0, 1)
    async with case.citizen.runtime.db.write() as session:
        with pytest.raises(WrongState, match="mencabut"):
            await steps.accept(session, BP3MI, case.number, now=now)


async def test_waiting_for_the_reporter_ends_when_the_answer_lands(case: Case) -> None:
    async with case.citizen.runtime.db.write() as session:
        tip = await session.get_one(Tip, case.tip_id)
        await follow_up.ask_reporter(
            session, tip, staff="s-bp3mi", agency="bp3mi_banten", text="jam berapa?", question=None,
            now=case.citizen.clock.advance(30),
        )  # fmt: skip
    assert (await counts(case, BP3MI))["menunggu_pelapor"] == 1
    await case.citizen.by_code(f"tambah info {case.code} jam empat subuh dari rumahnya", follow_up.ADD)
    assert (await counts(case, BP3MI))["menunggu_pelapor"] == 0


async def test_seen_before_counts_only_tips_the_viewer_may_see(case: Case) -> None:
    other = await Citizen(case.citizen.runtime, case.citizen.clock).arrive()
    await other.say(tap="/lapor", intent="lapor", confidence=1.0)
    await other.say(tap="#aman=ya")
    await other.say("Pak Contoh 0812-0000-1111 mau berangkatkan orang lusa")
    await other.say("kirim sekarang")
    await other.say(tap="#penerima=tanpa:imigrasi_banten")
    await other.say(tap="#balasan=anonim")
    await other.say(tap="#kirim=ya")
    await other.finish("kirim")
    async with case.citizen.runtime.db.read() as session:
        by_bp3mi = await folders.listed(
            session, BP3MI, "semua", Filters(text=case.number), now=case.citizen.clock(), most=50
        )
        by_imigrasi = await folders.listed(
            session, IMIGRASI, "semua", Filters(text=case.number), now=case.citizen.clock(), most=50
        )
    assert (by_bp3mi[0].seen_before, by_imigrasi[0].seen_before) == (1, 0)
