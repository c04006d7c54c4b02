"""Reading one tip: what the viewer's agency may see of it, masked, and every reading recorded (F116, F119)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.audit import AuditEntry
from bot.conversations.models import Message
from bot.conversations.redaction import mask
from bot.database import new_id
from bot.errors import BadInput, NotFound
from bot.staff.permissions import Viewer
from bot.tips import facts
from bot.tips.casework import blanking, marks
from bot.tips.casework.models import Blank, Revealing
from bot.tips.casework.sight import agency_of, referral_of
from bot.tips.models import Evidence, Referral, Tip, TipFact, TipIdentifier, TipNote

SHOWN = ("kapan", "tempat", "perekrut", "kejadian", "bukti")
"""The facts of a tip in the order they are shown."""
OF_ONE_AGENCY = (
    "tip.read", "tip.revealed", "evidence.read", "tip.note", "blank.set", "blank.lifted",
    "identity.ask", "identity.grant", "identity.refuse", "identity.read", "closing.ask", "closing.return",
    "closing.take_back", "referral.take", "referral.let_go", "referral.assign", "referral.hand_over",
    "referral.returned", "referral.left_behind",
)  # fmt: skip
"""Acts that are nobody's business in another agency."""
REASON_LEAST = 5
"""Characters a reason for unmasking must have."""
REASON_MOST = 300


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
    blanked: bool = False
    """Whether the agency that passed the tip on has blanked a part of it."""


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
    blanks: Sequence[Blank]
    """What the viewer's own agency has blanked."""
    hidden: Sequence[Blank]
    """What is blanked for the viewer."""
    reasons: Mapping[str, str]
    """Why colleagues of the viewer's agency revealed something, by the id that the trail holds."""


async def open_tip(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> TipView:
    """A tip as this viewer may read it. Records the reading. Raises NotFound when it is not theirs.

    Must run in a writing session: the reading and its audit entry are one commit.
    """
    referral, tip = await referral_of(session, viewer, case_number)
    if referral.opened_at is None:
        referral.opened_at = now
        referral.reckon()
    await marks.read(session, viewer, [tip.id], now=now)
    _record(session, "tip.read", tip, viewer, now)
    of_tip = await facts.of_tip(session, tip.id)
    hidden = (await blanking.for_rows(session, {tip.id: referral})).get(tip.id, [])
    identifiers = await session.scalars(
        select(TipIdentifier).where(TipIdentifier.tip_id == tip.id).order_by(TipIdentifier.kind)
    )
    files = await session.scalars(select(Evidence).where(Evidence.tip_id == tip.id).order_by(Evidence.at))
    return TipView(
        tip=tip,
        own=referral,
        referrals=await _referrals(session, tip),
        facts=tuple(_shown(slot, of_tip, hidden) for slot in SHOWN if any(fact.slot == slot for fact in of_tip)),
        identifiers=tuple(
            Hidden(row.id, row.kind, masked_value(row.value or ""))
            for row in identifiers
            if not blanking.hides(hidden, "identifier", row.id)
        ),
        evidence=[file for file in files if not blanking.hides(hidden, "evidence", file.id)],
        notes=await _notes(session, tip, agency_of(viewer)),
        messages=(
            await session.scalars(
                select(Message).where(Message.tip_id == tip.id).order_by(Message.at, Message.position)
            )
        ).all(),
        history=await _history(session, tip, agency_of(viewer)),
        blanks=await blanking.of_agency(session, tip, agency_of(viewer)),
        hidden=hidden,
        reasons=await _reasons(session, tip, agency_of(viewer)),
    )


async def reveal(
    session: AsyncSession, viewer: Viewer, case_number: str, field: str, *, reason: str, now: datetime
) -> str:
    """The unmasked value of a fact (by its slot) or an identifier (by its id).

    Who, when and which field stand in the audit trail; the reason may name people, so it is sealed beside the tip
    and the trail holds only its id.
    """
    own, tip = await referral_of(session, viewer, case_number)
    if len(reason.strip()) < REASON_LEAST:
        raise BadInput("Tulis alasan singkat mengapa isi ini perlu dilihat.")
    hidden = (await blanking.for_rows(session, {tip.id: own})).get(tip.id, [])
    if field in SHOWN:
        value = facts.joined(await facts.of_tip(session, tip.id), field, also=("heard",))
    else:
        row = await session.get(TipIdentifier, field)
        if row is None or row.tip_id != tip.id or blanking.hides(hidden, "identifier", field):
            raise NotFound(f"field {field}")
        value = row.value or ""
    kept = Revealing(id=new_id(), tip_id=tip.id, agency=own.agency, staff_id=viewer.staff_id, field=field, at=now)
    session.add(kept)
    kept.reason = reason.strip()[:REASON_MOST]
    _record(session, "tip.revealed", tip, viewer, now, field=field, reason_id=kept.id)
    return blanking.apply(value, hidden)


async def evidence_of(
    session: AsyncSession, viewer: Viewer, case_number: str, evidence_id: str, *, now: datetime
) -> Evidence:
    """A file of a tip the viewer may see; looking at it is recorded. Raises NotFound."""
    own, tip = await referral_of(session, viewer, case_number)
    found = await session.get(Evidence, evidence_id)
    hidden = (await blanking.for_rows(session, {tip.id: own})).get(tip.id, [])
    if found is None or found.tip_id != tip.id or blanking.hides(hidden, "evidence", evidence_id):
        raise NotFound(f"evidence {evidence_id}")
    _record(session, "evidence.read", tip, viewer, now, evidence=evidence_id)
    return found


def masked_value(value: str) -> str:
    """Enough to tell two values apart, not enough to call: `•••• 1234`."""
    return f"•••• {value[-3:]}" if len(value) > 6 else "••••"


def _shown(slot: str, of_tip: Sequence[TipFact], hidden: Sequence[Blank]) -> FactShown:
    newest = facts.newest([fact for fact in of_tip if fact.slot == slot])[slot]
    said = facts.joined(of_tip, slot, also=("heard",))
    whole = blanking.apply(said, hidden)
    masked = mask(whole)
    return FactShown(
        slot, masked, newest.origin, newest.skipped, newest.at, masked=masked != whole, blanked=whole != said
    )


async def _reasons(session: AsyncSession, tip: Tip, agency: str) -> dict[str, str]:
    rows = await session.scalars(select(Revealing).where(Revealing.tip_id == tip.id, Revealing.agency == agency))
    return {row.id: row.reason or "" for row in rows}


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
    return [entry for entry in entries if entry.agency in (None, agency) or entry.act not in OF_ONE_AGENCY]


def _record(session: AsyncSession, act: str, tip: Tip, viewer: Viewer, now: datetime, **details: str) -> None:
    audit.record(session, act, f"tip:{tip.id}", actor=viewer.actor, agency=viewer.agency, now=now, **details)
