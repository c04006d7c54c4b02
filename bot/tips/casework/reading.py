"""Reading one tip: what the viewer's agency may see of it, masked, and every reading recorded (F116, F119)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.audit import AuditEntry
from bot.conversations.models import Message
from bot.conversations.redaction import mask
from bot.errors import BadInput, NotFound
from bot.staff.permissions import Viewer
from bot.tips import facts
from bot.tips.casework.sight import agency_of, referral_of
from bot.tips.models import Evidence, Referral, Tip, TipFact, TipIdentifier, TipNote

SHOWN = ("kapan", "tempat", "perekrut", "kejadian", "bukti")
"""The facts of a tip in the order they are shown."""
REASON_LEAST = 5
"""Characters a reason for unmasking must have."""


@dataclass(frozen=True)
class FactShown:
    """One question of the tip with what was answered, masked."""

    slot: str
    text: str
    origin: str
    skipped: bool
    at: datetime
    masked: bool
    """Whether something is hidden that `reveal` would show."""


@dataclass(frozen=True)
class Hidden:
    """A number, account or firm named in the tip: its kind, and its value masked."""

    id: str
    kind: str
    masked: str


@dataclass(frozen=True)
class TipView:
    """Everything one officer's page shows of a tip."""

    tip: Tip
    own: Referral
    referrals: Sequence[Referral]
    facts: tuple[FactShown, ...]
    identifiers: tuple[Hidden, ...]
    evidence: Sequence[Evidence]
    notes: Sequence[TipNote]
    messages: Sequence[Message]
    history: Sequence[AuditEntry]


async def open_tip(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> TipView:
    """A tip as this viewer may read it. Records the reading. Raises NotFound when it is not theirs.

    Must run in a writing session: the reading and its audit entry are one commit.
    """
    referral, tip = await referral_of(session, viewer, case_number)
    if referral.opened_at is None:
        referral.opened_at = now
    _record(session, "tip.read", tip, viewer, now)
    of_tip = await facts.of_tip(session, tip.id)
    identifiers = await session.scalars(
        select(TipIdentifier).where(TipIdentifier.tip_id == tip.id).order_by(TipIdentifier.kind)
    )
    return TipView(
        tip=tip,
        own=referral,
        referrals=await _referrals(session, tip),
        facts=tuple(_shown(slot, of_tip) for slot in SHOWN if any(fact.slot == slot for fact in of_tip)),
        identifiers=tuple(Hidden(row.id, row.kind, masked_value(row.value or "")) for row in identifiers),
        evidence=(await session.scalars(select(Evidence).where(Evidence.tip_id == tip.id).order_by(Evidence.at))).all(),
        notes=await _notes(session, tip, agency_of(viewer)),
        messages=(
            await session.scalars(
                select(Message).where(Message.tip_id == tip.id).order_by(Message.at, Message.position)
            )
        ).all(),
        history=await _history(session, tip, agency_of(viewer)),
    )


async def reveal(
    session: AsyncSession, viewer: Viewer, case_number: str, field: str, *, reason: str, now: datetime
) -> str:
    """The unmasked value of a fact (by its slot) or an identifier (by its id); reason and field are recorded."""
    _, tip = await referral_of(session, viewer, case_number)
    if len(reason.strip()) < REASON_LEAST:
        raise BadInput("Tulis alasan singkat mengapa isi ini perlu dilihat.")
    if field in SHOWN:
        value = facts.joined(await facts.of_tip(session, tip.id), field, also=("heard",))
    else:
        row = await session.get(TipIdentifier, field)
        if row is None or row.tip_id != tip.id:
            raise NotFound(f"field {field}")
        value = row.value or ""
    _record(session, "tip.revealed", tip, viewer, now, field=field, reason=reason.strip())
    return value


async def evidence_of(
    session: AsyncSession, viewer: Viewer, case_number: str, evidence_id: str, *, now: datetime
) -> Evidence:
    """A file of a tip the viewer may see; looking at it is recorded. Raises NotFound."""
    _, tip = await referral_of(session, viewer, case_number)
    found = await session.get(Evidence, evidence_id)
    if found is None or found.tip_id != tip.id:
        raise NotFound(f"evidence {evidence_id}")
    _record(session, "evidence.read", tip, viewer, now, evidence=evidence_id)
    return found


def masked_value(value: str) -> str:
    """Enough to tell two values apart, not enough to call: `•••• 1234`."""
    return f"•••• {value[-3:]}" if len(value) > 6 else "••••"


def _shown(slot: str, of_tip: Sequence[TipFact]) -> FactShown:
    newest = facts.newest([fact for fact in of_tip if fact.slot == slot])[slot]
    whole = facts.joined(of_tip, slot, also=("heard",))
    masked = mask(whole)
    return FactShown(slot, masked, newest.origin, newest.skipped, newest.at, masked != whole)


async def _referrals(session: AsyncSession, tip: Tip) -> Sequence[Referral]:
    rows = await session.scalars(select(Referral).where(Referral.tip_id == tip.id).order_by(Referral.sent_at))
    return rows.all()


async def _notes(session: AsyncSession, tip: Tip, agency: str) -> Sequence[TipNote]:
    """Questions to the reporter are seen by all who hold the tip; internal notes stay in their agency."""
    rows = await session.scalars(
        select(TipNote)
        .where(TipNote.tip_id == tip.id, or_(TipNote.agency == agency, TipNote.kind == "question"))
        .order_by(TipNote.at)
    )
    return rows.all()


async def _history(session: AsyncSession, tip: Tip, agency: str) -> list[AuditEntry]:
    """What happened to the tip; who of another agency merely looked is that agency's business."""
    entries = await audit.history(session, f"tip:{tip.id}")
    quiet = ("tip.read", "tip.revealed", "evidence.read")
    return [entry for entry in entries if entry.agency in (None, agency) or entry.act not in quiet]


def _record(session: AsyncSession, act: str, tip: Tip, viewer: Viewer, now: datetime, **details: str) -> None:
    audit.record(session, act, f"tip:{tip.id}", actor=viewer.actor, agency=viewer.agency, now=now, **details)
