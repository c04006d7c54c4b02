"""People come by a link that works once, see their own sessions, get other roles, and leave safely."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.audit import AuditEntry
from bot.delivery.models import Mail
from bot.runtime import Runtime
from bot.settings import Settings
from bot.staff.models import Invitation, Staff
from bot.tips.models import Referral
from tests.conftest import FakeClock
from tests.console.conftest import PASSWORD, People, SignIn, Visitor
from tests.console.invented import fill

Opens = Callable[[], Visitor]
LINK = re.compile(r'<code id="nilai">http://[^/]+(/konsol/undangan/[^<]+)</code>')
NEW = "kuda hijau makan awan"
FORM = {"nama_orang": "Bu Contoh Baru", "nama_pengguna": "bu.contoh", "peran": ["editor"], "instansi": ""}
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])


async def invited(operator: Visitor, **more: object) -> str:
    page = await operator.post("/konsol/akun", {**FORM, **more})
    found = LINK.search(page.text)
    assert found is not None, page.text
    return found[1]


async def test_a_link_works_once(signed_in: SignIn, visitor: Opens, seeded: Runtime) -> None:
    operator = await signed_in("pengelola")
    link = await invited(operator)
    assert "Diundang" in (await operator.get("/konsol/akun")).text
    assert (await visitor().sign_in("bu.contoh", "!")).status_code == 401, "no password, no login"
    newcomer = visitor()
    assert (await newcomer.accept_link(link, "pendek")).status_code == 422
    assert (await newcomer.accept_link(link, NEW, "kuda lain makan awan")).status_code == 422
    assert (await newcomer.accept_link(link, NEW)).status_code == 303
    assert (await newcomer.get("/konsol/jawaban")).status_code == 200
    assert (await visitor().accept_link(link, "kuda hitam makan awan")).status_code == 404
    assert (await visitor().sign_in("bu.contoh", NEW)).status_code == 303
    async with seeded.db.read() as session:
        kept = (await session.scalars(select(Invitation))).one()
        assert kept.token_hash not in link and kept.used_at is not None


@on_sqlite
async def test_a_link_ends_by_itself_and_with_a_newer_one(
    signed_in: SignIn, visitor: Opens, seeded: Runtime, clock: FakeClock, settings: Settings
) -> None:
    operator = await signed_in("pengelola")
    first = await invited(operator)
    async with seeded.db.read() as session:
        staff_id = await session.scalar(select(Staff.id).where(Staff.username == "bu.contoh"))
    page = await operator.post(f"/konsol/akun/{staff_id}/tautan")
    second = LINK.search(page.text)
    assert second is not None
    assert (await visitor().get(first)).status_code == 404
    assert (await visitor().get(second[1])).status_code == 200
    await operator.post(f"/konsol/akun/{staff_id}/tautan/tarik")
    assert (await visitor().get(second[1])).status_code == 404
    third = LINK.search((await operator.post(f"/konsol/akun/{staff_id}/tautan")).text)
    assert third is not None
    clock.advance(settings.invitation_hours * 3_600 + 1)
    assert (await visitor().get(third[1])).status_code == 404


@on_sqlite
async def test_a_lost_password_ends_what_was_open(signed_in: SignIn, visitor: Opens, people: People) -> None:
    operator, officer = await signed_in("pengelola"), await signed_in("petugas")
    link = LINK.search((await operator.post(f"/konsol/akun/{people.ids['petugas']}/tautan")).text)
    assert link is not None
    assert (await officer.get("/konsol/laporan")).status_code == 200, "until the link is used nothing changes"
    assert (await visitor().accept_link(link[1], NEW)).status_code == 303
    assert (await officer.get("/konsol/laporan")).status_code == 303
    assert (await visitor().sign_in("petugas")).status_code == 401
    assert (await visitor().sign_in("petugas", NEW)).status_code == 303


@on_sqlite
async def test_an_invitation_is_mailed_when_there_is_mail_and_shown_as_well(signed_in: SignIn, seeded: Runtime) -> None:
    operator = await signed_in("pengelola")
    wrong = await operator.post("/konsol/akun", {**FORM, "surel": "bukan alamat"})
    assert wrong.status_code == 422 and "bukan alamat" in wrong.text
    seeded.settings.smtp_host, seeded.settings.smtp_from = "127.0.0.1", "langkah@contoh.example"
    link = await invited(operator, surel="baru@contoh.example")
    async with seeded.db.read() as session:
        mail = (await session.scalars(select(Mail))).one()
        assert mail.address == "baru@contoh.example" and mail.letter == "invitation"
        assert mail.values is not None and mail.values["link"].endswith(link)
        acts = set(await session.scalars(select(AuditEntry.act)))
    assert {"staff.created", "staff.invitation"} <= acts


async def test_one_sees_and_ends_ones_own_sessions(signed_in: SignIn, people: People) -> None:
    here, there, other = await signed_in("redaktur"), await signed_in("redaktur"), await signed_in("petugas")
    page = (await here.get("/konsol/akun-saya")).text
    assert page.count("perangkat ini") == 1
    [hashed] = re.findall(r"/konsol/akun-saya/sesi/(\w+)/akhiri", page)
    assert (await other.post(f"/konsol/akun-saya/sesi/{hashed}/akhiri")).status_code == 404, "not theirs to end"
    assert (await there.get("/konsol/jawaban")).status_code == 200
    await here.post(f"/konsol/akun-saya/sesi/{hashed}/akhiri")
    assert (await there.get("/konsol/jawaban")).status_code == 303
    third = await signed_in("redaktur")
    await here.post("/konsol/akun-saya/sesi-lain")
    assert (await third.get("/konsol/jawaban")).status_code == 303
    assert (await here.get("/konsol/jawaban")).status_code == 200


@on_sqlite
async def test_an_address_is_kept_only_with_the_password(signed_in: SignIn, people: People, seeded: Runtime) -> None:
    somebody = await signed_in("redaktur")
    refused = await somebody.post("/konsol/akun-saya/surel", {"surel": "r@contoh.example", "sandi": "salah"})
    assert refused.status_code == 422 and "r@contoh.example" in refused.text
    await somebody.post("/konsol/akun-saya/surel", {"surel": "r@contoh.example", "sandi": PASSWORD})
    async with seeded.db.read() as session:
        assert (await session.get_one(Staff, people.ids["redaktur"])).email == "r@contoh.example"


@on_sqlite
async def test_other_roles_count_at_once_and_the_last_operator_stays(
    signed_in: SignIn, people: People, visitor: Opens
) -> None:
    operator, editor = await signed_in("pengelola"), await signed_in("redaktur")
    path = f"/konsol/akun/{people.ids['redaktur']}/peran"
    assert (await operator.post(path, {"peran": ["officer"], "instansi": ""})).status_code == 422
    await operator.post(path, {"peran": ["approver"], "instansi": ""})
    assert (await editor.get("/konsol/jawaban")).status_code == 303
    again = await signed_in("redaktur")
    assert (await again.post("/konsol/jawaban/opp/naskah")).status_code == 403
    last = await operator.post(f"/konsol/akun/{people.ids['pengelola']}/peran", {"peran": ["editor"], "instansi": ""})
    assert last.status_code == 409


async def test_who_leaves_is_out_and_their_tips_go_back_to_the_queue(
    signed_in: SignIn, people: People, seeded: Runtime, clock: FakeClock
) -> None:
    async with seeded.db.write() as session:
        await fill(session, ids=people.ids, now=clock())
        referral = (
            await session.scalars(select(Referral).where(Referral.agency == "bp3mi_banten", Referral.live).limit(1))
        ).one()
        referral.holder, referral.state, number = people.ids["petugas"], "accepted", referral.id
    operator, officer = await signed_in("pengelola"), await signed_in("petugas")
    await operator.post(f"/konsol/akun/{people.ids['petugas']}/keluar")
    assert (await officer.get("/konsol/laporan")).status_code == 303
    async with seeded.db.read() as session:
        assert (await session.get_one(Referral, number)).holder is None
        assert (await session.get_one(Staff, people.ids["petugas"])).left_at is not None
    path = f"/konsol/akun/{people.ids['petugas']}"
    assert (await operator.post(f"{path}/saklar", {"aktif": "ya"})).status_code == 409
    assert (await operator.get(path)).status_code == 200
