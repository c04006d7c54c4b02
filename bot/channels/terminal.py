"""`bot chat`: the web chat's contract spoken from a terminal, with numbered choices, readable in 80 columns."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import textwrap
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

WIDTH = 76
PATIENCE = 60.0
NEWS_EVERY = 2.0
"""Seconds between two looks for what an officer wrote, while the person is thinking."""
HELP = "Ketik pesan, angka pilihan, :baru (percakapan baru), atau :quit."

_CHUNK = 65_536

Ask = Callable[[], Awaitable[str | None]]
Show = Callable[[str], None]


class Chat:
    """One conversation in a terminal."""

    def __init__(self, client: httpx.AsyncClient, show: Show) -> None:
        self._client = client
        self._show = show
        self._seen: set[int] = set()
        self.begin()

    def begin(self) -> None:
        """A new conversation: nobody can connect it with the one before."""
        self._secret = secrets.token_hex(16)
        self._cursor = 0
        self._offered: list[dict[str, str]] = []
        self._seen.clear()

    async def say(self, line: str) -> None:
        """Send what was typed; a number picks from the last choices."""
        payload = None
        if line.isdecimal() and 1 <= int(line) <= len(self._offered):
            choice = self._offered[int(line) - 1]
            line, payload = choice["title"], choice["payload"]
        body = {
            "conversation": self._secret, "text": line, "payload": payload, "client": "terminal",
            "message_id": secrets.token_hex(16),
        }  # fmt: skip
        answer = await self._call("POST", "/webchat/turn", json=body)
        if answer is not None:
            self._take(answer)

    async def news(self) -> None:
        """Show what came without being asked for."""
        params: dict[str, Any] = {"conversation": self._secret, "after": self._cursor}
        answer = await self._call("GET", "/webchat/messages", params=params, quiet=True)
        if answer is not None:
            self._cursor = max(self._cursor, answer["cursor"])
            self._take(answer)

    def _take(self, answer: dict[str, Any]) -> None:
        fresh = [reply for reply in answer["replies"] if reply["id"] not in self._seen]
        for reply in fresh:
            self._seen.add(reply["id"])
            self._show(worded(reply))
            if reply["buttons"]:
                self._offered = reply["buttons"]

    async def _call(self, method: str, path: str, *, quiet: bool = False, **options: Any) -> dict[str, Any] | None:
        try:
            answer = await self._client.request(method, path, **options)
            body = answer.json()
        except (httpx.HTTPError, ValueError):
            if not quiet:
                self._show("Server tidak menjawab. Apakah `make run` sedang berjalan?")
            return None
        if answer.status_code == 202:
            self._show("Jawaban lebih lama dari biasanya; akan muncul di sini.")
        if answer.is_success:
            return dict(body)
        if not quiet:
            self._show(str(body.get("error") or "Pesan ini tidak bisa diterima."))
        return None


def worded(reply: dict[str, Any]) -> str:
    """A reply in lines of at most 80 columns, its choices numbered."""
    mark = "!! " if reply.get("urgent") else "   "
    lines = [line for part in reply["text"].split("\n") for line in textwrap.wrap(part, WIDTH) or [""]]
    if reply.get("source"):
        lines += textwrap.wrap(f"({reply['source']})", WIDTH)
    for number, button in enumerate(reply["buttons"], start=1):
        lines += textwrap.wrap(button["title"], WIDTH, initial_indent=f"[{number}] ", subsequent_indent="    ")
    return "\n".join(f"{mark}{line}".rstrip() for line in lines) + "\n"


async def chat(url: str, *, ask: Ask | None = None, show: Show | None = None) -> int:
    """Talk with the server at `url` until `:quit` or the end of input. Returns the exit code."""
    ask, show = ask or Keyboard(sys.stdin.fileno()).line, show or _to_screen
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
        talk = Chat(client, show)
        show(f"Langkah Aman ({url}). {HELP}\n")
        listening = asyncio.create_task(_listen(talk))
        try:
            while (line := await ask()) is not None and line.strip() != ":quit":
                if line.strip() == ":baru":
                    talk.begin()
                    show("Percakapan baru.\n")
                elif line.strip():
                    await talk.say(line.strip())
        finally:
            listening.cancel()
    return 0


async def _listen(talk: Chat) -> None:
    while True:
        await asyncio.sleep(NEWS_EVERY)
        await talk.news()


class Keyboard:
    """Lines from a terminal, a pipe or a file. No thread waits for them: it would outlive Ctrl-C."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._typed = b""

    async def line(self) -> str | None:
        """The next line; None at the end of input."""
        while b"\n" not in self._typed:
            chunk = await self._read()
            if not chunk:
                rest, self._typed = self._typed, b""
                return rest.decode(errors="replace") or None
            self._typed += chunk
        line, _, self._typed = self._typed.partition(b"\n")
        return line.decode(errors="replace") + "\n"

    async def _read(self) -> bytes:
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        try:
            loop.add_reader(self._descriptor, ready.set)
        except PermissionError:  # a plain file is always ready
            return os.read(self._descriptor, _CHUNK)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(self._descriptor)
        return os.read(self._descriptor, _CHUNK)


def _to_screen(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
