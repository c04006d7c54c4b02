"""Corrections: an editor asks, another person looks at the words and how many they reach, and lets them go."""

from __future__ import annotations

from starlette.responses import Response

from bot.answers import corrections
from bot.answers.models import Answer, Correction
from bot.answers.published import titles
from bot.console.desk import Desk
from bot.console.visit import Visit, see
from bot.console.words import LANGUAGES, Chip
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.staff.accounts import names_of

WRITTEN = ("id", "su", "jv")
STATES = {
    corrections.WAITING: Chip("Menunggu persetujuan", "blue", "hourglass"),
    corrections.SENDING: Chip("Sedang dikirim", "blue", "send"),
    corrections.SENT: Chip("Terkirim", "green", "circle-check"),
    corrections.REFUSED: Chip("Tidak dikirim", "grey", "ban"),
}


async def show_new(desk: Desk, visit: Visit, *, wrong: str = "") -> Response:
    """The form, with how many people each reach would find now, and what was sent before."""
    key = visit.path("key")
    settings, now = desk.runtime.settings, visit.now
    async with desk.runtime.db.read() as session:
        answer = await session.get(Answer, key)
        if answer is None or answer.kind != "topic":
            raise NotFound(f"answer {key}")
        title = (await titles(session, [key])).get(key, {}).get("id") or key
        reaches = {days: await corrections.reach(session, key, days, settings, now=now) for days in corrections.DAYS}
        past = await corrections.of(session, key)
        names = await names_of(session, [one.author for one in past])
    form = visit.form
    return desk.pages.show(
        visit, "editors/correction_new.html", status=422 if wrong else 200, answer=answer, title=title,
        reaches=reaches, past=past, names=names, states=STATES, wrong=wrong, most=corrections.SENTENCE_MOST,
        languages={code: LANGUAGES[code] for code in WRITTEN},
        typed={code: form.text(f"kalimat.{code}") for code in WRITTEN}, days=form.text("hari", "7"),
    )  # fmt: skip


async def ask(desk: Desk, visit: Visit) -> Response:
    """Hand the sentence to an approver."""
    form = visit.form
    days = int(form.text("hari")) if form.text("hari").isdecimal() else 0
    try:
        async with desk.runtime.db.write() as session:
            made = await corrections.propose(
                session, visit.path("key"), {code: form.text(f"kalimat.{code}") for code in WRITTEN}, days,
                author=visit.viewer.staff_id, now=visit.now,
            )  # fmt: skip
    except (BadInput, WrongState) as refused:
        return await show_new(desk, visit, wrong=refused.sentence)
    return see(f"/konsol/ralat/{made.id}", notice="ralat_diajukan")


async def show_one(desk: Desk, visit: Visit, *, wrong: str = "") -> Response:
    """One correction: its words, whom it reaches, and the decision."""
    async with desk.runtime.db.read() as session:
        found = await session.get(Correction, visit.path("correction"))
        if found is None:
            raise NotFound("correction")
        title = (await titles(session, [found.answer_key])).get(found.answer_key, {}).get("id") or found.answer_key
        names = await names_of(session, [found.author, found.approver or ""])
        reached = found.reached
        if found.state == corrections.WAITING:
            reached = await corrections.reach(
                session, found.answer_key, found.days, desk.runtime.settings, now=visit.now
            )
    return desk.pages.show(
        visit, "editors/correction.html", status=422 if wrong else 200, found=found, title=title, names=names,
        reached=reached, chip=STATES[found.state], is_author=found.author == visit.viewer.staff_id, wrong=wrong,
    )  # fmt: skip


async def approve(desk: Desk, visit: Visit) -> Response:
    """Let it go out. Its author may not."""
    try:
        async with desk.runtime.db.write() as session:
            found = await corrections.approve(
                session, visit.path("correction"), approver=visit.viewer.staff_id, now=visit.now
            )
    except WrongState as refused:
        return await show_one(desk, visit, wrong=refused.sentence)
    except NotAllowed:
        return await show_one(desk, visit, wrong="Ralat sendiri harus disetujui orang lain.")
    return see(f"/konsol/ralat/{found.id}", notice="ralat_dikirim")


async def refuse(desk: Desk, visit: Visit) -> Response:
    """Do not send it: an approver decides so, or its author takes it back."""
    try:
        async with desk.runtime.db.write() as session:
            found = await session.get(Correction, visit.path("correction"))
            is_own = found is not None and found.author == visit.viewer.staff_id
            if not is_own and "approver" not in visit.viewer.roles:
                raise NotAllowed("correction of another editor")
            refused = await corrections.refuse(
                session, visit.path("correction"), by=visit.viewer.staff_id, now=visit.now
            )
    except WrongState as late:
        return await show_one(desk, visit, wrong=late.sentence)
    return see(f"/konsol/ralat/{refused.id}", notice="ralat_batal")
