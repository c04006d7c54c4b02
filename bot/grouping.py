"""Group commit: small writes that arrive while a commit is under way share the next one.

A disk can sync a few hundred times a second, whatever a sync holds. In a burst a thousand messages thus cost a few
dozen commits, and nobody is told "kept" before the commit that keeps them is done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

MOST = 64
"""Pieces of work in one transaction."""

Work = Callable[[AsyncSession], Awaitable[Any]]
_R = TypeVar("_R")


class Group:
    """Collects pieces of work and does them in turn, as many at once as have come meanwhile."""

    def __init__(self, write: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> None:
        self._write = write
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._running: asyncio.Task[None] | None = None

    async def add(self, work: Callable[[AsyncSession], Awaitable[_R]]) -> _R:
        """Do this piece with the next commit; returns or raises as it does. Who stops waiting loses only the answer."""
        done: asyncio.Future[_R] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                now, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                try:
                    await self._commit(now)
                except Exception as error:  # one spoiled it for all, or the commit failed: each by itself
                    await self._each(now, error)
        finally:
            self._running = None

    async def _commit(self, now: list[tuple[Work, asyncio.Future[Any]]]) -> None:
        async with self._write() as session:
            results = [await work(session) for work, _ in now]
        for (_, done), result in zip(now, results, strict=True):
            if not done.done():
                done.set_result(result)

    async def _each(self, now: list[tuple[Work, asyncio.Future[Any]]], error: Exception) -> None:
        if len(now) == 1:
            _fail(now[0][1], error)
            return
        for one in now:
            try:
                await self._commit([one])
            except Exception as own:  # told to who waits for it
                _fail(one[1], own)


def _fail(done: asyncio.Future[Any], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
