"""Tables of staff: accounts with roles, sessions, invitations, and codes for a lost second factor."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, SealedText, new_id

ROLES = ("officer", "supervisor", "custodian", "editor", "approver", "operator")
OF_AGENCY = ("officer", "supervisor", "custodian")
"""Roles that only make sense inside an agency."""


class Staff(Base):
    """A person with an account. Those of `OF_AGENCY` belong to an agency; editors and operators need none."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    agency: Mapped[str | None]
    email: Mapped[str | None]
    """Where invitations and notices go; empty = none."""
    roles: Mapped[list[str]]
    password_hash: Mapped[str]
    must_change: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_login_at: Mapped[datetime | None]
    factor_sealed: Mapped[bytes | None]
    """Secret of the second factor (TOTP), while one is set up."""
    factor_since: Mapped[datetime | None]
    """Since when the second factor is asked for; None while it is only offered."""
    factor_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The last time step whose code was accepted: the same code is not accepted twice."""
    left_at: Mapped[datetime | None]
    """When the person left for good; such an account is not switched on again."""

    factor = SealedText("factor_sealed")


class StaffSession(Base):
    """A login. The cookie holds a random token; only its hash is kept."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str]
    waits_for_code: Mapped[bool] = mapped_column(default=False)
    """The password was right, the second factor is still to come: this session opens no screen."""
    device: Mapped[str] = mapped_column(default="")
    """Browser and system in two words, for the list of one's own sessions; no address."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Invitation(Base):
    """A link that lets its holder choose a password once. Only the link's hash is kept."""

    __tablename__ = "staff_invitations"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # invitation | reset
    by: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One way in without the phone. A keyed hash; used once."""

    __tablename__ = "staff_recovery_codes"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]
