"""Starts what the Rasa room needs around it: a model door, an action server, Rasa itself."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
TOKEN = "token-for-tests-only"
KEY = base64.b64encode(bytes(range(32))).decode()
START_SECONDS = 90.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def train(out: Path, data: list[Path]) -> Path:
    """Train a model with the room's own command; its path."""
    command = [str(RASA_PYTHON), "-m", "nlu.train", "--out", str(out), "--data", *map(str, data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return Path(done.stdout.strip().splitlines()[-1])


class ModelDoor:
    """Serves one model file with an ETag, as the gateway does."""

    def __init__(self) -> None:
        self.model: Path | None = None
        self.authorizations: set[str] = set()
        self.not_modified = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/models/current"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def etag(self) -> str:
        """What the served model is called."""
        assert self.model is not None
        return hashlib.sha256(self.model.read_bytes()).hexdigest()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                door.authorizations.add(self.headers.get("Authorization", ""))
                if door.model is None:
                    self.send_response(404)
                    self.end_headers()
                elif self.headers.get("If-None-Match") == door.etag:
                    door.not_modified += 1
                    self.send_response(304)
                    self.end_headers()
                else:
                    body = door.model.read_bytes()
                    self.send_response(200)
                    self.send_header("ETag", door.etag)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class Process:
    """A child process that is waited for until it is ready, and ended for certain."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path, ready: Callable[[], bool]) -> None:
        self._command = command
        self._environment = environment
        self._ready = ready
        self._child: subprocess.Popen[bytes] | None = None
        self.log = log

    def start(self, *, wait: bool = True) -> None:
        """Start, and wait until ready unless told otherwise."""
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                self._command, cwd=ROOT, env={**os.environ, **self._environment}, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while wait and not self._ready():
            assert self._child.poll() is None, f"died at start:\n{self.log.read_text()[-4000:]}"
            assert time.monotonic() < deadline, f"not ready:\n{self.log.read_text()[-4000:]}"
            time.sleep(0.2)

    def exit_code(self, within: float) -> int:
        """Wait for the process to end by itself."""
        assert self._child is not None
        return self._child.wait(timeout=within)

    def resident_kilobytes(self) -> int:
        """Resident memory."""
        assert self._child is not None
        for line in Path(f"/proc/{self._child.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1])
        return 0

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Politely, then not."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._child is None or self._child.poll() is not None:
            return
        self._child.send_signal(how)
        try:
            self._child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait(timeout=10)


class ActionServer(Process):
    """The rasa-sdk server with the actions of fake_actions.py."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/webhook"
        command = [sys.executable, "-m", "rasa_sdk", "--actions", "fake_actions", "--port", str(self.port)]
        environment = {"SANIC_HOST": "127.0.0.1", "PYTHONPATH": str(HERE)}
        super().__init__(command, environment, folder / "actions.log", lambda: _answers(self.port, "/health"))


class Rasa(Process):
    """A Rasa server of this tree on a free port."""

    def __init__(
        self,
        folder: Path,
        *,
        actions_url: str,
        model_url: str,
        tracker_url: str = "",
        **overrides: str,
    ) -> None:
        self.port = free_port()
        self.tracker_url = tracker_url or f"sqlite:///{folder / 'rasa.db'}"
        environment = {
            "BOT_ACTIONS_URL": actions_url,
            "BOT_MODEL_URL": model_url,
            "BOT_TRACKER_URL": self.tracker_url,
            "BOT_TRACKER_KEY": KEY,
            "BOT_RASA_TOKEN": TOKEN,
            **overrides,
        }
        command = [str(RASA_PYTHON), "-m", "nlu.serve", "--port", str(self.port)]
        super().__init__(command, environment, folder / "rasa.log", self._has_model)
        self.web = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    def _has_model(self) -> bool:
        try:
            return self.web.get("/status", params={"token": TOKEN}).status_code == 200
        except httpx.TransportError:
            return False

    def post(self, body: object, token: str = TOKEN) -> httpx.Response:
        """Send any body to the gateway's door."""
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        headers = {"Authorization": f"Bearer {token}"}
        return self.web.post("/webhooks/gateway/webhook", headers=headers, **content)

    def say(self, sender: str, message: str, **metadata: object) -> dict[str, Any]:
        """One message of a citizen; the answer, which must be 200."""
        reply = self.post({"sender": sender, "message": message, "metadata": metadata})
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def names(self, sender: str, message: str, **metadata: object) -> list[str]:
        """The names of the answers to one message."""
        return [str(reply["answer"]) for reply in self.say(sender, message, **metadata)["replies"]]

    def tracker(self, sender: str) -> dict[str, Any]:
        """What Rasa remembers of a conversation."""
        reply = self.web.get(f"/conversations/{sender}/tracker", params={"token": TOKEN})
        tracker: dict[str, Any] = reply.json()
        return tracker


def _answers(port: int, path: str) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
