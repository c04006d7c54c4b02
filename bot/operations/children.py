"""Child processes of one installation: started, watched, restarted when they die, ended together."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

RESTART_FIRST, RESTART_MOST = 1.0, 30.0
"""Seconds before a dead child is started again: doubled each time it dies young."""
OLD_ENOUGH = 60.0
"""A child that lived this long is restarted without a longer wait."""
LOG_MOST = 20_000_000
"""Bytes after which a log is set aside when its process starts again; one older log is kept."""
GRACE = 10.0
"""Seconds a child gets to end by itself before it is killed."""


@dataclass
class Child:
    """One process: how it is started, where its log goes, and how to tell that it is ready."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], Awaitable[bool]]
    process: asyncio.subprocess.Process | None = field(default=None, init=False)
    starts: int = field(default=0, init=False)

    async def start(self) -> None:
        """Start it in a process group of its own, so that all it starts ends with it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_MOST:
            self.log.replace(self.log.with_suffix(".1.log"))
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                env={**os.environ, **self.environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.starts += 1

    async def stop(self) -> None:
        """Ask it to end, then make it."""
        if self.process is None or self.process.returncode is not None:
            return
        _signal_group(self.process.pid, signal.SIGTERM)
        try:
            await asyncio.wait_for(self.process.wait(), GRACE)
        except TimeoutError:
            _signal_group(self.process.pid, signal.SIGKILL)
            await self.process.wait()


class Children:
    """A handful of processes kept alive until `stop`."""

    def __init__(self, children: Sequence[Child], *, say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self._watchers: list[asyncio.Task[None]] = []

    async def start(self, child: Child, *, patience: float) -> None:
        """Start one and wait until it is ready. Raises TimeoutError, RuntimeError when it ends at once."""
        await child.start()
        async with asyncio.timeout(patience):
            while not await child.ready():
                if child.process is not None and child.process.returncode is not None:
                    raise RuntimeError(f"{child.name} berhenti saat dimulai; lihat {child.log}")
                await asyncio.sleep(0.2)
        self._watchers.append(asyncio.create_task(self._watch(child)))

    async def stop(self) -> None:
        """End all of them, the last started first."""
        for watcher in self._watchers:
            watcher.cancel()
        for child in reversed(self.children):
            await child.stop()

    async def _watch(self, child: Child) -> None:
        wait, loop = RESTART_FIRST, asyncio.get_running_loop()
        while child.process is not None:
            born = loop.time()
            code = await child.process.wait()
            wait = RESTART_FIRST if loop.time() - born > OLD_ENOUGH else wait
            self.say(f"{child.name} berhenti (kode {code}); dimulai lagi dalam {wait:.0f} detik.")
            await asyncio.sleep(wait)
            wait = min(wait * 2, RESTART_MOST)
            await child.start()


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def say(text: str) -> None:
    """One line to whoever sits in front of the terminal."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
