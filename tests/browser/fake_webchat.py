"""A stand-in for the web chat's server: serves the real page and answers its three calls as a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

PAGE = Path(__file__).parents[2] / "bot" / "channels" / "webchat_page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

Json = dict[str, Any]
Answer = tuple[int, Json]


def reply(text: str, *buttons: tuple[str, str], **more: Any) -> Json:
    """One reply as the contract has it; `more` may hold source, urgent, answer, language."""
    chips = [{"title": title, "payload": payload} for title, payload in buttons]
    return {"text": text, "buttons": chips, "answer": "menu", "language": "id", "media": None, **more}


def echo(turn: Json) -> Answer:
    """The answer while a test says nothing else."""
    return 200, {"replies": [reply(f"Anda menulis: {turn['text']}")]}


@dataclass
class FakeWebchat:
    """What was received, and what shall be answered; replies get rising ids, repeats get the first answer again."""

    on_turn: Callable[[Json], Answer] = echo
    turns: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    polls: list[Json] = field(default_factory=list)
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """Pictures and voice notes by id: kind and content."""
    reading: threading.Event = field(default_factory=threading.Event)
    address: str = ""
    _log: dict[str, list[Json]] = field(default_factory=dict)
    _answered: dict[str, Answer] = field(default_factory=dict)
    _last_id: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.reading.set()

    def push(self, text: str, *buttons: tuple[str, str], **more: Any) -> None:
        """Something said to the latest conversation without being asked: it comes with the next poll."""
        conversation = (self.turns or self.files)[-1]["conversation"]
        with self._lock:
            self._number(conversation, [reply(text, *buttons, **more)])

    def take(self, turn: Json) -> Answer:
        """Keeps a turn and answers it; the same message id is answered once."""
        with self._lock:
            self.turns.append(turn)
            key = turn.get("message_id") or ""
            if key not in self._answered:
                status, body = self.on_turn(turn)
                if status >= 300:
                    return status, body
                self._number(turn["conversation"], body.get("replies", []))
                self._answered[key] = status, {**body, "cursor": self._last_id}
            return self._answered[key]

    def after(self, conversation: str, cursor: int) -> Answer:
        """What a poll is told."""
        with self._lock:
            self.polls.append({"conversation": conversation, "after": cursor})
            replies = [one for one in self._log.get(conversation, []) if one["id"] > cursor]
            return 200, {"replies": replies, "cursor": replies[-1]["id"] if replies else cursor}

    def _number(self, conversation: str, replies: list[Json]) -> None:
        for one in replies:
            self._last_id += 1
            one["id"] = self._last_id
            self._log.setdefault(conversation, []).append(one)


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def fake(self) -> FakeWebchat:
        return cast(_Server, self.server).fake

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/webchat/messages":
            query = parse_qs(url.query)
            self._json(*self.fake.after(query["conversation"][0], int(query["after"][0])))
            return
        if url.path.startswith("/webchat/media/"):
            kind, data = self.fake.media.get(url.path.rpartition("/")[2], ("text/plain", b""))
            self._send(200 if data else 404, kind, data)
            return
        name = "index.html" if url.path == "/" else url.path.removeprefix("/chat/")
        file = PAGE / name
        if "/" in name or not file.is_file():
            self._json(404, {"error": "Halaman tidak ada."})
            return
        self._send(200, KINDS[file.suffix], file.read_bytes())

    def do_POST(self) -> None:
        if not self.fake.reading.wait(30):
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):
            return  # the page gave the upload up
        if self.path == "/webchat/files":
            turn = _form(self.headers, body)
            self.fake.files.append(turn)
        else:
            turn = json.loads(body)
        self._json(*self.fake.take(turn))

    def _json(self, status: int, body: Json) -> None:
        self._send(status, "application/json", json.dumps(body).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence: a test's output is its own."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    fake: FakeWebchat

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that goes away in the middle of an answer is no error here."""


def _form(headers: Message, body: bytes) -> Json:
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    parts = BytesParser().parsebytes(head + body).get_payload()
    turn: Json = {}
    for part in cast(list[Message], parts):
        name = str(part.get_param("name", header="content-disposition"))
        content = cast(bytes, part.get_payload(decode=True))
        if name == "file":
            turn["file"] = {"name": part.get_filename(), "type": part.get_content_type(), "bytes": content}
        else:
            turn[name] = content.decode()
    return {**turn, "text": turn.get("caption", ""), "payload": None}


def serve(fake: FakeWebchat) -> ThreadingHTTPServer:
    """Starts the stand-in on a free port of this machine; the caller calls `shutdown` and `server_close`."""
    server = _Server(("127.0.0.1", 0), _Door)
    server.fake = fake
    fake.address = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
