"""After sending: status, additions and withdrawal by code from any channel, and an officer's question (F48–F50, F55).

`conversation.pending` holds what waits between two messages: `kode:<purpose>` (a code is expected),
`tambah:<tip>` (the next message is added to it), `jawab:<tip>` (the same, after an officer asked),
`cabut:<tip>` and `hapus:` (a yes or no is expected).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.conversations import outbox
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation, Message
from bot.database import new_id
from bot.errors import BadInput, WrongState
from bot.settings import Settings
from bot.tips import deadlines, facts, raising, retention, sending
from bot.tips.models import LIVE as LIVE
from bot.tips.models import OPEN, Referral, Tip, TipNote
from bot.tips.once import says_once
from bot.tips.receipts import find_codes, tip_by_code
from bot.tips.rules.own_number import of_others
from bot.tips.say import Say
from nlu.language.extraction import extract

STATUS, ADD, WITHDRAW = "status", "tambah", "cabut"
"""What a code can be used for."""
ASKS_FOR_CODE = {STATUS: "status_minta_kode", ADD: "tambah_info_minta_kode", WITHDRAW: "cabut_minta_kode"}
QUESTION_MOST = 1_000
FORGET = "hapus"
REPLY = "jawab"
"""An officer's question waits: also a bare "tidak" answers it."""
NOTE_KEY = "note:"
"""What the outbox key of an officer's question begins with; the note's id follows."""
CONFIRMED = (WITHDRAW, FORGET)
"""What a yes or no is waited for."""
ASKING = ("tambah_info_siap", "cabut_yakin", "hapus_data_tanya")
"""Answers after which something is waited for."""
_REST_LEAST = 12
"""So many letters beside the code are an addition, not a greeting."""


async def by_code(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    purpose: str,
    *,
    settings: Settings,
    now: datetime,
) -> tuple[Say, ...]:
    """A citizen asks for the status, wants to add or to withdraw. A bare code serves the purpose asked for before."""

    async def answer() -> tuple[Say, ...]:
        text = message.text or ""
        codes = find_codes(text)
        wanted = _purpose(conversation, purpose, bare=bool(codes) and not _rest(text, codes))
        if not codes:
            conversation.pending = f"kode:{wanted}"
            return (Say(ASKS_FOR_CODE[wanted]),)
        found = await tip_by_code(session, conversation, codes[0][2], now=now, settings=settings)
        facts.forget_code(message)
        if isinstance(found, Say):
            return (found,)
        conversation.pending = None
        if wanted == ADD:
            return await _begin_adding(session, conversation, found, message, _rest(text, codes), settings, now)
        if wanted == WITHDRAW:
            if found.status not in LIVE:
                return (Say("cabut_tidak_bisa"),)
            conversation.pending = f"cabut:{found.id}"
            return (Say("cabut_yakin"),)
        return await _tell_status(session, conversation, found, now)

    return await says_once(session, message.id, f"kode:{purpose}", answer, now=now) or ()


async def answer_pending(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    meant: bool | None,
    *,
    settings: Settings,
    now: datetime,
) -> tuple[Say, ...] | None:
    """The message that was waited for. `meant`: it says yes, no, or neither. None: nothing waited for it after all."""

    async def answer() -> tuple[Say, ...] | None:
        kind, _, tip_id = (conversation.pending or "").partition(":")
        conversation.pending = None
        if kind in CONFIRMED and not meant:
            return (Say("menolak_kosong"),)
        if kind == FORGET:
            await retention.forget_reporter(session, conversation, settings, now=now)
            return (Say("hapus_data_selesai"),)
        tip = await session.get(Tip, tip_id)
        if tip is None:
            return None
        if kind in (ADD, REPLY):
            return await _added(session, tip, message, settings, now)
        try:
            await withdraw(session, tip, now=now)
        except WrongState:
            return (Say("cabut_tidak_bisa"),)
        return (Say("cabut_selesai"),)

    return await says_once(session, message.id, "menunggu", answer, now=now)


async def status(session: AsyncSession, tip: Tip) -> str:
    """How a tip stands for its reporter, in one of the five words of content/statuses.yml."""
    if tip.status in ("closed", "withdrawn"):
        return "selesai" if tip.status == "closed" else "ditarik"
    rows = (await session.scalars(select(Referral).where(Referral.tip_id == tip.id))).all()
    if any(row.state in ("accepted", "done") for row in rows):
        return "dikerjakan"
    return "dibaca" if any(row.opened_at for row in rows) else "diterima"


async def is_late(session: AsyncSession, tip: Tip, standing: str, settings: Settings, *, now: datetime) -> bool:
    """Whether nobody opened it, or nothing came of opening it, for longer than we let people expect."""
    if standing not in ("diterima", "dibaca"):
        return False
    since = tip.sent_at
    if standing == "dibaca":
        since = await session.scalar(select(func.min(Referral.opened_at)).where(Referral.tip_id == tip.id))
    return since is not None and (now - since).total_seconds() > settings.news_within


async def receiving(session: AsyncSession, tip: Tip) -> Sequence[str]:
    """The agencies that hold the tip, the lead first."""
    rows = await session.scalars(
        select(Referral.agency)
        .where(Referral.tip_id == tip.id, Referral.state != "revoked")
        .order_by(Referral.lead.desc(), Referral.sent_at, Referral.agency)
    )
    return rows.all()


async def add(session: AsyncSession, tip: Tip, message: Message, *, now: datetime) -> None:
    """Put a later message, and its file, into a sent tip; its agencies are told."""
    await facts.attach(session, tip, message)
    text = (message.text or "").strip()
    if text:
        await facts.record(session, tip, "kejadian", text, origin="said", message_id=message.id, now=now)
        await facts.identify(session, tip, of_others(text, extract(text, now=now)))
    tip.changed_at = now
    audit.record(session, "tip.added", f"tip:{tip.id}", actor="citizen", now=now)
    before = await _at_work(session, tip)
    raised = await raising.look_again(session, tip, text=text, now=now)
    for referral in before:
        await deadlines.heard(session, referral, tip, now=now)
        if not raised:  # else they were told that it is urgent now
            sending.notify(session, referral, "tip.added", now=now)


async def withdraw(session: AsyncSession, tip: Tip, *, now: datetime) -> None:
    """The reporter takes the tip back: work stops, agencies are told, the words go with the next clean-up."""
    if tip.status not in LIVE:
        raise WrongState("Laporan ini sudah selesai atau sudah dicabut.")
    tip.status, tip.changed_at, tip.closed_at = "withdrawn", now, now
    for referral in await _at_work(session, tip):
        referral.ended_at = now
        sending.notify(session, referral, "tip.withdrawn", now=now)
    await deadlines.follow_all(session, tip, now=now)
    audit.record(session, "tip.withdrawn", f"tip:{tip.id}", actor="citizen", now=now)


async def ask_reporter(
    session: AsyncSession,
    tip: Tip,
    *,
    staff: str,
    agency: str,
    text: str,
    question: Reply | None,
    now: datetime,
) -> TipNote:
    """An officer's question. Pushed only with consent for news here; else it waits until the reporter shows the code.

    `question` is the published `pesan_petugas` worded with these words, for the reporter's conversation.
    """
    text = text.strip()
    if not text:
        raise BadInput("Pertanyaannya masih kosong.")
    if len(text) > QUESTION_MOST:
        raise BadInput(f"Pertanyaan paling panjang {QUESTION_MOST} huruf.")
    if tip.status not in LIVE:
        raise WrongState("Laporan ini sudah selesai atau dicabut, jadi pelapor tidak bisa ditanya lagi.")
    note = TipNote(id=new_id(), tip_id=tip.id, agency=agency, author=staff, kind="question", waiting=True, at=now)
    session.add(note)
    note.text = text
    conversation = await reachable(session, tip)
    if conversation is not None and question is not None:
        note.outbox_key, note.waiting = f"{NOTE_KEY}{note.id}", False
        conversation.pending = f"{REPLY}:{tip.id}"
        await outbox.say(
            session, conversation, question, key=note.outbox_key, now=now, author="officer", own_words=text
        )
    for own in await session.scalars(select(Referral).where(Referral.tip_id == tip.id, Referral.agency == agency)):
        own.asks = True
        deadlines.answered(own, now=now)
    audit.record(session, "tip.asked", f"tip:{tip.id}", actor=f"staff:{staff}", agency=agency, now=now)
    return note


async def reachable(session: AsyncSession, tip: Tip) -> Conversation | None:
    """The conversation in which the reporter agreed to news, or None."""
    if tip.consent != "kabar" or tip.conversation_id is None:
        return None
    return await session.get(Conversation, tip.conversation_id)


def _purpose(conversation: Conversation, purpose: str, *, bare: bool) -> str:
    waiting = conversation.pending or ""
    return waiting.removeprefix("kode:") if bare and waiting.startswith("kode:") else purpose


def _rest(text: str, codes: tuple[tuple[int, int, str], ...]) -> str:
    """What was written beside the code, if it is more than a word or two."""
    start, end, _ = codes[0]
    rest = (text[:start] + " " + text[end:]).strip(" .,:;-\n")
    return rest if len(rest) >= _REST_LEAST and len(rest.split()) > 3 else ""


async def _begin_adding(
    session: AsyncSession,
    conversation: Conversation,
    tip: Tip,
    message: Message,
    rest: str,
    settings: Settings,
    now: datetime,
) -> tuple[Say, ...]:
    if rest or message.evidence_id is not None or tip.status not in LIVE:
        return await _added(session, tip, message, settings, now)
    conversation.pending = f"tambah:{tip.id}"
    return (Say("tambah_info_siap"),)


async def _added(
    session: AsyncSession, tip: Tip, message: Message, settings: Settings, now: datetime
) -> tuple[Say, ...]:
    """Add to a tip that is still worked on; of another the status says why not. Files only up to the limit."""
    if tip.status not in LIVE:
        return (Say("status_laporan", {"tip": tip.id}),)
    await add(session, tip, message, now=now)
    if not await facts.files_fit(session, tip, message, settings.files_per_tip):
        return (Say("berkas_terlalu_banyak"),)
    return (Say("tambah_info_diterima"),)


async def _tell_status(session: AsyncSession, conversation: Conversation, tip: Tip, now: datetime) -> tuple[Say, ...]:
    """The status, and the questions of officers that waited for the code; what is said next answers them."""
    waiting = (
        await session.scalars(
            select(TipNote)
            .where(TipNote.tip_id == tip.id, TipNote.kind == "question", TipNote.waiting.is_(True))
            .order_by(TipNote.at)
        )
    ).all()
    for note in waiting:
        note.waiting = False
        conversation.pending = f"{REPLY}:{tip.id}"
    audit.record(session, "tip.status_asked", f"tip:{tip.id}", actor="citizen", now=now)
    return (
        Say("status_laporan", {"tip": tip.id}),
        *(Say("pesan_petugas", {"note": note.id}) for note in waiting),
    )


async def _at_work(session: AsyncSession, tip: Tip) -> Sequence[Referral]:
    rows = await session.scalars(select(Referral).where(Referral.tip_id == tip.id, Referral.state.in_(OPEN)))
    return rows.all()
