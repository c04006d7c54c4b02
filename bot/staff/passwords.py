"""Passwords: argon2id in a thread, a few at a time, and generated ones that can be read aloud."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.errors import BadInput
from bot.settings import Settings

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper
_GROUPS, _GROUP = 4, 5
_MOST = 200


class Hasher:
    """Hashes and checks passwords off the event loop; `settings.password_at_once` at a time.

    Each hash takes tens of megabytes on purpose, so the semaphore also bounds memory under an attack.
    """

    def __init__(self, settings: Settings) -> None:
        self._argon2 = PasswordHasher(
            time_cost=settings.password_passes,
            memory_cost=settings.password_memory_kib,
            parallelism=settings.password_lanes,
        )
        self._turns = asyncio.Semaphore(settings.password_at_once)
        self._nobody = self._argon2.hash(secrets.token_hex(16))

    async def hash(self, password: str) -> str:
        """An encoded argon2id hash with today's parameters."""
        async with self._turns:
            return await asyncio.to_thread(self._argon2.hash, password)

    async def fits(self, stored: str | None, password: str) -> bool:
        """Whether the password is right. None (no such account) costs the same time and is never right."""
        async with self._turns:
            right = await asyncio.to_thread(self._check, stored or self._nobody, password[:_MOST])
        return right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters and should be made again."""
        return self._argon2.check_needs_rehash(stored)

    def _check(self, stored: str, password: str) -> bool:
        try:
            return self._argon2.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def make_password() -> str:
    """A generated password of 98 bits, in groups: `k7mwp-…`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def check_new(password: str, *, username: str, least: int) -> None:
    """Raise BadInput with a sentence when a chosen password is too short, too long or guessable."""
    if len(password) < least:
        raise BadInput(f"Kata sandi baru paling sedikit {least} karakter.")
    if len(password) > _MOST:
        raise BadInput(f"Kata sandi baru paling banyak {_MOST} karakter.")
    if len(set(password)) < 5 or username.lower() in password.lower():
        raise BadInput("Kata sandi baru terlalu mudah ditebak. Pakai beberapa kata yang tidak berhubungan.")
