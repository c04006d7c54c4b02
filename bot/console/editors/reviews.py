"""Approval by another person: the submitted wording beside the published one; publish, send back, withdraw."""

from __future__ import annotations

from starlette.responses import Response

from bot.answers import editing
from bot.answers.models import Answer, Revision
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.editors.answers import sources_of
from bot.console.editors.compare import compare
from bot.console.editors.preview import preview
from bot.console.editors.wording import from_revision
from bot.console.visit import Visit, see
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.staff.accounts import names_of

VISIBLE = ("submitted", "published", "replaced")


async def show(desk: Desk, visit: Visit, *, wrong: str = "", remark: str = "") -> Response:
    """One wording to look at: what changed against the published one, and how it reads."""
    async with desk.runtime.db.read() as session:
        revision = await session.get(Revision, visit.path("revision"))
        answer = await session.get(Answer, revision.answer_key) if revision else None
        if revision is None or answer is None:
            raise NotFound("revision")
        is_author = revision.author == visit.viewer.staff_id
        if revision.state not in VISIBLE and not is_author:
            raise NotAllowed("draft of another editor")
        published = await session.get(Revision, answer.published_id) if answer.published_id else None
        names = await names_of(session, [revision.author, revision.approver or ""])
        replies = await preview(
            session, answer, revision, from_revision(revision),
            controls=desk.controls, today=visit.now.astimezone(JAKARTA).date(),
        )  # fmt: skip
        sources = await sources_of(session, revision.sources)
    return desk.pages.show(
        visit,
        "editors/review.html",
        status=422 if wrong else 200,
        answer=answer,
        revision=revision,
        published=published,
        pairs=compare(published if published and published.id != revision.id else None, revision),
        names=names,
        replies=replies,
        sources=sources,
        is_author=is_author,
        wrong=wrong,
        remark=remark,
    )


async def approve(desk: Desk, visit: Visit) -> Response:
    """Publish. The author may not."""
    try:
        async with desk.runtime.db.write() as session:
            revision = await editing.approve(
                session, visit.path("revision"), approver=visit.viewer.staff_id, now=visit.now
            )
    except WrongState as refused:
        return await show(desk, visit, wrong=refused.sentence)
    except NotAllowed:
        return await show(desk, visit, wrong="Naskah sendiri harus disetujui orang lain.")
    return see(f"/konsol/jawaban/{revision.answer_key}", notice="naskah_terbit")


async def send_back(desk: Desk, visit: Visit) -> Response:
    """Return it to its author with a remark."""
    remark = visit.form.text("catatan")
    try:
        async with desk.runtime.db.write() as session:
            revision = await editing.send_back(
                session, visit.path("revision"), approver=visit.viewer.staff_id, remark=remark, now=visit.now
            )
    except (BadInput, WrongState) as refused:
        return await show(desk, visit, wrong=refused.sentence, remark=remark)
    return see(f"/konsol/jawaban/{revision.answer_key}", notice="naskah_dikembalikan")


async def withdraw(desk: Desk, visit: Visit) -> Response:
    """Switch an answer off at once."""
    key = visit.path("key")
    async with desk.runtime.db.write() as session:
        await editing.withdraw(session, key, by=visit.viewer.staff_id, now=visit.now)
    return see(f"/konsol/jawaban/{key}", notice="jawaban_ditarik")


async def resume(desk: Desk, visit: Visit) -> Response:
    """Switch it on again as it was."""
    key = visit.path("key")
    async with desk.runtime.db.write() as session:
        await editing.resume(session, key, by=visit.viewer.staff_id, now=visit.now)
    return see(f"/konsol/jawaban/{key}", notice="jawaban_kembali")
