"""Conversations that citizens asked an officer for: take one, talk live, give it back to the bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot import audit
from bot.console.desk import Desk
from bot.console.live import newest
from bot.console.officers.bubbles import Bubble, bubbles
from bot.console.officers.wording import reply
from bot.console.paging import cut, page_number
from bot.console.visit import Visit, see
from bot.conversations import handoff as handoffs
from bot.conversations import outbox_states
from bot.conversations.models import Conversation, Handoff, Message
from bot.errors import BadInput, NotFound, WrongState
from bot.staff.accounts import names_of

BEFORE = timedelta(minutes=10)
"""How much of the talk before the request an officer sees, reports left out."""
SHOWN_MOST = 300
TABS = {"terbuka": ("open", "taken"), "selesai": ("closed",)}


@dataclass(frozen=True)
class Line:
    """A row of the list."""

    handoff: Handoff
    conversation: Conversation


async def show(desk: Desk, visit: Visit) -> Response:
    """The queue of the viewer's agency; those who wait longest first."""
    tab = visit.query("tab", "terbuka")
    tab = tab if tab in TABS else "terbuka"
    size, number = desk.runtime.settings.page_size, page_number(visit)
    order = Handoff.opened_at if tab == "terbuka" else Handoff.closed_at.desc()
    async with desk.runtime.db.read() as session:
        known = await newest(session)
        found = await session.execute(
            select(Handoff, Conversation)
            .join(Conversation, Conversation.id == Handoff.conversation_id)
            .where(Handoff.agency == visit.viewer.agency, Handoff.state.in_(TABS[tab]))
            .order_by(Handoff.state, order)
            .limit(size + 1)
            .offset((number - 1) * size)
        )
        page = cut([Line(*row) for row in found], number=number, size=size)
        names = await names_of(session, [line.handoff.taken_by or "" for line in page.rows])
    return desk.pages.show(visit, "officers/handoffs.html", page=page, tab=tab, names=names, known=known)


async def open_one(desk: Desk, visit: Visit, *, wrong: str = "", typed: str = "") -> Response:
    """One conversation with its composer. Opening it is recorded."""
    async with desk.runtime.db.write() as session:
        line = await find_line(session, visit)
        known = await newest(session)
        audit.record(
            session, "handoff.read", f"handoff:{line.handoff.id}",
            actor=visit.viewer.actor, agency=visit.viewer.agency, now=visit.now,
        )  # fmt: skip
        said = await _said(session, line)
        names = await names_of(session, [line.handoff.taken_by or ""])
        fate = await outbox_states.newest(session, line.conversation.id, f"handoff:{line.handoff.id}:")
    return desk.pages.show(
        visit, "officers/handoff.html", fate=fate, status=422 if wrong else 200, line=line, said=said, names=names,
        last=said[-1].position if said else 0, known=known, wrong=wrong, typed=typed,
        most=desk.runtime.settings.text_max_chars,
    )  # fmt: skip


async def newer(desk: Desk, visit: Visit) -> Response:
    """The bubbles after a position, for an open page."""
    after = visit.query("sesudah", "0")
    async with desk.runtime.db.read() as session:
        line = await find_line(session, visit)
        said = await _said(session, line, after=int(after) if after.isdigit() else 0)
    if not said:
        return Response(status_code=204)
    return desk.pages.show(visit, "officers/handoff_news.html", line=line, said=said, last=said[-1].position)


async def take(desk: Desk, visit: Visit) -> Response:
    """From now on the bot is silent and this officer speaks."""
    try:
        async with desk.runtime.db.write() as session:
            line = await find_line(session, visit)
            greeting = await reply(desk, visit, session, line.conversation, "petugas_ambil")
            await handoffs.take(
                session, line.handoff, staff=visit.viewer.staff_id, agency=visit.viewer.agency,
                greeting=greeting, now=visit.now,
            )  # fmt: skip
    except WrongState as refused:
        return await open_one(desk, visit, wrong=refused.sentence)
    return see(f"/konsol/percakapan/{line.handoff.id}", notice="percakapan_diambil")


async def say(desk: Desk, visit: Visit) -> Response:
    """Send the officer's words."""
    text = visit.form.text("teks")
    try:
        _check(text, desk.runtime.settings.text_max_chars)
        async with desk.runtime.db.write() as session:
            line = await find_line(session, visit)
            worded = await reply(desk, visit, session, line.conversation, "pesan_petugas", {"teks": text})
            await handoffs.say_as_officer(
                session, line.handoff, worded, own_words=text,
                staff=visit.viewer.staff_id, agency=visit.viewer.agency, now=visit.now,
            )  # fmt: skip
    except (BadInput, WrongState) as refused:
        return await open_one(desk, visit, wrong=refused.sentence, typed=text)
    return see(f"/konsol/percakapan/{line.handoff.id}#tulis")


async def give_back(desk: Desk, visit: Visit) -> Response:
    """Say goodbye; the bot answers again."""
    try:
        async with desk.runtime.db.write() as session:
            line = await find_line(session, visit)
            goodbye = await reply(desk, visit, session, line.conversation, "petugas_selesai")
            await handoffs.give_back(
                session, line.handoff, staff=visit.viewer.staff_id, agency=visit.viewer.agency,
                goodbye=goodbye, now=visit.now,
            )  # fmt: skip
    except WrongState as refused:
        return await open_one(desk, visit, wrong=refused.sentence)
    return see("/konsol/percakapan", notice="percakapan_selesai")


async def find_line(session: AsyncSession, visit: Visit) -> Line:
    """The handoff, if it is in the viewer's agency's queue. Raises NotFound."""
    found = await session.get(Handoff, visit.path("handoff"))
    if found is None or found.agency != visit.viewer.agency:
        raise NotFound("handoff")
    conversation = await session.get(Conversation, found.conversation_id)
    if conversation is None:
        raise NotFound("conversation")
    return Line(found, conversation)


async def _said(session: AsyncSession, line: Line, *, after: int = 0) -> Sequence[Bubble]:
    """What was said around the request and since; never what belongs to a report, sent or not."""
    handoff = line.handoff
    query = (
        select(Message)
        .where(
            Message.conversation_id == handoff.conversation_id,
            Message.position > after,
            Message.at >= handoff.opened_at - BEFORE,
            Message.tip_id.is_(None) if handoff.tip_id is None else Message.tip_id.in_([handoff.tip_id]),
        )
        .order_by(Message.position.desc())
        .limit(SHOWN_MOST)
    )
    if handoff.closed_at is not None:
        query = query.where(Message.at <= handoff.closed_at)
    return await bubbles(session, reversed((await session.scalars(query)).all()))


def _check(text: str, most: int) -> None:
    if not text:
        raise BadInput("Pesan masih kosong.")
    if len(text) > most:
        raise BadInput(f"Pesan paling panjang {most} karakter.")
