"""Text as typed on phones, made even: one form per letter, no invisible characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """NFKC form without zero-width and control characters; white space becomes one blank."""
    kept = []
    for character in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(character)
        if category == "Cc":
            kept.append(" ")
        elif category not in ("Cf", "Cs", "Co", "Cn"):
            kept.append(character)
    return _SPACES.sub(" ", "".join(kept)).strip()


def plain_letters(text: str) -> str:
    """Lower case without accents: Betawi "pegimanè" and Javanese "kéné" are typed both ways."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in decomposed if unicodedata.category(character) != "Mn")


def digits_only(text: str) -> str:
    """Every decimal digit of any script as 0-9, all else dropped."""
    return "".join(str(unicodedata.decimal(character)) for character in text if character.isdecimal())


@lru_cache(maxsize=4)
def aligned(text: str) -> str:
    """Lower case with one form per letter and *the same length*, so that places in it are places in `text`.

    Invisible characters become U+200B, which the finders allow between digits.
    """
    if text.isascii():
        return text.lower()
    return "".join(_aligned_character(character) for character in text)


@lru_cache(maxsize=4096)
def _aligned_character(character: str) -> str:
    if unicodedata.category(character) == "Cf":
        return "\u200b"
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character
