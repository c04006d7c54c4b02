"""The gateway's client for Rasa: what was understood and the names of the answers, or RasaSilent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import text as sql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from bot import logs
from bot.errors import RasaSilent, TryAgain

log = logs.get(__name__)

MOST_CHARS = 8_000
"""Rasa's door refuses longer texts."""


@dataclass(frozen=True)
class Label:
    """A topic key or an act, and how sure Rasa is of it."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Heard:
    """What Rasa made of one message. `replies` are `{"answer": name, …}`; `verdict` is the gate's word."""

    replies: tuple[dict[str, Any], ...]
    labels: tuple[Label, ...] = ()
    verdict: str = "command"


class Rasa:
    """One message at a time per sender; `sender` is a conversation's random `rasa_id`."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout: float,
        connect_timeout: float,
        tracker_url: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._token = token
        self._tracker_url = tracker_url
        self._connect_timeout = connect_timeout
        self._client = httpx.AsyncClient(
            base_url=url, timeout=httpx.Timeout(timeout, connect=connect_timeout), transport=transport
        )

    async def close(self) -> None:
        await self._client.aclose()

    async def hear(self, sender: str, text: str, message_id: str, *, patience: float | None = None) -> Heard:
        """Tell Rasa a message (already without personal data). `patience`: seconds, if less than usual.

        Raises RasaSilent when there is no usable reply: late, refused, empty, or an action failed.
        """
        body = {"sender": sender, "message": text[:MOST_CHARS], "metadata": {"message_id": message_id}}
        headers = {"Authorization": f"Bearer {self._token}"}
        timeout = httpx.Timeout(patience, connect=self._connect_timeout) if patience else httpx.USE_CLIENT_DEFAULT
        answer = await self._call("POST", "/webhooks/gateway/webhook", json=body, headers=headers, timeout=timeout)
        if answer.get("failed"):
            raise RasaSilent("an action failed")
        return _heard(answer.get("replies"), answer)

    async def remembered(self, sender: str, message_id: str) -> Heard | None:
        """What Rasa answered to this message before, or None when it never heard it (decision 5)."""
        params = {"token": self._token, "include_events": "ALL"}
        tracker = await self._call("GET", f"/conversations/{sender}/tracker", params=params)
        events = [event for event in tracker.get("events") or [] if isinstance(event, dict)]
        begin = next((n for n, event in enumerate(events) if _is_message(event, message_id)), None)
        if begin is None:
            return None
        replies = []
        for event in events[begin + 1 :]:
            if event.get("event") == "user":
                break
            if event.get("event") == "bot":
                replies.append((event.get("data") or {}).get("custom"))
        return _heard(replies, events[begin].get("parse_data") or {})

    async def ready(self, *, patience: float) -> bool:
        """Whether Rasa answers and has a model."""
        try:
            answer = await self._client.get("/status", params={"token": self._token}, timeout=patience)
            return answer.status_code == 200 and bool(answer.json().get("model_file"))
        except (httpx.HTTPError, ValueError, AttributeError):
            return False

    async def forget(self, sender: str) -> None:
        """Delete everything Rasa keeps of one sender; its own API deletes nothing. Raises TryAgain."""
        if not self._tracker_url:
            return
        engine = create_async_engine(self._tracker_url)
        try:
            async with engine.begin() as connection:
                await connection.execute(sql("DELETE FROM events WHERE sender_id = :sender"), {"sender": sender})
        except SQLAlchemyError as error:
            raise TryAgain("tracker store") from error
        finally:
            await engine.dispose()

    async def _call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            answer = await self._client.request(method, path, **options)
        except httpx.HTTPError as error:
            raise RasaSilent(type(error).__name__) from error
        if answer.status_code != 200:
            log.warning("rasa.refused", status=answer.status_code)
            raise RasaSilent(f"status {answer.status_code}")
        try:
            body = answer.json()
        except ValueError as error:
            raise RasaSilent("not JSON") from error
        if not isinstance(body, dict):
            raise RasaSilent("not an object")
        return body


def _heard(replies: Any, parse: Mapping[str, Any]) -> Heard:
    named = tuple(reply for reply in replies or [] if isinstance(reply, dict) and isinstance(reply.get("answer"), str))
    if not named:
        raise RasaSilent("no reply")
    labels = tuple(
        Label(label["name"], float(label.get("confidence") or 0))
        for label in parse.get("labels") or []
        if isinstance(label, dict) and isinstance(label.get("name"), str)
    )
    return Heard(named, labels, str(parse.get("verdict") or "command"))


def _is_message(event: Mapping[str, Any], message_id: str) -> bool:
    given = {event.get("message_id"), (event.get("metadata") or {}).get("message_id")}
    return event.get("event") == "user" and message_id in given
