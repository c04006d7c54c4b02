"""The web process as strangers and operators see it: pages, headers, health, metrics, the worker inside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from bot import clock
from bot.app import create_app
from bot.channels.terminal import chat as terminal
from bot.channels.terminal import worded
from bot.parts import Parts, put_together, rasa_client
from bot.runtime import Runtime
from tests.channels.serving import serve, until
from tests.conversations.fakes import FakeRasa


@pytest.fixture
async def parts(seeded: Runtime) -> AsyncIterator[Parts]:
    runtime = replace(seeded, clock=clock.now)
    rasa = FakeRasa()
    rasa.says("opp")

    async def answering(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/status":
            return httpx.Response(200, json={"model_file": "contoh.tar.gz"})
        return await rasa(request)

    yield put_together(runtime, rasa=rasa_client(runtime, transport=httpx.MockTransport(answering)))


def client_of(parts: Parts) -> httpx.AsyncClient:
    app = create_app(parts.runtime, parts=parts)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://web")


async def test_the_page_comes_under_a_strict_policy_with_this_installations_limits(parts: Parts) -> None:
    parts.runtime.settings.file_max_bytes = 5 * 2**20
    async with client_of(parts) as client:
        page = await client.get("/")
        script = await client.get("/chat/chat.js")
    assert page.status_code == script.status_code == 200 and f'data-max-file-bytes="{5 * 2**20}"' in page.text
    for answer in (page, script):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "microphone=(self)" in answer.headers["Permissions-Policy"]


CLOSED = ("/docs", "/redoc", "/openapi.json", "/chat/../app.py", "/chat/%2e%2e/webchat.py", "/x")


@pytest.mark.parametrize("path", CLOSED)
async def test_what_is_not_meant_for_strangers_is_not_there(parts: Parts, path: str) -> None:
    async with client_of(parts) as client:
        answer = await client.get(path)
    assert answer.status_code == 404 and answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_health_tells_each_part_truthfully(parts: Parts) -> None:
    async with client_of(parts) as client:
        assert (await client.get("/health/live")).status_code == 200
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert answer.json()["parts"] == {"database": "ok", "worker": "never seen", "rasa": "ok"}


async def test_with_rasa_silent_the_house_is_degraded_and_still_serves(seeded: Runtime) -> None:
    runtime = replace(seeded, clock=clock.now)
    runtime.settings.worker_in_web, runtime.settings.job_poll = True, 0.05
    silent = httpx.MockTransport(lambda _: httpx.Response(503))
    parts = put_together(runtime, rasa=rasa_client(runtime, transport=silent))
    async with serve(create_app(runtime, parts=parts)) as address, httpx.AsyncClient(base_url=address) as client:

        async def beating() -> bool:
            return (await client.get("/health/ready")).status_code == 200

        await until(beating)
        body = (await client.get("/health/ready")).json()
        assert body["status"] == "degraded" and body["parts"]["rasa"] == "silent"
        turn = await client.post("/webchat/turn", json={"conversation": "a" * 32, "text": "tolong saya disekap"})
        assert "110" in turn.json()["replies"][0]["text"]


async def test_metrics_count_turns_jobs_and_time_without_a_word_or_a_person(parts: Parts) -> None:
    parts.runtime.settings.worker_in_web, parts.runtime.settings.job_poll = True, 0.05
    async with serve(create_app(parts.runtime, parts=parts)) as address, httpx.AsyncClient(base_url=address) as client:
        secret = "b" * 32
        await client.post("/webchat/turn", json={"conversation": secret, "text": "opp itu apa rahasia"})
        metrics = (await client.get("/metrics")).text
    assert 'bot_turns_total{channel="webchat",outcome="accept"} 1.0' in metrics
    assert "bot_rasa_seconds_bucket" in metrics and 'bot_jobs{state="parked"} 0.0' in metrics
    assert 'bot_inbox{state="new"} 0.0' in metrics and 'bot_outbox{state="errored"} 0.0' in metrics
    assert secret not in metrics and "rahasia" not in metrics


async def test_the_terminal_talks_with_a_running_server_in_eighty_columns(parts: Parts) -> None:
    parts.runtime.settings.worker_in_web, parts.runtime.settings.job_poll = True, 0.05
    shown: list[str] = []
    typed = iter(["opp itu apa", "1", ":baru", "opp itu apa", ":quit"])

    async def ask() -> str | None:
        return next(typed, None)

    async with serve(create_app(parts.runtime, parts=parts)) as address:
        assert await terminal(address, ask=ask, show=shown.append) == 0
    everything = "\n".join(shown)
    assert everything.count("Saya mesin") == 2 and "[1] " in everything and "(Sumber:" in everything
    assert max(len(line) for line in everything.splitlines()[1:]) <= 80


async def test_the_terminal_says_so_when_no_server_answers() -> None:
    shown: list[str] = []
    typed = iter(["halo"])

    async def ask() -> str | None:
        return next(typed, None)

    await terminal("http://127.0.0.1:9", ask=ask, show=shown.append)
    assert any("make run" in line for line in shown)


def test_an_urgent_reply_is_marked_in_the_terminal() -> None:
    reply = {"text": "Telepon 110 " * 20, "buttons": [{"title": "Ya", "payload": "x"}], "source": None, "urgent": True}
    lines = worded(reply).splitlines()
    assert all(line.startswith("!! ") and len(line) <= 80 for line in lines) and lines[-1] == "!! [1] Ya"


async def test_a_stopping_web_process_ends_its_worker_first(parts: Parts) -> None:
    parts.runtime.settings.worker_in_web = True
    async with serve(create_app(parts.runtime, parts=parts)):
        await asyncio.sleep(0.1)
    assert not [task for task in asyncio.all_tasks() if "Worker" in repr(task.get_coro())]
