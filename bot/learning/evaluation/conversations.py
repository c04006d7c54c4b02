"""Whole conversations replayed at a running bot, as a citizen's browser would, with a transcript to read.

    - name: bertanya lalu melapor
      turns:
        - halo
        - {text: "opp itu apa", answers: [opp]}          what should be answered, in order
        - {text: "Laporkan", payload: /lapor}

Only `turns` is needed; a turn is a text or a mapping with `text`, `payload` and `answers`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot.errors import BadInput, LangkahAmanError

PATIENCE = 60.0
"""Seconds for one turn; the door itself answers after 20 with a cursor."""


class NobodyAnswers(LangkahAmanError):
    """No bot runs at the address."""


@dataclass(frozen=True)
class Turn:
    """What the citizen sends, and the answers that should come; None when anything may."""

    text: str
    payload: str | None
    answers: tuple[str, ...] | None


@dataclass(frozen=True)
class Conversation:
    """A replay: its name and turns."""

    name: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Replied:
    """One turn as it went. `answers` by name, `texts` as the citizen read them, `buttons` their titles."""

    turn: Turn
    answers: tuple[str, ...]
    texts: tuple[str, ...]
    buttons: tuple[str, ...]
    milliseconds: float

    @property
    def as_wanted(self) -> bool:
        """Whether the expected answers came, in that order; others may stand between."""
        came = iter(self.answers)
        return all(answer in came for answer in self.turn.answers or ())


def read_conversations(file: Path) -> list[Conversation]:
    """The conversations of a file. Raises BadInput."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{file} tidak bisa dibaca") from error
    listed = content.get("conversations") if isinstance(content, dict) else content
    if not isinstance(listed, list) or not all(isinstance(one, dict) and one.get("turns") for one in listed):
        raise BadInput(f"{file.name} bukan daftar percakapan dengan `turns`")
    return [
        Conversation(str(one.get("name") or one.get("id") or number), tuple(_turn(turn) for turn in one["turns"]))
        for number, one in enumerate(listed, start=1)
    ]


async def replay(
    conversations: Sequence[Conversation], client: httpx.AsyncClient
) -> list[tuple[Conversation, list[Replied]]]:
    """Send every turn and wait for its answers. Raises NobodyAnswers."""
    return [(one, [reply async for reply in _turns(one, client)]) for one in conversations]


def figures(played: Sequence[tuple[Conversation, Sequence[Replied]]]) -> dict[str, Any]:
    """How many turns were answered, and as wanted where a wish was written."""
    replies = [reply for _, part in played for reply in part]
    wished = [reply for reply in replies if reply.turn.answers is not None]
    return {
        "conversations": len(played),
        "turns": len(replies),
        "answered": round(sum(bool(reply.texts) for reply in replies) / max(1, len(replies)), 4),
        "as_wanted": round(sum(reply.as_wanted for reply in wished) / max(1, len(wished)), 4),
        "wished": len(wished),
        "slowest_ms": round(max((reply.milliseconds for reply in replies), default=0.0), 1),
    }


def misses(played: Sequence[tuple[Conversation, Sequence[Replied]]]) -> list[dict[str, Any]]:
    """Turns without an answer, or with others than wanted."""
    return [
        {
            "id": f"{conversation.name}/{number}",
            "text": reply.turn.text,
            "expected": list(reply.turn.answers or ()),
            "got": list(reply.answers),
        }
        for conversation, part in played
        for number, reply in enumerate(part, start=1)
        if not reply.texts or not reply.as_wanted
    ]


def transcript(played: Sequence[tuple[Conversation, Sequence[Replied]]]) -> str:
    """All that was said, as Markdown."""
    lines: list[str] = []
    for conversation, part in played:
        lines += [f"# {conversation.name}", ""]
        for reply in part:
            lines += [f"**Warga:** {reply.turn.text}", ""]
            for text in reply.texts:
                lines += ["\n".join(f"> {line}" for line in text.splitlines()), ""]
            if reply.buttons:
                lines += [f"[{'] ['.join(reply.buttons)}]", ""]
            lines += [f"({', '.join(reply.answers) or 'tidak ada jawaban'}; {reply.milliseconds:.0f} ms)", ""]
    return "\n".join(lines)


async def _turns(conversation: Conversation, client: httpx.AsyncClient) -> Any:
    secret = secrets.token_hex(16)
    for turn in conversation.turns:
        body = {
            "conversation": secret, "text": turn.text, "payload": turn.payload, "message_id": secrets.token_hex(16),
        }  # fmt: skip
        started = time.perf_counter()
        try:
            answer = await client.post("/webchat/turn", json=body, timeout=PATIENCE)
            replies = answer.json()["replies"] if answer.status_code == httpx.codes.OK else []
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise NobodyAnswers(
                f"Tidak ada bot yang menjawab di {client.base_url}. Apakah `make run` berjalan?"
            ) from error
        yield Replied(
            turn,
            tuple(reply["answer"] for reply in replies),
            tuple(reply["text"] for reply in replies),
            tuple(button["title"] for reply in replies for button in reply["buttons"]),
            1000 * (time.perf_counter() - started),
        )


def _turn(written: Any) -> Turn:
    if isinstance(written, str):
        return Turn(written, None, None)
    if not isinstance(written, dict) or not (written.get("text") or written.get("payload")):
        raise BadInput("sebuah giliran harus berupa teks, atau memuat `text` atau `payload`")
    answers = written.get("answers")
    listed = None if answers is None else tuple([answers] if isinstance(answers, str) else answers)
    return Turn(str(written.get("text") or written["payload"]), written.get("payload"), listed)
