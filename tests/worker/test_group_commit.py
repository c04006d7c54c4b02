"""Small writes share a commit: each gets its own answer, none spoils another's, and dead connections are noticed."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy import event, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot import jobs
from bot.conversations import inbox
from bot.conversations.models import InboxItem
from bot.jobs import Job
from bot.runtime import Runtime


def commits(runtime: Runtime) -> list[None]:
    """Gets longer with every commit of this runtime."""
    seen: list[None] = []
    event.listen(runtime.db.engine.sync_engine, "commit", lambda _: seen.append(None))
    return seen


async def test_a_burst_is_kept_in_far_fewer_commits_and_everybody_hears_their_own_answer(runtime: Runtime) -> None:
    seen = commits(runtime)

    async def keep(number: int) -> tuple[str, bool]:
        async def work(session: AsyncSession) -> tuple[str, bool]:
            body = {"number": number}
            return await inbox.keep(
                session, "telegram", "1", str(number // 2), body, lane=f"in:{number}", now=runtime.clock()
            )

        return await runtime.db.together(work)

    kept = await asyncio.gather(*(keep(number) for number in range(200)))
    assert len(seen) < 20
    assert sum(fresh for _, fresh in kept) == 100, "each came twice and is kept once"
    assert all(kept[number][0] == kept[number + 1][0] for number in range(0, 200, 2))
    async with runtime.db.read() as session:
        rows = (await session.scalars(select(InboxItem))).all()
        assert {row.id for row in rows} == {name for name, _ in kept}
        assert sorted(row.body["number"] for row in rows if row.body) == list(range(0, 200, 2))
        assert len((await session.scalars(select(Job.id))).all()) == 100
    assert runtime.db.jobs_waiting.is_set()


async def test_one_that_fails_spoils_nothing_for_the_others(runtime: Runtime) -> None:
    async def put(name: str) -> str:
        async def work(session: AsyncSession) -> str:
            jobs.put(session, "k", {"name": name}, lane=name, now=runtime.clock())
            await session.flush()
            if name == "bad":
                await session.execute(text("SELECT nothing FROM nowhere"))
            return name

        return await runtime.db.together(work)

    results = await asyncio.gather(*map(put, ("a", "b", "bad", "c")), return_exceptions=True)
    assert results[:2] == ["a", "b"] and results[3] == "c"
    assert isinstance(results[2], sa.exc.DBAPIError)
    async with runtime.db.read() as session:
        assert sorted(await session.scalars(select(Job.lane))) == ["a", "b", "c"]


async def test_who_stops_waiting_loses_only_the_answer(runtime: Runtime) -> None:
    begun = asyncio.Event()

    async def work(session: AsyncSession) -> None:
        begun.set()
        await asyncio.sleep(0)
        jobs.put(session, "k", {}, lane="a", now=runtime.clock())

    waiting = asyncio.create_task(runtime.db.together(work))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await runtime.db.together(lambda session: session.scalar(select(1)))
    async with runtime.db.read() as session:
        assert (await session.scalars(select(Job.lane))).all() == ["a"]


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.postgres
async def test_a_connection_that_the_server_closed_is_noticed_before_it_is_used(runtime: Runtime) -> None:
    async with runtime.db.read() as one, runtime.db.look() as other:
        mine = [await session.scalar(text("SELECT pg_backend_pid()")) for session in (one, other)]
    async with runtime.db.single() as session:
        for pid in mine[:1]:
            await session.execute(text(f"SELECT pg_terminate_backend({pid})"))
    await asyncio.sleep(0.2)
    for _ in range(4):
        async with runtime.db.write() as session:
            jobs.put(session, "k", {}, lane="a", now=runtime.clock())
    assert set(mine) <= runtime.db.own_backends
