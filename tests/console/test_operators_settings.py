"""Operators set agencies, rules, endpoints and a few settings; each change is told, bounded, and can be taken back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.adjustable import ADJUSTABLE, Adjusting
from bot.agencies.models import Agency, Queue, RoutingRule
from bot.agencies.seed import seed
from bot.audit import AuditEntry
from bot.changes import Change
from bot.runtime import Runtime
from bot.settings import ROOT
from tests.channels.serving import serve
from tests.conftest import FakeClock
from tests.console.conftest import SignIn
from tests.delivery.mail_server import mail_server

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
OFFICE = {
    "name": "BP3MI Banten", "short_name": "BP3MI", "handles": "Pelindungan pekerja migran", "queue": "Meja BP3MI",
    "phone": "0812-0000-0000", "whatsapp": "", "web": "kp2mi.go.id", "address": "",
    "buka_mon": "ya", "dari_mon": "08:00", "sampai_mon": "16:00",
}  # fmt: skip


async def test_an_agency_gets_its_names_contact_and_hours_and_keeps_them(signed_in: SignIn, seeded: Runtime) -> None:
    operator = await signed_in("pengelola")
    assert "Belum dipastikan" in (await operator.get("/konsol/instansi")).text
    path = "/konsol/instansi/bp3mi_banten"
    refused = await operator.post(path, {**OFFICE, "sampai_mon": "07:00"})
    assert refused.status_code == 422 and "0812-0000-0000" in refused.text and 'value="07:00"' in refused.text
    assert (await operator.post(path, OFFICE)).status_code == 303
    page = (await operator.get("/konsol/instansi")).text
    assert "Senin 08.00–16.00" in page and "Meja BP3MI" in page
    async with seeded.db.write() as session:
        await seed(session, ROOT / "content", now=seeded.clock())
    async with seeded.db.read() as session:
        agency = await session.get_one(Agency, "bp3mi_banten")
        assert agency.short_name == "BP3MI" and agency.hours == {"mon": ["08:00", "16:00"]}
        assert await session.scalar(select(Queue.name).where(Queue.agency == "bp3mi_banten")) == "Meja BP3MI"
        acts = set(await session.scalars(select(AuditEntry.act)))
    assert {"agency.changed", "agency.hours", "agency.contact"} <= acts


@on_sqlite
async def test_the_last_agency_goes_on_receiving(signed_in: SignIn) -> None:
    operator = await signed_in("pengelola")
    for key in ("bp3mi_banten", "imigrasi_banten"):
        await operator.post(f"/konsol/instansi/{key}/saklar", {"aktif": "tidak"})
    assert (await operator.post("/konsol/instansi/polda_banten/saklar", {"aktif": "tidak"})).status_code == 409
    assert (await operator.get("/konsol/instansi/tidakada")).status_code == 404


RULE = {
    "tanda": ["visa_umrah"], "kepada": ["imigrasi_banten"], "pimpin": "imigrasi_banten",
    "alasan": "Visa umrah diperiksa Imigrasi saja.", "aktif": "ya",
}  # fmt: skip


async def test_a_rule_is_tried_out_before_it_counts_and_can_be_taken_back(signed_in: SignIn, seeded: Runtime) -> None:
    operator = await signed_in("pengelola")
    asked = "/konsol/aturan?coba=ya&jenis=tppm&tanda=visa_umrah"
    assert "Polda Banten" in _receivers((await operator.get(asked)).text)
    path = "/konsol/aturan/visa_atau_rute_salah"
    looked = await operator.post(path, {**RULE, "langkah": "lihat"})
    assert "Yang akan berubah" in looked.text and "Belum disimpan" in looked.text
    async with seeded.db.read() as session:
        assert await session.scalar(select(Change.id)) is None
    assert (await operator.post(path, {**RULE, "langkah": "simpan"})).status_code == 303
    async with seeded.db.write() as session:
        await seed(session, ROOT / "content", now=seeded.clock())
    async with seeded.db.read() as session:
        rule = await session.get_one(RoutingRule, "visa_atau_rute_salah")
        assert rule.to == ["imigrasi_banten"] and rule.when == {"flags_any": ["visa_umrah"]}
    page = (await operator.get("/konsol/aturan")).text
    back = re.search(r"/konsol/aturan/perubahan/\d+/kembalikan", page)
    assert back is not None
    assert (await operator.post(back[0])).status_code == 303
    assert (await operator.post(back[0])).status_code == 409
    async with seeded.db.read() as session:
        rule = await session.get_one(RoutingRule, "visa_atau_rute_salah")
        assert rule.to == ["imigrasi_banten", "bp3mi_banten", "polda_banten"]


@on_sqlite
async def test_a_rule_without_receivers_or_sense_is_refused(signed_in: SignIn) -> None:
    operator = await signed_in("pengelola")
    for wrong in ({"kepada": []}, {"tanda": []}, {"pimpin": "polda_banten"}, {"alasan": "x"}, {"kepada": ["siapa"]}):
        answer = await operator.post("/konsol/aturan/baru", {**RULE, **wrong, "langkah": "simpan"})
        assert answer.status_code == 422, wrong
    assert (await operator.post("/konsol/aturan/baru", {**RULE, "langkah": "simpan"})).status_code == 303
    page = (await operator.get("/konsol/aturan")).text
    assert "13. Visa umrah diperiksa Imigrasi saja." in page
    key = re.search(r"/konsol/aturan/(aturan_\w+)/pindah", page)
    assert key is not None
    await operator.post(f"/konsol/aturan/{key[1]}/pindah", {"arah": "naik"})
    assert "12. Visa umrah diperiksa Imigrasi saja." in (await operator.get("/konsol/aturan")).text


@on_sqlite
async def test_an_excluded_agency_receives_nothing_in_the_try_out_either(signed_in: SignIn) -> None:
    operator = await signed_in("pengelola")
    page = (await operator.get("/konsol/aturan?coba=ya&jenis=tppo&tanpa=polda_banten")).text
    assert "Polda Banten" not in _receivers(page) and "BP3MI Banten" in _receivers(page)
    everyone = "&tanpa=".join(("polda_banten", "bp3mi_banten", "imigrasi_banten"))
    assert "tidak seorang pun" in (await operator.get(f"/konsol/aturan?coba=ya&tanpa={everyone}")).text


async def test_settings_change_in_every_process_inside_their_bounds(signed_in: SignIn, seeded: Runtime) -> None:
    other = Adjusting(seeded)
    operator = await signed_in("pengelola")
    assert 'value="730"' in (await operator.get("/konsol/penyimpanan")).text
    wrong = await operator.post("/konsol/setelan", {"layar": "penyimpanan", "keep_closed_tip_days": "3"})
    assert wrong.status_code == 422 and "90–3650" in wrong.text and seeded.settings.keep_closed_tip_days == 730
    await operator.post("/konsol/setelan", {"layar": "penyimpanan", "keep_closed_tip_days": "365"})
    await operator.post("/konsol/setelan", {"session_idle": "30"})
    assert seeded.settings.keep_closed_tip_days == 365 and seeded.settings.session_idle == 1_800.0
    seeded.settings.keep_closed_tip_days = 730  # as another process has it
    await other.refresh()
    assert seeded.settings.keep_closed_tip_days == 365
    page = (await operator.get("/konsol/penyimpanan")).text
    assert "Pak Contoh Pengelola" in page and "730 hari" in page
    await operator.post("/konsol/setelan/keep_closed_tip_days/kembalikan", {"layar": "penyimpanan"})
    assert seeded.settings.keep_closed_tip_days == 730
    assert (await operator.post("/konsol/setelan/keep_closed_tip_days/kembalikan")).status_code == 404
    assert (await operator.post("/konsol/setelan/telegram_token/kembalikan")).status_code == 404


@on_sqlite
async def test_secrets_are_never_shown(signed_in: SignIn, seeded: Runtime) -> None:
    from pydantic import SecretStr

    seeded.settings.smtp_password = SecretStr("rahasia-sekali")
    page = (await (await signed_in("pengelola")).get("/konsol/setelan")).text
    assert "rahasia-sekali" not in page and "BOT_SMTP_PASSWORD" in page
    assert seeded.settings.database not in page


def test_no_bound_of_a_setting_is_nonsense() -> None:
    for one in ADJUSTABLE:
        assert 0 <= one.least < one.most and one.title and one.about


@on_sqlite
async def test_an_endpoint_is_tried_out_by_webhook_and_by_mail(
    signed_in: SignIn, seeded: Runtime, tmp_path: Path, clock: FakeClock
) -> None:
    seen: list[str] = []

    async def receive(request: Request) -> Response:
        seen.append(request.headers["langkah-signature"] and (await request.json())["event"])
        return Response(status_code=204 if len(seen) == 1 else 401)

    operator = await signed_in("pengelola")
    async with serve(Starlette(routes=[Route("/terima", receive, methods=["POST"])])) as address:
        form = {"instansi": "polda_banten", "cara": "webhook", "url": f"{address}/terima", "bidang": ["kind"]}
        made = await operator.post("/konsol/tujuan", form)
        tests = re.findall(r"/konsol/tujuan/\w+/coba", made.text)
        assert "Penerima menjawab 204" in (await operator.post(tests[0])).text
        assert "Tidak sampai" in (await operator.post(tests[0])).text
    assert seen == ["endpoint.test"] * 2
    form = {"instansi": "bp3mi_banten", "cara": "email", "surel": "meja@contoh.example"}
    page = await operator.post("/konsol/tujuan", form)
    assert page.status_code == 200 and "Kunci tanda tangan" not in page.text
    [mailbox] = set(re.findall(r"/konsol/tujuan/\w+/coba", page.text)) - set(tests)
    assert "belum dipasang" in (await operator.post(mailbox)).text
    async with mail_server(tmp_path) as server:
        settings = seeded.settings
        settings.smtp_host, settings.smtp_port, settings.smtp_security = "127.0.0.1", server.port, "none"
        settings.smtp_from = "langkah@contoh.example"
        assert "diterima server surel" in (await operator.post(mailbox)).text
        assert server.letters[0]["To"] == "meja@contoh.example"


def _receivers(page: str) -> str:
    return page.partition("akan dikirim ke:")[2].partition("</ul>")[0]
