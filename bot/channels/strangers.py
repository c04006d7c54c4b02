"""What strangers send, read with distrust: sizes, depth, types, letters no database stores."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, NoReturn

from bot.errors import BadInput, TooLarge

NOT_JSON = "Permintaan ini bukan JSON yang bisa dibaca."
TOO_LARGE = "Pesan ini terlalu besar."
TOO_DEEP = "Permintaan ini bersusun terlalu dalam."


async def read_body(stream: AsyncIterator[bytes], *, most: int, announced: str | None = None) -> bytes:
    """Collect a request's body. Raises TooLarge as soon as it is over `most` bytes."""
    if announced is not None and announced.isdecimal() and (len(announced) > 15 or int(announced) > most):
        raise TooLarge(TOO_LARGE)
    parts, size = [], 0
    async for part in stream:
        size += len(part)
        if size > most:
            raise TooLarge(TOO_LARGE)
        parts.append(part)
    return b"".join(parts)


def read_json(raw: bytes, *, deepest: int) -> Any:
    """Parse UTF-8 JSON. Raises BadInput when it is neither, or nested deeper than `deepest`."""
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=_refuse)
    except RecursionError:
        raise BadInput(TOO_DEEP) from None
    except ValueError:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise BadInput(NOT_JSON) from None
    if _depth_over(value, deepest):
        raise BadInput(TOO_DEEP)
    return value


def mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """The value if it is text, without half surrogates and NUL, which no database takes; else empty."""
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")


def whole_number(value: Any) -> int | None:
    """The value if it is an integer that fits a database's 64 bits, else None."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -(2**63) <= value < 2**63 else None


def _depth_over(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
