"""What officers' acts say to a citizen: the published system answers, in the conversation's language."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers.published import find
from bot.answers.rendering import render
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.visit import Visit
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation
from bot.errors import Misconfigured


async def reply(
    desk: Desk,
    visit: Visit,
    session: AsyncSession,
    conversation: Conversation,
    answer: str,
    params: Mapping[str, str] | None = None,
) -> Reply:
    """Word one system answer. Raises Misconfigured when it was never seeded."""
    published = await find(session, answer)
    if published is None:
        raise Misconfigured(f"Jawaban sistem {answer} belum ada. Jalankan pemuatan isi.")
    return render(
        published,
        language=conversation.language,
        params=params or {},
        today=visit.now.astimezone(JAKARTA).date(),
        controls=desk.controls,
    )
