"""Which regional wordings a native speaker has read: a check belongs to the words, and goes when they change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.answers.models import LanguageCheck, Revision
from bot.errors import BadInput, NotFound

REGIONAL = ("su", "jv", "bew")
"""Languages that a speaker has to read before they count as checked."""
_PARTS = ("title", "short", "long", "next_step")

Checks = Mapping[tuple[str, str, str], LanguageCheck]
"""By answer, language and sum of the words."""


def spoken(content: Mapping[str, Any]) -> list[str]:
    """Regional languages in which this wording says something."""
    return [language for language in REGIONAL if any((content.get(part) or {}).get(language) for part in _PARTS)]


def text_sum(content: Mapping[str, Any], language: str) -> str:
    """A sum over the words in this language and the Indonesian ones they translate."""
    said = [[(content.get(part) or {}).get(code) or "" for part in _PARTS] for code in (language, "id")]
    titles = [[button["title"].get(code) or "" for code in (language, "id")] for button in content.get("buttons") or []]
    return hashlib.sha256(json.dumps([said, titles], ensure_ascii=False).encode()).hexdigest()


async def checks(session: AsyncSession, keys: Iterable[str] | None = None) -> Checks:
    """The checks of these answers, or of all."""
    query = select(LanguageCheck)
    if keys is not None:
        query = query.where(LanguageCheck.answer_key.in_(list(keys)))
    rows = await session.scalars(query)
    return {(row.answer_key, row.language, row.text_sum): row for row in rows}


def check_of(known: Checks, key: str, content: Mapping[str, Any], language: str) -> LanguageCheck | None:
    """Who checked these very words, and when; None when nobody did."""
    return known.get((key, language, text_sum(content, language)))


def unchecked(known: Checks, key: str, content: Mapping[str, Any]) -> list[str]:
    """Regional languages whose words no speaker has read. A stored `regional_checked` vouches for all of them."""
    if content.get("regional_checked"):
        return []
    return [language for language in spoken(content) if check_of(known, key, content, language) is None]


async def mark(session: AsyncSession, revision_id: str, language: str, *, by: str, now: datetime) -> LanguageCheck:
    """Write down that a speaker has read this wording's words in this language. Marking twice changes nothing."""
    revision = await session.get(Revision, revision_id)
    if revision is None:
        raise NotFound(f"revision {revision_id}")
    if language not in spoken(revision.content):
        raise BadInput("Naskah ini tidak punya teks dalam bahasa itu.")
    key, total = revision.answer_key, text_sum(revision.content, language)
    known = await session.get(LanguageCheck, (key, language, total))
    if known is not None:
        return known
    made = LanguageCheck(answer_key=key, language=language, text_sum=total, checked_by=by, checked_at=now)
    session.add(made)
    audit.record(
        session, "answer.language", f"answer:{key}", actor=f"staff:{by}", now=now, language=language,
        revision=revision.number,
    )  # fmt: skip
    await session.flush()
    return made
