"""`make run`: keys, schema, content, model, then every process of one installation, until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import httpx

from bot.crypto import Keys
from bot.learning.training import rasa_python
from bot.operations import prepare
from bot.operations.children import Child, Children, say
from bot.runtime import open_runtime
from bot.settings import ROOT, Settings

WEB_PATIENCE, ACTIONS_PATIENCE, RASA_PATIENCE = 60.0, 60.0, 180.0
"""Seconds each process may take until it answers."""
LOCK_OUTLIVES = 3.0
"""Seconds by which Rasa's lock on a conversation outlives the gateway's wait for an answer."""


async def launch(settings: Settings) -> int:
    """Prepare, start, watch. Returns the exit code."""
    for port in (settings.port, settings.actions_port, _port(settings.rasa_url)):
        if _taken(port):
            say(f"Porta {port} sedang dipakai. Hentikan program itu, atau ubah portanya di .env (docs/OPERATIONS.md).")
            return 1
    keys = prepare.keys(settings, say)
    first_login = await prepare.everything(settings, keys, say)
    children = Children(processes(settings, keys), say=say)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # the last one: its terminal was closed
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        await _start_all(children, stop)
        if stop.is_set():
            _say_login(first_login)
        else:
            _welcome(settings, first_login)
        await stop.wait()
        say("\nMenghentikan semua proses …")
    except (TimeoutError, RuntimeError) as error:
        say(f"Gagal memulai: {error or 'proses tidak kunjung siap'}. Catatan ada di {settings.data_dir / 'logs'}.")
        _say_login(first_login)
        return 1
    finally:
        await children.stop()
    say("Selesai. Data tetap tersimpan.")
    return 0


def processes(settings: Settings, keys: Keys) -> list[Child]:
    """The processes of one installation in the order they start: the door, the actions, Rasa."""
    logs = settings.data_dir / "logs"
    python = [sys.executable, "-m", "bot"]
    return [
        Child("Web", [*python, "serve"], {}, logs / "web.log", _answers(f"{_local(settings)}/health/live")),
        Child(
            "Aksi Rasa",
            [*python, "actions"],
            {},
            logs / "actions.log",
            _answers(f"http://{settings.actions_host}:{settings.actions_port}/health"),
        ),
        Child(
            "Rasa",
            rasa_command(settings),
            rasa_environment(settings, keys),
            logs / "rasa.log",
            _rasa_ready(settings, keys),
        ),
    ]


def rasa_command(settings: Settings) -> list[str]:
    """How Rasa is started: on loopback; its token travels in the environment, not in the list of processes."""
    return [str(rasa_python()), "-m", "nlu.serve", "--port", str(_port(settings.rasa_url))]


def rasa_environment(settings: Settings, keys: Keys) -> dict[str, str]:
    """What Rasa's own files refer to as ${…}."""
    return {
        "PYTHONPATH": str(ROOT),
        "BOT_RASA_TOKEN": keys.token("rasa"),
        "BOT_TRACKER_KEY": keys.tracker_key,
        "BOT_TRACKER_URL": tracker_url(settings),
        "BOT_ACTIONS_URL": f"http://{settings.actions_host}:{settings.actions_port}/webhook",
        "BOT_MODEL_URL": f"{_local(settings)}/models/rasa",
        "BOT_LOCK_URL": settings.rasa_lock_url or "memory",
        "BOT_LOCK_LIFETIME": str(settings.rasa_timeout + LOCK_OUTLIVES),
        "SANIC_HOST": "127.0.0.1",
    }


def tracker_url(settings: Settings) -> str:
    """Where Rasa keeps its trackers, as SQLAlchemy 1.4 reads it."""
    if settings.rasa_tracker_url:
        return settings.rasa_tracker_url
    if settings.database.startswith("postgresql"):
        return "postgresql" + settings.database[settings.database.index("://") :]
    return f"sqlite:///{settings.data_dir / 'rasa.db'}"


async def _start_all(children: Children, stop: asyncio.Event) -> None:
    patience = {"Web": WEB_PATIENCE, "Aksi Rasa": ACTIONS_PATIENCE, "Rasa": RASA_PATIENCE}
    for child in children.children:
        if stop.is_set():
            return
        say(f"Memulai {child.name} …")
        starting = asyncio.create_task(children.start(child, patience=patience[child.name]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if starting.done():
            starting.result()
        else:
            starting.cancel()


def _welcome(settings: Settings, first_login: tuple[str, str] | None) -> None:
    say("\nLangkah Aman berjalan.")
    say(f"  Obrolan warga : {settings.base_url}/")
    say(f"  Konsol petugas: {settings.base_url}/konsol")
    _say_login(first_login)
    if first_login is None:
        say("  Masuk pertama sudah dibuat dulu. Lupa? `.venv/bin/python -m bot staff reset pengelola`")
    telegram = "hidup" if settings.telegram_token.get_secret_value() else "belum (isi BOT_TELEGRAM_TOKEN di .env)"
    say(f"  Telegram      : {telegram}")
    whatsapp = "hidup" if settings.whatsapp_token.get_secret_value() else "belum (docs/WHATSAPP.md)"
    say(f"  WhatsApp      : {whatsapp}")
    say("Ctrl-C menghentikan semuanya.")


def _say_login(first_login: tuple[str, str] | None) -> None:
    """Said even when starting fails: the password is kept nowhere."""
    if first_login:
        name, password = first_login
        say(f"  Masuk pertama : {name} / {password}   (hanya ditampilkan sekali; ganti setelah masuk)")


def _answers(url: str) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        try:
            async with httpx.AsyncClient(timeout=2) as client:
                return (await client.get(url)).is_success
        except httpx.HTTPError:
            return False

    return check


def _rasa_ready(settings: Settings, keys: Keys) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        try:
            async with httpx.AsyncClient(timeout=2) as client:
                status = await client.get(f"{settings.rasa_url}/status", params={"token": keys.token("rasa")})
        except httpx.HTTPError:
            return False
        return status.is_success and bool(status.json().get("model_file"))

    return check


def _local(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    return f"http://{host}:{settings.port}"


def _port(url: str) -> int:
    return urlsplit(url).port or 80


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def serve_web(settings: Settings) -> None:
    """Run the web process (`bot serve`) until it is told to end."""
    import uvicorn

    from bot.app import create_app

    runtime = open_runtime(settings)
    uvicorn.run(
        create_app(runtime),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=10,
    )
