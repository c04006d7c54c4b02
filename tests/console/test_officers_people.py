"""Supervisors, custodians and officers at their screens: rota, promises, closings, identities, several tips at once."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from bot.agencies.models import Agency, Promise, Shift
from bot.audit import AuditEntry
from bot.conversations.models import Message
from bot.database import new_id
from bot.runtime import Runtime
from bot.tips import follow_up
from bot.tips.casework.models import IdentityRequest, SavedFilter
from bot.tips.models import Referral, Tip
from tests.conftest import FakeClock
from tests.console.conftest import People, SignIn, Visitor
from tests.console.invented import fill

URGENT, OWN = "LA-7K3QX", "LA-9WD4H"
INBOX = "/konsol/laporan"


@pytest.fixture(autouse=True)
async def filled(seeded: Runtime, people: People, clock: FakeClock) -> None:
    async with seeded.db.write() as session:
        await fill(session, ids=people.ids, now=clock())


async def holder(runtime: Runtime, case: str) -> str | None:
    async with runtime.db.read() as session:
        query = select(Referral.holder).join(Tip).where(Tip.case_number == case, Referral.agency == "bp3mi_banten")
        found: str | None = await session.scalar(query)
        return found


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_each_role_opens_its_own_screens_and_no_others(signed_in: SignIn) -> None:
    allowed = {
        "petugas": {INBOX, f"{INBOX}/{URGENT}"},
        "pengawas": {INBOX, f"{INBOX}/{URGENT}", "/konsol/pengawasan", "/konsol/jaga"},
        "kustodian": {"/konsol/identitas"},
        "pengelola": set(),
    }
    for username, mine in allowed.items():
        somebody = await signed_in(username)
        for path in (INBOX, f"{INBOX}/{URGENT}", "/konsol/pengawasan", "/konsol/jaga", "/konsol/identitas"):
            assert (await somebody.get(path)).status_code == (200 if path in mine else 403), (username, path)


async def test_a_supervisor_reads_but_leaves_the_work_to_officers(signed_in: SignIn) -> None:
    somebody = await signed_in("pengawas")
    page = await somebody.get(f"{INBOX}/{URGENT}")
    for act in ("terima", "ambil", "tutup", "tampilkan", "identitas"):
        assert f"{URGENT}/{act}" not in page.text
        assert (await somebody.post(f"{INBOX}/{URGENT}/{act}", {"alasan": "coba saja"})).status_code == 403


async def test_a_supervisor_gives_tips_to_officers_and_hands_a_leavers_over(
    signed_in: SignIn, seeded: Runtime, people: People
) -> None:
    somebody = await signed_in("pengawas")
    await somebody.post(f"{INBOX}/{URGENT}/serahkan", {"ke": people.ids["petugas2"]})
    assert await holder(seeded, URGENT) == people.ids["petugas2"]
    page = words((await somebody.get("/konsol/pengawasan")).text)
    assert "Pak Contoh Kedua 1 0 1" in page, "held, late, emergencies"
    hand_over = f"/konsol/pengawasan/petugas/{people.ids['petugas2']}/serah"
    refused = await somebody.post(hand_over, {"ke": "", "alasan": ""})
    assert refused.status_code == 422 and await holder(seeded, URGENT) is not None
    move = {"ke": people.ids["petugas"], "alasan": "Pindah tugas"}
    await somebody.post(hand_over, move)
    assert await holder(seeded, URGENT) == people.ids["petugas"]


async def test_turns_hours_and_promises_are_set_and_a_wrong_one_keeps_what_was_typed(
    signed_in: SignIn, seeded: Runtime, people: People
) -> None:
    somebody, turn = await signed_in("pengawas"), {"tanggal": "2026-11-24", "dari": "08:00", "sampai": "16:00"}
    await somebody.post("/konsol/jaga", {**turn, "petugas": people.ids["petugas"]})
    refused = await somebody.post("/konsol/jaga", {**turn, "petugas": people.ids["petugas"]})
    assert refused.status_code == 422 and 'value="2026-11-24"' in refused.text
    assert "Bu Contoh Petugas" in (await somebody.get("/konsol/jaga?minggu=2026-11-24")).text
    officer = await signed_in("petugas2")
    assert "Jaga sekarang: Bu Contoh Petugas" in words((await officer.get(INBOX)).text)
    await somebody.post("/konsol/jaga/salin?minggu=2026-11-24")
    refused = await somebody.post("/konsol/jaga/jam", {"buka_mon": "16:00", "tutup_mon": "08:00"})
    assert refused.status_code == 422 and 'value="16:00"' in refused.text
    await somebody.post("/konsol/jaga/jam", {"buka_mon": "08:00", "tutup_mon": "16:00"})
    minutes = {"read_minutes": "10", "reply_minutes": "2", "close_minutes": "24", "silence_minutes": "1"}
    units = {f"{name}_satuan": "menit" if name == "read_minutes" else "jam" for name in minutes}
    await somebody.post("/konsol/jaga/janji/darurat", {**minutes, **units, "selalu": "ya"})
    refused = await somebody.post("/konsol/jaga/janji/biasa", {**minutes, **units, "read_minutes": "sebentar"})
    assert refused.status_code == 422 and 'value="sebentar"' in refused.text
    async with seeded.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Shift)) == 2
        agency = await session.get_one(Agency, "bp3mi_banten")
        assert agency.hours == {"mon": ["08:00", "16:00"]}
        promise = await session.get_one(Promise, ("bp3mi_banten", "darurat"))
        assert (promise.read_minutes, promise.reply_minutes, promise.around_the_clock) == (10, 120, True)
        first = await session.scalar(select(Shift.id).order_by(Shift.starts_at).limit(1))
    await somebody.post(f"/konsol/jaga/{first}/hapus")
    async with seeded.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Shift)) == 1


async def test_an_identity_is_shown_once_after_a_custodian_agreed(signed_in: SignIn, seeded: Runtime) -> None:
    officer, custodian = await signed_in("petugas"), await signed_in("kustodian")
    path = f"{INBOX}/{URGENT}"
    assert (await officer.post(f"{path}/identitas/lihat")).status_code == 422
    await officer.post(f"{path}/identitas", {"alasan": "Perlu alamat jemput malam ini"})
    page = (await custodian.get("/konsol/identitas")).text
    assert "Perlu alamat jemput" in page and "dikumpulkan di rumah" not in page, "the request, never the tip"
    async with seeded.db.read() as session:
        asked = await session.scalar(select(IdentityRequest.id))
    await custodian.post(f"/konsol/identitas/{asked}/buka")
    assert "90000001" not in (await officer.get(path)).text
    assert "90000001" in (await officer.post(f"{path}/identitas/lihat")).text
    assert "90000001" not in (await officer.get(path)).text, "shown once"
    colleague = await signed_in("petugas2")
    assert (await colleague.post(f"{path}/identitas/lihat")).status_code == 422
    async with seeded.db.read() as session:
        details = (await session.scalars(select(AuditEntry.details).where(AuditEntry.act == "identity.ask"))).one()
    assert "jemput" not in str(details)


async def test_several_tips_are_marked_read_or_taken_and_nothing_more(
    signed_in: SignIn, seeded: Runtime, people: People
) -> None:
    somebody = await signed_in("petugas")
    both = {"perkara": [URGENT, OWN]}
    await somebody.post(f"{INBOX}/serentak?folder=semua", {**both, "aksi": "baca"})
    page = (await somebody.get(f"{INBOX}?folder=semua")).text
    assert not re.search(rf"tip-row[^>]*unread[^>]*>(?:(?!</li>).)*{URGENT}", page, re.S)
    async with seeded.db.read() as session:
        query = select(Referral).join(Tip).where(Tip.case_number == URGENT, Referral.agency == "bp3mi_banten")
        assert (await session.scalars(query)).one().opened_at is None, "marking keeps no promise"
    colleague = await signed_in("petugas2")
    await colleague.post(f"{INBOX}/{URGENT}/ambil")
    answer = await somebody.post(f"{INBOX}/serentak?folder=semua", {**both, "aksi": "ambil"})
    assert "diambil_sebagian" in answer.headers["location"]
    assert await holder(seeded, OWN) == people.ids["petugas"]
    assert await holder(seeded, URGENT) == people.ids["petugas2"], "nothing is taken out of a colleague's hands"
    await somebody.post(f"{INBOX}/serentak", {"perkara": [OWN], "aksi": "tutup"})
    assert await holder(seeded, OWN) == people.ids["petugas"]
    assert (await somebody.post(f"{INBOX}/serentak", {"aksi": "baca"})).status_code == 400
    assert (await somebody.post(f"{INBOX}/serentak", {"perkara": ["LA-PRVT8"], "aksi": "baca"})).status_code == 404


async def test_a_search_is_kept_and_forgotten(signed_in: SignIn, seeded: Runtime) -> None:
    somebody = await signed_in("petugas")
    await somebody.post(f"{INBOX}/saringan?folder=semua&jenis=tppo&wilayah=Kramatwatu", {"nama": "Kramatwatu"})
    page = (await somebody.get(INBOX)).text
    assert "folder=semua&amp;jenis=tppo&amp;wilayah=Kramatwatu" in page
    assert "jenis=tppo" not in (await (await signed_in("petugas2")).get(INBOX)).text, "only one's own"
    async with seeded.db.read() as session:
        kept = await session.scalar(select(SavedFilter.id))
    await somebody.post(f"{INBOX}/saringan/{kept}/hapus")
    assert "jenis=tppo" not in (await somebody.get(INBOX)).text


async def news(somebody: Visitor, page: str) -> str:
    known = re.search(r'name="terbuka" value="([^"]+)"', page)
    assert known is not None
    return (await somebody.get(f"{INBOX}/baru?folder=semua&waktu=1&terbuka={known[1]}")).text


async def test_an_open_tip_tells_that_something_happened_but_not_ones_own_acts(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    somebody, path = await signed_in("petugas"), f"{INBOX}/{URGENT}"
    page = (await somebody.get(path)).text
    await somebody.post(f"{path}/catatan", {"teks": "Catatan sendiri"})
    assert "Ada kabar baru" not in await news(somebody, page)
    async with seeded.db.write() as session:
        tip = (await session.scalars(select(Tip).where(Tip.case_number == URGENT))).one()
        message = Message(
            id=new_id(),
            conversation_id=tip.conversation_id or "",
            author="citizen",
            position=99,
            kind="text",
            at=clock(),
        )
        session.add(message)
        message.text = "mobilnya putih"
        await follow_up.add(session, tip, message, now=clock())
    told = await news(somebody, page)
    assert "Ada kabar baru" in told and "pelapor menambah keterangan" in told
    assert "mobilnya" not in told
    foreign = await signed_in("imigrasi")
    assert "Ada kabar baru" not in await news(foreign, page), "not their tip"
    assert "Ada kabar baru" not in await news(somebody, (await somebody.get(path)).text)


async def test_parts_are_blanked_for_referral_and_shown_again(signed_in: SignIn) -> None:
    somebody, path = await signed_in("petugas"), f"{INBOX}/{OWN}"
    refused = await somebody.post(f"{path}/hitamkan", {"jenis": "words", "kata": "tidak ada kata ini"})
    assert refused.status_code == 422 and "tidak ada kata ini" in refused.text
    await somebody.post(f"{path}/hitamkan", {"jenis": "words", "kata": "Anak tetangga"})
    await somebody.post(f"{path}/rujuk", {"ke": "polda_banten", "alasan": "Ada anak"})
    polda = await signed_in("polda")
    page = (await polda.get(path)).text
    assert "Anak tetangga" not in page and "█████" in page
    assert "Anak tetangga" not in (await polda.get(f"{INBOX}?folder=semua")).text
    own = (await somebody.get(path)).text
    assert "Anak tetangga umur 16" in own
    lifted = re.search(rf"{OWN}/hitamkan/(\w+)/buka", own)
    assert lifted is not None
    await somebody.post(f"{path}/hitamkan/{lifted[1]}/buka")
    assert "Anak tetangga" in (await polda.get(path)).text
