"""One paragraph of a published answer instead of the whole: "Gaji: …" of a country, "• Serang: …" of the offices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.answers.published import Published

_BULLET = "•"
_LABEL_MOST = 40
"""Characters a label before its colon may have; what is longer is a sentence."""


def on(answer: Published, label: str, *, leading_to: str) -> Published | None:
    """The same answer cut to the paragraph with this label, its title in front; None when there is no such paragraph.

    `leading_to` (a topic key) is offered first among the related topics, for those who want the whole.
    """
    titles: Mapping[str, str] = answer.content.get("title") or {}
    short = {}
    for language in answer.content["short"]:
        parts = (answer.content.get(part) or {} for part in ("short", "long"))
        found = _paragraph("\n".join(part.get(language, "") for part in parts), label)
        if found:
            short[language] = f"{titles.get(language, titles.get('id', ''))}. {found}"
    if "id" not in short:
        return None
    related = [leading_to, *(key for key in answer.content.get("related") or [] if key != leading_to)]
    return replace(answer, content={**answer.content, "short": short, "long": None, "related": related})


def _paragraph(text: str, label: str) -> str | None:
    """The first labelled line that names `label`, with the list below it if it is a list's heading."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        head, colon, told = line.lstrip(f"{_BULLET} ").partition(":")
        if not colon or len(head) > _LABEL_MOST or not re.search(rf"\b{re.escape(label)}\b", head, re.IGNORECASE):
            continue
        if told.strip():
            return f"{head}:{told}"
        rows = []
        for row in lines[number + 1 :]:
            if not row.startswith(_BULLET):
                break
            rows.append(row)
        return "\n".join([line, *rows]) if rows else None
    return None
