"""How often answers are read and found helpful: a total, and a count for each day. Nobody is in the counts (F93)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers.models import Answer, AnswerDay

RECENT_DAYS = 30
LEAST_VERDICTS = 5
"""Fewer verdicts than this say nothing about an answer."""
LOW_SHARE = 50
"""Percent "terbantu" below which an answer should be looked at."""


@dataclass(frozen=True)
class Counted:
    """What the last days brought one answer."""

    asked: int = 0
    helped: int = 0
    not_helped: int = 0

    @property
    def share(self) -> int | None:
        """Percent of the verdicts that said "terbantu"; None without a verdict."""
        said = self.helped + self.not_helped
        return round(100 * self.helped / said) if said else None

    @property
    def is_low(self) -> bool:
        """Enough people answered, and too few were helped."""
        share = self.share
        return share is not None and self.helped + self.not_helped >= LEAST_VERDICTS and share < LOW_SHARE


async def count_asked(session: AsyncSession, key: str, *, on: date) -> None:
    """One more citizen read this answer."""
    await _add(session, key, "asked", on)


async def count_verdict(session: AsyncSession, key: str, *, helped: bool, on: date) -> None:
    """A citizen said whether the answer helped (F19); a name that is no answer's counts nowhere."""
    await _add(session, key, "helped" if helped else "not_helped", on)


async def recent(session: AsyncSession, today: date, *, days: int = RECENT_DAYS) -> Mapping[str, Counted]:
    """What the last days brought, by answer; an answer nobody asked for is not in it."""
    rows = await session.execute(
        select(
            AnswerDay.answer_key, func.sum(AnswerDay.asked), func.sum(AnswerDay.helped), func.sum(AnswerDay.not_helped)
        )
        .where(AnswerDay.day > today - timedelta(days=days))
        .group_by(AnswerDay.answer_key)
    )
    return {key: Counted(asked, helped, not_helped) for key, asked, helped, not_helped in rows}


async def _add(session: AsyncSession, key: str, name: str, on: date) -> None:
    column = getattr(Answer, name)
    known = await session.scalar(
        update(Answer).where(Answer.key == key).values({column: column + 1}).returning(Answer.key)
    )
    if known is None:
        return
    first = {"asked": 0, "helped": 0, "not_helped": 0} | {name: 1}
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    more = {name: getattr(AnswerDay, name) + 1}
    await session.execute(
        dialect.insert(AnswerDay)
        .values(answer_key=key, day=on, **first)
        .on_conflict_do_update(index_elements=["answer_key", "day"], set_=more)
    )
