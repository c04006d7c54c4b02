"""An agency's own name, what it handles, its queue's name, and whether it receives at all; changed by an operator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import changes
from bot.agencies.models import Agency, Queue
from bot.errors import BadInput, WrongState

FIELDS = {"name": 80, "short_name": 30, "handles": 200}
"""What is named, and how long each may be."""


async def listed(session: AsyncSession) -> Sequence[tuple[Agency, Queue | None]]:
    """Every agency with its queue, by name."""
    rows = await session.execute(
        select(Agency, Queue).outerjoin(Queue, Queue.agency == Agency.key).order_by(Agency.name, Queue.key)
    )
    first: dict[str, tuple[Agency, Queue | None]] = {}
    for agency, queue in rows:
        first.setdefault(agency.key, (agency, queue))
    return list(first.values())


async def rename(
    session: AsyncSession, agency: Agency, told: dict[str, str], queue_name: str, *, by: str, now: datetime
) -> None:
    """Set names. From then on content/ does not rename it. Raises BadInput."""
    told = {name: " ".join(told.get(name, "").split()) for name in FIELDS}
    queue_name = " ".join(queue_name.split())
    for name, most in FIELDS.items():
        if not 2 <= len(told[name]) <= most:
            raise BadInput(f"Isi nama, nama pendek, dan tugasnya (paling banyak {most} karakter).")
    if not 2 <= len(queue_name) <= FIELDS["name"]:
        raise BadInput("Isi nama antreannya.")
    queue = await session.scalar(select(Queue).where(Queue.agency == agency.key).order_by(Queue.key).limit(1))
    before = _snapshot(agency, queue)
    agency.name, agency.short_name, agency.handles = told["name"], told["short_name"], told["handles"]
    agency.edited_at = now
    if queue is not None:
        queue.name = queue_name
    changes.note(session, f"agency:{agency.key}", before=before, after=_snapshot(agency, queue), by=by, now=now)


async def switch(session: AsyncSession, agency: Agency, *, active: bool, by: str, now: datetime) -> None:
    """Let an agency receive tips or not. Raises WrongState for the last one that does."""
    others = await session.scalar(select(Agency.key).where(Agency.active.is_(True), Agency.key != agency.key).limit(1))
    if not active and others is None:
        raise WrongState("Ini satu-satunya instansi yang menerima laporan. Hidupkan yang lain lebih dulu.")
    before, agency.active = {"active": agency.active}, active
    changes.note(session, f"agency:{agency.key}", before=before, after={"active": active}, by=by, now=now)


def _snapshot(agency: Agency, queue: Queue | None) -> dict[str, Any]:
    named = {name: getattr(agency, name) for name in FIELDS}
    return {**named, "queue": queue.name if queue else None, "active": agency.active}
