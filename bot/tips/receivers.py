"""Who would receive a tip as it stands: the routing rules of the database over what the tip indicates (F42, F136)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.agencies.models import Agency, RoutingRule
from bot.tips.models import Tip
from bot.tips.rules import routing
from bot.tips.rules.routing import Destination


async def destinations(
    session: AsyncSession, tip: Tip, *, excluded: Collection[str] | None = None
) -> tuple[Destination, ...]:
    """The agencies that would receive it, the lead among them. `excluded` asks "what if" these were left out."""
    rows = await session.scalars(select(RoutingRule).where(RoutingRule.active.is_(True)).order_by(RoutingRule.position))
    rules = [routing.Rule(row.key, row.when, row.to, row.lead, row.reason) for row in rows]
    active = (await session.scalars(select(Agency.key).where(Agency.active.is_(True)).order_by(Agency.key))).all()
    case = routing.Case(frozenset(tip.flags), tip.kind, tip.departs, tip.emergency)
    return routing.route(rules, case, active=active, excluded=tip.excluded if excluded is None else excluded)


async def anybody_left(session: AsyncSession, tip: Tip, excluded: Collection[str]) -> bool:
    """Whether somebody would still receive the tip if these agencies were left out."""
    return bool(await destinations(session, tip, excluded=excluded))


async def names(session: AsyncSession, keys: Sequence[str]) -> list[str]:
    """Short names of agencies, in the order of the keys."""
    rows = await session.execute(select(Agency.key, Agency.short_name).where(Agency.key.in_(keys)))
    by_key = {row.key: row.short_name for row in rows}
    return [by_key[key] for key in keys if key in by_key]
