"""Tables of staff: accounts with roles, and server-side sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, new_id

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


class StaffSession(Base):
    """A login. The cookie holds a random token; only its hash is kept."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
