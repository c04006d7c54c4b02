"""A kept WhatsApp message in our shape: no field is trusted to exist or to have its type. Pure.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.strangers import mapping, text, whole_number
from bot.conversations import payloads
from bot.conversations.messages import FileRef, Incoming

CHANNEL = "whatsapp"
FILES = {"image": "photo", "video": "document", "document": "document", "audio": "voice", "voice": "voice"}
"""Kinds with a file, and what they are for us."""
QUIET = ("reaction", "system", "revoke", "ephemeral")
"""Kinds that ask for no answer."""
WELCOME = "!mulai"
"""Somebody opened the chat for the first time and said nothing yet."""
_HANDLE = re.compile(r"[0-9a-f]{16}")
_YEAR_2100 = 4_102_444_800.0
_LATEST = 300.0
"""Seconds by which a phone's clock may be ahead of ours."""
_LONGEST_AGO = 30 * 86_400.0
"""Meta repeats for seven days; what claims to be older has a wrong clock."""


def read(account: str, external_id: str, body: Mapping[str, Any]) -> Incoming | None:
    """One message; None when there is nothing to answer (reactions, groups)."""
    message, names = mapping(body.get("message")), body.get("names")
    known = [text(one) for one in names if text(one)] if isinstance(names, list) else []
    kind = text(message.get("type"))
    if not known or kind in QUIET or message.get("group_id") is not None:
        return None
    said = _corrected(message) if kind == "edit" else message
    kept = _content(said)
    return Incoming(
        channel=CHANNEL,
        account=account,
        external_id=external_id,
        sender=known[0],
        also_known_as=tuple(known[1:]),
        at=_moment(message.get("timestamp"), body.get("received")),
        callback_id=text(message.get("id")) or None,
        **kept,
    )


def _corrected(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a message says after it was edited; it is heard like a new one."""
    inner = mapping(mapping(message.get("edit")).get("message"))
    return inner or message


def _content(message: Mapping[str, Any]) -> dict[str, Any]:
    kind = text(message.get("type"))
    inner = mapping(message.get(kind))
    if kind == "text" and text(inner.get("body")):
        return {"kind": "text", "text": text(inner["body"])}
    if kind == "button":
        return _tapped(text(inner.get("payload")), text(inner.get("text")))
    if kind == "interactive":
        reply = mapping(inner.get("button_reply")) or mapping(inner.get("list_reply"))
        return _tapped(text(reply.get("id")), text(reply.get("title"))) if reply else _unsupported("interactive")
    if kind == "request_welcome":
        return {"kind": "choice", "payload": WELCOME}
    if kind in FILES and (file := _file(inner)):
        return {"kind": FILES[kind], "text": text(inner.get("caption")), "file": file}
    if kind == "location" and (place := _place(inner)):
        return {"kind": "location", "details": place}
    if kind == "contacts" and (card := _card(message.get("contacts"))):
        return {"kind": "contact", "details": card}
    return _unsupported(kind)


def _tapped(payload: str, title: str) -> dict[str, Any]:
    """A button of ours carries a short id or a payload; a template's carries only its own words."""
    if _HANDLE.fullmatch(payload) or payloads.parse(payload) is not None:
        return {"kind": "choice", "payload": payload}
    said = title or payload
    return {"kind": "text", "text": said} if said else _unsupported("button")


def _unsupported(kind: str) -> dict[str, Any]:
    return {"kind": "unsupported", "details": {"type": kind[:40]}}


def _file(inner: Mapping[str, Any]) -> FileRef | None:
    identity = text(inner.get("id"))
    if not identity:
        return None
    return FileRef(
        platform_id=identity[:400],
        name=text(inner.get("filename"))[:200] or None,
        mime=text(inner.get("mime_type"))[:100] or None,
        size=whole_number(inner.get("file_size")),
        sha256=text(inner.get("sha256"))[:100] or None,
    )


def _place(inner: Mapping[str, Any]) -> dict[str, Any]:
    latitude, longitude = _degrees(inner.get("latitude"), 90), _degrees(inner.get("longitude"), 180)
    if latitude is None or longitude is None:
        return {}
    named = {key: text(inner.get(key))[:200] for key in ("name", "address")}
    return {"latitude": latitude, "longitude": longitude, **{key: said for key, said in named.items() if said}}


def _card(contacts: Any) -> dict[str, Any]:
    """The first contact, with further numbers beside it."""
    people = [mapping(one) for one in contacts] if isinstance(contacts, list) else []
    cards = [(one, number) for one in people for number in _numbers(one)]
    if not cards:
        return {}
    first = mapping(cards[0][0].get("name"))
    card: dict[str, Any] = {
        "phone_number": cards[0][1],
        "first_name": (text(first.get("first_name")) or text(first.get("formatted_name")))[:200],
        "last_name": text(first.get("last_name"))[:200],
    }
    others = [number for _, number in cards[1:20]]
    return {**card, "others": others} if others else card


def _numbers(contact: Mapping[str, Any]) -> list[str]:
    phones = contact.get("phones")
    listed = [mapping(one) for one in phones] if isinstance(phones, list) else []
    said = (text(one.get("phone")) or text(one.get("wa_id")) for one in listed)
    return [number[:200] for number in said if number]


def _degrees(value: Any, most: int) -> float | None:
    number = float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
    return number if number is not None and abs(number) <= most else None


def _moment(value: Any, received: Any) -> datetime:
    """When it was written; when it was received, if a phone says something impossible."""
    came = float(received) if isinstance(received, (int, float)) and not isinstance(received, bool) else 0.0
    came = came if 0 < came < _YEAR_2100 else 0.0
    said = text(value) if isinstance(value, str) else str(whole_number(value) or "")
    seconds = float(said) if said.isascii() and said.isdecimal() and len(said) < 12 else came
    return datetime.fromtimestamp(seconds if came - _LONGEST_AGO < seconds < came + _LATEST else came, UTC)
