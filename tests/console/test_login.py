"""Login, lock-out, sessions, CSRF: what keeps strangers out and lets people in."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.console.routes import console
from bot.runtime import Runtime
from bot.settings import Settings
from bot.staff.accounts import deactivate, find_staff
from bot.staff.login import REFUSED
from bot.staff.models import Staff, StaffSession
from bot.staff.passwords import Hasher
from tests.conftest import FakeClock
from tests.console.conftest import HOST, PASSWORD, People, SignIn, Visitor

Opens = Callable[[], Visitor]


async def test_everyone_lands_where_their_day_begins(signed_in: SignIn) -> None:
    for username, first in (
        ("petugas", "/konsol/laporan"),
        ("redaktur", "/konsol/tugas"),
        ("pengelola", "/konsol/gangguan"),
    ):
        somebody = await signed_in(username)
        answer = await somebody.get("/konsol/")
        assert (answer.status_code, answer.headers["location"]) == (303, first)


async def test_a_stranger_is_sent_to_the_login_and_back(visitor: Opens, people: People) -> None:
    stranger = visitor()
    answer = await stranger.get("/konsol/jawaban?saring=draf")
    assert answer.headers["location"] == "/konsol/masuk?lanjut=%2Fkonsol%2Fjawaban%3Fsaring%3Ddraf"
    answer = await stranger.sign_in("redaktur", lanjut="/konsol/jawaban?saring=draf")
    assert answer.headers["location"] == "/konsol/jawaban?saring=draf"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/konsol/\\evil.example", "/lain"])
async def test_a_login_never_leads_to_another_site(visitor: Opens, people: People, elsewhere: str) -> None:
    answer = await visitor().sign_in("redaktur", lanjut=elsewhere)
    assert answer.headers["location"] == "/konsol/tugas"


async def test_every_refusal_sounds_the_same(visitor: Opens, people: People, seeded: Runtime, clock: FakeClock) -> None:
    async with seeded.db.write() as session:
        staff = await find_staff(session, people.ids["petugas2"])
        await deactivate(session, staff, by="system", now=clock())
    for username, password in (("petugas", "salah"), ("tidakada", "salah"), ("petugas2", PASSWORD)):
        answer = await visitor().sign_in(username, password)
        assert answer.status_code == 401
        assert REFUSED in answer.text
        assert f'value="{username}"' in answer.text  # typed text is not lost
        assert password not in answer.text.replace(REFUSED, "")


async def test_five_wrong_passwords_lock_the_account_for_a_while(
    visitor: Opens, people: People, clock: FakeClock, settings: Settings
) -> None:
    somebody = visitor()
    for _ in range(settings.login_attempts):
        assert (await somebody.sign_in("petugas", "salah")).status_code == 401
    assert (await somebody.sign_in("petugas")).status_code == 401, "locked even with the right password"
    clock.advance(settings.login_lock + 1)
    assert (await somebody.sign_in("petugas")).status_code == 303


async def test_an_address_that_tries_too_often_waits(
    visitor: Opens, people: People, clock: FakeClock, settings: Settings
) -> None:
    somebody = visitor()
    answers = [await somebody.sign_in(f"orang{n}", "salah") for n in range(settings.login_address_per_minute + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [401, 429]
    clock.advance(61)
    assert (await somebody.sign_in("petugas")).status_code == 303


async def test_the_session_ends_when_idle_and_at_its_limit(
    signed_in: SignIn, clock: FakeClock, settings: Settings
) -> None:
    somebody = await signed_in("redaktur")
    for _ in range(int(settings.session_most // 1_800) - 1):
        clock.advance(1_800)
        assert (await somebody.get("/konsol/jawaban")).status_code == 200, "kept awake by use"
    clock.advance(1_801)
    assert (await somebody.get("/konsol/jawaban")).status_code == 303, "the limit counts whatever one does"
    somebody = await signed_in("redaktur")
    clock.advance(settings.session_idle + 1)
    assert (await somebody.get("/konsol/jawaban")).status_code == 303


async def test_a_login_brings_a_new_token_and_only_its_hash_is_kept(
    visitor: Opens, people: People, seeded: Runtime
) -> None:
    somebody = visitor()
    await somebody.sign_in("redaktur")
    first = somebody.client.cookies["konsol"]
    somebody.client.cookies.delete("konsol-masuk")
    page = await somebody.client.get("/konsol/masuk")
    assert page.status_code == 303, "already signed in"
    await somebody.post("/konsol/keluar")
    await somebody.sign_in("redaktur")
    second = somebody.client.cookies["konsol"]
    assert first != second
    async with seeded.db.read() as session:
        kept = (await session.scalars(select(StaffSession.token_hash))).all()
    assert len(kept) == 1
    assert second not in kept


async def test_logging_out_ends_the_session_on_the_server(signed_in: SignIn) -> None:
    somebody = await signed_in("redaktur")
    token = somebody.client.cookies["konsol"]
    await somebody.post("/konsol/keluar")
    somebody.client.cookies.set("konsol", token)
    assert (await somebody.get("/konsol/jawaban")).status_code == 303


async def test_a_form_from_another_site_changes_nothing(signed_in: SignIn) -> None:
    somebody = await signed_in("redaktur")
    for headers in (
        {"Sec-Fetch-Site": "cross-site", "Origin": HOST},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": HOST},
        {"Origin": "null"},
    ):
        answer = await somebody.client.post("/konsol/keluar", data={"csrf": somebody.csrf}, headers=headers)
        assert answer.status_code == 403
    assert (await somebody.get("/konsol/jawaban")).status_code == 200


async def test_a_form_without_its_token_is_shown_again_with_what_was_typed(signed_in: SignIn) -> None:
    somebody = await signed_in("pengelola")
    answer = await somebody.post("/konsol/akun", {"csrf": "lama", "nama_orang": "Bu Contoh <Baru>"})
    assert answer.status_code == 403
    assert "Bu Contoh &lt;Baru&gt;" in answer.text
    assert 'action="/konsol/akun"' in answer.text


async def test_what_was_typed_survives_the_end_of_the_session(
    signed_in: SignIn, clock: FakeClock, settings: Settings
) -> None:
    somebody = await signed_in("pengelola")
    clock.advance(settings.session_idle + 1)
    answer = await somebody.post("/konsol/akun", {"nama_orang": "Bu Contoh Baru", "peran": ["editor", "approver"]})
    assert answer.status_code == 401
    assert "Bu Contoh Baru" in answer.text
    kept = {"_target": "/konsol/akun", "nama_orang": "Bu Contoh Baru", "peran": ["editor", "approver"]}
    answer = await somebody.post("/konsol/masuk", kept)
    assert "Bu Contoh Baru" in answer.text
    answer = await somebody.sign_in("pengelola", **kept)
    assert answer.status_code == 200
    assert 'action="/konsol/akun"' in answer.text
    assert answer.text.count('name="peran"') == 2
    assert PASSWORD not in answer.text


async def test_the_first_login_asks_for_a_password_of_ones_own(
    visitor: Opens, people: People, seeded: Runtime, settings: Settings
) -> None:
    async with seeded.db.write() as session:
        staff = await find_staff(session, people.ids["redaktur"])
        staff.must_change = True
    somebody = visitor()
    await somebody.sign_in("redaktur")
    assert (await somebody.get("/konsol/jawaban")).headers["location"] == "/konsol/kata-sandi"
    short = await somebody.post("/konsol/kata-sandi", {"sandi_lama": PASSWORD, "sandi_baru": "a", "sandi_ulang": "a"})
    assert short.status_code == 422
    before = somebody.client.cookies["konsol"]
    new = "enam gajah di kolam"
    await somebody.post("/konsol/kata-sandi", {"sandi_lama": PASSWORD, "sandi_baru": new, "sandi_ulang": new})
    assert somebody.client.cookies["konsol"] != before
    assert (await somebody.get("/konsol/jawaban")).status_code == 200
    assert (await visitor().sign_in("redaktur", new)).status_code == 303


async def test_an_old_hash_is_made_again_with_todays_parameters(
    visitor: Opens, people: People, seeded: Runtime, settings: Settings
) -> None:
    weaker = settings.model_copy(update={"password_passes": 2})
    old = await Hasher(weaker).hash(PASSWORD)
    async with seeded.db.write() as session:
        (await find_staff(session, people.ids["redaktur"])).password_hash = old
    await visitor().sign_in("redaktur")
    async with seeded.db.read() as session:
        kept = await session.scalar(select(Staff.password_hash).where(Staff.username == "redaktur"))
    assert kept is not None and kept != old
    assert not Hasher(settings).is_outdated(kept)


async def test_behind_tls_the_cookie_is_bound_to_this_host(seeded: Runtime, people: People) -> None:
    from dataclasses import replace

    behind = replace(seeded, settings=seeded.settings.model_copy(update={"behind_tls": True}))
    site = Starlette(routes=[Mount("/konsol", console(behind))])
    host = "https://konsol.test"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url=host) as client:
        somebody = Visitor(client, headers={"Origin": host, "Sec-Fetch-Site": "same-origin"})
        answer = await somebody.sign_in("redaktur")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("__Host-konsol="))
    for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


async def test_every_answer_carries_the_strict_policy(visitor: Opens, people: People) -> None:
    page = await visitor().client.get("/konsol/masuk")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert "style=" not in page.text and "onclick" not in page.text


async def test_an_oversized_form_is_refused(signed_in: SignIn, settings: Settings) -> None:
    somebody = await signed_in("pengelola")
    answer = await somebody.post("/konsol/akun", {"nama_orang": "x" * settings.console_form_max_bytes})
    assert answer.status_code == 413
