"""Links that let somebody choose a password: one use, an end, and a new one ends the older ones of the same person."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.errors import NotFound, WrongState
from bot.settings import Settings
from bot.staff.accounts import change_password
from bot.staff.models import Invitation, Staff
from bot.staff.sessions import token_hash

NO_PASSWORD = "!"  # noqa: S105 - what no password hashes to
"""The password hash of an account whose owner has not chosen one yet."""


async def invite(
    session: AsyncSession, staff: Staff, *, kind: str, by: str, now: datetime, settings: Settings
) -> tuple[Invitation, str]:
    """A new link for the account: `invitation` for a new one, `reset` when the password was lost.

    Returns it with its token, which is in no table. Raises WrongState for an account that is switched off.
    """
    if not staff.active:
        raise WrongState("Akun itu mati. Hidupkan dulu, baru buatkan tautan.")
    await withdraw(session, staff.id)
    token = secrets.token_urlsafe(32)
    made = Invitation(
        staff_id=staff.id,
        token_hash=token_hash(token),
        kind=kind,
        by=by,
        created_at=now,
        expires_at=now + timedelta(hours=settings.invitation_hours),
    )
    session.add(made)
    audit.record(session, f"staff.{kind}", f"staff:{staff.id}", actor=by, now=now)
    return made, token


async def withdraw(session: AsyncSession, staff_id: str) -> None:
    """End every unused link of an account."""
    await session.execute(delete(Invitation).where(Invitation.staff_id == staff_id, Invitation.used_at.is_(None)))


async def find(session: AsyncSession, token: str, *, now: datetime) -> tuple[Invitation, Staff]:
    """The link and whose it is. Raises NotFound when it is unknown, used, too old, or the account is off."""
    row = (
        await session.execute(
            select(Invitation, Staff)
            .join(Staff, Staff.id == Invitation.staff_id)
            .where(
                Invitation.token_hash == token_hash(token),
                Invitation.used_at.is_(None),
                Invitation.expires_at > now,
                Staff.active,
            )
        )
    ).first()
    if row is None:
        raise NotFound("invitation")
    return row[0], row[1]


async def accept(session: AsyncSession, token: str, *, password_hash: str, now: datetime) -> Staff:
    """Use the link: the chosen password counts, every session ends. Raises NotFound; a second use finds nothing."""
    invitation, staff = await find(session, token, now=now)
    taken = await session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.id)
    )
    if taken.first() is None:
        raise NotFound("invitation")
    staff.failures, staff.locked_until = 0, None
    await change_password(session, staff, password_hash=password_hash, now=now)
    return staff


async def waiting(session: AsyncSession, *, now: datetime) -> dict[str, datetime]:
    """Until when an unused link of an account works, by staff id."""
    rows = await session.execute(
        select(Invitation.staff_id, Invitation.expires_at).where(
            Invitation.used_at.is_(None), Invitation.expires_at > now
        )
    )
    return {row.staff_id: row.expires_at for row in rows}
