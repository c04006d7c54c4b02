"""One whole installation as real processes on loopback, one or several of each kind; each can be killed or frozen."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bot import migrations
from bot.crypto import Keys, save_keys
from bot.learning import registry
from bot.operations import launch, prepare
from bot.operations.children import Child, Children
from bot.runtime import Runtime, open_runtime
from bot.settings import ROOT, Settings
from nlu.fingerprint import code_fingerprint, fingerprint
from tests.channels.fake_telegram import TOKEN
from tests.processes.balancer import Balancer

STARTS_WITHIN = 120.0
"""Seconds until a process of the house must answer; Rasa is the slow one."""


@dataclass(frozen=True)
class Layout:
    """How many copies of each process. From two copies on a balancer stands in front of them."""

    webs: int = 1
    workers: int = 1
    actions: int = 1
    rasas: int = 1
    lock_url: str = ""
    """Where several Rasa processes keep their locks; empty = each in its own memory."""


ONE_MACHINE = Layout(workers=0)
"""As `make run` starts it: the worker inside the web process."""


@dataclass
class House:
    """Where a test's installation lives and how to reach it."""

    folder: Path
    database_url: str
    model: Path
    telegram_api_url: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    layout: Layout = Layout()

    def __post_init__(self) -> None:
        self._webs = free_ports(self.layout.webs)
        self._actions = free_ports(self.layout.actions)
        self._rasas = free_ports(self.layout.rasas)
        self.balancers = {
            kind: Balancer(ports, free_ports(1)[0], alive)
            for kind, ports, alive in (
                ("Web", self._webs, "/health/live"),
                ("Aksi Rasa", self._actions, "/health"),
                ("Rasa", self._rasas, "/"),
            )
            if len(ports) > 1
        }
        self.settings = Settings(
            _env_file=None,  # type: ignore[call-arg]
            data_dir=self.folder,
            database_url=self.database_url,
            **{
                "port": self._front("Web", self._webs),
                "actions_port": self._front("Aksi Rasa", self._actions),
                "rasa_url": f"http://127.0.0.1:{self._front('Rasa', self._rasas)}",
                "rasa_lock_url": self.layout.lock_url,
                "worker_in_web": self.layout.workers == 0,
                "telegram_token": SecretStr(TOKEN if self.telegram_api_url else ""),
                "telegram_api_url": self.telegram_api_url or "http://127.0.0.1:9",
                "telegram_mode": "webhook",
                "telegram_webhook_secret": SecretStr("rahasia-uji"),
                "delivery_allow_private": True,
                **self.extra,
            },
        )
        self.keys = Keys.fresh()
        self.url = self.settings.base_url
        self.said: list[str] = []

    def _front(self, kind: str, ports: list[int]) -> int:
        """The port that others call: the balancer's where there is one."""
        return self.balancers[kind].port if kind in self.balancers else ports[0]

    async def open(self, *, timed: dict[str, float] | None = None) -> None:
        """Prepare the data and start every process. `timed` gets the seconds until each answered."""
        if not self.settings.key_file.exists():
            save_keys(self.keys, self.settings.key_file)
        await self._prepare()
        for balancer in self.balancers.values():
            await balancer.open()
        self.children = Children(self._processes(), say=self.said.append)
        for child in self.children.children:
            begun = time.perf_counter()
            await self.children.start(child, patience=STARTS_WITHIN)
            if timed is not None:
                timed[child.name] = time.perf_counter() - begun

    async def close(self) -> None:
        if hasattr(self, "children"):
            await self.children.stop()
        for balancer in self.balancers.values():
            await balancer.close()

    def child(self, name: str) -> Child:
        return next(child for child in self.children.children if child.name == name)

    def kill(self, name: str) -> None:
        """kill -9 the process and all it started; the supervisor starts it again."""
        self._signal(name, signal.SIGKILL)

    def restart(self, name: str) -> None:
        """Ask a process to end, as an update does; the supervisor starts it again."""
        self._signal(name, signal.SIGTERM)

    def pause(self, name: str) -> None:
        """Freeze a process and all it started: it holds its port and answers nothing (worse than dead)."""
        self._signal(name, signal.SIGSTOP)

    def resume(self, name: str) -> None:
        self._signal(name, signal.SIGCONT)

    async def wait_until(self, name: str) -> None:
        """Until a killed process answers again."""
        async with asyncio.timeout(STARTS_WITHIN):
            while not await self.child(name).ready():
                await asyncio.sleep(0.2)

    def _signal(self, name: str, number: signal.Signals) -> None:
        process = self.child(name).process
        assert process is not None
        with contextlib.suppress(ProcessLookupError):  # it ended by itself just now
            os.killpg(process.pid, number)

    def runtime(self) -> Runtime:
        """A look into the house's own database."""
        return open_runtime(self.settings, keys=self.keys)

    async def _prepare(self) -> None:
        runtime = self.runtime()
        await migrations.upgrade(runtime.db)
        await prepare.seed(runtime, self.said.append)
        async with runtime.db.write() as session:
            model = await registry.register(
                session,
                self.model,
                self.settings.models_dir,
                fingerprint=fingerprint(ROOT, [ROOT / folder for folder in prepare.DATA]),
                figures={"components": code_fingerprint(ROOT)},
                most_bytes=self.settings.model_max_bytes,
                now=runtime.clock(),
            )
        async with runtime.db.write() as session:
            await registry.put_live(
                session, model.id, components=code_fingerprint(ROOT), by="system", now=runtime.clock()
            )
        await runtime.close()

    def _processes(self) -> list[Child]:
        """Webs first, because Rasa fetches its model there."""
        environment = self._environment()
        made = []
        for kind, number, ports in (
            ("Web", self.layout.webs, self._webs),
            ("Aksi Rasa", self.layout.actions, self._actions),
            ("Rasa", self.layout.rasas, self._rasas),
        ):
            made += [self._copy(kind, copy, ports[copy], environment) for copy in range(number)]
        logs = self.settings.data_dir / "logs"
        command = [sys.executable, "-m", "bot", "work"]
        workers = [
            Child(_name("Pekerja", copy), command, environment, logs / f"work{copy or ''}.log", _at_once)
            for copy in range(self.layout.workers)
        ]
        return [*made[: self.layout.webs], *workers, *made[self.layout.webs :]]

    def _copy(self, kind: str, copy: int, port: int, environment: dict[str, str]) -> Child:
        """One copy: what `make run` would start, on a port of its own."""
        changed = {"Web": {"port": port}, "Aksi Rasa": {"actions_port": port}, "Rasa": {"rasa_url": _local(port)}}[kind]
        own = self.settings.model_copy(update=changed)
        child = next(child for child in launch.processes(own, self.keys) if child.name == kind)
        if kind == "Rasa":
            # Its neighbours are the balancers, not the copies of its own number.
            child.environment = {**launch.rasa_environment(self.settings, self.keys), "BOT_LOG_LEVEL": "INFO"}
        else:
            child.environment = environment | {f"BOT_{name.upper()}": str(value) for name, value in changed.items()}
        child.name = _name(kind, copy)
        child.log = child.log.with_stem(f"{child.log.stem}{copy or ''}")
        return child

    def _environment(self) -> dict[str, str]:
        """The settings as the child processes read them."""
        given = self.settings.model_dump(exclude_defaults=True, mode="python")
        plain = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in given.items()
        }
        named = {f"BOT_{name.upper()}": _worded(value) for name, value in plain.items()}
        if "Web" in self.balancers:
            named["BOT_PUBLIC_URL"] = self.url
        return {"BOT_LOG_LEVEL": "INFO"} | named


def _name(kind: str, copy: int) -> str:
    """`Web`, `Web 2`, …"""
    return kind if copy == 0 else f"{kind} {copy + 1}"


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"


async def _at_once() -> bool:
    return True


def _worded(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def free_ports(count: int) -> list[int]:
    """Ports that are free now, all different."""
    sockets = [socket.socket() for _ in range(count)]
    for opened in sockets:
        opened.bind(("127.0.0.1", 0))
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


class WebCitizen:
    """A citizen on the web chat page, through its public address."""

    def __init__(self, url: str, conversation: str | None = None) -> None:
        self.client = httpx.AsyncClient(base_url=url, timeout=40)
        self.conversation = conversation or os.urandom(16).hex()
        self.cursor = 0
        self.heard: list[dict[str, Any]] = []

    async def say(
        self, text: str = "", *, payload: str | None = None, message_id: str | None = None
    ) -> list[dict[str, Any]]:
        """Send one message; returns the replies of its turn (waits out a 202)."""
        body = {
            "conversation": self.conversation,
            "text": text,
            "payload": payload,
            "message_id": message_id or os.urandom(8).hex(),
        }
        answer = await self.client.post("/webchat/turn", json=body)
        assert answer.status_code in (200, 202), answer.text
        if answer.status_code == 202:
            return await self.later()
        replies: list[dict[str, Any]] = answer.json()["replies"]
        self.cursor = max(self.cursor, answer.json()["cursor"])
        self.heard += replies
        return replies

    async def tap(self, title: str) -> list[dict[str, Any]]:
        """Tap the button of the last message whose title contains these words."""
        buttons = self.heard[-1]["buttons"]
        button = next((button for button in buttons if title.lower() in button["title"].lower()), None)
        assert button is not None, f"no button {title!r} among {[button['title'] for button in buttons]}"
        return await self.say(button["title"], payload=button["payload"])

    async def later(self, seconds: float = 30) -> list[dict[str, Any]]:
        """What came since, waiting until something does."""
        async with asyncio.timeout(seconds):
            while True:
                answer = await self.client.get(
                    "/webchat/messages", params={"conversation": self.conversation, "after": self.cursor}
                )
                replies: list[dict[str, Any]] = answer.json()["replies"]
                if replies:
                    self.cursor = answer.json()["cursor"]
                    self.heard += replies
                    return replies
                await asyncio.sleep(0.2)

    async def close(self) -> None:
        await self.client.aclose()
