"""What citizens read now: the published revision of an answer, looked up fresh for every turn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers.models import Answer, Revision, Source


@dataclass(frozen=True)
class Published:
    """One answer as it stands published. `publishers` are whose word it is, in the order of the sources."""

    key: str
    kind: str
    group: str
    revision_id: str
    content: Mapping[str, Any]
    publishers: tuple[str, ...]
    checked_on: date
    review_by: date


async def find(session: AsyncSession, key: str) -> Published | None:
    """The published answer, or None when there is none or it is switched off."""
    row = (
        await session.execute(
            select(Answer, Revision)
            .join(Revision, Revision.id == Answer.published_id)
            .where(Answer.key == key, Answer.withdrawn_at.is_(None))
        )
    ).first()
    if row is None:
        return None
    answer, revision = row
    return Published(
        key=answer.key,
        kind=answer.kind,
        group=answer.group,
        revision_id=revision.id,
        content=revision.content,
        publishers=await _publishers(session, revision.sources),
        checked_on=revision.checked_on,
        review_by=revision.review_by,
    )


async def is_withdrawn(session: AsyncSession, key: str) -> bool:
    """Whether there is such an answer and editors have switched it off (F104)."""
    query = select(Answer.key).where(Answer.key == key, Answer.withdrawn_at.is_not(None))
    return await session.scalar(query) is not None


async def titles(session: AsyncSession, keys: Iterable[str]) -> dict[str, dict[str, str]]:
    """Human titles by language of the published answers among these keys."""
    wanted = list(keys)
    rows = await session.execute(
        select(Answer.key, Revision.content)
        .join(Revision, Revision.id == Answer.published_id)
        .where(Answer.key.in_(wanted), Answer.withdrawn_at.is_(None))
    )
    return {key: content.get("title", {}) for key, content in rows}


async def topics_among(session: AsyncSession, keys: Iterable[str]) -> list[str]:
    """Which of these names are topics, in their order."""
    wanted = list(keys)
    known = set(await session.scalars(select(Answer.key).where(Answer.key.in_(wanted), Answer.kind == "topic")))
    return [key for key in wanted if key in known]


async def _publishers(session: AsyncSession, source_ids: list[str]) -> tuple[str, ...]:
    """Whose word it is, as citizens know it: a law by its number, anything else by its publisher."""
    if not source_ids:
        return ()
    rows = await session.scalars(select(Source).where(Source.id.in_(source_ids)))
    by_id = {row.id: known_as(row) for row in rows}
    return tuple(dict.fromkeys(by_id[source] for source in source_ids if source in by_id))


def known_as(source: Source) -> str:
    """Whose word a source is, as the source line says it."""
    if source.kind == "law":
        return source.title.partition(",")[0].partition("(")[0].partition(":")[0].strip()
    return source.publisher
