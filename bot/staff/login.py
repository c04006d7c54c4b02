"""Login: one sentence for every refusal, lock-out by account and by network address."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.settings import Settings
from bot.staff.models import Staff

REFUSED = (
    "Nama pengguna atau kata sandi tidak cocok. Setelah beberapa kali salah, "
    "akun dikunci sebentar; coba lagi nanti atau hubungi pengelola."
)
"""Unknown name, wrong password, locked and switched off all sound the same."""

TOO_OFTEN = "Terlalu banyak percobaan masuk dari jaringan ini. Tunggu satu menit, lalu coba lagi."

_ADDRESSES_KEPT = 10_000


class AddressGate:
    """Counts login attempts a minute by network address, in this process's memory."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self._tries: dict[str, deque[datetime]] = {}

    def lets(self, address: str, *, now: datetime) -> bool:
        """Count one attempt; False when the address has used up its minute."""
        if len(self._tries) > _ADDRESSES_KEPT:
            self._forget(now)
        tries = self._tries.setdefault(address, deque())
        while tries and tries[0] <= now - timedelta(minutes=1):
            tries.popleft()
        if len(tries) >= self.per_minute:
            return False
        tries.append(now)
        return True

    def _forget(self, now: datetime) -> None:
        since = now - timedelta(minutes=1)
        self._tries = {key: tries for key, tries in self._tries.items() if tries and tries[-1] > since}


async def find_candidate(session: AsyncSession, username: str, *, now: datetime) -> Staff | None:
    """The account that may try now: it exists, is active and not locked."""
    staff = await session.scalar(select(Staff).where(Staff.username == username.strip().lower()))
    return None if staff is None or is_locked(staff, now=now) else staff


def is_locked(staff: Staff, *, now: datetime) -> bool:
    """Whether the account may not try now: locked for a while, or switched off."""
    return not staff.active or (staff.locked_until is not None and staff.locked_until > now)


async def note_success(session: AsyncSession, staff_id: str, *, new_hash: str | None, now: datetime) -> Staff | None:
    """Record a right password. None when the account was locked or switched off meanwhile."""
    staff = await _again(session, staff_id)
    if staff is None or is_locked(staff, now=now):
        return None
    staff.failures, staff.locked_until, staff.last_login_at = 0, None, now
    if new_hash:
        staff.password_hash = new_hash
    audit.record(session, "staff.login", f"staff:{staff.id}", actor=f"staff:{staff.id}", agency=staff.agency, now=now)
    return staff


async def note_failure(session: AsyncSession, staff_id: str, *, now: datetime, settings: Settings) -> None:
    """Record a wrong password; the account locks at the limit."""
    staff = await _again(session, staff_id)
    if staff is None:
        return
    staff.failures += 1
    if staff.failures >= settings.login_attempts:
        staff.failures = 0
        staff.locked_until = now + timedelta(seconds=settings.login_lock)
        audit.record(session, "staff.locked", f"staff:{staff.id}", actor="system", now=now)


async def _again(session: AsyncSession, staff_id: str) -> Staff | None:
    """The row as it is now, held against others who count at the same time."""
    return await session.get(Staff, staff_id, with_for_update=True, populate_existing=True)
