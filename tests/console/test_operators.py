"""Operators' screens: repair and invite without reading what citizens wrote."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from bot import audit
from bot.audit import AuditEntry
from bot.console.own_screens import OWN
from bot.console.pages import STATIC
from bot.console.routes import SCREENS
from bot.delivery.models import Delivery
from bot.jobs import Job
from bot.runtime import Runtime
from bot.staff.models import Staff
from bot.staff.permissions import ACTS
from tests.conftest import FakeClock
from tests.console.conftest import People, SignIn, Visitor
from tests.console.invented import STORIES, fill


@pytest.fixture(autouse=True)
async def filled(seeded: Runtime, people: People, clock: FakeClock) -> None:
    async with seeded.db.write() as session:
        await fill(session, ids=people.ids, now=clock())


async def test_dead_letters_are_seen_and_sent_again_without_content(signed_in: SignIn, seeded: Runtime) -> None:
    operator = await signed_in("pengelola")
    page = (await operator.get("/konsol/pengiriman?keadaan=dead")).text
    assert "Server tujuan menjawab 503" in page
    assert not any(told.story[:30] in page for told in STORIES)
    again = re.search(r"/konsol/pengiriman/\w+/ulang", page)
    assert again is not None
    await operator.post(again[0])
    async with seeded.db.read() as session:
        assert await session.scalar(select(Delivery.id).where(Delivery.state == "dead")) is None


async def test_parked_work_is_put_back_into_its_lane(signed_in: SignIn, seeded: Runtime) -> None:
    operator = await signed_in("pengelola")
    page = (await operator.get("/konsol/pekerjaan")).text
    assert "403 berkali-kali" in page and "tidak ada pengirim" in page
    again = re.search(r"/konsol/pekerjaan/\d+/ulang", page)
    assert again is not None
    await operator.post(again[0])
    async with seeded.db.read() as session:
        assert await session.scalar(select(Job.id).where(Job.parked_at.is_not(None))) is None
    assert (await operator.post("/konsol/pekerjaan/999999/ulang")).status_code == 404


async def test_an_endpoints_secret_is_shown_once(signed_in: SignIn) -> None:
    operator = await signed_in("pengelola")
    form = {"instansi": "polda_banten", "url": "http://127.0.0.1:9/terima", "bidang": ["kind", "link"]}
    answer = await operator.post("/konsol/tujuan", form)
    secret = re.search(r'<code id="nilai">([^<]+)</code>', answer.text)
    assert secret is not None
    assert secret[1] not in (await operator.get("/konsol/tujuan")).text
    refused = await operator.post("/konsol/tujuan", {**form, "url": "ftp://aneh"})
    assert refused.status_code == 422 and "ftp://aneh" in refused.text
    switch = re.search(r"/konsol/tujuan/\w+/saklar", answer.text)
    assert switch is not None
    await operator.post(switch[0], {"aktif": "tidak"})
    assert "Mati" in (await operator.get("/konsol/tujuan")).text


async def test_somebody_is_invited_and_lets_themselves_in(signed_in: SignIn, visitor: Callable[[], Visitor]) -> None:
    operator = await signed_in("pengelola")
    form = {"nama_orang": "Bu Contoh Baru", "nama_pengguna": "bu.contoh", "peran": ["officer"], "instansi": ""}
    refused = await operator.post("/konsol/akun", form)
    assert refused.status_code == 422 and "Bu Contoh Baru" in refused.text
    made = await operator.post("/konsol/akun", {**form, "instansi": "polda_banten"})
    link = re.search(r'<code id="nilai">http://[^/]+(/konsol/undangan/[^<]+)</code>', made.text)
    assert link is not None
    newcomer = visitor()
    answer = await newcomer.accept_link(link[1], "kuda hijau makan awan")
    assert answer.headers["location"] == "/konsol/laporan"
    assert (await newcomer.get("/konsol/akun-saya")).status_code == 200
    again = await visitor().sign_in("bu.contoh", "kuda hijau makan awan")
    assert again.status_code == 303
    taken = await operator.post("/konsol/akun", {**form, "instansi": "polda_banten"})
    assert "sudah dipakai" in taken.text


async def test_an_account_switched_off_is_out_at_once(signed_in: SignIn, people: People) -> None:
    operator, officer = await signed_in("pengelola"), await signed_in("petugas")
    await operator.post(f"/konsol/akun/{people.ids['petugas']}/saklar", {"aktif": "tidak"})
    assert (await officer.get("/konsol/laporan")).status_code == 303
    last = await operator.post(f"/konsol/akun/{people.ids['pengelola']}/saklar", {"aktif": "tidak"})
    assert last.status_code == 409 and "satu-satunya" in last.text


async def test_the_trail_tells_whether_it_is_whole(signed_in: SignIn, seeded: Runtime) -> None:
    async with seeded.db.write() as session:
        await audit.seal(session)
    operator = await signed_in("pengelola")
    assert "Rantai utuh" in (await operator.get("/konsol/jejak?periksa=ya")).text
    async with seeded.db.write() as session:
        await session.execute(update(AuditEntry).where(AuditEntry.position == 2).values(act="tidak.terjadi"))
    assert "Rantai putus pada urutan 2" in (await operator.get("/konsol/jejak?periksa=ya")).text


async def test_every_screen_asks_for_a_right_that_some_role_has() -> None:
    known = frozenset().union(*ACTS.values())
    own = {screen.path for screen in OWN} | {"/", "/keluar", "/tema", "/kata-sandi"}
    for screen in SCREENS:
        assert screen.act in known or (screen.act is None and screen.path in own), screen.path


async def test_operators_screens_are_closed_to_others(signed_in: SignIn) -> None:
    acts = ACTS["operator"]
    for username in ("petugas", "redaktur"):
        somebody = await signed_in(username)
        for screen in SCREENS:
            if screen.act in acts:
                path = "/konsol" + re.sub(r"\{\w+\}", "1", screen.path)
                answer = await (somebody.get(path) if screen.method == "GET" else somebody.post(path))
                assert answer.status_code == 403, screen.path


async def test_pages_that_do_not_exist_say_so_in_indonesian(signed_in: SignIn) -> None:
    answer = await (await signed_in("pengelola")).get("/konsol/tidak-ada")
    assert answer.status_code == 404 and "tidak ditemukan" in answer.text


def test_the_vendored_parts_are_what_their_sums_say() -> None:
    vendor = STATIC / "vendor"
    lines = (vendor / "SHA256SUMS").read_text().splitlines()
    assert len(lines) >= 9
    for line in lines:
        expected, name = line.split()
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == expected, name


async def test_roles_of_an_account_are_stored_in_one_order(seeded: Runtime) -> None:
    async with seeded.db.read() as session:
        roles = await session.scalar(select(Staff.roles).where(Staff.username == "penyetuju"))
    assert roles == ["editor", "approver"]
