"""More to do with a tip: give it to a colleague, blank parts of it, ask who wrote, take a closing back."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.officers import tip
from bot.console.officers.tip_steps import do
from bot.console.visit import Visit
from bot.errors import WrongState
from bot.tips.casework import blanking, closing, handing, identity


async def assign(desk: Desk, visit: Visit) -> Response:
    """A colleague holds it from now on."""
    to = visit.form.text("ke")
    return await do(
        desk, visit, "serahkan", "diserahkan",
        lambda session, case: handing.assign(session, visit.viewer, case, to, now=visit.now),
    )  # fmt: skip


async def blank(desk: Desk, visit: Visit) -> Response:
    """Blank words, an identifier or a file for agencies that come later."""
    kind, about, words = visit.form.text("jenis", "words"), visit.form.text("tentang"), visit.form.text("kata")
    if kind == "words":
        return await do(
            desk, visit, "hitamkan", "dihitamkan",
            lambda session, case: blanking.blank_words(session, visit.viewer, case, words, now=visit.now),
        )  # fmt: skip
    return await do(
        desk, visit, "hitamkan", "dihitamkan",
        lambda session, case: blanking.blank_whole(session, visit.viewer, case, kind, about, now=visit.now),
    )  # fmt: skip


async def lift(desk: Desk, visit: Visit) -> Response:
    """Show it again to those who come."""
    return await do(
        desk, visit, "hitamkan", "hitam_dibuka",
        lambda session, case: blanking.lift(session, visit.viewer, case, visit.path("blank"), now=visit.now),
    )  # fmt: skip


async def ask_identity(desk: Desk, visit: Visit) -> Response:
    """Ask a custodian to open who wrote."""
    reason = visit.form.text("alasan")
    return await do(
        desk, visit, "identitas", "identitas_diminta",
        lambda session, case: identity.ask(session, visit.viewer, case, reason=reason, now=visit.now),
    )  # fmt: skip


async def read_identity(desk: Desk, visit: Visit) -> Response:
    """Show who wrote on this page, once; the look is recorded."""
    try:
        async with desk.runtime.db.write() as session:
            found = await identity.read(session, visit.viewer, visit.path("case").upper(), now=visit.now)
    except WrongState as refused:
        return await tip.page(desk, visit, wrong=refused.sentence, failed="identitas")
    return await tip.page(desk, visit, known=found)


async def take_closing_back(desk: Desk, visit: Visit) -> Response:
    """Whoever asked for it does not want the tip closed any more."""
    return await do(
        desk, visit, "tutup", "tutup_batal",
        lambda session, case: closing.take_back(session, visit.viewer, case, now=visit.now),
    )  # fmt: skip
