"""What an officer does with a tip: take, accept, decline, ask, note, refer, close, and see a hidden value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.officers import tip
from bot.console.officers.wording import reply
from bot.console.visit import Visit, see
from bot.errors import BadInput, WrongState
from bot.tips.casework import closing, notes, reading, steps
from bot.tips.casework.sight import OPEN, referral_of
from bot.tips.follow_up import ask_reporter, reachable
from bot.tips.models import TipNote

Step = Callable[[AsyncSession, str], Awaitable[object]]


async def take(desk: Desk, visit: Visit) -> Response:
    """Become the one who works on it."""
    return await do(
        desk, visit, "ambil", "diambil",
        lambda session, case: steps.take(session, visit.viewer, case, now=visit.now),
    )  # fmt: skip


async def let_go(desk: Desk, visit: Visit) -> Response:
    """Back to colleagues."""
    return await do(
        desk, visit, "lepas", "dilepas",
        lambda session, case: steps.let_go(session, visit.viewer, case, now=visit.now),
    )  # fmt: skip


async def accept(desk: Desk, visit: Visit) -> Response:
    """The agency takes it on."""
    return await do(
        desk, visit, "terima", "diterima",
        lambda session, case: steps.accept(session, visit.viewer, case, now=visit.now),
    )  # fmt: skip


async def decline(desk: Desk, visit: Visit) -> Response:
    """Not for this agency, with a reason."""
    reason = visit.form.text("alasan")
    return await do(
        desk, visit, "tolak", "ditolak",
        lambda session, case: steps.decline(session, visit.viewer, case, reason=reason, now=visit.now),
    )  # fmt: skip


async def note(desk: Desk, visit: Visit) -> Response:
    """An internal note."""
    text = visit.form.text("teks")
    return await do(
        desk, visit, "catatan", "dicatat",
        lambda session, case: notes.note(session, visit.viewer, case, text=text, now=visit.now),
    )  # fmt: skip


async def refer(desk: Desk, visit: Visit) -> Response:
    """Bring another agency in."""
    to, reason = visit.form.text("ke"), visit.form.text("alasan")
    return await do(
        desk, visit, "rujuk", "dirujuk",
        lambda session, case: steps.refer(session, visit.viewer, case, to=to, reason=reason, now=visit.now),
    )  # fmt: skip


async def close(desk: Desk, visit: Visit) -> Response:
    """Finish, with an outcome; some closings wait for a second person."""
    case, outcome, reason = visit.path("case").upper(), visit.form.text("hasil"), visit.form.text("alasan")
    try:
        async with desk.runtime.db.write() as session:
            own = await closing.close(session, visit.viewer, case, outcome=outcome, reason=reason, now=visit.now)
    except (BadInput, WrongState) as refused:
        return await tip.page(desk, visit, wrong=refused.sentence, failed="tutup")
    return back(visit, case, "tutup_menunggu" if own.state in OPEN else "ditutup")


async def ask(desk: Desk, visit: Visit) -> Response:
    """A question to the reporter: now when they agreed to news, else when they come back with their code."""
    case, text = visit.path("case").upper(), visit.form.text("teks")
    try:
        async with desk.runtime.db.write() as session:
            note = await _ask(desk, visit, session, case, text)
    except (BadInput, WrongState) as refused:
        return await tip.page(desk, visit, wrong=refused.sentence, failed="tanya")
    return back(visit, case, "ditanya_tunggu" if note.waiting else "ditanya")


async def reveal(desk: Desk, visit: Visit) -> Response:
    """Show one hidden value on this page, once; who looked and why is recorded."""
    field, reason = visit.form.text("bidang"), visit.form.text("alasan")
    try:
        async with desk.runtime.db.write() as session:
            value = await reading.reveal(
                session, visit.viewer, visit.path("case").upper(), field, reason=reason, now=visit.now
            )
    except BadInput as refused:
        return await tip.page(desk, visit, wrong=refused.sentence, failed=field)
    return await tip.page(desk, visit, revealed={field: value})


async def _ask(desk: Desk, visit: Visit, session: AsyncSession, case: str, text: str) -> TipNote:
    viewer = visit.viewer
    own, found = await referral_of(session, viewer, case)
    if own.state not in OPEN:
        raise WrongState("Instansi Anda sudah menyelesaikan laporan ini.")
    conversation = await reachable(session, found)
    question = None
    if conversation is not None:
        question = await reply(desk, visit, session, conversation, "pesan_petugas", {"teks": text})
    return await ask_reporter(
        session, found, staff=viewer.staff_id, agency=own.agency, text=text, question=question, now=visit.now
    )


async def do(desk: Desk, visit: Visit, form: str, notice: str, step: Step) -> Response:
    """Take one step in one transaction; a refusal shows the page with what was typed."""
    case = visit.path("case").upper()
    try:
        async with desk.runtime.db.write() as session:
            await step(session, case)
    except (BadInput, WrongState) as refused:
        return await tip.page(desk, visit, wrong=refused.sentence, failed=form)
    return back(visit, case, notice)


def back(visit: Visit, case: str, notice: str) -> Response:
    """To the tip again, with a sentence that it was done."""
    return see(f"/konsol/laporan/{case}?{visit.request.url.query}", notice=notice)
