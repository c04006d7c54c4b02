"""The supervisor's screen: load of each officer, what is late, closings to decide, the cases of those who leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import Response

from bot.agencies import rota
from bot.console.desk import Desk
from bot.console.live import newest
from bot.console.officers.asked import village_words
from bot.console.officers.rows import lines
from bot.console.visit import Visit, see
from bot.errors import BadInput, WrongState
from bot.staff.accounts import names_of
from bot.tips.casework import closing, folders, handing, load
from bot.tips.casework.closing import OUTCOMES
from bot.tips.casework.folders import Filters
from bot.tips.casework.sight import agency_of

LATE_SHOWN = 8
"""Late tips shown here; the folder holds them all."""


@dataclass(frozen=True)
class Waiting:
    """A closing that waits for a second person, in words."""

    id: str
    case_number: str
    place: str
    outcome: str
    reason: str
    who: str
    at: datetime
    mine: bool
    grave: bool


async def show(desk: Desk, visit: Visit, *, wrong: str = "", failed: str = "") -> Response:
    """Everything a supervisor's morning needs."""
    viewer, now = visit.viewer, visit.now
    async with desk.runtime.db.read() as session:
        known = await newest(session)
        loads = await load.of_officers(session, viewer, now=now)
        late = await folders.listed(
            session, viewer, "lewat_tenggat", Filters(), now=now, most=LATE_SHOWN, shorten=desk.lines
        )
        counts = await folders.counts(session, viewer, now=now)
        wishes = await closing.waiting(session, viewer, most=desk.runtime.settings.page_size)
        names = await names_of(session, [wish.asked_by for wish, _ in wishes])
        turns = await rota.on_duty(session, agency_of(viewer), at=now)
        values = {
            "loads": loads,
            "officers": await handing.officers(session, agency_of(viewer)),
            "late": await lines(session, viewer, late, now=now),
            "counts": counts,
            "closings": [
                Waiting(
                    wish.id, tip.case_number, village_words(tip.village_code), OUTCOMES.get(wish.outcome, wish.outcome),
                    wish.reason or "", names.get(wish.asked_by, "petugas"), wish.asked_at,
                    mine=wish.asked_by == viewer.staff_id, grave=tip.emergency or "child" in tip.flags,
                )
                for wish, tip in wishes
            ],
            "on_duty": _named(await names_of(session, [turn.staff_id for turn in turns])),
        }  # fmt: skip
    return desk.pages.show(
        visit, "officers/supervision.html", status=422 if wrong else 200, wrong=wrong, failed=failed,
        typed=visit.form, known=known, most_counted=folders.COUNT_MOST, **values,
    )  # fmt: skip


async def approve(desk: Desk, visit: Visit) -> Response:
    """Agree to a closing."""
    try:
        async with desk.runtime.db.write() as session:
            await closing.approve(session, visit.viewer, visit.path("closing"), now=visit.now)
    except (BadInput, WrongState) as refused:
        return await show(desk, visit, wrong=refused.sentence, failed=visit.path("closing"))
    return see("/konsol/pengawasan", notice="tutup_disetujui")


async def send_back(desk: Desk, visit: Visit) -> Response:
    """Not like this, with a remark."""
    try:
        async with desk.runtime.db.write() as session:
            await closing.send_back(
                session, visit.viewer, visit.path("closing"), remark=visit.form.text("catatan"), now=visit.now
            )
    except (BadInput, WrongState) as refused:
        return await show(desk, visit, wrong=refused.sentence, failed=visit.path("closing"))
    return see("/konsol/pengawasan", notice="tutup_dikembalikan")


async def hand_over(desk: Desk, visit: Visit) -> Response:
    """Move everything that somebody holds to a colleague or to the queue."""
    leaver, to, reason = visit.path("staff"), visit.form.text("ke"), visit.form.text("alasan")
    try:
        async with desk.runtime.db.write() as session:
            moved = await handing.hand_over(session, visit.viewer, leaver, to=to or None, reason=reason, now=visit.now)
    except (BadInput, WrongState) as refused:
        return await show(desk, visit, wrong=refused.sentence, failed=leaver)
    return see("/konsol/pengawasan", notice="serah_terima" if moved else "serah_terima_kosong")


def _named(names: dict[str, str]) -> Sequence[str]:
    return sorted(names.values())
