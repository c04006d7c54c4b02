"""What a citizen would read: the draft rendered by the same code that words answers, never saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers.controls import Controls
from bot.answers.models import Answer, Revision
from bot.answers.published import Published, known_as, titles
from bot.answers.rendering import render
from bot.answers.sources import in_order
from bot.console.editors.wording import Typed, content_of
from bot.conversations.messages import Reply


async def preview(
    session: AsyncSession,
    answer: Answer,
    revision: Revision,
    typed: Typed,
    *,
    media: Mapping[str, Mapping[str, Any]],
    controls: Controls,
    today: date,
) -> list[Reply]:
    """The short answer, and the long one when there is one, in the language of the open tab."""
    content = {**revision.content, **content_of(typed, media)}
    if not (content.get("short") or {}).get("id"):
        content["short"] = {**(content.get("short") or {}), "id": "…"}
    content["buttons"] = [button for button in content["buttons"] if button["title"].get("id")]
    sources = await in_order(session, typed.sources)
    draft = Published(
        key=answer.key,
        kind=answer.kind,
        group=answer.group,
        revision_id=revision.id,
        content=content,
        publishers=tuple(dict.fromkeys(known_as(source) for source in sources)),
        checked_on=_date(typed.checked_on, today),
        review_by=_date(typed.review_by, date.max),
    )
    related = await titles(session, content.get("related") or [])
    holes = {name: f"‹{name}›" for name in content.get("params") or []}
    parts = ["short", *(["long"] if (content.get("long") or {}).get("id") else [])]
    return [
        render(
            draft,
            language=typed.tab,
            params=holes,
            today=today,
            controls=controls,
            related_titles=related,
            part=part,
        )
        for part in parts
    ]


def _date(typed: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return otherwise
