"""Endpoints of agencies: added by an operator, secret shown once, switched off without losing history."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.agencies.models import Agency, Endpoint
from bot.database import new_id
from bot.delivery.envelope import FIELDS
from bot.delivery.transports import webhook
from bot.errors import BadInput, NotFound


async def add(
    session: AsyncSession,
    *,
    agency: str,
    url: str,
    fields: Sequence[str],
    allow_private: bool,
    by: str,
    now: datetime,
) -> tuple[Endpoint, str]:
    """Add a signed webhook. Returns it with its secret, which is shown this once. Raises BadInput."""
    if await session.get(Agency, agency) is None:
        raise BadInput("Instansi itu tidak dikenal.")
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise BadInput(f"Bidang tidak dikenal: {', '.join(sorted(unknown))}.")
    secret = secrets.token_urlsafe(32)
    endpoint = Endpoint(
        id=new_id(),
        agency=agency,
        kind="webhook",
        url=webhook.check_url(url, allow_private=allow_private),
        fields=list(fields),
        active=True,
        created_at=now,
    )
    endpoint.secret = secret
    session.add(endpoint)
    audit.record(session, "endpoint.add", f"endpoint:{endpoint.id}", actor=by, now=now, agency_key=agency)
    return endpoint, secret


async def switch(session: AsyncSession, endpoint_id: str, *, active: bool, by: str, now: datetime) -> Endpoint:
    """Switch an endpoint on or off."""
    endpoint = await session.get(Endpoint, endpoint_id)
    if endpoint is None:
        raise NotFound(f"endpoint {endpoint_id}")
    endpoint.active = active
    audit.record(session, "endpoint.on" if active else "endpoint.off", f"endpoint:{endpoint_id}", actor=by, now=now)
    return endpoint


async def listed(session: AsyncSession) -> Sequence[Endpoint]:
    """All endpoints, by agency."""
    return (await session.scalars(select(Endpoint).order_by(Endpoint.agency, Endpoint.created_at))).all()
