"""What operators change and can take back: each change of a rule, an agency or a setting with before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import audit
from bot.database import Base


class Change(Base):
    """One change. `before` None: the thing was made by it; `after` None: it was taken away."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    subject: Mapped[str]  # rule:<key> | agency:<key> | queue:<key> | setting:<name>
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    by: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index("ix_changes_subject", "subject", "id"),)


def note(
    session: AsyncSession,
    subject: str,
    *,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    by: str,
    now: datetime,
) -> None:
    """Keep both sides, and say in the audit trail that it happened (names and numbers only, no values)."""
    session.add(Change(subject=subject, before=before, after=after, by=by, at=now))
    audit.record(session, f"{subject.partition(':')[0]}.changed", subject, actor=by, now=now)


async def newest(session: AsyncSession, kind: str, *, most: int) -> Sequence[Change]:
    """The latest changes of one kind of thing (`rule`, `setting` …), newest first."""
    rows = await session.scalars(
        select(Change).where(Change.subject.startswith(f"{kind}:")).order_by(Change.id.desc()).limit(most)
    )
    return rows.all()


async def find(session: AsyncSession, change_id: str, kind: str) -> Change | None:
    """One change by its number, if it is of that kind."""
    change = await session.get(Change, int(change_id)) if change_id.isdigit() and len(change_id) < 18 else None
    return change if change is not None and change.subject.startswith(f"{kind}:") else None
