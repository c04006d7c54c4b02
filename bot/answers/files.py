"""Pictures and voice notes of answers: checked by content, pictures drawn anew, kept in one table (F17)."""

from __future__ import annotations

import asyncio
import io
import warnings
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import filetype
from PIL import Image, ImageOps
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from bot import audit
from bot.answers.models import AnswerFile, Revision
from bot.conversations.messages import Media, Reply
from bot.database import new_id
from bot.errors import BadInput, TooLarge
from bot.settings import Settings

PICTURE, VOICE = "picture", "voice"
ALT_MOST = {PICTURE: 300, VOICE: 1_000}
"""Characters of the words for it; a voice note's fit under it on every channel."""
_PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_VOICES = {"audio/ogg": "audio/ogg", "audio/mpeg": "audio/mpeg", "audio/mp4": "audio/mp4", "audio/m4a": "audio/mp4"}
MIMES = ("image/jpeg", "audio/ogg", "audio/mpeg", "audio/mp4")
"""What is ever stored, and therefore ever served: kinds that every channel takes."""
_OPUS = b"OpusHead"
_HEAD = 512
"""Bytes at the beginning of an OGG file within which its codec is named."""


@dataclass(frozen=True)
class _Safe:
    kind: str
    mime: str
    data: bytes
    width: int | None = None
    height: int | None = None


async def store(session: AsyncSession, data: bytes, *, by: str, settings: Settings, now: datetime) -> AnswerFile:
    """Check and keep one file. Raises TooLarge or BadInput with a sentence for the editor."""
    if not data:
        raise BadInput("Berkas ini kosong. Pilih berkas lain.")
    if len(data) > settings.answer_file_max_bytes:
        raise TooLarge(f"Berkas lebih besar dari {settings.answer_file_max_bytes // 1_000_000} MB.")
    safe = await asyncio.to_thread(_made_safe, data, settings)
    made = AnswerFile(
        id=new_id(), kind=safe.kind, mime=safe.mime, size=len(safe.data), width=safe.width, height=safe.height,
        data=safe.data, added_by=by, added_at=now,
    )  # fmt: skip
    session.add(made)
    audit.record(session, "answer.file", f"answer_file:{made.id}", actor=f"staff:{by}", now=now, kind=made.kind)
    await session.flush()
    return made


def as_media(file: AnswerFile, alt: str) -> dict[str, object]:
    """How a wording names the file: everything a reply needs but the bytes."""
    return {
        "file": file.id, "kind": file.kind, "mime": file.mime, "alt": alt, "size": file.size,
        "width": file.width, "height": file.height,
    }  # fmt: skip


async def find(session: AsyncSession, file_id: str) -> AnswerFile | None:
    """A file with its bytes."""
    return await session.get(AnswerFile, file_id, options=[undefer(AnswerFile.data)])


async def carried(session: AsyncSession, reply: Reply) -> Reply:
    """The reply with its file's bytes, ready for a channel; without the file when it is gone."""
    if reply.media is None:
        return reply
    found = await find(session, reply.media.file)
    media: Media | None = replace(reply.media, data=found.data) if found is not None else None
    return replace(reply, media=media)


async def forget_unused(session: AsyncSession, settings: Settings, *, now: datetime) -> int:
    """Delete files that no wording has named since they were uploaded. Returns how many."""
    old = now - timedelta(days=settings.keep_unused_answer_file_days)
    waiting = set(await session.scalars(select(AnswerFile.id).where(AnswerFile.added_at < old)))
    if not waiting:
        return 0
    for content in await session.scalars(select(Revision.content)):
        waiting -= {stored["file"] for stored in (content.get("media") or {}).values()}
    await session.execute(delete(AnswerFile).where(AnswerFile.id.in_(waiting)))
    return len(waiting)


def _made_safe(data: bytes, settings: Settings) -> _Safe:
    guessed = filetype.guess(data)
    mime = guessed.mime if guessed else ""
    if mime in _PICTURES:
        return _drawn_anew(data, _PICTURES[mime], settings)
    if mime == "audio/ogg" and _OPUS not in data[:_HEAD]:
        raise BadInput("Rekaman OGG ini bukan Opus. Simpan sebagai OGG Opus, MP3, atau M4A.")
    if mime in _VOICES:
        return _Safe(VOICE, _VOICES[mime], data)
    raise BadInput("Jenis berkas ini tidak bisa dipakai. Gambar: JPG, PNG, WebP. Suara: OGG Opus, MP3, M4A.")


def _drawn_anew(data: bytes, expected: str, settings: Settings) -> _Safe:
    """Draw the picture anew and no larger than a telephone needs: what was hidden in it does not come along."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[expected]) as image:
                if image.width * image.height > settings.image_max_pixels:
                    raise TooLarge("Gambar ini terlalu besar. Kecilkan dulu.")
                upright = ImageOps.exif_transpose(image)
                clear = upright.mode in ("RGBA", "LA", "P", "PA")
                drawn = upright.convert("RGBA" if clear else "RGB")
                drawn.info = {}
    except TooLarge:
        raise
    except Exception as error:  # Pillow raises many kinds on damaged files, none of them ours to tell apart
        raise BadInput("Gambar ini rusak atau tidak bisa dibuka.") from error
    side = settings.answer_picture_side
    drawn.thumbnail((side, side), Image.Resampling.LANCZOS)
    white = Image.new("RGB", drawn.size, "white")
    white.paste(drawn, mask=drawn.getchannel("A") if clear else None)
    out = io.BytesIO()
    white.save(out, "JPEG", quality=85, optimize=True)
    return _Safe(PICTURE, "image/jpeg", out.getvalue(), white.width, white.height)
