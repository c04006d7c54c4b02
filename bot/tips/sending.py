"""Sending a tip: one transaction with score and reasons, referrals, notices, audit entry and receipt (decision 5)."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit, jobs
from bot.agencies.seed import queue_of
from bot.crypto import Vault
from bot.database import new_id
from bot.errors import WrongState
from bot.tips import deadlines, name_words, receivers
from bot.tips.judging import judge
from bot.tips.models import Referral, Tip
from bot.tips.receipts import make_code
from bot.tips.rules.routing import Destination

NOTIFY = "notify"
"""The kind of job that tells an agency's machines what happened to a referral."""
SALT_BYTES = 16


async def submit(session: AsyncSession, tip: Tip, *, now: datetime) -> Tip:
    """Hand the tip to its receivers, once: a second call changes nothing. Raises WrongState when nobody may receive."""
    # Whoever sends the same draft at the same moment waits here, and then finds it sent.
    await session.refresh(tip, ["status"], with_for_update=True)
    if tip.status != "unsent":
        return tip
    await judge(session, tip, now=now)
    found = await receivers.destinations(session, tip)
    if not found:
        raise WrongState("Tidak ada instansi yang bisa menerima laporan ini.")
    _make_receipt(session, tip)
    tip.status, tip.sent_at, tip.changed_at, tip.asked, tip.expires_at = "sent", now, now, None, None
    for destination in found:
        await hand_to(session, tip, destination, now=now)
    await name_words.keep(session, tip)
    audit.record(
        session,
        "tip.sent",
        f"tip:{tip.id}",
        actor="citizen",
        now=now,
        to=[one.agency for one in found],
        score=tip.score,
    )
    return tip


async def hand_to(session: AsyncSession, tip: Tip, destination: Destination, *, now: datetime) -> Referral:
    """Put the tip into one agency's queue and tell its machines."""
    referral = Referral(
        id=new_id(),
        tip_id=tip.id,
        agency=destination.agency,
        queue=await queue_of(session, destination.agency),
        state="sent",
        lead=destination.lead,
        reason=destination.reason,
        sent_at=now,
    )
    session.add(referral)
    await deadlines.begin(session, referral, tip, now=now)
    await session.flush()
    notify(session, referral, "referral.sent", now=now, urgent=tip.emergency)
    return referral


def notify(session: AsyncSession, referral: Referral, event: str, *, now: datetime, urgent: bool = False) -> None:
    """Tell the agency's machines, in order per agency."""
    jobs.put(
        session,
        NOTIFY,
        {"referral_id": referral.id, "event": event},
        lane=f"notify:{referral.agency}",
        now=now,
        priority=jobs.URGENT if urgent else jobs.NORMAL,
    )


async def sent_before(session: AsyncSession, conversation_id: str) -> Tip | None:
    """The newest tip that this conversation sent; its code is untold while `code_of` gives one."""
    found: Tip | None = await session.scalar(
        select(Tip)
        .where(Tip.conversation_id == conversation_id, Tip.sent_at.is_not(None))
        .order_by(Tip.sent_at.desc())
        .limit(1)
    )
    return found


def code_of(session: AsyncSession, tip: Tip) -> str | None:
    """The receipt code while it was not told yet; None afterwards, for ever."""
    vault: Vault = session.info["vault"]
    return make_code(vault.keys.receipt, tip.receipt_salt) if tip.receipt_salt is not None else None


def told(tip: Tip) -> None:
    """The code is on its way to the citizen: from now on only its hash is left."""
    tip.receipt_salt = None


def _make_receipt(session: AsyncSession, tip: Tip) -> None:
    vault: Vault = session.info["vault"]
    tip.receipt_salt = secrets.token_bytes(SALT_BYTES)
    tip.receipt_hash = vault.receipt_hash(make_code(vault.keys.receipt, tip.receipt_salt))
