"""Who wrote a tip: opened only on request, for a reason, by a second person, for a short time (F118).

An officer asks; a custodian of the same agency, who is somebody else, decides; only who asked then sees the channel
and the number, each look recorded. A web chat has no identity: its secret would open the reporter's conversation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Conversation
from bot.database import new_id
from bot.errors import NotFound, WrongState
from bot.settings import Settings
from bot.staff.models import Staff
from bot.staff.permissions import Viewer, require
from bot.tips.casework.footing import check_reason, record
from bot.tips.casework.models import IdentityRequest
from bot.tips.casework.sight import HIDDEN, referral_of
from bot.tips.models import Referral, Tip

KNOWN_BY = ("telegram", "whatsapp")
"""Channels on which people have an address of their own."""


@dataclass(frozen=True)
class Identity:
    """How the reporter can be reached: the channel, and their number or account there."""

    channel: str
    address: str
    consent: str | None
    open_until: datetime


async def has_one(session: AsyncSession, tip: Tip) -> bool:
    """Whether there is anything to be opened."""
    if tip.channel not in KNOWN_BY or tip.conversation_id is None:
        return False
    sealed = select(Conversation.external_sealed).where(Conversation.id == tip.conversation_id)
    return await session.scalar(sealed) is not None


async def ask(
    session: AsyncSession, viewer: Viewer, case_number: str, *, reason: str, now: datetime
) -> IdentityRequest:
    """An officer asks. Raises WrongState when a request waits already, or nobody could decide it."""
    require(viewer, "tips.work")
    own, tip = await referral_of(session, viewer, case_number)
    if not await has_one(session, tip):
        raise WrongState("Kanal ini tidak menyimpan identitas pelapor.")
    if await current(session, viewer, tip, now=now) is not None:
        raise WrongState("Permintaan Anda untuk laporan ini sudah ada.")
    if not await _custodians(session, viewer):
        raise WrongState("Instansi Anda belum punya kustodian lain. Minta pengelola menambahkan perannya.")
    made = IdentityRequest(
        id=new_id(), tip_id=tip.id, agency=own.agency, asked_by=viewer.staff_id, asked_at=now
    )  # fmt: skip
    session.add(made)
    made.reason = check_reason(reason)
    record(session, "identity.ask", tip, viewer, now, request=made.id)
    return made


async def decide(
    session: AsyncSession,
    viewer: Viewer,
    request_id: str,
    *,
    grant: bool,
    remark: str,
    settings: Settings,
    now: datetime,
) -> IdentityRequest:
    """A custodian decides, with a remark when the answer is no. Never over one's own request."""
    require(viewer, "identity.approve")
    found = await session.get(IdentityRequest, request_id, with_for_update=True, populate_existing=True)
    if found is None or found.agency != viewer.agency:
        raise NotFound(f"identity request {request_id}")
    if found.state != "asked":
        raise WrongState("Permintaan ini sudah diputuskan.")
    if found.asked_by == viewer.staff_id:
        raise WrongState("Permintaan Anda sendiri harus diputuskan orang lain.")
    tip = await session.get_one(Tip, found.tip_id)
    if not grant:
        found.remark = check_reason(remark)
    found.state, found.decided_by, found.decided_at = "granted" if grant else "refused", viewer.staff_id, now
    found.open_until = now + timedelta(seconds=settings.identity_open_for) if grant else None
    tip.changed_at = now
    record(session, "identity.grant" if grant else "identity.refuse", tip, viewer, now, request=found.id)
    return found


async def current(session: AsyncSession, viewer: Viewer, tip: Tip, *, now: datetime) -> IdentityRequest | None:
    """The viewer's own request for this tip that waits, or is open now."""
    rows = await session.scalars(
        select(IdentityRequest)
        .where(IdentityRequest.tip_id == tip.id, IdentityRequest.asked_by == viewer.staff_id)
        .order_by(IdentityRequest.asked_at.desc())
    )
    for row in rows:
        if row.state == "asked" or (row.state == "granted" and row.open_until is not None and row.open_until > now):
            return row
    return None


async def last(session: AsyncSession, viewer: Viewer, tip: Tip) -> IdentityRequest | None:
    """The viewer's newest request for this tip, whatever became of it."""
    found: IdentityRequest | None = await session.scalar(
        select(IdentityRequest)
        .where(IdentityRequest.tip_id == tip.id, IdentityRequest.asked_by == viewer.staff_id)
        .order_by(IdentityRequest.asked_at.desc())
        .limit(1)
    )
    return found


async def read(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> Identity:
    """The identity, while it is open for this viewer; the look is recorded. Raises WrongState otherwise."""
    require(viewer, "tips.work")
    _, tip = await referral_of(session, viewer, case_number)
    request = await current(session, viewer, tip, now=now)
    if request is None or request.state != "granted" or request.open_until is None:
        raise WrongState("Identitas pelapor tidak sedang dibuka untuk Anda.")
    conversation = await session.get(Conversation, tip.conversation_id) if tip.conversation_id else None
    if conversation is None or conversation.channel not in KNOWN_BY or not conversation.external_id:
        raise WrongState("Kanal ini tidak menyimpan identitas pelapor.")
    record(session, "identity.read", tip, viewer, now, request=request.id)
    return Identity(conversation.channel, conversation.external_id, tip.consent, request.open_until)


async def requests(
    session: AsyncSession, viewer: Viewer, *, waiting: bool, most: int, skip: int = 0
) -> Sequence[tuple[IdentityRequest, Tip]]:
    """Requests of the viewer's agency: those that wait, the oldest first, or those decided, the newest first."""
    require(viewer, "identity.approve")
    order = IdentityRequest.asked_at if waiting else IdentityRequest.decided_at.desc()
    held = select(Referral.tip_id).where(Referral.agency == viewer.agency, Referral.state != "revoked")
    rows = await session.execute(
        select(IdentityRequest, Tip)
        .join(Tip, Tip.id == IdentityRequest.tip_id)
        .where(IdentityRequest.agency == viewer.agency, Tip.status.not_in(HIDDEN), Tip.id.in_(held))
        .where(IdentityRequest.state == "asked" if waiting else IdentityRequest.state != "asked")
        .order_by(order, IdentityRequest.id)
        .limit(most)
        .offset(skip)
    )
    return [(row[0], row[1]) for row in rows]


async def _custodians(session: AsyncSession, viewer: Viewer) -> bool:
    rows = await session.execute(
        select(Staff.roles).where(Staff.agency == viewer.agency, Staff.active, Staff.id != viewer.staff_id)
    )
    return any("custodian" in row.roles for row in rows)
