"""What translators get: published texts by language, each with the number of the wording it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import speakers
from bot.answers.models import Answer, Revision
from bot.answers.translating import texts
from bot.answers.translating.sheets import Line


@dataclass(frozen=True)
class Wanted:
    """Which texts to export. `only_open`: those without a translation, or that no speaker has read."""

    languages: Sequence[str]
    group: str = ""
    only_open: bool = False


async def lines(session: AsyncSession, wanted: Wanted) -> list[Line]:
    """One line a text and language, by group and answer."""
    query = (
        select(Answer, Revision).join(Revision, Revision.id == Answer.published_id).order_by(Answer.group, Answer.key)
    )
    if wanted.group:
        query = query.where(Answer.group == wanted.group)
    known = await speakers.checks(session)
    made = []
    for answer, revision in (await session.execute(query)).all():
        unread = speakers.unchecked(known, answer.key, revision.content)
        title = str((revision.content.get("title") or {}).get("id") or answer.key)
        for language in wanted.languages:
            for part in texts.names(revision.content):
                text = texts.text_of(revision.content, part, language)
                if wanted.only_open and text and language not in unread:
                    continue
                source = texts.text_of(revision.content, part, "id")
                made.append(Line(answer.key, title, part, language, revision.number, source, text))
    return made
