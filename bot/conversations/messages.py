"""What passes between channels and a turn: a message that came in, a reply that goes out."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

KINDS = ("text", "choice", "photo", "document", "voice", "location", "contact", "unsupported")


@dataclass(frozen=True)
class FileRef:
    """A file that came along: already on disk in our spool (web chat), or still with the platform."""

    platform_id: str | None = None
    evidence_id: str | None = None
    name: str | None = None
    mime: str | None = None
    size: int | None = None
    sha256: str | None = None
    """What the platform says the bytes' digest is, in hex or base64; checked where it is given."""


@dataclass(frozen=True)
class Incoming:
    """One message of a citizen in the shape that every channel brings it into."""

    channel: str
    account: str
    external_id: str
    """The platform's id of the message."""
    sender: str
    """The platform's id of the person or chat; what we answer to."""
    kind: str
    at: datetime
    text: str = ""
    payload: str | None = None
    """What a tapped button carries; None for typed text."""
    file: FileRef | None = None
    details: dict[str, Any] = field(default_factory=dict)
    """Coordinates, contact card, or why the kind is unsupported."""
    callback_id: str | None = None
    """What the platform wants to hear named when we show that it was heard: a callback query, a message."""
    also_known_as: tuple[str, ...] = ()
    """Other ids by which the platform knows the same person."""


@dataclass(frozen=True)
class Choice:
    """A button: what it says and what it sends."""

    title: str
    payload: str


@dataclass(frozen=True)
class Media:
    """A picture or a voice note that goes with a reply (F17).

    A channel that is asked to `send` finds the bytes in `data`; they are never part of the outbox. The text of a
    reply is complete without it: a channel that cannot show the file sends the words alone.
    """

    file: str
    """Id of the stored file: the same id is always the same bytes, so a platform's upload may be kept under it."""
    kind: str
    """`picture` or `voice`."""
    mime: str
    """`image/jpeg`, `audio/ogg`, `audio/mpeg` or `audio/mp4`."""
    alt: str
    """What the picture shows, or what is said in the voice note, in words; never empty."""
    size: int
    width: int | None = None
    height: int | None = None
    data: bytes = field(default=b"", repr=False, compare=False)
    """The file itself, only while it is being sent."""


@dataclass(frozen=True)
class Reply:
    """One message to a citizen, already worded; channels only lay it out within their limits."""

    text: str
    choices: tuple[Choice, ...] = ()
    answer: str = ""
    language: str = "id"
    source: str | None = None
    """One line: whose word it is and when it was checked."""
    urgent: bool = False
    revision: str | None = None
    media: Media | None = None

    def to_bytes(self) -> bytes:
        """For the sealed body of the outbox; a file is named, not carried."""
        stored = asdict(self)
        if self.media is not None:
            del stored["media"]["data"]
        return json.dumps(stored, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Reply:
        stored = json.loads(raw)
        stored["choices"] = tuple(Choice(**choice) for choice in stored["choices"])
        stored["media"] = Media(**stored["media"]) if stored.get("media") else None
        return cls(**stored)
