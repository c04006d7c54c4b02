"""Approval by another person: the submitted wording beside the published one; publish, send back, withdraw."""

from __future__ import annotations

from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.answers import buttons, editing, speakers
from bot.answers.models import Answer, Revision
from bot.answers.sources import in_order
from bot.console.desk import Desk
from bot.console.editors.compare import Names, compare
from bot.console.editors.draft_page import Written, published_topics, shown, source_label
from bot.console.editors.speaking import speaker_rows
from bot.console.editors.wording import from_revision
from bot.console.visit import Visit, see
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.staff.accounts import names_of

VISIBLE = ("submitted", "published", "replaced")


async def show(desk: Desk, visit: Visit, *, wrong: str = "", remark: str = "") -> Response:
    """One wording to look at: what changed against the published one, and how it reads on each channel."""
    async with desk.runtime.db.read() as session:
        revision = await session.get(Revision, visit.path("revision"))
        answer = await session.get(Answer, revision.answer_key) if revision else None
        if revision is None or answer is None:
            raise NotFound("revision")
        is_author = revision.author == visit.viewer.staff_id
        if revision.state not in VISIBLE and not is_author:
            raise NotAllowed("draft of another editor")
        other = await _to_compare(session, answer, revision)
        known = await speakers.checks(session, [answer.key])
        people = [revision.author, revision.approver or "", *(check.checked_by for check in known.values())]
        names = await names_of(session, people)
        beside = await shown(desk, visit, session, Written(answer, revision), from_revision(revision))
        chosen = await in_order(session, revision.sources)
        compared = compare(other, revision, await _names(desk, session, other, revision))
        overtaken = await editing.overtaken_by(session, revision)
    return desk.pages.show(
        visit,
        "editors/review.html",
        status=422 if wrong else 200,
        answer=answer,
        revision=revision,
        is_live=answer.published_id == revision.id,
        against=other,
        pairs=compared,
        names=names,
        sources=chosen,
        facts=desk.facts.of(revision.content.get("facts") or []),
        spoken=speaker_rows(known, answer.key, revision.content),
        overtaken=overtaken,
        is_author=is_author,
        wrong=wrong,
        remark=remark,
        chosen="whatsapp",
        **beside,
    )


async def mark_spoken(desk: Desk, visit: Visit) -> Response:
    """Write down that a native speaker has read one language of this wording."""
    revision, language = visit.path("revision"), visit.form.text("bahasa")
    async with desk.runtime.db.write() as session:
        found = await session.get(Revision, revision)
        if found is None or (found.state not in VISIBLE and found.author != visit.viewer.staff_id):
            raise NotFound("revision")
        await speakers.mark(session, revision, language, by=visit.viewer.staff_id, now=visit.now)
    back = visit.form.text("kembali")
    key = found.answer_key
    return see(
        f"/konsol/jawaban/{key}" if back == "jawaban" else f"/konsol/tinjau/{revision}", notice="penutur_dicatat"
    )


async def _to_compare(session: AsyncSession, answer: Answer, revision: Revision) -> Revision | None:
    """The published wording; for what is or was published itself, the one before it."""
    if answer.published_id and answer.published_id != revision.id and revision.state != "replaced":
        return await session.get(Revision, answer.published_id)
    return cast(
        "Revision | None",
        await session.scalar(
            select(Revision)
            .where(
                Revision.answer_key == answer.key,
                Revision.published_at.is_not(None),
                Revision.number < revision.number,
            )
            .order_by(Revision.number.desc())
            .limit(1)
        ),
    )


async def _names(desk: Desk, session: AsyncSession, *revisions: Revision | None) -> Names:
    ids = {one for revision in revisions if revision for one in revision.sources}
    chosen = await in_order(session, sorted(ids))
    topics = await published_topics(session, but="")
    titles = {key: title.get("id", key) for key, title in topics.items()}
    return Names(
        sources={source.id: source_label(source) for source in chosen},
        topics=titles,
        facts={fact.id: fact.statement for fact in desk.facts.by_id.values()},
        targets={target.payload: target.words for target in buttons.targets(desk.controls.act_titles, topics)},
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
