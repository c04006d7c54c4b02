"""Deliveries: one row and one job per endpoint, tried until accepted, refused for good, or given up (F125, F128)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit, jobs
from bot.agencies.models import Endpoint
from bot.database import new_id
from bot.delivery import mail, notices
from bot.delivery.endpoints import EMAIL
from bot.delivery.envelope import envelope
from bot.delivery.models import Delivery
from bot.delivery.transports import email, webhook
from bot.errors import GiveUp, NotFound, TryAgain, WrongState
from bot.jobs import Claim
from bot.runtime import Runtime
from bot.tips.models import Referral, Tip


class Deliveries:
    """Handlers of the jobs `notify` (something happened to a referral) and `deliver` (one try at one endpoint)."""

    def __init__(self, runtime: Runtime, client: httpx.AsyncClient) -> None:
        self.runtime = runtime
        self.client = client

    async def notify(self, claim: Claim) -> None:
        """Write one delivery per active endpoint of the referral's agency."""
        now = self.runtime.clock()
        async with self.runtime.db.write() as session:
            referral = await session.get(Referral, claim.payload["referral_id"])
            if referral is None:
                return
            await put_deliveries(session, referral, claim.payload["event"], job=claim.id, now=now)

    async def deliver(self, claim: Claim) -> None:
        """Try once. Raises TryAgain for the worker's back-off; a dead letter is kept and shown."""
        runtime, delivery_id = self.runtime, claim.payload["delivery_id"]
        async with runtime.db.read() as session:
            found = await _load(session, delivery_id)
            if found is None:
                return
            delivery, endpoint, referral, tip = found
            letter = None
            if endpoint.kind == EMAIL:
                letter = notices.letter(tip, referral, endpoint, event=delivery.event, settings=runtime.settings)
            notice = envelope(
                tip,
                referral,
                delivery_id=delivery.id,
                event=delivery.event,
                created_at=delivery.created_at,
                allowed=endpoint.fields,
                base_url=runtime.settings.base_url,
            )
            url, secret = endpoint.url, endpoint.secret or ""
        if letter is not None:
            status, error, kind = await self._try_letter(delivery_id, letter)
        else:
            status, error, kind = await self._try(url, secret, notice)
        retry = kind == "errored" and claim.attempt < runtime.settings.delivery_attempts
        state = kind if kind == "delivered" or retry else "dead"
        await self._write_down(delivery_id, state, status, error.reason if error else None)
        if retry and error is not None:
            raise error

    async def _try(
        self, url: str, secret: str, notice: dict[str, object]
    ) -> tuple[int | None, TryAgain | GiveUp | None, str]:
        settings = self.runtime.settings
        try:
            status = await webhook.post(
                self.client,
                url,
                secret,
                notice,
                timestamp=int(self.runtime.clock().timestamp()),
                allow_private=settings.delivery_allow_private,
            )
        except TryAgain as error:
            return None, error, "errored"
        except GiveUp as error:
            return None, error, "dead"
        return status, None, "delivered"

    async def _try_letter(
        self, delivery_id: str, letter: dict[str, str]
    ) -> tuple[int | None, TryAgain | GiveUp | None, str]:
        settings = self.runtime.settings
        if not mail.is_on(settings):
            return None, GiveUp("surel belum dipasang"), "dead"
        try:
            await email.send(settings, email.write(settings, mail_id=delivery_id, **letter, clock=self.runtime.clock))
        except TryAgain as error:
            return None, error, "errored"
        except GiveUp as error:
            return None, error, "dead"
        return None, None, "delivered"

    async def _write_down(self, delivery_id: str, state: str, status: int | None, error: str | None) -> None:
        now = self.runtime.clock()
        async with self.runtime.db.write() as session:
            delivery = await session.get_one(Delivery, delivery_id)
            delivery.state, delivery.last_status, delivery.last_error = state, status, error
            delivery.attempts += 1
            delivery.tried_at = now
            if state == "delivered":
                delivery.delivered_at = now


async def put_deliveries(
    session: AsyncSession, referral: Referral, event: str, *, job: int, now: datetime
) -> list[Delivery]:
    """One delivery per active endpoint. `job` numbers the event, so that a repeated job adds nothing."""
    endpoints = await session.scalars(
        select(Endpoint).where(Endpoint.agency == referral.agency, Endpoint.active.is_(True))
    )
    made = []
    for endpoint in endpoints:
        known = await session.scalar(
            select(Delivery.id).where(
                Delivery.endpoint_id == endpoint.id,
                Delivery.referral_id == referral.id,
                Delivery.event == event,
                Delivery.sequence == job,
            )
        )
        if known is None:
            made.append(_put(session, endpoint, referral, event, job, now))
    return made


async def redeliver(session: AsyncSession, delivery_id: str, *, by: str, now: datetime) -> Delivery:
    """Try a dead letter again, under the same id. Raises NotFound, WrongState."""
    delivery = await session.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound(f"delivery {delivery_id}")
    if delivery.state != "dead":
        raise WrongState("Hanya kiriman yang gagal total yang bisa dikirim ulang.")
    delivery.state, delivery.attempts = "due", 0
    _put_job(session, delivery, now)
    audit.record(session, "delivery.redeliver", f"delivery:{delivery.id}", actor=by, now=now)
    return delivery


async def listed(session: AsyncSession, *, state: str | None, most: int, skip: int) -> Sequence[Delivery]:
    """Deliveries for the operator's screen, newest first."""
    query = select(Delivery).order_by(Delivery.created_at.desc(), Delivery.id).limit(most).offset(skip)
    if state:
        query = query.where(Delivery.state == state)
    return (await session.scalars(query)).all()


async def count_by_state(session: AsyncSession) -> dict[str, int]:
    """How many deliveries stand in each state."""
    rows = await session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
    return {state: count for state, count in rows}  # noqa: C416 - rows are not plain pairs to mypy


def _put(
    session: AsyncSession, endpoint: Endpoint, referral: Referral, event: str, sequence: int, now: datetime
) -> Delivery:
    delivery = Delivery(
        id=new_id(),
        endpoint_id=endpoint.id,
        referral_id=referral.id,
        event=event,
        sequence=sequence,
        state="due",
        attempts=0,
        created_at=now,
    )
    session.add(delivery)
    _put_job(session, delivery, now)
    return delivery


def _put_job(session: AsyncSession, delivery: Delivery, now: datetime) -> None:
    # One lane per endpoint keeps an agency's notices in order and a dead endpoint from delaying another's.
    jobs.put(session, "deliver", {"delivery_id": delivery.id}, lane=f"deliver:{delivery.endpoint_id}", now=now)


async def _load(session: AsyncSession, delivery_id: str) -> tuple[Delivery, Endpoint, Referral, Tip] | None:
    row = (
        await session.execute(
            select(Delivery, Endpoint, Referral, Tip)
            .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
            .join(Referral, Referral.id == Delivery.referral_id)
            .join(Tip, Tip.id == Referral.tip_id)
            .where(Delivery.id == delivery_id)
        )
    ).first()
    return (row[0], row[1], row[2], row[3]) if row else None
