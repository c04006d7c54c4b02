"""The one line of a story that a row of the inbox shows: masked, and without what was blanked for the viewer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence

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


class KeptLines:
    """Lines that were shown lately, by a digest of their story: masking one anew for every page costs milliseconds."""

    def __init__(self, most: int = 5_000) -> None:
        self._most = most
        self._lines: dict[bytes, str] = {}

    def __call__(self, story: str) -> str:
        key = hashlib.blake2b(story.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        line = self._lines.pop(key, None)
        if line is None:
            line = shortened(story)
            while len(self._lines) >= self._most:
                del self._lines[next(iter(self._lines))]
        self._lines[key] = line  # the newest at the end
        return line


async def of(
    session: AsyncSession,
    tips: Sequence[Tip],
    own: Mapping[str, Referral],
    *,
    shorten: Callable[[str], str],
) -> dict[str, str]:
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
        tip_id: shorten(blanking.apply(facts.joined(parts, "kejadian"), hidden.get(tip_id, ())))
        for tip_id, parts in stories.items()
    }


def shortened(story: str) -> str:
    """The beginning of a story in one masked line."""
    words = " ".join(story[:READ_MOST].split())
    line = mask(words)
    cut = len(line) > LINE_MOST or len(story) > READ_MOST
    return line[:LINE_MOST].rstrip() + " …" if cut else line
