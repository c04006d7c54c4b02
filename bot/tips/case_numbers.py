"""Case numbers: what staff and notices call a tip, harmless to see, e.g. LA-7K3QX."""

from __future__ import annotations

import re
import secrets

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.tips.models import Tip

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""
_LENGTH = 5
_SHAPE = re.compile(rf"LA-[{ALPHABET}]{{{_LENGTH}}}")
_MISREAD = str.maketrans("ILO", "110")


def read(typed: str) -> str | None:
    """The case number somebody typed, forgiving case, spaces and the letters I, L, O; None when it is none."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper())
    body = letters[2:] if letters.startswith("LA") and len(letters) == _LENGTH + 2 else letters
    number = "LA-" + body.translate(_MISREAD)
    return number if _SHAPE.fullmatch(number) else None


async def new_case_number(session: AsyncSession) -> str:
    """A random number that no tip bears."""
    while True:
        number = "LA-" + "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
        if await session.scalar(select(Tip.id).where(Tip.case_number == number)) is None:
            return number
