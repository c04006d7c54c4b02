"""Writing a draft: start, save, submit, preview while typing, take an old wording back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.answers import checking, editing
from bot.answers.controls import Controls
from bot.answers.models import Answer, Revision, Source
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.editors.preview import preview as render_preview
from bot.console.editors.wording import RELATED_MOST, Typed, from_form, from_revision, to_wording
from bot.console.visit import Visit, see
from bot.conversations.messages import Reply
from bot.errors import BadInput, NotAllowed, NotFound

WRITABLE = ("draft", "returned")


@dataclass(frozen=True)
class Written:
    """A draft of the viewer's own, with its answer."""

    answer: Answer
    revision: Revision


async def start(desk: Desk, visit: Visit) -> Response:
    """Begin a draft, or go on with the one already open."""
    async with desk.runtime.db.write() as session:
        draft = await editing.start_draft(session, visit.path("key"), author=visit.viewer.staff_id, now=visit.now)
    return see(f"/konsol/naskah/{draft.id}")


async def show(desk: Desk, visit: Visit) -> Response:
    """The editing form."""
    async with desk.runtime.db.read() as session:
        written = await _mine(session, visit)
        if written.revision.state not in WRITABLE:
            return see(f"/konsol/tinjau/{written.revision.id}")
        return await _page(desk, visit, session, written, from_revision(written.revision))


async def save(desk: Desk, visit: Visit) -> Response:
    """Keep what was typed; with `ajukan` hand it to an approver. On a refusal the form comes back as typed."""
    typed, wants_submit = from_form(visit.form), visit.form.text("lanjut") == "ajukan"
    revision, author = visit.path("revision"), visit.viewer.staff_id
    saved = False
    try:
        wording = to_wording(typed)
        async with desk.runtime.db.write() as session:
            await editing.save_draft(session, revision, wording, author=author, now=visit.now)
        saved = True
        if wants_submit:
            async with desk.runtime.db.write() as session:
                await editing.submit(session, revision, author=author, now=visit.now)
            return see(f"/konsol/tinjau/{revision}", notice="naskah_diajukan")
    except BadInput as refused:
        async with desk.runtime.db.read() as session:
            written = await _mine(session, visit)
            return await _page(desk, visit, session, written, typed, wrong=refused.sentence, saved=saved)
    return see(f"/konsol/naskah/{revision}?bahasa={typed.tab}", notice="naskah_disimpan")


async def preview(desk: Desk, visit: Visit) -> Response:
    """The bubbles for what is typed now."""
    async with desk.runtime.db.read() as session:
        written = await _mine(session, visit)
        replies = await _replies(desk, visit, session, written, from_form(visit.form))
    return desk.pages.show(visit, "editors/preview.html", replies=replies)


async def restore(desk: Desk, visit: Visit) -> Response:
    """A new draft with an old wording."""
    async with desk.runtime.db.write() as session:
        draft = await editing.restore(session, visit.path("revision"), author=visit.viewer.staff_id, now=visit.now)
    return see(f"/konsol/naskah/{draft.id}", notice="naskah_lama")


async def _mine(session: AsyncSession, visit: Visit) -> Written:
    revision = await session.get(Revision, visit.path("revision"))
    answer = await session.get(Answer, revision.answer_key) if revision else None
    if revision is None or answer is None:
        raise NotFound("revision")
    if revision.author != visit.viewer.staff_id:
        raise NotAllowed("draft of another editor")
    return Written(answer, revision)


async def _page(
    desk: Desk,
    visit: Visit,
    session: AsyncSession,
    written: Written,
    typed: Typed,
    *,
    wrong: str = "",
    saved: bool = False,
) -> Response:
    tab = visit.query("bahasa")
    sources = (await session.scalars(select(Source).order_by(Source.publisher, Source.title))).all()
    by_id = {source.id: source for source in sources}
    topics = await session.execute(
        select(Answer.key, Revision.content)
        .join(Revision, Revision.id == Answer.published_id)
        .where(Answer.kind == "topic", Answer.key != written.answer.key)
    )
    others = [(row.content.get("title", {}).get("id", row.key), row.key) for row in topics]
    # What is picked stands first, in its order, which is the order in which citizens see it.
    place = {key: number for number, key in enumerate(typed.related)}
    others.sort(key=lambda pair: (place.get(pair[1], len(place)), pair[0]))
    return desk.pages.show(
        visit,
        "editors/draft.html",
        status=422 if wrong else 200,
        answer=written.answer,
        revision=written.revision,
        typed=typed,
        tab=tab if not wrong and tab in typed.texts["short"] else typed.tab,
        sources=sources,
        picked=[by_id[key] for key in typed.sources if key in by_id],
        topics=others,
        replies=await _replies(desk, visit, session, written, typed),
        limits={"short": checking.SHORT_MOST, "long": checking.LONG_MOST, "related": RELATED_MOST},
        wrong=wrong,
        saved=saved,
    )


async def _replies(desk: Desk, visit: Visit, session: AsyncSession, written: Written, typed: Typed) -> list[Reply]:
    today = visit.now.astimezone(JAKARTA).date()
    controls: Controls = desk.controls
    return await render_preview(session, written.answer, written.revision, typed, controls=controls, today=today)
