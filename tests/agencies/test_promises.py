"""Promises are counted in office hours, urgent ones around the clock; the rota and the office are the agency's own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agencies import office, promises, rota
from bot.agencies.counting import after, between
from bot.agencies.promises import DEFAULTS, PLAIN, URGENT, Terms
from bot.clock import JAKARTA
from bot.errors import BadInput, NotFound
from bot.runtime import Runtime
from bot.staff.accounts import create_staff
from tests.conftest import FakeClock

WEEK = {
    **{day: ["08:00", "16:00"] for day in ("mon", "tue", "wed", "thu")},
    "fri": ["08:00", "15:00"],
}
BP3MI = "bp3mi_banten"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        (at(23, 9), 60, at(23, 10)),
        (at(23, 15, 30), 60, at(24, 8, 30)),
        (at(23, 20), 60, at(24, 9)),  # the office is closed: counting begins in the morning
        (at(27, 14, 30), 60, at(30, 8, 30)),  # over a weekend
        (at(28, 12), 8 * 60, at(30, 16)),  # Saturday: all of Monday
        (at(23, 8), 8 * 60, at(23, 16)),
    ],
)
def test_minutes_count_only_while_the_office_is_open(start: datetime, minutes: int, due: datetime) -> None:
    assert after(start, minutes, WEEK) == due


@pytest.mark.parametrize("hours", [None, {}, {"mon": []}])
def test_without_confirmed_hours_and_for_urgent_things_every_minute_counts(hours: dict[str, list[str]] | None) -> None:
    assert after(at(28, 12), 90, hours) == at(28, 13, 30)
    assert after(at(28, 12), 90, WEEK, around_the_clock=True) == at(28, 13, 30)


@given(st.integers(0, 60 * 24 * 14), st.integers(1, 60 * 60))
def test_counting_forth_and_back_agrees(offset: int, minutes: int) -> None:
    start = at(23, 0) + timedelta(minutes=offset)
    assert between(start, after(start, minutes, WEEK), WEEK) == timedelta(minutes=minutes)


async def test_an_agency_promises_what_it_says_and_the_defaults_before(house: Runtime, clock: FakeClock) -> None:
    async with house.db.write() as session:
        assert (await promises.pledge_of(session, BP3MI)).terms == DEFAULTS
        mine = Terms(5, 10, 60, 20, around_the_clock=True)
        await promises.set_terms(session, BP3MI, URGENT, mine, by="staff:x", now=clock())
        pledge = await promises.pledge_of(session, BP3MI)
        assert pledge.terms[URGENT] == mine and pledge.terms[PLAIN] == DEFAULTS[PLAIN]
        assert pledge.due(URGENT, "reply_minutes", clock()) == clock() + timedelta(minutes=10)
        assert (await promises.pledge_of(session, "polda_banten")).terms == DEFAULTS


@pytest.mark.parametrize(
    "terms",
    [Terms(0, 10, 60, 20, True), Terms(20, 10, 60, 20, True), Terms(1, 90, 60, 20, True), Terms(1, 2, 10**9, 3, True)],
)
async def test_promises_that_make_no_sense_are_refused(house: Runtime, clock: FakeClock, terms: Terms) -> None:
    async with house.db.write() as session:
        with pytest.raises(BadInput):
            await promises.set_terms(session, BP3MI, URGENT, terms, by="staff:x", now=clock())
        with pytest.raises(NotFound):
            await promises.set_terms(session, "tidak_ada", URGENT, DEFAULTS[PLAIN], by="staff:x", now=clock())


async def people(runtime: Runtime) -> list[str]:
    made = []
    async with runtime.db.write() as session:
        for name in ("satu", "dua"):
            staff = await create_staff(
                session, username=f"contoh.{name}", name=f"Contoh {name}", roles=["officer"], agency=BP3MI,
                password_hash="x", now=runtime.clock(),
            )  # fmt: skip
            made.append(staff.id)
    return made


async def test_the_rota_knows_who_is_on_duty_and_refuses_what_overlaps(house: Runtime, clock: FakeClock) -> None:
    one, two = await people(house)
    now = clock()
    async with house.db.write() as session:
        add = {"people": [one, two], "by": "staff:x", "now": now}
        turn = await rota.add_turn(
            session, BP3MI, one, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=7), **add
        )
        assert [row.staff_id for row in await rota.on_duty(session, BP3MI, at=now)] == [one]
        assert await rota.on_duty(session, "polda_banten", at=now) == []
        assert await rota.on_duty(session, BP3MI, at=now + timedelta(hours=7)) == []
        for who, hours, long in ((one, 1, 2), (two, 1, 30), (two, 3, 0), ("asing", 1, 2), (two, -9, 2)):
            begins = now + timedelta(hours=hours)
            with pytest.raises(BadInput):
                await rota.add_turn(
                    session, BP3MI, who, starts_at=begins, ends_at=begins + timedelta(hours=long), **add
                )
        with pytest.raises(NotFound):
            await rota.remove_turn(session, "polda_banten", turn.id, by="staff:x", now=now)
        await rota.remove_turn(session, BP3MI, turn.id, by="staff:x", now=now)
        assert await rota.on_duty(session, BP3MI, at=now) == []


async def test_a_week_is_repeated_once_and_without_those_who_left(house: Runtime, clock: FakeClock) -> None:
    one, two = await people(house)
    monday = at(23, 0)
    clock.at = at(23, 6)
    async with house.db.write() as session:
        for who, day in ((one, 23), (two, 24)):
            await rota.add_turn(
                session, BP3MI, who, people=[one, two], starts_at=at(day, 8), ends_at=at(day, 16), by="x", now=clock()
            )
        repeat = {"since": monday, "by": "x", "now": clock()}
        assert await rota.repeat_week(session, BP3MI, people=[one], **repeat) == 1
        assert await rota.repeat_week(session, BP3MI, people=[one], **repeat) == 0
        (turn,) = await rota.turns(session, BP3MI, since=monday + rota.WEEK, until=monday + 2 * rota.WEEK)
        assert (turn.staff_id, turn.starts_at) == (one, at(30, 8))


async def test_an_agency_tells_its_hours_and_contact(house: Runtime, clock: FakeClock) -> None:
    async with house.db.write() as session:
        agency = await office.set_hours(session, BP3MI, {"mon": ("08:00", "16:00")}, by="x", now=clock())
        assert agency.hours == {"mon": ["08:00", "16:00"]}
        for wrong in ({"mon": ("16:00", "08:00")}, {"mon": ("8", "")}, {"hari": ("08:00", "09:00")}):
            with pytest.raises(BadInput):
                await office.set_hours(session, BP3MI, wrong, by="x", now=clock())
        told = {"address": " Jalan  Contoh 1 ", "phone": "0812-0000-0001", "web": ""}
        agency = await office.set_contact(session, BP3MI, told, by="x", now=clock())
        assert agency.contact == {"address": "Jalan Contoh 1", "phone": "0812-0000-0001"}
        with pytest.raises(BadInput):
            await office.set_contact(session, BP3MI, {"phone": "belum ada"}, by="x", now=clock())
