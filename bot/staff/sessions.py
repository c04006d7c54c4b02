"""Server-side sessions: the cookie holds a random token, the database only its hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import Settings
from bot.staff import second_factor
from bot.staff.models import Staff, StaffSession
from bot.staff.permissions import Viewer

_TOUCH = timedelta(seconds=60)


@dataclass(frozen=True)
class SignedIn:
    """A valid session: who it is, its CSRF token, and whether it should be marked as seen now."""

    viewer: Viewer
    csrf: str
    must_change: bool
    stale: bool
    must_enrol: bool = False
    """The roles ask for a second factor that is not set up yet."""


@dataclass(frozen=True)
class Opened:
    """A new session: the token for the cookie, and the CSRF token for its forms."""

    token: str
    csrf: str


async def open_session(
    session: AsyncSession,
    staff: Staff,
    *,
    replaces: str | None,
    now: datetime,
    most: float,
    device: str = "",
    waits_for_code: bool = False,
) -> Opened:
    """Start a session with a new token; whatever token came with the login ends.

    `waits_for_code`: it opens no screen until the second factor came and another session takes its place.
    """
    if replaces:
        await close_session(session, replaces)
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    session.add(
        StaffSession(
            token_hash=token_hash(token),
            staff_id=staff.id,
            csrf=csrf,
            device=device,
            waits_for_code=waits_for_code,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(seconds=most),
        )
    )
    return Opened(token, csrf)


async def find_session(session: AsyncSession, token: str, *, now: datetime, settings: Settings) -> SignedIn | None:
    """Who holds this token; None when it is unknown, idle too long, past its limit, or the account is off."""
    row = (
        await session.execute(
            select(StaffSession, Staff)
            .join(Staff, Staff.id == StaffSession.staff_id)
            .where(StaffSession.token_hash == token_hash(token), Staff.active, ~StaffSession.waits_for_code)
        )
    ).first()
    if row is None:
        return None
    held, staff = row
    if held.expires_at <= now or held.seen_at + timedelta(seconds=settings.session_idle) <= now:
        return None
    viewer = Viewer(staff.id, staff.name, staff.agency, frozenset(staff.roles))
    must_enrol = staff.factor_since is None and second_factor.is_required(settings, viewer.roles)
    return SignedIn(viewer, held.csrf, staff.must_change, now - held.seen_at >= _TOUCH, must_enrol)


async def find_waiting(session: AsyncSession, token: str, *, now: datetime) -> Staff | None:
    """Whose password was right and whose code is still to come."""
    found: Staff | None = await session.scalar(
        select(Staff)
        .join(StaffSession, StaffSession.staff_id == Staff.id)
        .where(
            StaffSession.token_hash == token_hash(token),
            StaffSession.waits_for_code,
            StaffSession.expires_at > now,
            Staff.active,
        )
    )
    return found


async def sessions_of(session: AsyncSession, staff_id: str, *, now: datetime, idle: float) -> Sequence[StaffSession]:
    """Where somebody is signed in, the last used first."""
    rows = await session.scalars(
        select(StaffSession)
        .where(
            StaffSession.staff_id == staff_id,
            ~StaffSession.waits_for_code,
            StaffSession.expires_at > now,
            StaffSession.seen_at > now - timedelta(seconds=idle),
        )
        .order_by(StaffSession.seen_at.desc())
    )
    return rows.all()


async def end_one(session: AsyncSession, staff_id: str, hashed: str) -> bool:
    """End one session of a person by its hash. False when it is nobody's or somebody else's."""
    gone = await session.execute(
        delete(StaffSession)
        .where(StaffSession.token_hash == hashed, StaffSession.staff_id == staff_id)
        .returning(StaffSession.token_hash)
    )
    return gone.first() is not None


async def end_others(session: AsyncSession, staff_id: str, token: str) -> None:
    """End every session of a person but the one of this token."""
    await session.execute(
        delete(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.token_hash != token_hash(token))
    )


async def touch_session(session: AsyncSession, token: str, *, now: datetime) -> None:
    """Note that the person is still there."""
    held = await session.get(StaffSession, token_hash(token))
    if held is not None:
        held.seen_at = now


async def close_session(session: AsyncSession, token: str) -> None:
    """Log out."""
    await session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(token)))


async def sweep_sessions(session: AsyncSession, *, now: datetime, idle: float) -> None:
    """Remove sessions that ended by themselves."""
    await session.execute(
        delete(StaffSession).where(
            or_(StaffSession.expires_at <= now, StaffSession.seen_at <= now - timedelta(seconds=idle))
        )
    )


def token_hash(token: str) -> str:
    """The form in which a token is kept. It is random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
