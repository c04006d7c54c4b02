"""The same message taken twice by the same act does no harm: the first outcome is given again (decision 5)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.tips.models import StepTaken
from bot.tips.say import Say, Step

Says = tuple[Say, ...]


async def step_once(
    session: AsyncSession, message_id: str, act: str, make: Callable[[], Awaitable[Step]], *, now: datetime
) -> Step:
    """What `make` gives for this message and act; a second time what it gave the first time."""
    known = await session.get(StepTaken, f"{message_id}:{act}")
    if known is not None:
        return Step.from_json(known.outcome)
    step = await make()
    _note(session, message_id, act, step.to_json(), now)
    return step


async def says_once(
    session: AsyncSession,
    message_id: str,
    act: str,
    make: Callable[[], Awaitable[Says | None]],
    *,
    now: datetime,
) -> Says | None:
    """The same for what is only said. None ("not mine") is remembered, too."""
    known = await session.get(StepTaken, f"{message_id}:{act}")
    if known is not None:
        stored = known.outcome["says"]
        return None if stored is None else tuple(Say.from_json(say) for say in stored)
    says = await make()
    outcome = {"says": None if says is None else [say.to_json() for say in says]}
    _note(session, message_id, act, outcome, now)
    return says


def _note(session: AsyncSession, message_id: str, act: str, outcome: dict[str, Any], now: datetime) -> None:
    session.add(StepTaken(id=f"{message_id}:{act}", outcome=outcome, at=now))
