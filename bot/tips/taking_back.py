"""A person deletes a message on their phone: its words go here too, unless agencies already hold them (F117)."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Message
from bot.settings import Settings
from bot.tips import evidence, facts
from bot.tips.judging import judge
from bot.tips.models import Evidence, Tip, TipFact, TipIdentifier
from bot.tips.rules.own_number import of_others
from nlu.language.extraction import extract


async def take_back(session: AsyncSession, message: Message, settings: Settings, *, now: datetime) -> bool:
    """Empty a message and take it out of an unsent draft. False when it is part of a tip that was sent."""
    tip = await session.get(Tip, message.tip_id) if message.tip_id else None
    if tip is not None and tip.status != "unsent":
        return False
    message.text = message.payload = message.found = None
    files = await session.scalars(select(Evidence).where(Evidence.message_id == message.id))
    for stored in files.all():
        await asyncio.to_thread(evidence.remove, stored.stored_name, settings)
        await session.delete(stored)
    message.evidence_id = message.tip_id = None
    if tip is not None:
        await session.execute(delete(TipFact).where(TipFact.tip_id == tip.id, TipFact.message_id == message.id))
        await _name_again(session, tip, now)
        await judge(session, tip, now=now)
    return True


async def _name_again(session: AsyncSession, tip: Tip, now: datetime) -> None:
    """Numbers, accounts and firms that were named only in what is gone are no longer known."""
    await session.execute(delete(TipIdentifier).where(TipIdentifier.tip_id == tip.id))
    for fact in await facts.of_tip(session, tip.id):
        if fact.value and fact.origin != facts.TAKEN_BACK:
            await facts.identify(session, tip, of_others(fact.value, extract(fact.value, now=now)))
