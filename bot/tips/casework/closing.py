"""Closing a tip: with an outcome, and with a second person where somebody could be let down (F66)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import new_id
from bot.errors import BadInput, NotFound, WrongState
from bot.staff.models import Staff
from bot.staff.permissions import Viewer, require
from bot.tips import deadlines
from bot.tips.casework.footing import NOTE_MOST, check_reason, end, open_for, others_of, record, tell
from bot.tips.casework.models import Closing
from bot.tips.casework.sight import OPEN, agency_of, seen_by
from bot.tips.models import Referral, Tip

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
WITHOUT_HELP = ("tidak_terbukti", "tidak_cukup", "ganda")
"""Outcomes after which nobody was helped: a second person looks before the tip is closed."""
GRAVE = ("child", "confined")
"""Flags with which any closing wants a second person, as an emergency does."""


def wants_second(tip: Tip, outcome: str) -> bool:
    """Whether a supervisor must agree before the tip may be closed like this."""
    return outcome in WITHOUT_HELP or tip.emergency or any(flag in tip.flags for flag in GRAVE)


async def close(
    session: AsyncSession, viewer: Viewer, case_number: str, *, outcome: str, reason: str, now: datetime
) -> Referral:
    """Finish the agency's work with an outcome; the tip closes when the last agency has finished.

    Where a second person must agree and the agency has one, the wish waits for a supervisor and the referral stays
    open; without a supervisor it is closed at once, and the trail says that nobody else looked.
    """
    referral, tip = await open_for(session, viewer, case_number)
    if outcome not in OUTCOMES:
        raise BadInput("Pilih hasil penanganan.")
    reason = check_reason(reason)
    if await waiting_for(session, referral) is not None:
        raise WrongState("Penutupan laporan ini sedang menunggu persetujuan pengawas.")
    second = wants_second(tip, outcome)
    if second and await _supervisors(session, viewer):
        made = Closing(
            id=new_id(), referral_id=referral.id, tip_id=tip.id, agency=referral.agency, outcome=outcome,
            asked_by=viewer.staff_id, asked_at=now,
        )  # fmt: skip
        session.add(made)
        made.reason = reason
        tip.changed_at = now
        record(session, "closing.ask", tip, viewer, now, outcome=outcome, closing=made.id)
        return referral
    more = {"second": "nobody"} if second else {}
    await _finish(session, viewer, referral, tip, outcome=outcome, reason=reason, now=now, **more)
    return referral


async def approve(session: AsyncSession, viewer: Viewer, closing_id: str, *, now: datetime) -> Referral:
    """A second person agrees: the tip is closed. Raises WrongState for one's own wish, NotFound for a foreign one."""
    closing, referral, tip = await _asked(session, viewer, closing_id)
    if closing.asked_by == viewer.staff_id:
        raise WrongState("Penutupan harus disetujui orang lain, bukan yang memintanya.")
    closing.state, closing.decided_by, closing.decided_at = "approved", viewer.staff_id, now
    await _finish(
        session, viewer, referral, tip, outcome=closing.outcome, reason=closing.reason or "", now=now, second=closing.id
    )
    return referral


async def send_back(session: AsyncSession, viewer: Viewer, closing_id: str, *, remark: str, now: datetime) -> Closing:
    """A second person does not agree, and says what is missing; the work goes on."""
    closing, _, tip = await _asked(session, viewer, closing_id)
    closing.remark = check_reason(remark)
    closing.state, closing.decided_by, closing.decided_at = "returned", viewer.staff_id, now
    tip.changed_at = now
    record(session, "closing.return", tip, viewer, now, closing=closing.id)
    return closing


async def take_back(session: AsyncSession, viewer: Viewer, case_number: str, *, now: datetime) -> None:
    """Whoever asked, or holds the tip, does not want it closed any more."""
    referral, tip = await open_for(session, viewer, case_number)
    closing = await waiting_for(session, referral)
    if closing is None or viewer.staff_id not in (closing.asked_by, referral.holder):
        raise WrongState("Tidak ada penutupan Anda yang menunggu persetujuan.")
    closing.state, closing.decided_by, closing.decided_at = "returned", viewer.staff_id, now
    record(session, "closing.take_back", tip, viewer, now, closing=closing.id)


async def waiting_for(session: AsyncSession, referral: Referral) -> Closing | None:
    """The wish to close that waits for a second person, if there is one."""
    found: Closing | None = await session.scalar(
        select(Closing).where(Closing.referral_id == referral.id, Closing.state == "asked").limit(1)
    )
    return found


async def last_of(session: AsyncSession, referral: Referral) -> Closing | None:
    """The newest wish to close, decided or not."""
    found: Closing | None = await session.scalar(
        select(Closing).where(Closing.referral_id == referral.id).order_by(Closing.asked_at.desc()).limit(1)
    )
    return found


async def waiting(session: AsyncSession, viewer: Viewer, *, most: int) -> Sequence[tuple[Closing, Tip]]:
    """Closings of the viewer's agency that wait for a second person, the oldest first."""
    require(viewer, "tips.supervise")
    open_here = seen_by(agency_of(viewer)).with_only_columns(Referral.id).where(Referral.live)
    rows = await session.execute(
        select(Closing, Tip)
        .join(Tip, Tip.id == Closing.tip_id)
        .where(Closing.agency == viewer.agency, Closing.state == "asked", Closing.referral_id.in_(open_here))
        .order_by(Closing.asked_at)
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]


async def _asked(session: AsyncSession, viewer: Viewer, closing_id: str) -> tuple[Closing, Referral, Tip]:
    require(viewer, "tips.supervise")
    closing = await session.get(Closing, closing_id, with_for_update=True, populate_existing=True)
    if closing is None or closing.agency != agency_of(viewer):
        raise NotFound(f"closing {closing_id}")
    if closing.state != "asked":
        raise WrongState("Permintaan ini sudah diputuskan.")
    tip = await session.get_one(Tip, closing.tip_id)
    referral, tip = await open_for(session, viewer, tip.case_number, act="tips.supervise")
    return closing, referral, tip


async def _finish(
    session: AsyncSession,
    viewer: Viewer,
    referral: Referral,
    tip: Tip,
    *,
    outcome: str,
    reason: str,
    now: datetime,
    **details: str,
) -> None:
    others = await others_of(session, referral, lock=True)
    if referral.accepted_at is None:
        referral.accepted_at = now
    end(referral, "done", reason[:NOTE_MOST], now)
    tip.changed_at = now
    if not [other for other in others if other.state in OPEN]:
        tip.status, tip.closed_at, tip.outcome = "closed", now, outcome
    await deadlines.follow_all(session, tip, now=now)
    record(session, "referral.close", tip, viewer, now, outcome=outcome, **details)
    tell(session, referral, "referral.closed", now)


async def _supervisors(session: AsyncSession, viewer: Viewer) -> bool:
    """Whether the agency has a supervisor other than the viewer."""
    rows = await session.execute(
        select(Staff.id, Staff.roles).where(Staff.agency == viewer.agency, Staff.active, Staff.id != viewer.staff_id)
    )
    return any("supervisor" in row.roles for row in rows)
