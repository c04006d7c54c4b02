"""What a web chat page sends and gets, in the contract's shapes; nothing of a page is trusted to have its type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels import strangers
from bot.conversations import inbox, people
from bot.conversations.messages import Media, Reply
from bot.database import new_id
from bot.errors import BadInput
from bot.runtime import Runtime

ACCOUNT = ""
CLIENTS = ("webchat", "terminal")
_SECRET = re.compile(r"[0-9a-f]{32}")
_MESSAGE_ID = re.compile(r"[\w.:-]{1,100}", re.ASCII)
_PAYLOAD_MOST = 300


@dataclass(frozen=True)
class Asked:
    """One message of a page, checked."""

    conversation: str
    message_id: str
    text: str
    payload: str | None = None
    client: str = "webchat"


def read_asked(value: Any) -> Asked:
    """Check a page's message. Raises BadInput with a sentence for people."""
    if not isinstance(value, dict):
        raise BadInput("Permintaan harus berupa objek JSON.")
    message_id = value.get("message_id")
    if message_id is not None and (not isinstance(message_id, str) or not _MESSAGE_ID.fullmatch(message_id)):
        raise BadInput("`message_id` harus teks pendek tanpa spasi.")
    words, payload = value.get("text"), value.get("payload")
    if not isinstance(words, (str, type(None))) or not isinstance(payload, (str, type(None))):
        raise BadInput("`text` dan `payload` harus teks.")
    client = value.get("client", "webchat")
    return Asked(
        conversation=secret_of(value.get("conversation")),
        message_id=message_id or new_id(),
        text=strangers.text(words).strip(),
        payload=strangers.text(payload)[:_PAYLOAD_MOST] or None,
        client=client if client in CLIENTS else "webchat",
    )


async def keep(
    runtime: Runtime, session: AsyncSession, asked: Asked, *, kind: str, extra: Mapping[str, Any] | None = None
) -> str:
    """Inbox row and job; the same message id of the same conversation is kept once."""
    now = runtime.clock()
    body = {
        "conversation": asked.conversation, "kind": kind, "text": asked.text, "payload": asked.payload,
        "at": now.timestamp(), **(extra or {}),
    }  # fmt: skip
    lane = people.lane_of(runtime.vault, asked.client, ACCOUNT, asked.conversation)
    external = external_of(runtime, asked)
    kept, _ = await inbox.keep(session, asked.client, ACCOUNT, external, body, lane=lane, now=now)
    return kept


def as_json(reply: Reply, position: int) -> dict[str, Any]:
    """One reply in the contract's shape."""
    return {
        "text": reply.text,
        "buttons": [{"title": choice.title, "payload": choice.payload} for choice in reply.choices],
        "answer": reply.answer,
        "language": reply.language,
        "source": reply.source,
        "urgent": reply.urgent,
        "id": position,
        "media": _media(reply.media),
    }


def _media(media: Media | None) -> dict[str, Any] | None:
    """Where the page finds the picture or voice note, and what it is in words."""
    if media is None:
        return None
    return {
        "kind": media.kind, "url": f"/webchat/media/{media.file}", "mime": media.mime, "size": media.size,
        "alt": media.alt, "width": media.width, "height": media.height,
    }  # fmt: skip


def external_of(runtime: Runtime, asked: Asked) -> str:
    """A message id counts only within its conversation, whose secret must not be stored in plain."""
    return runtime.vault.blind("webchat-message", f"{asked.conversation}\0{asked.message_id}")


def secret_of(value: Any) -> str:
    plain = value.replace("-", "").lower() if isinstance(value, str) and len(value) <= 40 else ""
    if not _SECRET.fullmatch(plain):
        raise BadInput("`conversation` harus rahasia 128 bit: 32 angka heksadesimal.")
    return plain
