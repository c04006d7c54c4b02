"""Telegram's updates, read tolerantly by ourselves: no field is trusted to exist or to have its type. Pure.

python-telegram-bot's own `Update.de_json` raises on any missing field and refused most real recorded updates.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.strangers import mapping, text, whole_number
from bot.conversations.messages import FileRef, Incoming

CHANNEL = "telegram"
_MESSAGES = ("message", "edited_message")
_FILES = (
    ("document", "document"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("video", "document"),
    ("video_note", "document"),
    ("animation", "document"),
)
_LARGEST_DATE = 4_102_444_800  # the year 2100


def update_id(update: Any) -> int | None:
    """The number by which Telegram repeats an update; None when this is no update."""
    return whole_number(mapping(update).get("update_id"))


def sender(update: Any) -> str | None:
    """The private chat an update comes from; None for groups, channels and whatever else."""
    body = mapping(update)
    chat = mapping(_message_of(body).get("chat"))
    if not chat and "callback_query" in body:
        # A button under a message too old to be shown to bots: the person's own chat has the person's id.
        chat = {"id": mapping(mapping(body["callback_query"]).get("from")).get("id"), "type": "private"}
    number = whole_number(chat.get("id"))
    return str(number) if number is not None and chat.get("type", "private") == "private" else None


def read(account: str, update: Any) -> Incoming | None:
    """One update as a message; None when there is nothing to answer (groups, membership, our own words)."""
    body = mapping(update)
    number, chat = update_id(update), sender(update)
    if number is None or chat is None:
        return None
    base: dict[str, Any] = {"channel": CHANNEL, "account": account, "external_id": str(number), "sender": chat}
    if "callback_query" in body:
        query = mapping(body["callback_query"])
        return Incoming(
            **base,
            kind="choice",
            at=_moment(mapping(query.get("message")).get("date")),
            payload=text(query.get("data")) or "-",
            callback_id=text(query.get("id")) or None,
        )
    message = next((mapping(body[name]) for name in _MESSAGES if name in body), None)
    if message is None or mapping(message.get("from")).get("is_bot") is True:
        return None
    kind, file, details = _content(message)
    words = text(message.get("text")) or text(message.get("caption"))
    return Incoming(**base, kind=kind, at=_moment(message.get("date")), text=words, file=file, details=details)


def _message_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in _MESSAGES:
        if name in body:
            return mapping(body[name])
    return mapping(mapping(body.get("callback_query")).get("message"))


def _content(message: Mapping[str, Any]) -> tuple[str, FileRef | None, dict[str, Any]]:
    if text(message.get("text")):
        return "text", None, {}
    if photo := _largest(message.get("photo")):
        return "photo", photo, {}
    for field, kind in _FILES:
        if file := _file(message.get(field)):
            return kind, file, {}
    if place := _location(message):
        return "location", None, place
    if card := _contact(message.get("contact")):
        return "contact", None, card
    return "unsupported", None, {"fields": sorted(str(name)[:40] for name in message)[:20]}


def _largest(photo: Any) -> FileRef | None:
    sizes = [file for size in photo if (file := _file(size))] if isinstance(photo, list) else []
    return max(sizes, key=lambda file: file.size or 0, default=None)


def _file(value: Any) -> FileRef | None:
    fields = mapping(value)
    identity = text(fields.get("file_id"))
    if not identity:
        return None
    return FileRef(
        platform_id=identity,
        name=text(fields.get("file_name"))[:200] or None,
        mime=text(fields.get("mime_type"))[:100] or None,
        size=whole_number(fields.get("file_size")),
    )


def _location(message: Mapping[str, Any]) -> dict[str, Any]:
    place = mapping(message.get("location")) or mapping(mapping(message.get("venue")).get("location"))
    latitude, longitude = _degrees(place.get("latitude"), 90), _degrees(place.get("longitude"), 180)
    if latitude is None or longitude is None:
        return {}
    return {"latitude": latitude, "longitude": longitude}


def _contact(value: Any) -> dict[str, Any]:
    fields = mapping(value)
    card = {name: text(fields.get(name))[:200] for name in ("phone_number", "first_name", "last_name")}
    return card if card["phone_number"] else {}


def _degrees(value: Any, most: int) -> float | None:
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return number if number is not None and abs(number) <= most else None


def _moment(value: Any) -> datetime:
    seconds = whole_number(value)
    known = seconds is not None and 0 < seconds < _LARGEST_DATE
    return datetime.fromtimestamp(seconds if known and seconds else 0, UTC)
