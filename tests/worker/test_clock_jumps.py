"""A clock that is set back or forward: work neither waits for a time that is past, nor is it lost."""

from __future__ import annotations

from sqlalchemy import select

from bot import jobs
from bot.errors import TryAgain
from bot.jobs import Claim, Job
from bot.runtime import Runtime
from bot.worker import Handler, Worker
from tests.conftest import FakeClock

HOUR = 3_600.0


async def put(runtime: Runtime, name: str, *, delay: float = 0) -> None:
    async with runtime.db.write() as session:
        jobs.put(session, "k", {"name": name}, lane="a", now=runtime.clock(), delay=delay)


async def test_what_was_put_before_the_clock_was_set_back_does_not_wait_for_that_time(
    runtime: Runtime, clock: FakeClock
) -> None:
    done: list[str] = []

    async def run(claim: Claim) -> None:
        done.append(claim.payload["name"])

    worker = Worker(runtime, {"k": Handler(run)})
    await put(runtime, "before")
    clock.advance(-HOUR)
    await put(runtime, "after")
    while await worker.step():
        await worker.settle()
    assert done == ["before", "after"]


async def test_a_failure_after_the_clock_was_set_back_still_waits_its_turn(runtime: Runtime, clock: FakeClock) -> None:
    tries = 0

    async def run(_: Claim) -> None:
        nonlocal tries
        tries += 1
        raise TryAgain("away")

    worker = Worker(runtime, {"k": Handler(run)})
    await put(runtime, "x")
    clock.advance(-HOUR)
    for _ in range(5):
        await worker.step()
        await worker.settle()
    assert tries == 1, "no hot loop"
    clock.advance(10)
    await worker.step()
    await worker.settle()
    assert tries == 2


async def test_a_lease_from_before_the_clock_was_set_back_does_not_hold_its_lane_for_an_hour(
    runtime: Runtime, clock: FakeClock
) -> None:
    await put(runtime, "x")
    async with runtime.db.write() as session:
        held = await jobs.claim(session, owner="dead", now=clock(), lease=60, most=1)
    clock.advance(-HOUR)
    async with runtime.db.write() as session:
        again = await jobs.claim(session, owner="alive", now=clock(), lease=60, most=1)
        assert [claim.id for claim in again] == [claim.id for claim in held]
        assert not await jobs.finish(session, held[0]), "whoever held it has lost it"


async def test_a_lease_ends_early_when_the_clock_leaps_and_the_job_is_still_there(
    runtime: Runtime, clock: FakeClock
) -> None:
    await put(runtime, "x")
    async with runtime.db.write() as session:
        first = await jobs.claim(session, owner="slow", now=clock(), lease=60, most=1)
    clock.advance(2 * HOUR)
    async with runtime.db.write() as session:
        second = await jobs.claim(session, owner="other", now=clock(), lease=60, most=1)
    async with runtime.db.write() as session:
        assert not await jobs.finish(session, first[0])
        assert await jobs.finish(session, second[0])
        assert (await session.scalars(select(Job))).all() == []


async def test_a_sign_of_life_from_the_future_is_none(runtime: Runtime, clock: FakeClock) -> None:
    async with runtime.db.write() as session:
        await jobs.beat(session, "dead", now=clock())
    clock.advance(-HOUR)
    async with runtime.db.read() as session:
        assert await jobs.last_beat(session, now=clock()) is None
