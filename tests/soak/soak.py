"""One soak from the first process started to the last row counted."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from bot.agencies.models import Agency
from bot.conversations.models import Conversation, Message, OutboxMessage
from bot.delivery import endpoints
from bot.delivery.models import Delivery
from bot.jobs import Job
from bot.runtime import Runtime
from tests.channels import fake_whatsapp
from tests.channels.serving import serve
from tests.processes.house import STARTS_WITHIN, House, Layout
from tests.soak.judging import Verdict, judge
from tests.soak.people import PATIENCE, Citizen, Road, TelegramPhone, Web, WhatsAppPhone
from tests.soak.plan import CONNECTIONS, DATABASE, DISK, FREEZE, KILL, Plan
from tests.soak.standins import AGENCIES, Machines, MorePhones, Phones
from tests.soak.troubles import Troublemaker

TALKING = 16
"""People who talk at the same time."""
LOOK_EVERY = 0.4
SETTLES_WITHIN = 300.0
"""Seconds until nothing waits any more, once everybody has fallen silent and everything runs again."""
IMPATIENT: dict[str, Any] = {
    "job_lease": 12.0,
    "job_backoff": 0.5,
    "job_backoff_most": 8.0,
    "job_attempts": 40,
    "delivery_attempts": 200,
    "delivery_timeout": 3.0,
    "rasa_timeout": 6.0,
    "webchat_wait": 2.0,
    "whatsapp_unsure_wait": 4.0,
    "telegram_per_second": 10_000.0,
    "telegram_per_chat_second": 1_000.0,
    "whatsapp_per_second": 10_000.0,
    "whatsapp_per_chat_second": 1_000.0,
    "whatsapp_pair_rest": 0.5,
    "whatsapp_number_rest": 0.5,
    "whatsapp_stop_rest": 1.0,
    "conversation_per_minute": 100_000,
    "webchat_turns_per_minute": 100_000,
    "webchat_address_per_minute": 1_000_000,
}
"""Waits made short and paces made wide, so that a soak takes minutes; what is promised is the same."""


@dataclass
class Soak:
    """What a soak needs: its plan, where it lives, and how many copies of each process it has."""

    plan: Plan
    folder: Path
    database_url: str
    model: Path
    layout: Layout

    async def run(self) -> Verdict:
        """Raises AssertionError or TimeoutError when people cannot go on; the verdict says what was counted."""
        begun = time.monotonic()
        async with self._surroundings() as (house, phones, more, machines, client):
            runtime = house.runtime()
            await _open_endpoints(runtime, machines.address)
            watch = Watch(runtime)
            maker = Troublemaker(house, phones, more, machines, self.plan.seed)
            citizens = [
                Citizen(
                    person, self._road(person.channel, person.number, client, phones, more, house, runtime), watch.heard
                )
                for person in self.plan.people
            ]
            watching = asyncio.create_task(watch.run(citizens, [*self.plan.troubles], maker))
            gate = asyncio.Semaphore(TALKING)
            await _all(citizens, gate, watching)
            await maker.over()
            await _all_up(house)
            await watch.until_settled()
            watching.cancel()
            verdict = await judge(runtime, citizens, phones, more, machines, _explained(maker, house))
            await runtime.close()
        print(
            f"  {time.monotonic() - begun:.0f} s, {len(maker.done)} troubles, seed {self.plan.seed}\n{verdict.table()}"
        )
        return verdict

    def _road(
        self, channel: str, number: int, client: httpx.AsyncClient, phones: Phones, more: MorePhones, house: House,
        runtime: Runtime,
    ) -> Road:  # fmt: skip
        if channel == "telegram":
            return TelegramPhone(client, phones, house.url, runtime.vault, number)
        if channel == "whatsapp":
            return WhatsAppPhone(client, more, house.url, runtime.vault, number)
        return Web(client, house.url, runtime.vault, number)

    @contextlib.asynccontextmanager
    async def _surroundings(self) -> AsyncIterator[tuple[House, Phones, MorePhones, Machines, httpx.AsyncClient]]:
        phones, more, machines = Phones(), MorePhones(), Machines()
        async with (
            serve(phones.app()) as telegram,
            serve(more.app()) as whatsapp,
            serve(machines.app()) as machines.address,
            httpx.AsyncClient(timeout=20, limits=httpx.Limits(max_connections=200)) as client,
        ):
            extra = {
                **IMPATIENT,
                "whatsapp_token": SecretStr(fake_whatsapp.TOKEN),
                "whatsapp_app_secret": SecretStr(fake_whatsapp.SECRET),
                "whatsapp_verify_token": SecretStr(fake_whatsapp.VERIFY),
                "whatsapp_phone_number_id": fake_whatsapp.NUMBER_ID,
                "whatsapp_api_url": whatsapp,
                "whatsapp_template": fake_whatsapp.TEMPLATE,
            }
            house = House(
                self.folder / "var", self.database_url, self.model,
                telegram_api_url=telegram, extra=extra, layout=self.layout,
            )  # fmt: skip
            more.address, more.webhook = whatsapp, f"{house.url}/webhooks/whatsapp"
            more.now = int(time.time())
            try:
                await house.open()
                yield house, phones, more, machines, client
            finally:
                await house.close()


class Watch:
    """Looks into the database for everybody: who was answered by what, and when nothing waits any more."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._state: dict[str, tuple[int, int, str]] = {}
        self._news = asyncio.Condition()

    async def run(self, citizens: Sequence[Citizen], troubles: list[Any], maker: Troublemaker) -> None:
        """Look again and again, and start each trouble when its time has come."""
        while True:
            try:
                self._state = await self._look()
            except Exception as error:  # the database may be what is in trouble
                print(f"    (a look failed: {type(error).__name__})", flush=True)
            answered = sum(state[1] for state in self._state.values())
            while troubles and troubles[0].after <= answered:
                maker.start(troubles.pop(0))
            async with self._news:
                self._news.notify_all()
            await asyncio.sleep(LOOK_EVERY)

    async def heard(self, blind: str, said: int) -> str:
        """Until so many messages of this person were answered; the name of the last answer. Raises TimeoutError."""
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                while True:
                    kept, answered, last = self._state.get(blind, (0, 0, ""))
                    if answered >= said:
                        return last
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"no answer in {PATIENCE:.0f} s: {kept} of {said} kept, {answered} answered") from None

    async def until_settled(self) -> None:
        """Raises TimeoutError with what still waits."""
        waiting: list[tuple[str, int]] = []
        try:
            async with asyncio.timeout(SETTLES_WITHIN):
                while waiting := await self._waiting():
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            raise AssertionError(f"still waiting after {SETTLES_WITHIN:.0f} s: {waiting}") from None

    async def _waiting(self) -> list[tuple[str, int]]:
        async with self._runtime.db.read() as session:
            found = []
            for column, ended in (
                (OutboxMessage.state, ("sent", "delivered", "read", "failed", "dead")),
                (Delivery.state, ("delivered", "dead")),
            ):
                rows = await session.execute(select(column, func.count()).where(column.not_in(ended)).group_by(column))
                found += [(f"{column.class_.__name__} {state}", count) for state, count in rows]
            unnoticed = await session.scalar(select(func.count()).where(Job.kind == "notify"))
            return [*found, *([("notify jobs", unnoticed)] if unnoticed else [])]

    async def _look(self) -> dict[str, tuple[int, int, str]]:
        """By person: messages kept, messages answered, name of the last answer."""
        mine = Message.author == "citizen"
        newest = aliased(Message)
        counted = (
            select(
                Message.conversation_id.label("id"),
                func.count().filter(mine).label("kept"),
                func.count().filter(and_(mine, Message.answered_at.is_not(None))).label("answered"),
                func.max(Message.position).filter(Message.author == "bot").label("last"),
            )
            .group_by(Message.conversation_id)
            .subquery()
        )
        query = (
            select(Conversation.external_blind, counted.c.kept, counted.c.answered, newest.answer)
            .join(counted, counted.c.id == Conversation.id)
            .join(newest, and_(newest.conversation_id == counted.c.id, newest.position == counted.c.last), isouter=True)
        )
        async with self._runtime.db.read() as session:
            return {row[0]: (row[1], row[2], row[3] or "") for row in await session.execute(query)}


async def _all(citizens: Sequence[Citizen], gate: asyncio.Semaphore, watching: asyncio.Task[None]) -> None:
    """Let everybody live, so many at a time; the first who cannot go on ends it."""

    async def one(citizen: Citizen) -> None:
        async with gate:
            await citizen.live()

    living = asyncio.gather(*map(one, citizens))
    await asyncio.wait({living, watching}, return_when=asyncio.FIRST_COMPLETED)
    if watching.done():
        living.cancel()
        watching.result()
    await living


async def _open_endpoints(runtime: Runtime, address: str) -> None:
    """One machine an agency."""
    async with runtime.db.write() as session:
        known = set(await session.scalars(select(Agency.key)))
        for agency in AGENCIES:
            assert agency in known
            await endpoints.add(
                session, agency=agency, url=f"{address}/{agency}", fields=("kind", "status"), allow_private=True,
                by="system", now=runtime.clock(),
            )  # fmt: skip


async def _all_up(house: House) -> None:
    async with asyncio.timeout(STARTS_WITHIN):
        for child in house.children.children:
            while not (child.process is not None and child.process.returncode is None and await child.ready()):
                await asyncio.sleep(0.2)


def _explained(maker: Troublemaker, house: House) -> int:
    """How many replies may have been in the hands of something that died or lost its database then."""
    deadly = sum(
        trouble.what in (KILL, FREEZE, CONNECTIONS, DATABASE, DISK) and trouble.whom not in ("Rasa", "Aksi Rasa")
        for trouble in maker.done
    )
    return deadly * house.settings.worker_tasks
