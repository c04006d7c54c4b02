"""One message of a conversation at a time: among this process's tasks, or through Redis among several processes.

BOT_LOCK_URL is `memory` for one Rasa process, or `redis://[:password@]host:port/db` for several. Rasa's own ticket
locks look once a second, write to Redis in three steps that two processes may do at once, and stand still a whole
minute after a process was killed. Here Redis sets a key that expires by itself (redis-py's lock), and who holds it
too long has lost it: the gateway has long given up waiting by then.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.lock_store import LockError, LockStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.exceptions import LockNotOwnedError, RedisError

LIFETIME_VARIABLE = "BOT_LOCK_LIFETIME"
_LIFETIME = 15.0
"""Seconds: a little more than the gateway waits for an answer (BOT_RASA_TIMEOUT)."""
_LOOK_EVERY = 0.05
_REDIS_PATIENCE = 2.0


class ConversationLocks(LockStore):  # type: ignore[misc]
    """Rasa asks for nothing but `lock`."""

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        self._lifetime = float(os.environ.get(LIFETIME_VARIABLE, _LIFETIME))
        self._redis = _redis(endpoint_config.url or "memory")
        self._held: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        super().__init__()

    @asynccontextmanager
    async def lock(self, conversation_id: str, *_: Any, **__: Any) -> AsyncGenerator[None, None]:
        """Wait for our turn, at most a lock's lifetime. Raises LockError."""
        async with self._ours(conversation_id) if self._redis is None else self._everybodys(conversation_id):
            yield

    def _ours(self, conversation_id: str) -> AbstractAsyncContextManager[None]:
        return self._held.setdefault(conversation_id, asyncio.Lock())

    @asynccontextmanager
    async def _everybodys(self, conversation_id: str) -> AsyncGenerator[None, None]:
        key = f"langkah-aman:{conversation_id}"
        lock = self._redis.lock(key, timeout=self._lifetime, sleep=_LOOK_EVERY, blocking_timeout=self._lifetime)
        try:
            mine = await lock.acquire()
        except RedisError as error:
            raise LockError(type(error).__name__) from error
        if not mine:
            raise LockError("held too long by another process")
        try:
            yield
        finally:
            # A lock that expired meanwhile, or a Redis that is away, takes nothing from what was done.
            with suppress(LockNotOwnedError, RedisError):
                await lock.release()


def _redis(url: str) -> Any:
    if url == "memory":
        return None
    if not url.startswith(("redis://", "rediss://")):
        raise RasaException("BOT_LOCK_URL must be `memory` or `redis://host:port/db`")
    return Redis.from_url(url, socket_timeout=_REDIS_PATIENCE, socket_connect_timeout=_REDIS_PATIENCE)
