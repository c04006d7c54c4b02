"""Bring content/ into the database: new answers are published, editors' own wordings are never touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers.destinations import read_destinations
from bot.answers.models import Answer, Revision, Source
from bot.errors import Misconfigured

SEED_AUTHOR = "seed"
_CONTENT = (
    "title",
    "short",
    "long",
    "next_step",
    "buttons",
    "related",
    "params",
    "cite",
    "facts",
    "regional_checked",
)


async def seed(session: AsyncSession, content_dir: Path, *, now: datetime) -> int:
    """Publish what content/answers holds where no editor has published since. Returns how many changed."""
    await _seed_sources(session, content_dir / "sources.yml")
    stored = [*read_answers(content_dir), *read_destinations(content_dir)]
    return sum([await _seed_answer(session, one, now) for one in stored])


def read_answers(content_dir: Path) -> Iterator[dict[str, Any]]:
    """Every answer file, checked for what the code relies on. Raises Misconfigured."""
    for path in sorted((content_dir / "answers").rglob("*.yml")):
        stored = yaml.safe_load(path.read_text(encoding="utf-8"))
        missing = {"key", "kind", "group", "short", "checked_on", "review_by"} - set(stored or {})
        if missing or "id" not in stored["short"]:
            raise Misconfigured(f"Jawaban {path.name} tidak lengkap: {sorted(missing) or 'short.id'}")
        yield stored


async def _seed_answer(session: AsyncSession, stored: dict[str, Any], now: datetime) -> bool:
    answer = await session.get(Answer, stored["key"])
    if answer is None:
        answer = Answer(
            key=stored["key"],
            kind=stored["kind"],
            group=stored["group"],
            owner=stored.get("owner", "redaksi"),
        )
        session.add(answer)
    content = {name: stored[name] for name in _CONTENT if stored.get(name) is not None}
    current = await session.get(Revision, answer.published_id) if answer.published_id else None
    if current is not None and (current.author != SEED_AUTHOR or _same(current, content, stored)):
        return False
    last = await session.scalar(select(func.max(Revision.number)).where(Revision.answer_key == answer.key))
    revision = Revision(
        answer_key=answer.key,
        number=(last or 0) + 1,
        state="published",
        content=content,
        sources=stored.get("sources") or [],
        checked_on=_date(stored["checked_on"]),
        review_by=_date(stored["review_by"]),
        author=SEED_AUTHOR,
        created_at=now,
        changed_at=now,
        submitted_at=now,
        published_at=now,
    )
    session.add(revision)
    await session.flush()
    if current is not None:
        current.state = "replaced"
    answer.published_id = revision.id
    return True


def _same(current: Revision, content: dict[str, Any], stored: dict[str, Any]) -> bool:
    return (
        current.content == content
        and current.sources == (stored.get("sources") or [])
        and current.checked_on == _date(stored["checked_on"])
        and current.review_by == _date(stored["review_by"])
    )


async def _seed_sources(session: AsyncSession, path: Path) -> None:
    stored = yaml.safe_load(path.read_text(encoding="utf-8"))
    for entry in stored["sources"]:
        await session.merge(
            Source(
                id=entry["id"],
                title=entry["title"],
                publisher=entry["publisher"],
                url=entry.get("url"),
                published_on=str(entry.get("date_published") or "") or None,
                seen_on=str(entry.get("date_seen") or "") or None,
                kind=entry.get("kind"),
                reliability=entry.get("reliability"),
            )
        )


def _date(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
