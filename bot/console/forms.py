"""What a form of the console brought: small fields of text, and files only where a screen takes them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from bot.errors import BadInput, TooLarge

NUL = "\x00"
_FIELDS_MOST = 400
_FILES_MOST = 4
_CONTROL = ("csrf", "_target")
_UNREADABLE = "Isian tidak bisa dibaca."


@dataclass(frozen=True)
class Upload:
    """A file that came with a form: its name is the person's, its content a stranger's."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Form:
    """Fields in the order they came; a name may come more than once (check boxes)."""

    pairs: tuple[tuple[str, str], ...] = field(default=())
    files: tuple[tuple[str, Upload], ...] = field(default=(), repr=False)

    def text(self, name: str, default: str = "") -> str:
        """The last value under this name, line ends made `\\n`, outer blanks cut."""
        for key, value in reversed(self.pairs):
            if key == name:
                return value.replace("\r\n", "\n").strip()
        return default

    def several(self, name: str) -> list[str]:
        """All values under this name."""
        return [value for key, value in self.pairs if key == name]

    def file(self, name: str) -> Upload | None:
        """The file under this name; None when none was chosen."""
        return next((upload for key, upload in self.files if key == name and upload.name), None)

    def kept(self) -> list[tuple[str, str]]:
        """What the person typed, to be offered again: without tokens and passwords."""
        return [(key, value) for key, value in self.pairs if key not in _CONTROL and not key.startswith("sandi")]


async def read_form(request: Request, *, most: int, files_most: int = 0) -> Form:
    """Read at most `most` bytes, and `files_most` more where files are taken. Raises TooLarge or BadInput."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most + files_most:
            raise TooLarge("Isian atau berkasnya terlalu besar.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == "multipart/form-data":
        if not files_most:
            raise BadInput(_UNREADABLE)
        return await _with_files(request, bytes(raw))
    try:
        plain = raw.decode().replace("%00", "").replace(NUL, "")
        pairs = parse_qsl(plain, keep_blank_values=True, max_num_fields=_FIELDS_MOST)
    except ValueError:
        raise BadInput(_UNREADABLE) from None
    return Form(tuple(pairs))


class _InMemory(MultiPartParser):
    """Starlette's parser, told never to spool to disk."""

    spool_max_size = 2**31


async def _with_files(request: Request, raw: bytes) -> Form:
    async def once() -> AsyncGenerator[bytes, None]:
        yield raw

    try:
        parser = _InMemory(request.headers, once(), max_files=_FILES_MOST, max_fields=_FIELDS_MOST)
        parsed = await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        raise BadInput(_UNREADABLE) from None
    pairs = tuple((name, value.replace(NUL, "")) for name, value in parsed.multi_items() if isinstance(value, str))
    files = [(name, value) for name, value in parsed.multi_items() if isinstance(value, UploadFile)]
    return Form(pairs, tuple([(name, Upload(file.filename or "", await file.read())) for name, file in files]))
