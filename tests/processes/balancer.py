"""A small TCP balancer for copies of a process: round robin over those that answered their health check last."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence

LOOK_EVERY = 0.5
"""Seconds between health checks, and the time a copy has to answer one."""


class Balancer:
    """Hands each connection to the next copy that is well; to any copy when none seems to be."""

    def __init__(self, ports: Sequence[int], port: int, alive: str) -> None:
        self.ports, self.port = list(ports), port
        self._alive = alive
        self._well = set(self.ports)
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self._watch = [asyncio.create_task(self._look_at(port)) for port in self.ports]

    async def close(self) -> None:
        if not hasattr(self, "_server"):
            return
        for task in (*self._watch, *self._tasks):
            task.cancel()
        await asyncio.gather(*self._watch, *self._tasks, return_exceptions=True)
        self._server.close()

    def _order(self) -> list[int]:
        self._turn += 1
        turned = self.ports[self._turn % len(self.ports) :] + self.ports[: self._turn % len(self.ports)]
        return sorted(turned, key=lambda port: port not in self._well)

    async def _look_at(self, port: int) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.write(f"GET {self._alive} HTTP/1.1\r\nHost: l\r\nConnection: close\r\n\r\n".encode())
                    line = await reader.readline()
                    writer.close()
                well = b" 200" in line
            except (OSError, TimeoutError):
                well = False
            (self._well.add if well else self._well.discard)(port)
            await asyncio.sleep(LOOK_EVERY)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for port in self._order():
            try:
                there = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            ways = {
                asyncio.create_task(_pour(reader, there[1])),
                asyncio.create_task(_pour(there[0], writer)),
            }
            self._tasks |= ways
            await asyncio.wait(ways)
            self._tasks -= ways
            return
        writer.close()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
