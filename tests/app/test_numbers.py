"""The numbers an operator watches: on the web process's page, on a port of a worker's own, and no traces unasked."""

from __future__ import annotations

from contextlib import nullcontext

import httpx
import pytest
from prometheus_client import generate_latest

from bot import audit, jobs
from bot.errors import TryAgain
from bot.jobs import Claim
from bot.meters import Meters
from bot.runtime import Runtime
from bot.tracing import no_spans, spans_to
from bot.worker import Handler, Worker
from tests.conftest import FakeClock
from tests.processes.house import free_ports


async def test_failures_and_the_time_of_each_stage_are_counted(runtime: Runtime) -> None:
    async def run(_: Claim) -> None:
        raise TryAgain("away")

    meters = Meters()
    worker = Worker(runtime, {"k": Handler(run)}, meters=meters)
    async with runtime.db.write() as session:
        jobs.put(session, "k", {}, lane="a", now=runtime.clock())
    assert await worker.step() == 1
    await worker.settle()
    page = generate_latest(meters.registry).decode()
    assert 'bot_job_failures_total{kind="k"} 1.0' in page
    assert 'bot_stage_seconds_count{stage="job.k"} 1.0' in page


async def test_what_waits_is_told_by_its_age(runtime: Runtime, clock: FakeClock) -> None:
    async with runtime.db.write() as session:
        jobs.put(session, "k", {}, lane="a", now=clock(), delay=30)
        audit.record(session, "tip.read", "tip:1", actor="system", now=clock())
    async with runtime.db.read() as session:
        assert await jobs.oldest_due(session, now=clock()) == 0
        clock.advance(90)
        assert await jobs.oldest_due(session, now=clock()) == pytest.approx(60)
        assert await audit.waiting(session) == 1


async def test_a_worker_tells_its_numbers_on_a_port_of_its_own() -> None:
    meters, (port,) = Meters(), free_ports(1)
    meters.turns.labels("telegram", "accept").inc()
    meters.serve("127.0.0.1", port)
    async with httpx.AsyncClient() as client:
        page = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    assert 'bot_turns_total{channel="telegram",outcome="accept"} 1.0' in page
    assert "process_resident_memory_bytes" in page


def test_without_a_collector_there_are_no_spans() -> None:
    assert spans_to("", "web") is no_spans
    assert isinstance(no_spans("turn.rasa", message="1"), nullcontext)


def test_with_a_collector_out_of_reach_nothing_fails() -> None:
    pytest.importorskip("opentelemetry.sdk", reason="OpenTelemetry is not installed")
    span = spans_to("http://127.0.0.1:9", "test")
    with span("turn.rasa", message="1"):
        pass
