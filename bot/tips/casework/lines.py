"""The one line of a story that a row of the inbox shows: masked, and without what was blanked for the viewer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.redaction import mask
from bot.tips import facts
from bot.tips.casework import blanking
from bot.tips.models import Referral, Tip, TipFact

LINE_MOST = 140
"""Characters of the story shown in a row, masked."""
READ_MOST = 4 * LINE_MOST
"""Characters of the story that are looked at for it: masking a long story for each row would cost a page its speed."""


async def of(session: AsyncSession, tips: Sequence[Tip], own: Mapping[str, Referral]) -> dict[str, str]:
    """The beginning of each story. `own`: the viewer's referral of each tip."""
    rows = await session.scalars(
        select(TipFact)
        .where(TipFact.tip_id.in_([tip.id for tip in tips]), TipFact.slot == "kejadian")
        .order_by(TipFact.at, TipFact.id)
    )
    stories: dict[str, list[TipFact]] = {}
    for fact in rows:
        stories.setdefault(fact.tip_id, []).append(fact)
    hidden = await blanking.for_rows(session, own)
    return {
        tip_id: _shortened(blanking.apply(facts.joined(parts, "kejadian"), hidden.get(tip_id, ())))
        for tip_id, parts in stories.items()
    }


def _shortened(story: str) -> str:
    words = " ".join(story[:READ_MOST].split())
    line = mask(words)
    cut = len(line) > LINE_MOST or len(story) > READ_MOST
    return line[:LINE_MOST].rstrip() + " …" if cut else line
