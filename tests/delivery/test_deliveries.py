"""Deliveries reach an agency's machine signed, once each, and what cannot be delivered stays visible."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot import jobs
from bot.agencies.models import Agency
from bot.database import new_id
from bot.delivery import endpoints
from bot.delivery.models import Delivery
from bot.delivery.transports import webhook
from bot.delivery.worker import Deliveries, redeliver
from bot.errors import BadInput, GiveUp, TryAgain, WrongState
from bot.jobs import Claim
from bot.runtime import Runtime
from bot.tips.models import Referral, Tip
from tests.conftest import FakeClock

URL = "http://127.0.0.1:9/terima"


class Receiver:
    """A receiving machine: answers what it is told to, remembers what came."""

    def __init__(self, *answers: int | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer, headers={"retry-after": "7"} if answer == 429 else {})


async def a_referral(runtime: Runtime, clock: FakeClock, *, fields: tuple[str, ...] = ("kind",)) -> tuple[str, str]:
    """A sent tip in Polda's queue, and an endpoint of Polda's. Returns referral id and secret."""
    async with runtime.db.write() as session:
        session.add(
            Agency(key="polda_banten", name="Polda Banten", short_name="Polda", handles="", contact={}, hours={})
        )
        await session.flush()
        _, secret = await endpoints.add(
            session, agency="polda_banten", url=URL, fields=fields, allow_private=True, by="staff:1", now=clock()
        )
        tip = Tip(
            id=new_id(),
            case_number="LA-CONTOH",
            channel="webchat",
            status="sent",
            flags=["child"],
            excluded=[],
            reasons=[{"rule": "child", "points": 5, "reason": "Ada anak."}],
            created_at=clock(),
            changed_at=clock(),
            village_code="36.04.01.2001",
        )
        session.add(tip)
        await session.flush()
        referral = Referral(
            id=new_id(), tip_id=tip.id, agency="polda_banten", queue="polda_banten", reason="uji", sent_at=clock()
        )
        session.add(referral)
    return referral.id, secret


def worker(runtime: Runtime, receiver: Callable[[httpx.Request], httpx.Response]) -> Deliveries:
    return Deliveries(runtime, httpx.AsyncClient(transport=httpx.MockTransport(receiver)))


async def run_notify(runtime: Runtime, deliveries: Deliveries, referral_id: str, job: int = 1) -> None:
    payload = {"referral_id": referral_id, "event": "referral.sent"}
    await deliveries.notify(Claim(job, "notify:polda_banten", "notify", payload, 1, "w"))


async def claim_deliver(runtime: Runtime, clock: FakeClock, attempt: int = 1) -> Claim:
    async with runtime.db.write() as session:
        claims = await jobs.claim(session, owner="w", now=clock(), lease=60, most=5, kinds=["deliver"])
    assert len(claims) == 1
    return Claim(claims[0].id, claims[0].lane, "deliver", claims[0].payload, attempt, claims[0].owner)


async def the_delivery(runtime: Runtime) -> Delivery:
    async with runtime.db.read() as session:
        return (await session.scalars(select(Delivery))).one()


async def test_a_notice_is_signed_over_its_bytes_and_carries_its_id_as_idempotency_key(
    runtime: Runtime, clock: FakeClock
) -> None:
    referral_id, secret = await a_referral(runtime, clock)
    receiver = Receiver(200)
    deliveries = worker(runtime, receiver)
    await run_notify(runtime, deliveries, referral_id)
    await deliveries.deliver(await claim_deliver(runtime, clock))

    request, delivery = receiver.requests[0], await the_delivery(runtime)
    signed = request.headers["langkah-timestamp"].encode() + b"." + request.content
    expected = "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    assert request.headers["langkah-signature"] == expected
    assert request.headers["idempotency-key"] == delivery.id
    assert (delivery.state, delivery.attempts, delivery.last_status) == ("delivered", 1, 200)


async def test_only_the_fields_an_endpoint_may_receive_leave_the_house(runtime: Runtime, clock: FakeClock) -> None:
    referral_id, _ = await a_referral(runtime, clock, fields=("kind", "village_code"))
    receiver = Receiver(200)
    deliveries = worker(runtime, receiver)
    await run_notify(runtime, deliveries, referral_id)
    await deliveries.deliver(await claim_deliver(runtime, clock))

    sent: dict[str, Any] = json.loads(receiver.requests[0].content)
    assert set(sent) == {"delivery_id", "event", "case_number", "sent_at", "kind", "village_code"}


async def test_the_same_event_told_twice_makes_one_delivery(runtime: Runtime, clock: FakeClock) -> None:
    referral_id, _ = await a_referral(runtime, clock)
    deliveries = worker(runtime, Receiver())
    await run_notify(runtime, deliveries, referral_id, job=7)
    await run_notify(runtime, deliveries, referral_id, job=7)
    assert (await the_delivery(runtime)).state == "due"


@pytest.mark.parametrize("answer", [500, 503, 429, httpx.ConnectError("tutup"), httpx.ReadTimeout("lama")])
async def test_what_may_pass_is_tried_again_with_the_same_key(
    runtime: Runtime, clock: FakeClock, answer: int | Exception
) -> None:
    referral_id, _ = await a_referral(runtime, clock)
    receiver = Receiver(answer, 200)
    deliveries = worker(runtime, receiver)
    await run_notify(runtime, deliveries, referral_id)
    claim = await claim_deliver(runtime, clock)
    with pytest.raises(TryAgain) as raised:
        await deliveries.deliver(claim)
    assert raised.value.after == (7 if answer == 429 else None)
    assert (await the_delivery(runtime)).state == "errored"

    await deliveries.deliver(claim)
    assert (await the_delivery(runtime)).state == "delivered"
    assert len({request.headers["idempotency-key"] for request in receiver.requests}) == 1


async def test_a_refusal_for_good_is_a_dead_letter_at_once_and_can_be_sent_again(
    runtime: Runtime, clock: FakeClock
) -> None:
    referral_id, _ = await a_referral(runtime, clock)
    deliveries = worker(runtime, Receiver(410, 200))
    await run_notify(runtime, deliveries, referral_id)
    claim = await claim_deliver(runtime, clock)
    await deliveries.deliver(claim)
    dead = await the_delivery(runtime)
    assert (dead.state, dead.last_error) == ("dead", "HTTP 410")

    async with runtime.db.write() as session:
        await jobs.finish(session, claim)
        await redeliver(session, dead.id, by="staff:1", now=clock())
    await deliveries.deliver(await claim_deliver(runtime, clock))
    assert (await the_delivery(runtime)).state == "delivered"
    async with runtime.db.write() as session:
        with pytest.raises(WrongState):
            await redeliver(session, dead.id, by="staff:1", now=clock())


async def test_after_the_last_attempt_a_silent_endpoint_becomes_a_dead_letter(
    runtime: Runtime, clock: FakeClock
) -> None:
    referral_id, _ = await a_referral(runtime, clock)
    deliveries = worker(runtime, Receiver(503))
    await run_notify(runtime, deliveries, referral_id)
    await deliveries.deliver(await claim_deliver(runtime, clock, attempt=runtime.settings.delivery_attempts))
    assert (await the_delivery(runtime)).state == "dead"


@pytest.mark.parametrize(
    "url",
    ["http://contoh.example/x", "ftp://contoh.example", "https://", "https://u:p@contoh.example/", "bukan alamat"],
)
def test_an_unfit_webhook_address_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(BadInput) as raised:
        webhook.check_url(url, allow_private=False)
    assert raised.value.sentence.startswith("Alamat webhook")


async def test_an_endpoint_cannot_reach_into_our_own_network() -> None:
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(200)))
    with pytest.raises(GiveUp):
        await webhook.post(client, "https://127.0.0.1/x", "s", {"delivery_id": "1"}, timestamp=1, allow_private=False)
