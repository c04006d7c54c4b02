"""Endpoints of agencies: added by an operator, secret shown once, tried out, switched off without losing history."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.agencies.models import Agency, Endpoint
from bot.database import new_id
from bot.delivery import notices
from bot.delivery.envelope import FIELDS
from bot.delivery.transports import email, webhook
from bot.errors import BadInput, NotFound
from bot.runtime import Runtime

WEBHOOK, EMAIL = "webhook", "email"
"""Kinds of endpoints."""


async def add(
    session: AsyncSession,
    *,
    agency: str,
    url: str,
    fields: Sequence[str],
    allow_private: bool,
    by: str,
    now: datetime,
    kind: str = WEBHOOK,
) -> tuple[Endpoint, str]:
    """Add a signed webhook, or an e-mail address that is told without content. Raises BadInput.

    Returns it with its secret, which is shown this once (none for an address).
    """
    if await session.get(Agency, agency) is None:
        raise BadInput("Instansi itu tidak dikenal.")
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise BadInput(f"Bidang tidak dikenal: {', '.join(sorted(unknown))}.")
    if kind not in (WEBHOOK, EMAIL):
        raise BadInput("Pilih webhook atau surel.")
    address = email.check_address(url) if kind == EMAIL else webhook.check_url(url, allow_private=allow_private)
    secret = "" if kind == EMAIL else secrets.token_urlsafe(32)
    endpoint = Endpoint(
        id=new_id(),
        agency=agency,
        kind=kind,
        url=address,
        fields=[] if kind == EMAIL else list(fields),
        active=True,
        created_at=now,
    )
    endpoint.secret = secret or None
    session.add(endpoint)
    audit.record(session, "endpoint.add", f"endpoint:{endpoint.id}", actor=by, now=now, agency_key=agency)
    return endpoint, secret


async def switch(session: AsyncSession, endpoint_id: str, *, active: bool, by: str, now: datetime) -> Endpoint:
    """Switch an endpoint on or off."""
    endpoint = await find(session, endpoint_id)
    endpoint.active = active
    audit.record(session, "endpoint.on" if active else "endpoint.off", f"endpoint:{endpoint_id}", actor=by, now=now)
    return endpoint


async def find(session: AsyncSession, endpoint_id: str) -> Endpoint:
    """The endpoint. Raises NotFound."""
    endpoint = await session.get(Endpoint, endpoint_id)
    if endpoint is None:
        raise NotFound(f"endpoint {endpoint_id}")
    return endpoint


async def try_out(runtime: Runtime, client: httpx.AsyncClient, endpoint: Endpoint, secret: str) -> str:
    """Send a harmless test notice now. Returns what came of it, in words; raises TryAgain or GiveUp."""
    settings, now = runtime.settings, runtime.clock()
    test_id = f"test-{new_id()}"
    if endpoint.kind == EMAIL:
        letter = notices.test_letter(endpoint, settings)
        await email.send(settings, email.write(settings, mail_id=test_id, **letter, clock=runtime.clock))
        return "Surat percobaan diterima server surel."
    notice = {"delivery_id": test_id, "event": "endpoint.test", "case_number": "UJI", "sent_at": now.isoformat()}
    status = await webhook.post(
        client,
        endpoint.url,
        secret,
        notice,
        timestamp=int(now.timestamp()),
        allow_private=settings.delivery_allow_private,
    )
    return f"Penerima menjawab {status}: diterima."


async def listed(session: AsyncSession) -> Sequence[Endpoint]:
    """All endpoints, by agency."""
    return (await session.scalars(select(Endpoint).order_by(Endpoint.agency, Endpoint.created_at))).all()
