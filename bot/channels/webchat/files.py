"""A page's file: capped while it streams in, never on disk in plain, stored sealed in the message's own commit."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.channels import strangers
from bot.errors import BadInput, TooLarge
from bot.runtime import Runtime
from bot.tips import evidence

FIELDS = ("conversation", "message_id", "caption", "client")
_OVERHEAD = 20_000
"""Bytes that boundaries, field names and a long caption may take beside the file."""
_AT_ONCE = 4
"""Files received at the same time by one process: their bytes are in memory."""
_KINDS = {"image": "photo", "audio": "voice"}


@dataclass(frozen=True)
class Arrived:
    """A file as it came, with the fields beside it."""

    fields: Mapping[str, str]
    data: bytes
    name: str
    mime: str

    @property
    def kind(self) -> str:
        return _KINDS.get(self.mime.partition("/")[0], "document")


class _InMemory(MultiPartParser):
    """Starlette's parser, told never to spool to disk."""

    spool_max_size = 2**31


class FileDoor:
    """Receives and stores files of web chat pages."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def receive(self, request: Request) -> Arrived:
        """Read the form. Raises TooLarge while it streams, BadInput when it is no such form."""
        most = self._runtime.settings.file_max_bytes + _OVERHEAD
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "multipart/form-data":
            raise BadInput("Kirim berkas sebagai multipart/form-data.")
        async with self._places:
            announced = request.headers.get("content-length")
            body = await strangers.read_body(request.stream(), most=most, announced=announced)

            async def once() -> Any:
                yield body

            try:
                form = await _InMemory(request.headers, once(), max_files=1, max_fields=len(FIELDS) + 2).parse()
            except (MultiPartException, KeyError, ValueError) as error:
                raise BadInput("Formulir berkas ini tidak terbaca.") from error
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise BadInput("Berkasnya belum ada. Lampirkan pada kolom `file`.")
            data = await file.read()
        if len(data) > self._runtime.settings.file_max_bytes:
            raise TooLarge(strangers.TOO_LARGE)
        fields = {name: value for name in FIELDS if isinstance(value := form.get(name), str) and value}
        name, mime = strangers.text(file.filename)[:200], strangers.text(file.content_type)[:100].lower()
        return Arrived(fields, data, name, mime)

    async def store(self, session: AsyncSession, arrived: Arrived, conversation_id: str) -> dict[str, Any]:
        """Store the file sealed; what is refused by its content is told by the turn, not by a status."""
        refused = ""
        try:
            stored = await evidence.store(
                session,
                arrived.data,
                name=arrived.name or None,
                declared_mime=arrived.mime or None,
                kind=arrived.kind,
                conversation_id=conversation_id,
                message_id=None,
                settings=self._runtime.settings,
                vault=self._runtime.vault,
                now=self._runtime.clock(),
            )
        except TooLarge:
            refused = "berkas_terlalu_besar"
        except BadInput:
            refused = "berkas_ditolak"
        if refused:
            return {"file": {"name": arrived.name}, "details": {"refused": refused}}
        return {"file": {"evidence_id": stored.id, "name": arrived.name, "mime": stored.mime, "size": stored.size}}
