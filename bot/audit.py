"""Who did what: an append-only trail, written with the act itself, chained afterwards by one sealer.

Entries hold ids and words of our own making, never content. Chain positions are assigned later by one
sealer, so that readers of tips never wait for each other; `verify` reports breaks and the unsealed tail.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base

_FIRST = "0" * 64


class AuditEntry(Base):
    """One act. `actor` is `staff:<id>`, `citizen`, or `system`; `agency` is the actor's agency key."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    agency: Mapped[str | None]
    act: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    position: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    digest: Mapped[str | None]

    __table_args__ = (Index("ix_audit_subject", "subject", "id"), Index("ix_audit_position", "position"))


def record(
    session: AsyncSession,
    act: str,
    subject: str,
    *,
    actor: str,
    now: datetime,
    agency: str | None = None,
    **details: Any,
) -> AuditEntry:
    """Add an entry to this transaction. `act` is `noun.verb`, `subject` is `tip:<id>` and the like."""
    entry = AuditEntry(at=now, actor=actor, agency=agency, act=act, subject=subject, details=details)
    session.add(entry)
    return entry


async def history(session: AsyncSession, subject: str, *, most: int = 200) -> Sequence[AuditEntry]:
    """The entries about one thing, newest first."""
    rows = await session.scalars(
        select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id.desc()).limit(most)
    )
    return rows.all()


async def seal(session: AsyncSession, *, most: int = 500) -> int:
    """Give unsealed entries their place in the chain. Run by one worker at a time. Returns how many."""
    last = (
        await session.execute(
            select(AuditEntry.position, AuditEntry.digest)
            .where(AuditEntry.position.is_not(None))
            .order_by(AuditEntry.position.desc())
            .limit(1)
        )
    ).first()
    position, digest = (last.position, last.digest) if last else (0, _FIRST)
    waiting = await session.scalars(
        select(AuditEntry).where(AuditEntry.position.is_(None)).order_by(AuditEntry.id).limit(most)
    )
    done = 0
    for entry in waiting:
        position += 1
        digest = _digest(digest, position, entry)
        entry.position, entry.digest = position, digest
        done += 1
    return done


async def waiting(session: AsyncSession) -> int:
    """How many entries are not sealed yet."""
    return await session.scalar(select(func.count()).where(AuditEntry.position.is_(None))) or 0


@dataclass(frozen=True)
class Verdict:
    """What `verify` found: sealed entries checked, entries waiting, and the first broken position."""

    sealed: int
    waiting: int
    broken_at: int | None


async def verify(session: AsyncSession) -> Verdict:
    """Walk the chain from its start."""
    digest, expected, broken = _FIRST, 0, None
    rows = await session.stream_scalars(
        select(AuditEntry).where(AuditEntry.position.is_not(None)).order_by(AuditEntry.position)
    )
    async for entry in rows:
        expected += 1
        digest = _digest(digest, expected, entry)
        if entry.position != expected or entry.digest != digest:
            broken = expected
            break
    waiting = await session.scalar(select(func.count()).where(AuditEntry.position.is_(None)))
    return Verdict(expected, waiting or 0, broken)


def _digest(before: str, position: int, entry: AuditEntry) -> str:
    body = json.dumps(
        [
            before,
            position,
            entry.id,
            entry.at.isoformat(),
            entry.actor,
            entry.agency,
            entry.act,
            entry.subject,
            entry.details,
        ],
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(body.encode()).hexdigest()
