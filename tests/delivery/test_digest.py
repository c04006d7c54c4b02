"""The daily letter: one a day and person, in the first office hours, counts and links, no word of content."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.agencies.models import Agency
from bot.delivery.digest import post_digests
from bot.delivery.mail import MAIL, Mails
from bot.delivery.models import Mail
from bot.runtime import Runtime, open_runtime
from bot.staff.accounts import create_staff
from bot.staff.models import Staff
from bot.worker import Handler, Worker
from tests.conftest import FakeClock
from tests.console.invented import STORIES, store_tip
from tests.delivery.mail_server import HOST, mail_server

OPEN = {day: ["08:00", "16:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
async def house(seeded: Runtime, clock: FakeClock) -> Runtime:
    """Two officers of BP3MI with an address, one without, a custodian, and invented tips; Tuesday 10.00."""
    async with seeded.db.write() as session:
        for username, roles, email in (
            ("petugas", ["officer"], "petugas@contoh.example"),
            ("petugas2", ["officer"], "rekan@contoh.example"),
            ("tanpa", ["officer"], None),
            ("kustodian", ["custodian"], "kustodian@contoh.example"),
        ):
            made = await create_staff(
                session, username=username, name=f"Contoh {username}", roles=roles, agency="bp3mi_banten",
                password_hash="x", now=clock(),
            )  # fmt: skip
            made.email = email
        agency = await session.get_one(Agency, "bp3mi_banten")
        agency.hours = OPEN
        await session.flush()
        holder = await session.scalar(select(Staff.id).where(Staff.username == "petugas"))
        for told in STORIES:
            await store_tip(session, told, now=clock(), holder=holder)
    return seeded


@pytest.fixture
async def posting(house: Runtime, tmp_path: Path) -> AsyncIterator[tuple[Runtime, list[EmailMessage]]]:
    """The same house with a real mail server."""
    async with mail_server(tmp_path) as server:
        settings = house.settings.model_copy(
            update={"smtp_host": HOST, "smtp_port": server.port, "smtp_security": "none",
                    "smtp_from": "Langkah Aman <langkah@contoh.example>"}
        )  # fmt: skip
        runtime = open_runtime(settings, keys=house.keys, clock=house.clock)
        yield runtime, server.letters
        await runtime.close()


async def post(runtime: Runtime) -> int:
    async with runtime.db.write() as session:
        return await post_digests(session, runtime.settings, now=runtime.clock())


async def send(runtime: Runtime) -> None:
    mails = Mails(runtime)
    worker = Worker(runtime, {MAIL: Handler(mails.send, mails.parked, attempts=3)})
    while await worker.step():
        await worker.settle()


async def test_each_officer_with_an_address_gets_one_letter_a_day(
    posting: tuple[Runtime, list[EmailMessage]], clock: FakeClock
) -> None:
    runtime, letters = posting
    assert await post(runtime) == 2
    assert await post(runtime) == 0, "the same day again writes none"
    await send(runtime)
    assert sorted(letter["To"] for letter in letters) == ["petugas@contoh.example", "rekan@contoh.example"]
    clock.advance(86_400)
    assert await post(runtime) == 2


async def test_a_letter_holds_counts_and_links_and_nothing_that_was_told(
    posting: tuple[Runtime, list[EmailMessage]],
) -> None:
    runtime, letters = posting
    await post(runtime)
    await send(runtime)
    for letter in letters:
        text = f"{letter['Subject']}\n{letter.get_content()}"
        assert "folder=lewat_tenggat" in text and "belum dibuka" in text
        for told in STORIES:
            assert told.case not in text
            assert not any(word in text for word in told.story.split() if len(word) > 7)
        assert "0812" not in text


@pytest.mark.parametrize(
    ("later", "written"),
    [
        (timedelta(hours=-3), 0),  # 07.00: closed yet
        (timedelta(hours=0), 2),
        (timedelta(hours=4), 0),  # 14.00: the morning is over
        (timedelta(days=4), 0),  # Saturday
    ],
)
async def test_letters_leave_in_the_first_office_hours_only(
    posting: tuple[Runtime, list[EmailMessage]], clock: FakeClock, later: timedelta, written: int
) -> None:
    clock.at += later
    assert await post(posting[0]) == written


async def test_without_a_mail_server_and_with_nothing_to_tell_nothing_is_written(
    house: Runtime, posting: tuple[Runtime, list[EmailMessage]]
) -> None:
    assert await post(house) == 0
    runtime, _ = posting
    async with runtime.db.write() as session:
        for agency in await session.scalars(select(Agency).where(Agency.key == "bp3mi_banten")):
            agency.active = False
    assert await post(runtime) == 0
    async with runtime.db.read() as session:
        assert (await session.scalars(select(Mail))).all() == []
