"""What may be done with several tips at once: only harmless things, "read" for oneself and "mine"."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.officers.asked import read_asked
from bot.console.visit import Visit, see
from bot.errors import BadInput, NotFound, WrongState
from bot.staff.permissions import require
from bot.tips.casework import marks, steps
from bot.tips.casework.sight import referral_of

AT_ONCE = 100
"""Tips in one go: two pages of the list."""


async def act(desk: Desk, visit: Visit) -> Response:
    """Mark the chosen tips as read by oneself, or become the holder of those that nobody holds."""
    chosen = list(dict.fromkeys(visit.form.several("perkara")))[:AT_ONCE]
    if not chosen:
        raise BadInput("Belum ada laporan yang dipilih.")
    if visit.form.text("aksi") == "ambil":
        notice = await _take(desk, visit, chosen)
    else:
        notice = await _mark(desk, visit, chosen)
    return see(f"/konsol/laporan?{read_asked(visit).query}", notice=notice)


async def _mark(desk: Desk, visit: Visit, chosen: list[str]) -> str:
    async with desk.runtime.db.write() as session:
        mine = [(await referral_of(session, visit.viewer, case.upper()))[1].id for case in chosen]
        await marks.read(session, visit.viewer, mine, now=visit.now)
    return "dibaca_serentak"


async def _take(desk: Desk, visit: Visit, chosen: list[str]) -> str:
    """Each in a transaction of its own: one that somebody else took meanwhile does not hold back the rest."""
    require(visit.viewer, "tips.work")
    left_out = 0
    for case in chosen:
        try:
            async with desk.runtime.db.write() as session:
                own, _ = await referral_of(session, visit.viewer, case.upper())
                if own.holder not in (None, visit.viewer.staff_id):
                    raise WrongState("Laporan ini sudah dipegang rekan.")
                await steps.take(session, visit.viewer, case.upper(), now=visit.now)
        except (WrongState, NotFound):
            left_out += 1
    return "diambil_sebagian" if left_out else "diambil_serentak"
