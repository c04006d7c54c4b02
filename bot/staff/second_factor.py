"""The second factor: codes from an app (TOTP), none accepted twice, and recovery codes for a lost phone (F115)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.crypto import Keys
from bot.errors import BadInput, WrongState
from bot.settings import Settings
from bot.staff.models import RecoveryCode, Staff

ISSUER = "Langkah Aman"
STEP = 30
"""Seconds one code lasts; one step before and after is taken, too, since phones' clocks stray."""
_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_HALF = 5
WRONG = "Kode itu tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu coba lagi."


def is_required(settings: Settings, roles: frozenset[str]) -> bool:
    """Whether these roles see nothing before a second factor is set up (`BOT_SECOND_FACTOR_ROLES`)."""
    wanted = {role.strip() for role in settings.second_factor_roles.split(",") if role.strip()}
    return "*" in wanted or bool(wanted & roles)


def offer(staff: Staff) -> str:
    """A secret to be scanned; asked again before it is confirmed, the same one. Raises WrongState when set up."""
    if staff.factor_since is not None:
        raise WrongState("Faktor kedua sudah terpasang. Lepas dulu kalau ingin memasangnya di HP lain.")
    if staff.factor is None:
        staff.factor = pyotp.random_base32()
    return str(staff.factor)


def address(staff: Staff, secret: str) -> str:
    """What the QR code holds (`otpauth://…`)."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=staff.username, issuer_name=ISSUER)


async def confirm(session: AsyncSession, staff: Staff, code: str, *, keys: Keys, now: datetime) -> list[str]:
    """Switch it on with a first code. Returns the recovery codes, shown this once. Raises BadInput, WrongState."""
    if staff.factor is None or staff.factor_since is not None:
        raise WrongState("Muat ulang halaman ini, lalu pindai kodenya lagi.")
    if not await check_code(session, staff, code, now=now):
        raise BadInput(WRONG)
    staff.factor_since = now
    audit.record(session, "staff.factor_on", f"staff:{staff.id}", actor=f"staff:{staff.id}", now=now)
    return await new_codes(session, staff, keys=keys)


async def check_code(session: AsyncSession, staff: Staff, code: str, *, now: datetime) -> bool:
    """Whether the app shows this code now; accepting it and every earlier one ends with that."""
    digits = "".join(code.split())
    if staff.factor is None or not digits.isascii() or not digits.isdigit():
        return False
    totp, step = pyotp.TOTP(staff.factor, interval=STEP), int(now.timestamp()) // STEP
    for candidate in (step - 1, step, step + 1):
        if hmac.compare_digest(totp.generate_otp(candidate), digits):
            taken = await session.execute(
                update(Staff)
                .where(Staff.id == staff.id, Staff.factor_step < candidate)
                .values(factor_step=candidate)
                .returning(Staff.id)
                .execution_options(synchronize_session=False)
            )
            return taken.first() is not None
    return False


async def use_recovery(session: AsyncSession, staff: Staff, code: str, *, keys: Keys, now: datetime) -> bool:
    """Whether this is an unused recovery code; it is used up with that."""
    taken = await session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_id == staff.id,
            RecoveryCode.code_hash == _hashed(code, keys),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    if taken.first() is None:
        return False
    audit.record(session, "staff.recovery_used", f"staff:{staff.id}", actor=f"staff:{staff.id}", now=now)
    return True


async def new_codes(session: AsyncSession, staff: Staff, *, keys: Keys) -> list[str]:
    """Ten new recovery codes; the old ones end."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    codes = [f"{_word()}-{_word()}" for _ in range(_CODES)]
    session.add_all([RecoveryCode(staff_id=staff.id, code_hash=_hashed(code, keys)) for code in codes])
    return codes


async def codes_left(session: AsyncSession, staff_id: str) -> int:
    """How many recovery codes are unused."""
    left = select(func.count()).where(RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return await session.scalar(left) or 0


async def take_off(session: AsyncSession, staff: Staff, *, by: str, now: datetime) -> None:
    """Switch it off: by oneself, or by an operator when the phone is lost."""
    staff.factor, staff.factor_since = None, None
    await session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    audit.record(session, "staff.factor_off", f"staff:{staff.id}", actor=by, now=now)


def _word() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_HALF))


def _hashed(code: str, keys: Keys) -> str:
    """Keyed, so that a stolen database says nothing about codes of fifty bits."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hmac.new(keys.token("staff-recovery").encode(), plain.encode(), hashlib.sha256).hexdigest()
