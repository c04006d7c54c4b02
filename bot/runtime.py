"""The few live things a process holds: settings, keys, database, clock."""

from __future__ import annotations

from dataclasses import dataclass

from bot import clock
from bot.clock import Clock
from bot.crypto import Keys, Vault, load_keys
from bot.database import Database
from bot.settings import Settings


@dataclass(frozen=True)
class Runtime:
    """Handed down from the edge that started the process; nothing is looked up globally."""

    settings: Settings
    keys: Keys
    vault: Vault
    db: Database
    clock: Clock

    async def close(self) -> None:
        await self.db.close()


def open_runtime(settings: Settings, *, keys: Keys | None = None, clock: Clock = clock.now) -> Runtime:
    """Build the live things. Raises Misconfigured when the key file is missing or damaged."""
    keys = keys or load_keys(settings.key_file)
    vault = Vault(keys)
    db = Database(settings.database, vault, pool=settings.database_pool, busy=settings.database_busy)
    return Runtime(settings, keys, vault, db, clock)
