"""Seeding brings agencies, queues and rules, and never undoes what an agency filled in."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from bot.agencies.models import Agency, Queue, RoutingRule
from bot.agencies.seed import queue_of, seed
from bot.errors import Misconfigured
from bot.runtime import Runtime
from tests.conftest import FakeClock


async def test_three_agencies_each_with_a_queue_and_rules_in_order(house: Runtime) -> None:
    async with house.db.read() as session:
        keys = (await session.scalars(select(Agency.key).order_by(Agency.key))).all()
        assert keys == ["bp3mi_banten", "imigrasi_banten", "polda_banten"]
        assert [await queue_of(session, key) for key in keys]
        positions = (await session.scalars(select(RoutingRule.position).order_by(RoutingRule.position))).all()
        assert list(positions) == list(range(len(positions)))


async def test_seeding_again_keeps_the_agencys_own_contact_and_hours(house: Runtime, clock: FakeClock) -> None:
    async with house.db.write() as session:
        agency = await session.get_one(Agency, "bp3mi_banten")
        agency.hours, agency.contact = {"mon": ["08:00", "16:00"]}, {"phone": "110"}
    async with house.db.write() as session:
        await seed(session, house.settings.content_dir, now=clock())
    async with house.db.read() as session:
        agency = await session.get_one(Agency, "bp3mi_banten")
        assert (agency.hours, agency.contact) == ({"mon": ["08:00", "16:00"]}, {"phone": "110"})


async def test_a_rule_that_content_no_longer_holds_is_switched_off(house: Runtime, clock: FakeClock) -> None:
    async with house.db.write() as session:
        session.add(RoutingRule(key="usang", position=99, when={}, to=["polda_banten"], lead=None, reason="Dulu."))
    async with house.db.write() as session:
        await seed(session, house.settings.content_dir, now=clock())
    async with house.db.read() as session:
        assert (await session.get_one(RoutingRule, "usang")).active is False


async def test_an_agency_without_a_queue_is_a_mistake_that_says_so(house: Runtime) -> None:
    async with house.db.write() as session:
        await session.execute(delete(Queue).where(Queue.agency == "polda_banten"))
        with pytest.raises(Misconfigured):
            await queue_of(session, "polda_banten")
