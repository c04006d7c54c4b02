"""Evidence: checked by content, images made anew, kept encrypted under a random name, shown only when safe.

Accepted are images (re-encoded: EXIF, places and appended scripts are gone), PDF, common office files, audio
and short video. What a file really is decides, never its name. Nothing but a re-encoded image is shown inline.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import os
import warnings
from datetime import datetime

import filetype
from PIL import Image, ImageOps
from sqlalchemy.ext.asyncio import AsyncSession

from bot.crypto import Vault
from bot.database import new_id
from bot.errors import BadInput, NotFound, TooLarge
from bot.settings import Settings
from bot.tips.models import Evidence

IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/gif": "GIF", "image/bmp": "BMP"}
OTHERS = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "audio/ogg",
        "audio/opus",
        "audio/mpeg",
        "audio/mp4",
        "audio/m4a",
        "audio/x-wav",
        "audio/amr",
        "audio/aac",
        "video/mp4",
        "video/3gpp",
        "video/webm",
        "video/quicktime",
    }
)
OWN = {"location": "application/json", "contact": "text/vcard"}
"""What we write down ourselves from a channel's own kinds; never sniffed, never shown inline."""
NAME_MOST = 120


async def store(
    session: AsyncSession,
    data: bytes,
    *,
    name: str | None,
    declared_mime: str | None,
    kind: str,
    conversation_id: str,
    message_id: str | None,
    settings: Settings,
    vault: Vault,
    now: datetime,
) -> Evidence:
    """Check, make safe, encrypt and keep one file. Raises TooLarge or BadInput with a sentence for the sender."""
    if len(data) > settings.file_max_bytes:
        raise TooLarge("Berkas terlalu besar.")
    if kind in OWN:
        mime, safe = OWN[kind], data
    else:
        mime, safe = await asyncio.to_thread(_made_safe, data, settings.image_max_pixels)
    made = Evidence(
        id=new_id(),
        conversation_id=conversation_id,
        message_id=message_id,
        kind=kind,
        mime=mime,
        size=len(safe),
        sha256=hashlib.sha256(data).hexdigest(),
        inline_safe=mime in ("image/jpeg", "image/png"),
        stored_name=new_id(),
        at=now,
    )
    session.add(made)
    made.details = {"name": (name or "")[:NAME_MOST], "declared": declared_mime or ""}
    sealed = vault.seal(safe, place=file_place(made.stored_name))
    await asyncio.to_thread(_write, settings, made.stored_name, sealed)
    await session.flush()
    return made


async def read(evidence: Evidence, settings: Settings, vault: Vault) -> bytes:
    """The file's content. Raises NotFound when retention has removed it."""
    path = settings.evidence_dir / evidence.stored_name
    try:
        sealed = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError:
        raise NotFound(f"evidence {evidence.id}") from None
    return vault.open(sealed, place=file_place(evidence.stored_name))


def file_place(stored_name: str) -> str:
    """What the encryption of a stored file is bound to."""
    return f"evidence.file:{stored_name}"


def remove(stored_name: str, settings: Settings) -> None:
    """Delete a stored file; one that is gone already is fine."""
    (settings.evidence_dir / stored_name).unlink(missing_ok=True)


def _made_safe(data: bytes, most_pixels: int) -> tuple[str, bytes]:
    guessed = filetype.guess(data)
    mime = guessed.mime if guessed else None
    if mime in IMAGES:
        return _made_anew(data, IMAGES[mime], most_pixels)
    if mime in OTHERS:
        return mime, data
    raise BadInput("Jenis berkas ini tidak bisa diterima.")


def _made_anew(data: bytes, expected: str, most_pixels: int) -> tuple[str, bytes]:
    """Draw the picture anew: what was hidden in or behind it does not come along."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[expected]) as image:
                if image.width * image.height > most_pixels:
                    raise TooLarge("Gambar terlalu besar.")
                upright = ImageOps.exif_transpose(image)
                keeps_alpha = upright.mode in ("RGBA", "LA", "P")
                drawn = upright.convert("RGBA" if keeps_alpha else "RGB")
                drawn.info = {}  # comments and profiles would be written again
    except TooLarge:
        raise
    except Exception as error:  # Pillow raises many kinds on damaged files, none of them ours to tell apart
        raise BadInput("Gambar ini rusak atau tidak bisa dibuka.") from error
    out = io.BytesIO()
    if keeps_alpha:
        drawn.save(out, "PNG", optimize=False)
        return "image/png", out.getvalue()
    drawn.save(out, "JPEG", quality=88)
    return "image/jpeg", out.getvalue()


def _write(settings: Settings, name: str, sealed: bytes) -> None:
    settings.evidence_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = settings.evidence_dir / name
    scratch = path.with_name(name + ".part")
    with scratch.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
