"""Writing a draft: start, save, submit, preview while typing, take an old wording back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.answers import editing, files, sources, speakers
from bot.answers.models import Answer, Revision
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.editors.draft_page import Trouble, Written, media_of, page, picks, shown
from bot.console.editors.wording import LANGUAGES, Typed, from_form, from_revision, to_wording, with_file, with_source
from bot.console.visit import Visit, see
from bot.errors import BadInput, NotAllowed, NotFound, WrongState

WRITABLE = ("draft", "returned")
_MONTH = timedelta(days=30)


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
        return await page(desk, visit, session, written, from_revision(written.revision))


async def save(desk: Desk, visit: Visit) -> Response:
    """Keep what was typed; with `ajukan` hand it to an approver. On a refusal the form comes back as typed."""
    typed, revision, author = from_form(visit.form), visit.path("revision"), visit.viewer.staff_id
    async with desk.runtime.db.read() as session:
        written = await _mine(session, visit)
    saved = False
    try:
        for code in LANGUAGES:
            typed = await _with_file(desk, visit, typed, code)
        typed = await _with_source(desk, visit, typed)
        await _keep(desk, visit, written, typed)
        saved = True
        if visit.form.text("lanjut") == "ajukan":
            async with desk.runtime.db.write() as session:
                await editing.submit(session, revision, author=author, now=visit.now)
            return see(f"/konsol/tinjau/{revision}", notice="naskah_diajukan")
    except (BadInput, WrongState) as refused:
        async with desk.runtime.db.read() as session:
            written = await _mine(session, visit)
            return await page(desk, visit, session, written, typed, Trouble(refused.sentence, saved))
    return see(f"/konsol/naskah/{revision}?bahasa={typed.tab}", notice="naskah_disimpan")


async def preview(desk: Desk, visit: Visit) -> Response:
    """The bubbles for what is typed now."""
    async with desk.runtime.db.read() as session:
        written = await _mine(session, visit)
        values = await shown(desk, visit, session, written, from_form(visit.form))
    return desk.pages.show(visit, "editors/preview.html", chosen=visit.form.text("_kanal", "whatsapp"), **values)


async def offer(desk: Desk, visit: Visit) -> Response:
    """What else may be picked; what stands picked in the form is left out."""
    picked = visit.request.query_params.getlist
    async with desk.runtime.db.read() as session:
        typed = from_revision((await _mine(session, visit)).revision)
        if visit.query("apa") == "fakta":
            typed = replace(typed, facts=picked("fakta") or typed.facts)
        else:
            typed = replace(typed, sources=picked("sumber") or typed.sources)
        return await picks(desk, visit, session, typed)


async def restore(desk: Desk, visit: Visit) -> Response:
    """A new draft with an old wording."""
    async with desk.runtime.db.write() as session:
        draft = await editing.restore(session, visit.path("revision"), author=visit.viewer.staff_id, now=visit.now)
    return see(f"/konsol/naskah/{draft.id}", notice="naskah_lama")


async def still_true(desk: Desk, visit: Visit) -> Response:
    """The published wording was read against its sources again and stays: new dates, handed to an approver."""
    today, author = visit.now.astimezone(JAKARTA).date(), visit.viewer.staff_id
    async with desk.runtime.db.write() as session:
        draft = await editing.start_draft(session, visit.path("key"), author=author, now=visit.now)
        if draft.state != "draft" or draft.changed_at != draft.created_at:
            return see(f"/konsol/naskah/{draft.id}", notice="naskah_terbuka")
        until = today + desk.facts.may_stay(draft.content) * _MONTH
        wording = editing.Wording(draft.content, draft.sources, today, until)
        await editing.save_draft(session, draft.id, wording, author=author, now=visit.now)
        await editing.submit(session, draft.id, author=author, now=visit.now)
    return see(f"/konsol/tinjau/{draft.id}", notice="tinjauan_diajukan")


async def _with_file(desk: Desk, visit: Visit, typed: Typed, code: str) -> Typed:
    """Store the file that came for one language. What was stored stays picked when something else is refused."""
    upload = visit.form.file(f"berkas.{code}")
    if upload is None:
        return typed
    async with desk.runtime.db.write() as session:
        stored = await files.store(
            session, upload.data, by=visit.viewer.staff_id, settings=desk.runtime.settings, now=visit.now
        )
    return with_file(typed, code, stored.id, visit.form.text(f"keterangan.{code}"))


async def _with_source(desk: Desk, visit: Visit, typed: Typed) -> Typed:
    """Store a source that is not in the list yet, and pick it."""
    new = typed.new_source
    if not new.is_typed:
        return typed
    async with desk.runtime.db.write() as session:
        added = await sources.add(
            session, title=new.title, publisher=new.publisher, url=new.url, seen_on=new.seen_on,
            by=visit.viewer.staff_id, now=visit.now,
        )  # fmt: skip
    return with_source(typed, added.id)


async def _keep(desk: Desk, visit: Visit, written: Written, typed: Typed) -> None:
    async with desk.runtime.db.write() as session:
        wording = to_wording(typed, await media_of(session, typed))
        vouched = _vouched(written.revision, wording)
        wording = replace(wording, content={**wording.content, "regional_checked": vouched})
        await editing.save_draft(
            session, written.revision.id, wording, author=visit.viewer.staff_id, now=visit.now, seen=_seen(visit)
        )


def _vouched(revision: Revision, wording: editing.Wording) -> bool:
    """A wording whose regional words were vouched for stays so only while none of them changes."""
    old, new = revision.content, {**revision.content, **wording.content}
    same = all(speakers.text_sum(old, code) == speakers.text_sum(new, code) for code in speakers.REGIONAL)
    return bool(old.get("regional_checked")) and same


def _seen(visit: Visit) -> datetime | None:
    """When the draft was last changed as the form showed it; another window may have saved since."""
    try:
        return datetime.fromisoformat(visit.form.text("dilihat"))
    except ValueError:
        return None


async def _mine(session: AsyncSession, visit: Visit) -> Written:
    revision = await session.get(Revision, visit.path("revision"))
    answer = await session.get(Answer, revision.answer_key) if revision else None
    if revision is None or answer is None:
        raise NotFound("revision")
    if revision.author != visit.viewer.staff_id:
        raise NotAllowed("draft of another editor")
    return Written(answer, revision)
