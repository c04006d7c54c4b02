"""Long texts in pieces that a platform takes, counted in UTF-16 units as the platforms' own apps do. Pure."""

from __future__ import annotations

_BREAKS = ("\n\n", "\n", " ")


def units(words: str) -> int:
    """Length in UTF-16 units: an emoji counts two. Never less than a count of characters."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def cut(words: str, most: int) -> str:
    """The text if it fits into `most` units, else its beginning with an ellipsis."""
    if units(words) <= most:
        return words
    return _first(words, most - 1).rstrip() + "…"


def pages(words: str, most: int) -> list[str]:
    """Pieces of at most `most` units, cut at paragraph, line or word where there is one in the second half."""
    made = []
    while units(words) > most:
        room = _first(words, most)
        end = next((at for mark in _BREAKS if (at := room.rfind(mark)) > len(room) // 2), len(room))
        made.append(words[:end])
        words = words[end:].lstrip()
    return [*made, words]


def _first(words: str, most: int) -> str:
    return words.encode("utf-16-le", "surrogatepass")[: most * 2].decode("utf-16-le", "ignore")
