"""The real console on a port of its own, with invented staff and tips, in a thread beside the browser's loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from bot import tables
from bot.agencies.seed import seed as seed_agencies
from bot.answers.seed import seed as seed_answers
from bot.console.routes import console
from bot.crypto import Keys
from bot.runtime import Runtime, open_runtime
from bot.settings import ROOT, Settings
from bot.staff.accounts import create_staff
from bot.staff.passwords import Hasher
from tests.console.conftest import PASSWORD, STAFF
from tests.console.invented import fill

T = TypeVar("T")


@dataclass
class Site:
    """A running console. `do` runs something with its runtime, on its own loop, and waits for it."""

    address: str
    runtime: Runtime
    ids: dict[str, str]
    loop: asyncio.AbstractEventLoop

    async def do(self, act: Callable[[Runtime], Awaitable[T]]) -> T:
        waiting: Future[T] = asyncio.run_coroutine_threadsafe(_run(act, self.runtime), self.loop)
        return await asyncio.wrap_future(waiting)


async def _run(act: Callable[[Runtime], Awaitable[T]], runtime: Runtime) -> T:
    return await act(runtime)


class Running:
    """Starts and stops the console in a thread."""

    def __init__(self, folder: Path, *, filled: bool = True) -> None:
        self._folder, self._filled = folder, filled
        self._ready = threading.Event()
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.site: Site | None = None

    def __enter__(self) -> Site:
        self._thread.start()
        assert self._ready.wait(60), "the console did not start"
        assert self.site is not None
        return self.site

    def __exit__(self, *_: Any) -> None:
        assert self._server is not None
        self._server.should_exit = True
        self._thread.join(10)

    async def _serve(self) -> None:
        self._folder.mkdir(parents=True)
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            data_dir=self._folder, content_dir=ROOT / "content", password_passes=1, password_memory_kib=8_192,
            delivery_allow_private=True,
        )  # fmt: skip
        runtime = open_runtime(settings, keys=Keys.fresh())
        ids = await _seed(runtime, filled=self._filled)
        app = Starlette(routes=[Mount("/konsol", console(runtime))])
        config = uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        serving = asyncio.create_task(self._server.serve())
        while not self._server.started:
            await asyncio.sleep(0.02)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.site = Site(f"http://127.0.0.1:{port}", runtime, ids, asyncio.get_running_loop())
        self._ready.set()
        await serving
        await asyncio.sleep(settings.live_poll * 2)  # the poller notices that nobody listens any more
        await runtime.close()


async def _seed(runtime: Runtime, *, filled: bool) -> dict[str, str]:
    now, ids = datetime.now(UTC), {}
    async with runtime.db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    hashed = await Hasher(runtime.settings).hash(PASSWORD)
    async with runtime.db.write() as session:
        await seed_answers(session, runtime.settings.content_dir, now=now)
        await seed_agencies(session, runtime.settings.content_dir, now=now)
        for username, name, roles, agency in STAFF:
            staff = await create_staff(
                session, username=username, name=name, roles=roles, agency=agency, password_hash=hashed,
                must_change=False, now=now,
            )  # fmt: skip
            ids[username] = staff.id
    if filled:
        async with runtime.db.write() as session:
            await fill(session, ids=ids, now=now)
    return ids
