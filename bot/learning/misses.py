"""Questions that found no answer, kept masked for the editors; never from a report or an emergency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.learning.models import Miss
from bot.settings import Settings

GROUPED_FROM = 2_000
"""How many of the newest misses are read to build the editors' list."""


@dataclass(frozen=True)
class Guess:
    """What the model thought: a label (topic key or act) and its probability."""

    name: str
    confidence: float


def note_miss(
    session: AsyncSession,
    masked_text: str,
    *,
    language: str,
    verdict: str,
    guesses: Sequence[Guess],
    now: datetime,
) -> Miss:
    """Keep one miss. The caller has masked the text and made sure that no report is open."""
    miss = Miss(
        language=language,
        verdict=verdict,
        guesses={"labels": [{"name": guess.name, "confidence": round(guess.confidence, 3)} for guess in guesses]},
        at=now,
    )
    miss.text = masked_text
    session.add(miss)
    return miss


@dataclass(frozen=True)
class MissGroup:
    """Misses that read the same once trimmed: how often, since when, and the model's best guesses."""

    ids: tuple[str, ...]
    text: str
    count: int
    newest: datetime
    language: str
    guesses: tuple[Guess, ...]


async def grouped(session: AsyncSession, *, most: int = 100) -> list[MissGroup]:
    """Open misses, grouped by wording, the most frequent first (F108)."""
    rows = await session.scalars(
        select(Miss).where(Miss.settled_at.is_(None)).order_by(Miss.at.desc()).limit(GROUPED_FROM)
    )
    groups: dict[str, list[Miss]] = {}
    for miss in rows:
        groups.setdefault(" ".join((miss.text or "").lower().split()), []).append(miss)
    listed = [_group(misses) for misses in groups.values()]
    return sorted(listed, key=lambda group: (-group.count, -group.newest.timestamp()))[:most]


async def settle(session: AsyncSession, ids: Sequence[str], *, now: datetime) -> int:
    """Take misses off the list (ignored or dealt with). Returns how many."""
    rows = await session.scalars(select(Miss).where(Miss.id.in_(ids), Miss.settled_at.is_(None)))
    settled = 0
    for miss in rows:
        miss.settled_at = now
        settled += 1
    return settled


async def forget(session: AsyncSession, settings: Settings, *, now: datetime) -> int:
    """Delete misses past their time. Returns how many."""
    old = now - timedelta(days=settings.keep_miss_days)
    gone = await session.execute(delete(Miss).where(Miss.at < old).returning(Miss.id))
    return len(gone.all())


def _group(misses: list[Miss]) -> MissGroup:
    first = misses[0]
    labels = first.guesses.get("labels", [])
    return MissGroup(
        ids=tuple(miss.id for miss in misses),
        text=first.text or "",
        count=len(misses),
        newest=first.at,
        language=first.language,
        guesses=tuple(Guess(label["name"], label["confidence"]) for label in labels),
    )
