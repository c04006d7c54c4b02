"""Files to and from WhatsApp: fetched with a cap and a digest while they stream, uploaded once and then named by id."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import OrderedDict
from urllib.parse import quote

import httpx

from bot.channels.strangers import text, whole_number
from bot.channels.whatsapp.graph import Graph
from bot.conversations.messages import FileRef, Media
from bot.errors import GiveUp, TooLarge, TryAgain

_UPLOADS_KNOWN = 500
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a"}


async def fetch(graph: Graph, file: FileRef, *, most: int) -> bytes:
    """A file's bytes. Its address lives five minutes, so each try asks for a new one.

    Raises TooLarge above `most`, TryAgain (also when the bytes are not the ones that were announced), or GiveUp.
    """
    if (file.size or 0) > most:
        raise TooLarge("file")
    known = await graph.get(quote(file.platform_id or "", safe=""))
    if (whole_number(known.get("file_size")) or 0) > most:
        raise TooLarge("file")
    address = text(known.get("url"))
    if not address.startswith(("https://", "http://")):
        raise GiveUp("no file address")
    data, digest = await _download(graph, address, most)
    announced = [said for said in (file.sha256, text(known.get("sha256"))) if said]
    if not all(_is_same(digest, said) for said in announced):
        raise TryAgain("digest differs")
    return data


async def _download(graph: Graph, address: str, most: int) -> tuple[bytes, bytes]:
    data, digest = bytearray(), hashlib.sha256()
    async with graph.stream(address) as answer:
        if answer.status_code != httpx.codes.OK:
            # 404 and 401 are what an address that ran out gives; the next try has a new one.
            raise TryAgain(f"file status {answer.status_code}")
        async for part in answer.aiter_bytes():
            data += part
            digest.update(part)
            if len(data) > most:
                raise TooLarge("file")
    return bytes(data), digest.digest()


def _is_same(digest: bytes, said: str) -> bool:
    """Whether a digest in hex or base64 is this one; what is neither says nothing."""
    if len(said) == 2 * len(digest):
        return said.lower() == digest.hex()
    try:
        given = base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        return True
    return len(given) != len(digest) or given == digest


class Uploads:
    """Ids under which Meta keeps what we uploaded, so that a picture goes up once and not with every answer."""

    def __init__(self, graph: Graph, *, keep: float) -> None:
        self._graph = graph
        self._keep = keep
        self._known: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    async def id_of(self, account: str, media: Media, *, now: float) -> str:
        """Meta's id of this file. Raises as Graph does; `now` in seconds of any steady clock."""
        key = (account, media.file)
        known = self._known.get(key)
        if known is not None and now < known[1]:
            return known[0]
        name = f"langkah-aman.{_ENDINGS.get(media.mime, 'bin')}"
        fields = {"messaging_product": "whatsapp", "type": media.mime}
        answer = await self._graph.upload(f"{account}/media", fields, (name, media.data, media.mime))
        identity = text(answer.get("id"))
        if not identity:
            raise GiveUp("upload without id")
        self._known[key] = (identity, now + self._keep)
        while len(self._known) > _UPLOADS_KNOWN:
            self._known.popitem(last=False)
        return identity

    def forget(self, account: str, media: Media) -> None:
        """Meta no longer knows it: upload again next time."""
        self._known.pop((account, media.file), None)
