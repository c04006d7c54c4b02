"""The lawful steps of a referral: taken, accepted, declined with a reason, passed on, closed with an outcome.

    sent ──► accepted ──► done
      └────► declined         (revoked: the reporter withdrew)

A tip never falls between agencies: the last one that holds it cannot decline it, only pass it on or close it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.agencies.models import Agency, Queue
from bot.database import new_id
from bot.errors import BadInput, WrongState
from bot.staff.permissions import Viewer
from bot.tips import deadlines
from bot.tips.casework.footing import check_reason, end, open_for, others_of, record, tell
from bot.tips.casework.sight import OPEN
from bot.tips.models import Referral, Tip


async def take(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> Referral:
    """Become the one who works on it in one's agency; taking from a colleague is allowed and recorded."""
    referral, tip = await open_for(session, viewer, case_number)
    before, referral.holder = referral.holder, viewer.staff_id
    await deadlines.held(session, referral, now=now)
    record(session, "referral.take", tip, viewer, now, before=before)
    return referral


async def let_go(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> Referral:
    """Put it back for colleagues."""
    referral, tip = await open_for(session, viewer, case_number)
    if referral.holder != viewer.staff_id:
        raise WrongState("Laporan ini tidak sedang Anda pegang.")
    referral.holder = referral.returns_at = None
    record(session, "referral.let_go", tip, viewer, now)
    return referral


async def accept(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> Referral:
    """The agency takes the tip on; whoever accepts holds it."""
    referral, tip = await open_for(session, viewer, case_number)
    if referral.state != "sent":
        raise WrongState("Laporan ini sudah diterima.")
    referral.state, referral.accepted_at, tip.changed_at = "accepted", now, now
    referral.holder = referral.holder or viewer.staff_id
    if tip.status == "sent":
        tip.status = "accepted"
    deadlines.answered(referral, now=now)
    record(session, "referral.accept", tip, viewer, now)
    tell(session, referral, "referral.accepted", now)
    return referral


async def decline(session: AsyncSession, viewer: Viewer, case_number: str, *, reason: str, now: datetime) -> Referral:
    """Not for this agency, with a reason the others can read. Raises WrongState when no other agency holds it."""
    referral, tip = await open_for(session, viewer, case_number)
    if referral.state != "sent":
        raise WrongState("Laporan yang sudah diterima tidak bisa ditolak. Rujuk atau tutup dengan hasil.")
    if not [other for other in await others_of(session, referral, lock=True) if other.state in OPEN]:
        raise WrongState("Hanya instansi Anda yang memegang laporan ini. Rujuk dulu ke instansi lain, atau tutup.")
    end(referral, "declined", check_reason(reason), now)
    tip.changed_at = now
    await deadlines.follow_all(session, tip, now=now)
    record(session, "referral.decline", tip, viewer, now)
    tell(session, referral, "referral.declined", now)
    return referral


async def refer(
    session: AsyncSession, viewer: Viewer, case_number: str, *, to: str, reason: str, now: datetime
) -> Referral:
    """Bring another agency in. One that the reporter left out, or that has it already, is refused alike."""
    mine, tip = await open_for(session, viewer, case_number)
    await others_of(session, mine, lock=True)
    if to not in [agency.key for agency in await receivers(session, mine, tip)]:
        raise BadInput("Instansi itu tidak bisa menerima rujukan ini.")
    queue = await session.scalar(select(Queue.key).where(Queue.agency == to).order_by(Queue.key))
    known = await session.scalar(select(Referral).where(Referral.tip_id == tip.id, Referral.agency == to))
    referral = known or Referral(id=new_id(), tip_id=tip.id, agency=to, queue=queue or to)
    referral.state, referral.reason, referral.sent_at = "sent", check_reason(reason), now
    referral.referred_by, referral.referred_from = viewer.staff_id, viewer.agency
    referral.opened_at = referral.accepted_at = referral.ended_at = referral.holder = referral.end_reason = None
    referral.replied_at, referral.asks, referral.returns_at = None, False, None
    session.add(referral)
    await deadlines.begin(session, referral, tip, now=now)
    deadlines.answered(mine, now=now)
    tip.changed_at = now
    record(session, "referral.refer", tip, viewer, now, to=to)
    await session.flush()
    tell(session, referral, "referral.sent", now)
    return referral


async def receivers(session: AsyncSession, mine: Referral, tip: Tip) -> Sequence[Agency]:
    """The agencies a tip may be referred to: active, not left out by the reporter, not holding it now."""
    holding = {other.agency for other in await others_of(session, mine) if other.state in (*OPEN, "done")}
    rows = await session.scalars(select(Agency).where(Agency.active.is_(True)).order_by(Agency.name))
    return [row for row in rows if row.key not in {*tip.excluded, *holding, mine.agency}]
