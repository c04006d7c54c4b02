"""What the gateway may ask of Rasa: one request's body, checked, and its text told from a payload."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any

from nlu.components.labels import CLARIFY_INTENT, FALLBACK_INTENT, TOPIC_INTENT

MAX_BODY_BYTES = 64_000
MAX_TEXT_CHARS = 8_000
_SENDER = re.compile(r"[A-Za-z0-9_-]{1,128}")
_PAYLOAD = re.compile(r"/([a-z][a-z0-9_]*)(\{.*\})?", re.DOTALL)
_VALUE = re.compile(r"[a-z0-9_]{1,64}")
SHOWN_ENTITIES = ("topic", "topic_1", "topic_2")
# Rasa gives the first four a meaning of its own; the last two are the gate's to say.
_NEVER_PAYLOADS = frozenset({"restart", "back", "session_start", "out_of_scope", CLARIFY_INTENT, FALLBACK_INTENT})


class Refused(Exception):
    """The request is not answered; `status` and `word` say why."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status
        self.word = word


def read(body: bytes) -> dict[str, Any]:
    """The request's three fields, checked. Raises Refused."""
    if len(body) > MAX_BODY_BYTES:
        raise Refused(400, "too_large")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "not_json") from None
    if not isinstance(data, dict):
        raise Refused(400, "not_an_object")
    sender, message, metadata = data.get("sender"), data.get("message"), data.get("metadata")
    if not isinstance(sender, str) or not _SENDER.fullmatch(sender):
        raise Refused(400, "bad_sender")
    if not isinstance(message, str) or not message.strip() or len(message) > MAX_TEXT_CHARS:
        raise Refused(400, "bad_message")
    if metadata is None:
        metadata = {}
    if not isinstance(metadata, dict) or not isinstance(metadata.get("message_id", ""), str):
        raise Refused(400, "bad_metadata")
    if not all(value is None or isinstance(value, str | int | float) for value in metadata.values()):
        raise Refused(400, "bad_metadata")  # it is kept and copied with every event: plain values only
    # Half a surrogate pair is a legal JSON string and no legal text.
    clean = message.strip().encode("utf-8", "replace").decode("utf-8")
    return {"sender": sender, "message": clean, "metadata": metadata}


def as_text_or_payload(message: str, intents: Collection[str]) -> str:
    """The message unchanged if it is text or a payload of ours, else without its leading slashes."""
    if not message.startswith("/"):
        return message
    match = _PAYLOAD.fullmatch(message)
    if match and match[1] in intents and match[1] not in _NEVER_PAYLOADS:
        values = _payload_values(match[2])
        if values is not None and (match[1] != TOPIC_INTENT or "topic" in values):
            return message
    return message.lstrip("/ \t\r\n") or "?"


def _payload_values(written: str | None) -> dict[str, str] | None:
    """The payload's parameters: names and values of plain words; None when they are anything else."""
    if written is None:
        return {}
    try:
        values = json.loads(written)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or not set(values) <= set(SHOWN_ENTITIES):
        return None
    return values if all(isinstance(v, str) and _VALUE.fullmatch(v) for v in values.values()) else None
