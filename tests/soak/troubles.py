"""Making trouble: processes killed, frozen, slowed; connections cut, a database held, a disk full, platforms away."""

from __future__ import annotations

import asyncio
import contextlib
import random
import resource
import sqlite3
import time

import psutil
import sqlalchemy as sa

from tests.processes.house import House
from tests.soak import plan
from tests.soak.plan import Trouble
from tests.soak.standins import Machines, MorePhones, Phones

SLICE = 0.25
"""A slowed process is frozen for this long out of every twice as long."""


class Troublemaker:
    """Does what the plan says; `over()` when everything is as before."""

    def __init__(self, house: House, phones: Phones, more: MorePhones, machines: Machines, seed: int) -> None:
        self.house, self.phones, self.more, self.machines = house, phones, more, machines
        self.done: list[Trouble] = []
        self._chance = random.Random(seed)
        self._running: set[asyncio.Task[None]] = set()

    def start(self, trouble: Trouble) -> None:
        """Begin now; it ends by itself."""
        print(f"    {trouble}", flush=True)
        self.done.append(trouble)
        task = asyncio.create_task(self._make(trouble))
        self._running.add(task)

    async def over(self) -> None:
        """Wait until all is as before. Raises what a trouble raised."""
        while self._running:
            done, self._running = await asyncio.wait(self._running)
            for task in done:
                task.result()

    async def _make(self, trouble: Trouble) -> None:
        match trouble.what:
            case plan.KILL:
                self.house.kill(self._one_of(trouble.whom))
            case plan.RESTART:
                self.house.restart(self._one_of(trouble.whom))
            case plan.FREEZE:
                await self._freeze(self._one_of(trouble.whom), trouble.seconds)
            case plan.SLOW:
                await self._slow(self._one_of(trouble.whom), trouble.seconds)
            case plan.CONNECTIONS:
                await asyncio.to_thread(self._cut)
            case plan.DATABASE:
                await asyncio.to_thread(self._hold, trouble.seconds)
            case plan.DISK:
                await self._fill(trouble.seconds)
            case plan.RECEIVER:
                self.machines.refuses = True
                await asyncio.sleep(trouble.seconds)
                self.machines.refuses = False
            case plan.PLATFORM:
                self.phones.refuses = self.more.refuses = True
                await asyncio.sleep(trouble.seconds)
                self.phones.refuses = self.more.refuses = False

    def _one_of(self, kind: str) -> str:
        """One of the copies of a process; where the worker is inside the web process, that."""
        names = [child.name for child in self.house.children.children if child.name.rstrip(" 0123456789") == kind]
        return self._chance.choice(names or ["Web"])

    async def _freeze(self, name: str, seconds: float) -> None:
        pid = self._pid(name)
        self.house.pause(name)
        await asyncio.sleep(seconds)
        if self._pid(name) == pid:
            self.house.resume(name)

    async def _slow(self, name: str, seconds: float) -> None:
        for _ in range(int(seconds / (2 * SLICE))):
            await self._freeze(name, SLICE)
            await asyncio.sleep(SLICE)

    def _pid(self, name: str) -> int:
        process = self.house.child(name).process
        assert process is not None
        return process.pid

    def _cut(self) -> None:
        """End every connection of the house to its database, the busy ones too."""
        engine = sa.create_engine(self.house.database_url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(
                sa.text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )

    def _hold(self, seconds: float) -> None:
        """Somebody else writes and does not finish."""
        path = sa.make_url(self.house.database_url).database
        with contextlib.closing(sqlite3.connect(str(path), timeout=30, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)
            connection.execute("ROLLBACK")

    async def _fill(self, seconds: float) -> None:
        """No file of the house may grow: to a process a full disk looks like this."""
        for process in self._family():
            _limit(process, 1)
        await asyncio.sleep(seconds)
        for process in self._family():
            _limit(process, resource.RLIM_INFINITY)

    def _family(self) -> list[psutil.Process]:
        """All processes of the house that live."""
        found = []
        for child in self.house.children.children:
            with contextlib.suppress(psutil.NoSuchProcess):
                if child.process is not None:
                    parent = psutil.Process(child.process.pid)
                    found += [parent, *parent.children(recursive=True)]
        return found


def _limit(process: psutil.Process, most: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
        _, hard = process.rlimit(resource.RLIMIT_FSIZE)
        process.rlimit(resource.RLIMIT_FSIZE, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
