"""An operator sees what is broken on every screen, what to do about it, and what became of letters and messages."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot import incidents
from bot.console.operators.jobs import KINDS
from bot.conversations import inbox
from bot.conversations.models import InboxItem
from bot.delivery.models import Mail
from bot.jobs import Job
from bot.parts import handlers, put_together
from bot.runtime import Runtime
from bot.staff.models import Staff
from tests.conftest import FakeClock
from tests.console.conftest import People, SignIn


async def break_telegram(runtime: Runtime) -> None:
    async with runtime.db.write() as session:
        await incidents.raise_(
            session, runtime.settings, "channel_token", "telegram", now=runtime.clock(), reason="InvalidToken"
        )


async def test_an_incident_stands_on_every_screen_until_it_is_over(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    operator = await signed_in("pengelola")
    assert "Tidak ada gangguan" in (await operator.get("/konsol/gangguan")).text
    await break_telegram(seeded)
    page = (await operator.get("/konsol/jejak")).text
    assert "alarm-bar is-urgent" in page and "Token kanal ditolak · Telegram" in page
    page = (await operator.get("/konsol/gangguan")).text
    assert "@BotFather" in page and "InvalidToken" in page
    async with seeded.db.write() as session:
        await incidents.clear(session, seeded.settings, "channel_token", "telegram", now=clock())
    page = (await operator.get("/konsol/gangguan")).text
    assert "Tidak ada gangguan" in page and "InvalidToken" in page  # in the history
    assert "alarm-bar" not in (await operator.get("/konsol/jejak")).text


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_others_than_operators_are_not_told(signed_in: SignIn, seeded: Runtime) -> None:
    await break_telegram(seeded)
    editor = await signed_in("redaktur")
    assert "alarm-bar" not in (await editor.get("/konsol/jawaban")).text
    assert (await editor.get("/konsol/gangguan")).status_code == 403
    assert (await editor.get("/konsol/surat")).status_code == 403


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_letters_are_listed_and_failed_ones_tried_again(
    signed_in: SignIn, seeded: Runtime, people: People, clock: FakeClock
) -> None:
    operator = await signed_in("pengelola")
    page = (await operator.get("/konsol/surat")).text
    assert "Surel belum dipasang" in page
    assert "Isi dulu alamat surel" in (await operator.post("/konsol/surat/uji")).text
    async with seeded.db.write() as session:
        staff = await session.get_one(Staff, people.ids["pengelola"])
        staff.email = "pengelola@contoh.example"
        mail = Mail(letter="test", address="a@contoh.example", state="failed", attempts=12, created_at=clock(),
                    error="kata sandi surel ditolak (535)")  # fmt: skip
        mail.values = {"name": "x", "console": "y"}
        session.add(mail)
    assert "Surel belum dipasang" in (await operator.post("/konsol/surat/uji")).text
    seeded.settings.smtp_host, seeded.settings.smtp_from = "127.0.0.1", "langkah@contoh.example"
    page = (await operator.get("/konsol/surat")).text
    assert "kata sandi surel ditolak (535)" in page
    again = re.search(r"/konsol/surat/\w+/ulang", page)
    assert again is not None
    assert (await operator.post(again[0])).status_code == 303
    assert (await operator.post("/konsol/surat/tidakada/ulang")).status_code == 404
    await operator.post("/konsol/surat/uji")
    async with seeded.db.read() as session:
        assert sorted(await session.scalars(select(Mail.state))) == ["due", "due"]


async def test_a_message_that_could_not_be_read_is_read_again_or_left(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    async with seeded.db.write() as session:
        for number in ("1", "2"):
            await inbox.set_aside(session, "telegram", "9", number, {"x": 1}, reason="tanpa nomor", now=clock())
    operator = await signed_in("pengelola")
    page = (await operator.get("/konsol/pekerjaan")).text
    [first, second] = re.findall(r"/konsol/pekerjaan/pesan/(\w+)/ulang", page)
    assert (await operator.post(f"/konsol/pekerjaan/pesan/{first}/ulang")).status_code == 303
    assert (await operator.post(f"/konsol/pekerjaan/pesan/{second}/abaikan")).status_code == 303
    assert (await operator.post(f"/konsol/pekerjaan/pesan/{second}/ulang")).status_code == 404
    async with seeded.db.read() as session:
        rows = {row.id: row for row in await session.scalars(select(InboxItem))}
        assert rows[first].state == "new" and rows[second].state == "done" and rows[second].body_sealed is None
        jobs = (await session.scalars(select(Job))).all()
        assert [job.payload for job in jobs] == [{"inbox": first}]


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_every_kind_of_work_has_words(seeded: Runtime) -> None:
    parts = put_together(seeded)
    assert set(handlers(parts)) - set(KINDS) == set()
    await parts.close()
