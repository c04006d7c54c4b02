"""The outside contract, which others build on: names of settings, addresses and fields stay as they are."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from bot.app import create_app
from bot.parts import put_together, rasa_client
from bot.runtime import Runtime
from bot.settings import Settings

PATHS = (
    ("GET", "/"),
    ("POST", "/webchat/turn"),
    ("GET", "/webchat/messages"),
    ("POST", "/webchat/files"),
    ("POST", "/webhooks/telegram"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/models/rasa"),
    ("GET", "/konsol/masuk"),
)


def test_settings_are_read_from_the_environment_by_their_public_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = {
        "BOT_DATABASE_URL": "postgresql+psycopg://contoh/contoh",
        "BOT_RASA_URL": "http://rasa.contoh",
        "BOT_TELEGRAM_API_URL": "http://telegram.contoh",
        "BOT_TELEGRAM_TOKEN": "1:contoh",
        "BOT_WORKER_IN_WEB": "false",
        "BOT_PORT": "9090",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    assert settings.database == given["BOT_DATABASE_URL"] and settings.rasa_url == given["BOT_RASA_URL"]
    assert settings.telegram_api_url == given["BOT_TELEGRAM_API_URL"]
    assert settings.telegram_token.get_secret_value() == given["BOT_TELEGRAM_TOKEN"]
    assert (settings.worker_in_web, settings.port) == (False, 9090)
    monkeypatch.delenv("BOT_PORT")
    monkeypatch.setenv("BOT_DATA_DIR", str(tmp_path))
    standing = Settings(_env_file=None)  # type: ignore[call-arg]
    assert (standing.host, standing.port) == ("127.0.0.1", 8080) and standing.data_dir == tmp_path


async def test_every_promised_address_answers(runtime: Runtime) -> None:
    silent = httpx.MockTransport(lambda _: httpx.Response(503))
    parts = put_together(runtime, rasa=rasa_client(runtime, transport=silent))
    transport = httpx.ASGITransport(create_app(runtime, parts=parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://web") as client:
        for method, path in PATHS:
            answer = await client.request(method, path)
            assert answer.status_code not in (405, 500, 502), (path, answer.status_code)
            assert answer.status_code != 404 or path == "/webhooks/telegram", path
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
    await parts.close()
