"""What a turn makes of the conversation's context: a short follow-up understood, and what to remember for the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import destinations, published
from bot.conversations import context
from bot.conversations.context import Before, Meant, Understood
from bot.conversations.context_tables import COUNTRIES
from bot.conversations.models import Conversation
from bot.conversations.rasa import Heard
from bot.conversations.turn.taking_in import Taken
from bot.conversations.turn.wording import Said
from bot.settings import Settings

ACCEPTED = "accept"
"""The gate's word for a verdict it is confident of."""
FORGETTING = (
    "lapor_", "darurat_", "cek_tawaran", "status_", "tambah_info", "cabut_", "petugas_", "hapus_data", "tidak_aman",
)  # fmt: skip
"""Answers after which "biayanya?" no longer means the topic before: something else came between."""


async def follow(
    session: AsyncSession,
    conversation: Conversation,
    taken: Taken,
    heard: Heard | None,
    settings: Settings,
    now: datetime,
) -> list[Said]:
    """The answers to a follow-up; none when what Rasa understood stands. Never inside a report, never for a tap."""
    if taken.in_report or taken.payload is not None or not taken.text:
        return []
    found = context.understand(taken.text, taken.found, _understood(heard), _before(conversation, settings, now))
    for meant in found:
        conversation.last_topic = meant.topic
        conversation.last_country = meant.country or conversation.last_country
    return [await _said(session, meant) for meant in found]


async def remember(session: AsyncSession, conversation: Conversation, taken: Taken, says: Sequence[Said]) -> None:
    """Keep what was asked by its topic, and the country named, for the next message."""
    names = [said.answer for said in says]
    if taken.in_report or any(name.startswith(FORGETTING) for name in names):
        conversation.last_topic = conversation.last_country = None
        return
    topics = await published.topics_among(session, names)
    if topics:
        newest = topics[-1]
        country = destinations.code_of(newest)
        conversation.last_topic = COUNTRIES if country else newest
        conversation.last_country = country or conversation.last_country
    named = [one.value for one in taken.found if one.kind == "country"]
    conversation.last_country = named[-1] if named else conversation.last_country


def _before(conversation: Conversation, settings: Settings, now: datetime) -> Before:
    heard_at = conversation.last_heard_at
    if heard_at is None or now - heard_at > timedelta(seconds=settings.context_keep):
        return Before()
    return Before(conversation.last_topic, conversation.last_country)


def _understood(heard: Heard | None) -> Understood:
    if heard is None:
        return Understood()
    if heard.verdict == ACCEPTED:
        return Understood(surely=str(heard.replies[0]["answer"]))
    return Understood(perhaps=heard.labels[0].name if heard.labels else None)


async def _said(session: AsyncSession, meant: Meant) -> Said:
    if meant.country is None:
        return Said(meant.topic, {}, focus=meant.focus, leading_to=meant.topic)
    name = await destinations.find(session, meant.country)
    return Said(name.answer, name.params, focus=meant.focus, leading_to=meant.topic)
