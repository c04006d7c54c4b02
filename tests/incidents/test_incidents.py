"""One cause, one incident, one letter when it opens and one when it is over; no storm."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot import incidents
from bot.delivery.alarms import Alarms
from bot.delivery.models import Mail
from bot.incidents import KINDS, TELL, Incident, Sightings
from bot.runtime import Runtime
from bot.staff.accounts import create_staff
from bot.worker import Handler, Worker
from tests.conftest import FakeClock

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def mailing(runtime: Runtime) -> Runtime:
    settings = runtime.settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_from": "langkah@contoh.example", "incident_patience": 60.0}
    )
    return Runtime(settings, runtime.keys, runtime.vault, runtime.db, runtime.clock)


async def raised(runtime: Runtime, kind: str = "channel_token", part: str = "telegram", reason: str = "401") -> None:
    async with runtime.db.write() as session:
        await incidents.raise_(session, runtime.settings, kind, part, now=runtime.clock(), reason=reason)


async def cleared(runtime: Runtime, kind: str = "channel_token", part: str = "telegram") -> bool:
    async with runtime.db.write() as session:
        return await incidents.clear(session, runtime.settings, kind, part, now=runtime.clock())


async def rows(runtime: Runtime) -> list[Incident]:
    async with runtime.db.read() as session:
        return list(await session.scalars(select(Incident).order_by(Incident.since)))


async def letters(runtime: Runtime) -> list[tuple[str, str]]:
    """What was posted, after telling what is due."""
    worker = Worker(runtime, {TELL: Handler(Alarms(runtime).tell)})
    while await worker.step():
        await worker.settle()
    async with runtime.db.read() as session:
        return [(mail.letter, mail.address) for mail in await session.scalars(select(Mail).order_by(Mail.created_at))]


async def people(runtime: Runtime) -> None:
    async with runtime.db.write() as session:
        for username, role, email in (
            ("pengelola", "operator", "pengelola@contoh.example"),
            ("tanpa.surel", "operator", None),
            ("redaktur", "editor", "redaktur@contoh.example"),
        ):
            staff = await create_staff(
                session, username=username, name="Pak Contoh", roles=[role], password_hash="-", now=runtime.clock()
            )
            staff.email = email


async def test_a_cause_seen_often_is_one_incident(runtime: Runtime, clock: FakeClock) -> None:
    for _ in range(5):
        await raised(runtime)
        clock.advance(10)
    [one] = await rows(runtime)
    assert one.count == 5 and one.seen_at > one.since and one.closed_at is None
    await raised(runtime, part="whatsapp")
    assert len(await rows(runtime)) == 2


async def test_many_at_once_still_raise_one(runtime: Runtime) -> None:
    await asyncio.gather(*(raised(runtime) for _ in range(8)))
    [one] = await rows(runtime)
    assert one.open_key is not None


async def test_operators_get_one_letter_when_it_opens_and_one_when_it_is_over(
    mailing: Runtime, clock: FakeClock
) -> None:
    await people(mailing)
    await raised(mailing)
    assert await letters(mailing) == []  # it may pass by itself
    clock.advance(61)
    for _ in range(50):
        await raised(mailing)
        clock.advance(30)
    assert await letters(mailing) == [("incident_opened", "pengelola@contoh.example")]
    assert await cleared(mailing) and not await cleared(mailing)
    assert len(await letters(mailing)) == 1
    clock.advance(301)
    assert [letter for letter, _ in await letters(mailing)] == ["incident_opened", "incident_closed"]
    await raised(mailing)
    clock.advance(61)
    assert [letter for letter, _ in await letters(mailing)] == ["incident_opened", "incident_closed", "incident_opened"]


async def test_what_comes_and_goes_is_no_storm_of_letters(mailing: Runtime, clock: FakeClock) -> None:
    await people(mailing)
    for _ in range(40):
        await raised(mailing)
        clock.advance(45)
        await letters(mailing)
        await cleared(mailing)
        clock.advance(45)
        await letters(mailing)
    clock.advance(600)
    told = await letters(mailing)
    assert len(told) <= 2 and len(await rows(mailing)) == 1


@on_sqlite
async def test_what_passes_by_itself_is_kept_but_told_to_nobody(mailing: Runtime, clock: FakeClock) -> None:
    await people(mailing)
    await raised(mailing)
    clock.advance(20)
    await cleared(mailing)
    clock.advance(1_000)
    assert await letters(mailing) == []
    [one] = await rows(mailing)
    assert one.closed_at is not None


@on_sqlite
async def test_broken_mail_is_not_told_by_mail(mailing: Runtime, clock: FakeClock) -> None:
    await people(mailing)
    await raised(mailing, "mail_refused", "")
    clock.advance(61)
    assert await letters(mailing) == []


@on_sqlite
async def test_a_busy_place_writes_only_when_something_changes(runtime: Runtime, clock: FakeClock) -> None:
    seen = Sightings(runtime)
    await seen.well("channel_token", "telegram")
    assert await rows(runtime) == []
    await seen.broken("channel_token", "telegram", "InvalidToken")
    await seen.well("channel_token", "telegram")
    [one] = await rows(runtime)
    assert one.closed_at is not None and one.reason == "InvalidToken"
    await raised(runtime)  # by another process
    await seen.well("channel_token", "telegram")
    assert (await rows(runtime))[-1].closed_at is None  # "well" is believed for half a minute
    clock.advance(31)
    await seen.well("channel_token", "telegram")
    assert all(row.closed_at is not None for row in await rows(runtime))


def test_every_kind_says_what_happened_and_what_to_do() -> None:
    assert len({kind.key for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert kind.title and kind.what.endswith(".") and kind.todo.endswith("."), kind.key


@on_sqlite
async def test_a_kind_that_does_not_exist_is_refused(runtime: Runtime) -> None:
    with pytest.raises(KeyError):
        await raised(runtime, "no_such_kind")
