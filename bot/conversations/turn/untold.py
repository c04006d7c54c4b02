"""A report that was sent without its reporter hearing of it: the code is told with the next answer.

Rasa may answer too late, after its action has sent the report: the gateway has said "our machine is disturbed" then,
the form is closed, and whoever says "ya" once more must neither hear "nothing to confirm" nor tell everything again.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Conversation
from bot.conversations.turn.wording import Said
from bot.tips import follow_up, sending

SENT = ("lapor_terkirim", "lapor_sudah_terkirim", "darurat_terkirim")
EMPTY = (
    "rasa_diam",
    "setuju_kosong",
    "menolak_kosong",
    "batal_kosong",
    "tidak_tahu_kosong",
    "menu",
    "menu_dan_petugas",
)
"""Answers that say nothing beside the news that the report was sent."""


async def with_code(session: AsyncSession, conversation: Conversation, says: Sequence[Said]) -> list[Said]:
    """The same names; in front of them the receipt of a sent report whose code nobody was told."""
    if any(said.answer in SENT for said in says):
        return list(says)
    sent = await sending.sent_before(session, conversation.id)
    if sent is None or sent.status not in follow_up.LIVE or sending.code_of(session, sent) is None:
        return list(says)
    return [Said("lapor_terkirim", {"tip": sent.id}), *(said for said in says if said.answer not in EMPTY)]
