"""Accounts: an operator makes them and switches them off. Never deleted: the audit trail names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.database import new_id
from bot.errors import BadInput, NotFound, WrongState
from bot.staff import second_factor
from bot.staff.models import OF_AGENCY, ROLES, Invitation, Staff, StaffSession

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_NAME_MOST = 80


async def create_staff(
    session: AsyncSession,
    *,
    username: str,
    name: str,
    roles: Sequence[str],
    password_hash: str,
    now: datetime,
    agency: str | None = None,
    email: str | None = None,
    must_change: bool = True,
    by: str = "system",
) -> Staff:
    """Add an account. Raises BadInput with a sentence when a field is wrong or the username is taken.

    The caller hashes the password first (`passwords.Hasher`), outside the transaction.
    """
    username, name = username.strip().lower(), " ".join(name.split())
    check_fields(username, name, roles, agency)
    if await session.scalar(select(Staff.id).where(Staff.username == username)):
        raise BadInput("Nama pengguna itu sudah dipakai. Pilih yang lain.")
    staff = Staff(
        id=new_id(),
        username=username,
        name=name,
        agency=agency,
        email=email,
        roles=[role for role in ROLES if role in roles],
        password_hash=password_hash,
        must_change=must_change,
        created_at=now,
    )
    session.add(staff)
    audit.record(session, "staff.created", f"staff:{staff.id}", actor=by, now=now, roles=staff.roles, of=agency)
    return staff


def check_fields(username: str, name: str, roles: Sequence[str], agency: str | None) -> None:
    """Raise BadInput for the first field that is wrong."""
    if not _USERNAME.fullmatch(username):
        raise BadInput("Nama pengguna: 3–40 huruf kecil, angka, titik, atau tanda hubung.")
    if not 2 <= len(name) <= _NAME_MOST:
        raise BadInput(f"Isi nama lengkap (2–{_NAME_MOST} karakter).")
    if not roles or any(role not in ROLES for role in roles):
        raise BadInput("Pilih paling sedikit satu peran.")
    if not agency and any(role in OF_AGENCY for role in roles):
        raise BadInput("Petugas, pengawas, dan kustodian harus punya instansi.")


async def find_staff(session: AsyncSession, staff_id: str) -> Staff:
    """The account. Raises NotFound."""
    staff = await session.get(Staff, staff_id)
    if staff is None:
        raise NotFound(f"staff:{staff_id}")
    return staff


async def all_staff(session: AsyncSession) -> Sequence[Staff]:
    """Every account, active ones first, by name."""
    return (await session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name))).all()


async def names_of(session: AsyncSession, staff_ids: Sequence[str]) -> dict[str, str]:
    """Names by id, for screens that show who did something."""
    if not staff_ids:
        return {}
    rows = await session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(set(staff_ids))))
    return {row.id: row.name for row in rows}


async def deactivate(session: AsyncSession, staff: Staff, *, by: str, now: datetime) -> None:
    """Switch an account off and end its sessions. Raises WrongState for the last active operator."""
    if "operator" in staff.roles and await _operators(session) <= 1 and staff.active:
        raise WrongState("Ini satu-satunya akun pengelola yang aktif. Buat pengelola lain lebih dulu.")
    staff.active = False
    await end_sessions(session, staff.id)
    audit.record(session, "staff.deactivated", f"staff:{staff.id}", actor=by, now=now)


async def leave(session: AsyncSession, staff: Staff, *, by: str, now: datetime) -> None:
    """Close an account for good. Raises WrongState for the last active operator.

    The row stays, because the audit trail names it; address, second factor and links go.
    """
    await deactivate(session, staff, by=by, now=now)
    staff.left_at, staff.email = now, None
    await second_factor.take_off(session, staff, by=by, now=now)
    await session.execute(delete(Invitation).where(Invitation.staff_id == staff.id))
    audit.record(session, "staff.left", f"staff:{staff.id}", actor=by, now=now)


async def change_roles(
    session: AsyncSession, staff: Staff, *, roles: Sequence[str], agency: str | None, by: str, now: datetime
) -> None:
    """Give other roles or another agency; open sessions end, so that nobody goes on with rights they lost.

    Raises BadInput, and WrongState when that would leave no operator.
    """
    check_fields(staff.username, staff.name, roles, agency)
    if "operator" in staff.roles and "operator" not in roles and staff.active and await _operators(session) <= 1:
        raise WrongState("Ini satu-satunya akun pengelola yang aktif. Beri peran itu kepada orang lain lebih dulu.")
    before = list(staff.roles)
    staff.roles, staff.agency = [role for role in ROLES if role in roles], agency
    await end_sessions(session, staff.id)
    audit.record(
        session, "staff.roles", f"staff:{staff.id}", actor=by, now=now, before=before, roles=staff.roles, of=agency
    )


async def reactivate(session: AsyncSession, staff: Staff, *, by: str, now: datetime) -> None:
    """Switch an account on again, unlocked. Raises WrongState when the person left for good."""
    if staff.left_at is not None:
        raise WrongState("Orang ini sudah keluar. Undang lagi dengan akun baru.")
    staff.active, staff.failures, staff.locked_until = True, 0, None
    audit.record(session, "staff.reactivated", f"staff:{staff.id}", actor=by, now=now)


async def give_password(session: AsyncSession, staff: Staff, *, password_hash: str, by: str, now: datetime) -> None:
    """Set a generated first password: to be changed at the next login; open sessions end."""
    staff.password_hash, staff.must_change = password_hash, True
    staff.failures, staff.locked_until = 0, None
    await end_sessions(session, staff.id)
    audit.record(session, "staff.password_given", f"staff:{staff.id}", actor=by, now=now)


async def change_password(session: AsyncSession, staff: Staff, *, password_hash: str, now: datetime) -> None:
    """The person's own new password. Every session of theirs ends; the caller opens a fresh one."""
    staff.password_hash, staff.must_change = password_hash, False
    await end_sessions(session, staff.id)
    audit.record(session, "staff.password_changed", f"staff:{staff.id}", actor=f"staff:{staff.id}", now=now)


async def end_sessions(session: AsyncSession, staff_id: str) -> None:
    """Log an account out everywhere."""
    await session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


async def _operators(session: AsyncSession) -> int:
    rows = await session.scalars(select(Staff.roles).where(Staff.active))
    return sum("operator" in roles for roles in rows)


async def is_empty(session: AsyncSession) -> bool:
    """Whether nobody has an account yet (a first start)."""
    return not await session.scalar(select(func.count()).select_from(Staff))
