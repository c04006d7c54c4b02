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

from bot import audit, jobs
from bot.agencies.models import Agency, Queue
from bot.database import new_id
from bot.errors import BadInput, WrongState
from bot.staff.permissions import Viewer, require
from bot.tips.casework.sight import OPEN, referral_of
from bot.tips.models import Referral, Tip, TipNote

OUTCOMES = {
    "dicegah": "Keberangkatan dicegah",
    "ditolong": "Orangnya sudah ditolong",
    "disidik": "Menjadi penyelidikan atau penyidikan",
    "dibina": "Warga diberi penjelasan dan pendampingan",
    "tidak_terbukti": "Sudah diperiksa, tidak terbukti",
    "tidak_cukup": "Keterangan tidak cukup untuk ditindaklanjuti",
    "ganda": "Sama dengan laporan lain",
}
"""How a tip can end, in officers' words."""
REASON_LEAST = 5
NOTE_MOST = 4_000


async def take(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> Referral:
    """Become the one who works on it in one's agency; taking from a colleague is allowed and recorded."""
    referral, tip = await _open(session, viewer, case_number)
    before, referral.holder = referral.holder, viewer.staff_id
    _record(session, "referral.take", tip, viewer, now, before=before)
    return referral


async def let_go(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> Referral:
    """Put it back for colleagues."""
    referral, tip = await _open(session, viewer, case_number)
    if referral.holder != viewer.staff_id:
        raise WrongState("Laporan ini tidak sedang Anda pegang.")
    referral.holder = None
    _record(session, "referral.let_go", tip, viewer, now)
    return referral


async def accept(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> Referral:
    """The agency takes the tip on; whoever accepts holds it."""
    referral, tip = await _open(session, viewer, case_number)
    if referral.state != "sent":
        raise WrongState("Laporan ini sudah diterima.")
    referral.state, referral.accepted_at, tip.changed_at = "accepted", now, now
    referral.holder = referral.holder or viewer.staff_id
    if tip.status == "sent":
        tip.status = "accepted"
    _record(session, "referral.accept", tip, viewer, now)
    _tell(session, referral, "referral.accepted", now)
    return referral


async def decline(session: AsyncSession, viewer: Viewer, case_number: str, *, reason: str, now: datetime) -> Referral:
    """Not for this agency, with a reason the others can read. Raises WrongState when no other agency holds it."""
    referral, tip = await _open(session, viewer, case_number)
    if referral.state != "sent":
        raise WrongState("Laporan yang sudah diterima tidak bisa ditolak. Rujuk atau tutup dengan hasil.")
    if not [other for other in await _others(session, referral, lock=True) if other.state in OPEN]:
        raise WrongState("Hanya instansi Anda yang memegang laporan ini. Rujuk dulu ke instansi lain, atau tutup.")
    _end(referral, "declined", _reason(reason), now)
    tip.changed_at = now
    _record(session, "referral.decline", tip, viewer, now)
    _tell(session, referral, "referral.declined", now)
    return referral


async def close(
    session: AsyncSession, viewer: Viewer, case_number: str, *, outcome: str, reason: str, now: datetime
) -> Referral:
    """Finish the agency's work with an outcome; the tip closes when the last agency has finished."""
    referral, tip = await _open(session, viewer, case_number)
    if outcome not in OUTCOMES:
        raise BadInput("Pilih hasil penanganan.")
    others = await _others(session, referral, lock=True)
    if referral.accepted_at is None:
        referral.accepted_at = now
    _end(referral, "done", _reason(reason), now)
    tip.changed_at = now
    if not [other for other in others if other.state in OPEN]:
        tip.status, tip.closed_at, tip.outcome = "closed", now, outcome
    _record(session, "referral.close", tip, viewer, now, outcome=outcome)
    _tell(session, referral, "referral.closed", now)
    return referral


async def refer(
    session: AsyncSession, viewer: Viewer, case_number: str, *, to: str, reason: str, now: datetime
) -> Referral:
    """Bring another agency in. One that the reporter left out, or that has it already, is refused alike."""
    mine, tip = await _open(session, viewer, case_number)
    await _others(session, mine, lock=True)
    if to not in [agency.key for agency in await receivers(session, mine, tip)]:
        raise BadInput("Instansi itu tidak bisa menerima rujukan ini.")
    queue = await session.scalar(select(Queue.key).where(Queue.agency == to).order_by(Queue.key))
    known = await session.scalar(select(Referral).where(Referral.tip_id == tip.id, Referral.agency == to))
    referral = known or Referral(id=new_id(), tip_id=tip.id, agency=to, queue=queue or to)
    referral.state, referral.reason, referral.sent_at = "sent", _reason(reason), now
    referral.referred_by, referral.referred_from = viewer.staff_id, viewer.agency
    referral.opened_at = referral.accepted_at = referral.ended_at = referral.holder = referral.end_reason = None
    session.add(referral)
    tip.changed_at = now
    _record(session, "referral.refer", tip, viewer, now, to=to)
    await session.flush()
    _tell(session, referral, "referral.sent", now)
    return referral


async def receivers(session: AsyncSession, mine: Referral, tip: Tip) -> Sequence[Agency]:
    """The agencies a tip may be referred to: active, not left out by the reporter, not holding it now."""
    holding = {other.agency for other in await _others(session, mine) if other.state in (*OPEN, "done")}
    rows = await session.scalars(select(Agency).where(Agency.active.is_(True)).order_by(Agency.name))
    return [row for row in rows if row.key not in {*tip.excluded, *holding, mine.agency}]


async def note(session: AsyncSession, viewer: Viewer, case_number: str, *, text: str, now: datetime) -> TipNote:
    """An internal note; it never leaves the agency."""
    require(viewer, "tips.work")
    _, tip = await referral_of(session, viewer, case_number)
    if not text.strip():
        raise BadInput("Catatan masih kosong.")
    if len(text) > NOTE_MOST:
        raise BadInput(f"Catatan paling panjang {NOTE_MOST} huruf.")
    made = TipNote(id=new_id(), tip_id=tip.id, agency=viewer.agency or "", author=viewer.staff_id, kind="note", at=now)
    session.add(made)
    made.text = text.strip()
    _record(session, "tip.note", tip, viewer, now, note=made.id)
    return made


async def _open(session: AsyncSession, viewer: Viewer, case_number: str) -> tuple[Referral, Tip]:
    """The viewer's referral, while it can still be worked on."""
    require(viewer, "tips.work")
    referral, tip = await referral_of(session, viewer, case_number)
    if tip.status == "withdrawn":
        raise WrongState("Pelapor sudah mencabut laporan ini.")
    if referral.state not in OPEN:
        raise WrongState("Instansi Anda sudah menyelesaikan laporan ini.")
    return referral, tip


async def _others(session: AsyncSession, mine: Referral, *, lock: bool = False) -> Sequence[Referral]:
    """The tip's other referrals as they stand now.

    `lock`: agencies that step at the same moment wait for each other; all lock all rows, in one order.
    """
    query = select(Referral).where(Referral.tip_id == mine.tip_id).order_by(Referral.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return [row for row in await session.scalars(query) if row.id != mine.id]


def _end(referral: Referral, state: str, reason: str, now: datetime) -> None:
    referral.state, referral.ended_at, referral.end_reason = state, now, reason


def _reason(text: str) -> str:
    if len(text.strip()) < REASON_LEAST:
        raise BadInput("Tulis alasannya dengan singkat.")
    return text.strip()[:NOTE_MOST]


def _tell(session: AsyncSession, referral: Referral, event: str, now: datetime) -> None:
    """The agency's own machines hear of it through the delivery room."""
    payload = {"referral_id": referral.id, "event": event}
    jobs.put(session, "notify", payload, lane=f"notify:{referral.agency}", now=now)


def _record(session: AsyncSession, act: str, tip: Tip, viewer: Viewer, now: datetime, **details: str | None) -> None:
    audit.record(session, act, f"tip:{tip.id}", actor=viewer.actor, agency=viewer.agency, now=now, **details)
