"""A conversation as bubbles: what the citizen wrote, what officers wrote, and which answer the bot gave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers.published import titles
from bot.conversations.models import Message

_KINDS = {
    "photo": "Foto",
    "document": "Dokumen",
    "voice": "Pesan suara",
    "location": "Lokasi",
    "contact": "Kartu kontak",
    "unsupported": "Kiriman yang tidak didukung",
}


@dataclass(frozen=True)
class Bubble:
    """One thing said. `side` is citizen, officer or bot; the bot's words are named, not repeated."""

    id: str
    side: str
    text: str
    at: datetime
    position: int
    attachment: str | None = None
    evidence_id: str | None = None


async def bubbles(
    session: AsyncSession,
    messages: Iterable[Message],
    *,
    words: Callable[[str], str] = str,
    files: Collection[str] | None = None,
) -> list[Bubble]:
    """Messages in their order, ready to be shown; `words` may hide something in what was written.

    `files`: the files that may be opened; None: all.

    Must run inside the session that read them: their text is sealed.
    """
    listed = list(messages)
    names = await titles(session, {message.answer for message in listed if message.answer})
    return [_bubble(message, names, words, files) for message in listed]


def _bubble(
    message: Message,
    names: dict[str, dict[str, str]],
    words: Callable[[str], str],
    files: Collection[str] | None,
) -> Bubble:
    side = message.author if message.author in ("citizen", "officer") else "bot"
    text = words(message.text or "")
    if side == "bot":
        key = message.answer or ""
        text = names.get(key, {}).get("id") or key.replace("_", " ")
    return Bubble(
        id=message.id,
        side=side,
        text=text,
        at=message.at,
        position=message.position,
        attachment=_KINDS.get(message.kind),
        evidence_id=message.evidence_id if files is None or message.evidence_id in files else None,
    )
