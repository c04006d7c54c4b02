"""The second factor: set up by oneself, asked for at each login, no code taken twice, a way in without the phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from sqlalchemy import select

from bot.audit import AuditEntry
from bot.runtime import Runtime
from bot.settings import Settings
from bot.staff.models import RecoveryCode, Staff
from tests.conftest import FakeClock
from tests.console.conftest import PASSWORD, People, SignIn, Visitor

Opens = Callable[[], Visitor]
SECRET = re.compile(r'<code class="break">([A-Z2-7 ]+)</code>')
CODES = re.compile(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code></li>")


def code(secret: str, clock: FakeClock) -> str:
    return pyotp.TOTP(secret).at(clock())


async def set_up(somebody: Visitor, clock: FakeClock) -> tuple[str, list[str]]:
    page = (await somebody.get("/konsol/akun-saya/faktor")).text
    assert "<svg" in page
    found = SECRET.search(page)
    assert found is not None
    secret = found[1].replace(" ", "")
    done = await somebody.post("/konsol/akun-saya/faktor", {"kode": code(secret, clock)})
    codes = CODES.findall(done.text)
    assert done.status_code == 200 and len(codes) == 10
    clock.advance(30)
    return secret, codes


async def test_a_password_alone_opens_nothing_any_more(
    signed_in: SignIn, visitor: Opens, clock: FakeClock, seeded: Runtime
) -> None:
    secret, codes = await set_up(await signed_in("petugas"), clock)
    browser = visitor()
    page = await browser.sign_in("petugas")
    assert page.status_code == 200 and "Kode 6 angka" in page.text
    assert (await browser.get("/konsol/laporan")).status_code == 303, "half a login is no login"
    assert (await browser.type_code(page, "000000")).status_code == 401
    entered = await browser.type_code(page, code(secret, clock))
    assert entered.status_code == 303 and entered.headers["location"] == "/konsol/laporan"
    async with seeded.db.read() as session:
        staff = await session.scalar(select(Staff).where(Staff.username == "petugas"))
        assert staff is not None and secret.encode() not in (staff.factor_sealed or b"")
        hashes = set(await session.scalars(select(RecoveryCode.code_hash)))
    assert not hashes & set(codes)


async def test_a_code_is_not_accepted_twice(signed_in: SignIn, visitor: Opens, clock: FakeClock) -> None:
    secret, _ = await set_up(await signed_in("redaktur"), clock)
    seen = code(secret, clock)
    first, thief = visitor(), visitor()
    assert (await first.type_code(await first.sign_in("redaktur"), seen)).status_code == 303
    page = await thief.sign_in("redaktur")
    assert (await thief.type_code(page, seen)).status_code == 401
    clock.advance(30)
    assert (await thief.type_code(page, code(secret, clock))).status_code == 303


async def test_wrong_codes_lock_the_account_like_wrong_passwords(
    signed_in: SignIn, visitor: Opens, clock: FakeClock, settings: Settings
) -> None:
    secret, _ = await set_up(await signed_in("redaktur"), clock)
    browser = visitor()
    for _ in range(settings.login_attempts):
        page = await browser.sign_in("redaktur")
        assert (await browser.type_code(page, "123123")).status_code == 401
    assert (await browser.type_code(page, code(secret, clock))).status_code == 401
    assert (await browser.sign_in("redaktur")).status_code == 401
    clock.advance(settings.login_lock + 1)
    page = await browser.sign_in("redaktur")
    assert (await browser.type_code(page, code(secret, clock))).status_code == 303


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_lost_phone_is_replaced_by_a_recovery_code_once(
    signed_in: SignIn, visitor: Opens, clock: FakeClock, seeded: Runtime
) -> None:
    somebody = await signed_in("pengelola")
    _, codes = await set_up(somebody, clock)
    first, second = visitor(), visitor()
    spaced = codes[0].upper().replace("-", " ")
    assert (await first.type_code(await first.sign_in("pengelola"), spaced)).status_code == 303
    assert (await second.type_code(await second.sign_in("pengelola"), codes[0])).status_code == 401
    assert "9 kode pemulihan tersisa" in (await first.get("/konsol/akun-saya")).text
    refused = await first.post("/konsol/akun-saya/faktor/kode-baru", {"sandi": "salah"})
    assert refused.status_code == 422
    renewed = await first.post("/konsol/akun-saya/faktor/kode-baru", {"sandi": PASSWORD})
    assert len(CODES.findall(renewed.text)) == 10
    third = visitor()
    assert (await third.type_code(await third.sign_in("pengelola"), codes[1])).status_code == 401
    async with seeded.db.read() as session:
        acts = set(await session.scalars(select(AuditEntry.act)))
    assert {"staff.factor_on", "staff.recovery_used", "staff.recovery_new"} <= acts


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_roles_that_must_have_one_see_nothing_before(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    seeded.settings.second_factor_roles = "officer, operator"
    officer = await signed_in("petugas")
    answer = await officer.get("/konsol/laporan")
    assert answer.headers["location"] == "/konsol/akun-saya/faktor"
    assert "wajib" in (await officer.get("/konsol/akun-saya/faktor")).text
    editor = await signed_in("redaktur")
    assert (await editor.get("/konsol/jawaban")).status_code == 200
    await set_up(officer, clock)
    assert (await officer.get("/konsol/laporan")).status_code == 200


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_it_is_taken_off_with_the_password_or_by_an_operator(
    signed_in: SignIn, visitor: Opens, people: People, clock: FakeClock
) -> None:
    somebody = await signed_in("redaktur")
    await set_up(somebody, clock)
    assert (await somebody.post("/konsol/akun-saya/faktor/lepas", {"sandi": "salah"})).status_code == 422
    await somebody.post("/konsol/akun-saya/faktor/lepas", {"sandi": PASSWORD})
    assert (await visitor().sign_in("redaktur")).status_code == 303
    await set_up(somebody, clock)
    operator = await signed_in("pengelola")
    await operator.post(f"/konsol/akun/{people.ids['redaktur']}/faktor")
    assert (await somebody.get("/konsol/jawaban")).status_code == 303, "sessions ended"
    assert (await visitor().sign_in("redaktur")).status_code == 303


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_the_code_page_leads_back_without_a_password_before_it(visitor: Opens, people: People) -> None:
    answer = await visitor().get("/konsol/masuk/kode")
    assert answer.status_code == 303 and answer.headers["location"] == "/konsol/masuk"
