"""A whole gateway without a network: a Rasa that answers as told, a web chat page, a worker that runs when asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from sqlalchemy import select

from bot.channels.webchat.messages import Asked, keep
from bot.conversations.messages import Reply
from bot.conversations.models import Message, OutboxMessage
from bot.database import new_id
from bot.parts import Parts
from bot.worker import Worker

Answering = Callable[[dict[str, Any]], dict[str, Any] | int]


@dataclass
class FakeRasa:
    """Answers `heard` as `answering` says (a body, or a status); keeps a tracker as the real one does."""

    answering: Answering = field(default=lambda _: {"replies": [{"answer": "menu"}], "verdict": "accept"})
    heard: list[dict[str, Any]] = field(default_factory=list)
    events: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    during: Callable[[], Any] | None = None

    def says(
        self,
        *names: str,
        verdict: str = "accept",
        labels: tuple[str, ...] = (),
        likelihood: float = 0.4,
        failed: bool = False,
    ) -> None:
        """From now on, answer every message with these names."""
        listed = [{"name": name, "kind": "topic", "confidence": likelihood} for name in labels]
        body = {"replies": [{"answer": name} for name in names], "verdict": verdict, "labels": listed, "failed": failed}
        self.answering = lambda _: body

    def is_silent(self, status: int = 500) -> None:
        self.answering = lambda _: status

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            sender = request.url.path.split("/")[2]
            return httpx.Response(200, json={"events": self.events.get(sender, [])})
        asked = json.loads(request.content)
        self.heard.append(asked)
        if self.during is not None:
            await self.during()
        answer = self.answering(asked)
        if isinstance(answer, int):
            return httpx.Response(answer, json={"error": "internal"})
        said = [{"event": "bot", "data": {"custom": reply}} for reply in answer["replies"]]
        user = {"event": "user", "message_id": asked["metadata"]["message_id"], "parse_data": answer}
        self.events.setdefault(asked["sender"], []).extend([user, *said])
        return httpx.Response(200, json={"intent": {}, "entities": {}, **answer})

    @property
    def last(self) -> str:
        return str(self.heard[-1]["message"])


@dataclass(frozen=True)
class Kept:
    """A message, opened."""

    text: str | None
    payload: str | None
    tip_id: str | None
    evidence_id: str | None
    answered_at: datetime | None


@dataclass
class Page:
    """A web chat page that talks with the gateway directly."""

    parts: Parts
    worker: Worker
    secret: str = field(default_factory=new_id)

    async def send(self, text: str = "", *, payload: str | None = None, message_id: str | None = None) -> list[Reply]:
        """Send one message, let the worker take it, return what it was answered with."""
        item = await self.put(text, payload=payload, message_id=message_id)
        await self.work()
        return await self.replies(item)

    async def put(
        self,
        text: str = "",
        *,
        payload: str | None = None,
        message_id: str | None = None,
        kind: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> str:
        asked = Asked(self.secret, message_id or new_id(), text, payload)
        async with self.parts.runtime.db.write() as session:
            kind = kind or ("text" if payload is None else "choice")
            return await keep(self.parts.runtime, session, asked, kind=kind, extra=extra)

    async def work(self) -> None:
        """Run every job that is due now."""
        while await self.worker.step():
            await self.worker.settle()

    async def replies(self, item: str) -> list[Reply]:
        runtime = self.parts.runtime
        async with runtime.db.read() as session:
            rows = await session.scalars(
                select(OutboxMessage).where(OutboxMessage.key.startswith(f"{item}:")).order_by(OutboxMessage.id)
            )
            return [Reply.from_bytes(row.open_body(runtime.vault) or b"") for row in rows]

    async def message(self, item: str) -> Kept:
        """The message as it is kept now."""
        async with self.parts.runtime.db.read() as session:
            row = await session.get_one(Message, item)
            return Kept(row.text, row.payload, row.tip_id, row.evidence_id, row.answered_at)
