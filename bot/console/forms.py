"""What a form of the console brought: small, url-encoded, every field text."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.errors import BadInput, TooLarge

NUL = "\x00"
_FIELDS_MOST = 200
_CONTROL = ("csrf", "_target")


@dataclass(frozen=True)
class Form:
    """Fields in the order they came; a name may come more than once (check boxes)."""

    pairs: tuple[tuple[str, str], ...] = field(default=())

    def text(self, name: str, default: str = "") -> str:
        """The last value under this name, line ends made `\\n`, outer blanks cut."""
        for key, value in reversed(self.pairs):
            if key == name:
                return value.replace("\r\n", "\n").strip()
        return default

    def several(self, name: str) -> list[str]:
        """All values under this name."""
        return [value for key, value in self.pairs if key == name]

    def kept(self) -> list[tuple[str, str]]:
        """What the person typed, to be offered again: without tokens and passwords."""
        return [(key, value) for key, value in self.pairs if key not in _CONTROL and not key.startswith("sandi")]


async def read_form(request: Request, *, most: int) -> Form:
    """Read at most `most` bytes. Raises TooLarge or BadInput."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise TooLarge("Isian terlalu besar.")
    try:
        plain = raw.decode().replace("%00", "").replace(NUL, "")
        pairs = parse_qsl(plain, keep_blank_values=True, max_num_fields=_FIELDS_MOST)
    except ValueError:
        raise BadInput("Isian tidak bisa dibaca.") from None
    return Form(tuple(pairs))
