"""The first half of a turn: the message is kept, its file stored, what it names found, before anybody answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations import choices, handoff, payloads, people
from bot.conversations.doors import Door
from bot.conversations.messages import Incoming
from bot.conversations.models import Conversation, InboxItem, Message
from bot.conversations.payloads import Payload
from bot.errors import BadInput, GiveUp, TooLarge, TryAgain
from bot.runtime import Runtime
from bot.tips import evidence, intake
from bot.tips.receipts import find_codes
from nlu.language import controls, extraction
from nlu.language.found import Found

WITH_BYTES = ("photo", "document", "voice")
AS_DETAILS = ("location", "contact")
WORDS = ("text", "choice")
"""Kinds that bring no file."""


@dataclass(frozen=True)
class Taken:
    """A message as the second half of the turn needs it; rows are loaded anew where they are changed."""

    incoming: Incoming
    message_id: str
    conversation_id: str
    rasa_id: str
    first: bool
    """The first message this person ever sent."""
    crowd: int
    """Messages of this conversation in the last minute, this one included."""
    held: bool
    """A human has taken over."""
    pending: str | None
    full_block_at: datetime | None = None
    text: str = ""
    payload: Payload | None = None
    found: tuple[Found, ...] = ()
    in_report: bool = False
    """A draft is open: what is said belongs to it."""
    in_form: bool = False
    """The report form asks the questions (not the emergency lane)."""
    refused: str | None = None
    """Name of the answer that says why a file or a kind was not taken."""


async def take_in(runtime: Runtime, door: Door, item_id: str, incoming: Incoming, *, attempt: int) -> Taken | None:
    """Everything before somebody answers. None: it was answered before. Raises TryAgain.

    One commit for words; with a file three, because no transaction is open while a platform is waited for.
    """
    found = _find(incoming.text, runtime)  # before the transaction: nobody waits for it
    async with runtime.db.write() as session:
        taken = await _keep_message(runtime, session, item_id, incoming)
        if taken is None:
            return None
        taken = replace(taken, found=found)
        if incoming.kind in WORDS:
            return await _understand(session, taken)
    taken = await _store_file(runtime, door, taken, attempt=attempt)
    async with runtime.db.write() as session:
        return await _understand(session, taken)


async def _keep_message(runtime: Runtime, session: AsyncSession, item_id: str, incoming: Incoming) -> Taken | None:
    """Write the message once, under the inbox item's own id. None: it was answered before."""
    conversation = await people.conversation_of(session, incoming, now=runtime.clock())
    message = await session.get(Message, item_id)
    if message is None:
        message = Message(
            id=item_id,
            position=await people.next_position(session, conversation.id),
            conversation_id=conversation.id,
            author="citizen",
            kind=incoming.kind,
            at=incoming.at,
        )
        message.text = incoming.text or None
        session.add(message)
        whose = update(InboxItem).where(InboxItem.id == item_id).values(conversation_id=conversation.id)
        await session.execute(whose.execution_options(synchronize_session=False))
    elif message.answered_at is not None:
        return None
    await session.flush()
    return Taken(
        incoming=incoming,
        message_id=item_id,
        conversation_id=conversation.id,
        rasa_id=conversation.rasa_id,
        first=message.position == 1,
        crowd=await _last_minute(session, message),
        held=conversation.held_by is not None,
        pending=conversation.pending,
        full_block_at=conversation.full_block_at,
        text=incoming.text,
    )


async def _store_file(runtime: Runtime, door: Door, taken: Taken, *, attempt: int) -> Taken:
    """Fetch the bytes (no transaction is open meanwhile) and store them sealed.

    Raises TryAgain while another try may help; then the citizen is told that the file did not arrive.
    """
    incoming, settings = taken.incoming, runtime.settings
    if incoming.kind == "unsupported":
        return replace(taken, refused="jenis_tak_didukung")
    if incoming.kind in AS_DETAILS:
        return await _store(runtime, taken, _details_as_bytes(incoming))
    if incoming.kind not in WITH_BYTES or incoming.file is None:
        return taken
    if incoming.file.evidence_id is not None:
        await _link(runtime, taken.message_id, incoming.file.evidence_id)
        return taken
    if incoming.file.platform_id is None:
        return replace(taken, refused=str(incoming.details.get("refused") or "berkas_ditolak"))
    async with runtime.db.read() as session:
        message = await session.get_one(Message, taken.message_id)
        if message.evidence_id is not None:
            return taken
    try:
        data = await door.fetch(incoming.file, most=settings.file_max_bytes)
    except TooLarge:
        return replace(taken, refused="berkas_terlalu_besar")
    except (GiveUp, BadInput):
        return replace(taken, refused="berkas_ditolak")
    except TryAgain:
        if attempt < settings.file_attempts:
            raise
        return replace(taken, refused="berkas_ditolak")
    return await _store(runtime, taken, data)


async def _understand(session: AsyncSession, taken: Taken) -> Taken:
    """Write down what the text names, keep the message in an open report, and see which choice was meant."""
    incoming = taken.incoming
    message = await session.get_one(Message, taken.message_id)
    conversation = await session.get_one(Conversation, taken.conversation_id)
    # A second attempt means what the first one meant, whatever was offered in between.
    payload = payloads.parse(message.payload) if message.payload else _meant(incoming, conversation)
    message.found = {"list": [_as_json(one) for one in taken.found]}
    message.payload = payload.raw if payload else None
    draft = await intake.open_draft(session, conversation.id)
    if taken.held:
        holding = await handoff.current(session, conversation.id)
        message.tip_id = holding.tip_id if holding else None
    elif draft is not None:
        await intake.keep(session, draft, message)
    elif payload is None and controls.control(taken.text) == "kirim_sekarang":
        # Typed when no question waits: a resting report is taken up again, of a sent one it is said that it was.
        rests = await intake.unsent(session, conversation.id) is not None
        payload = payloads.parse("/lapor" if rests else "#kirim=ya")
        message.payload = payload.raw if payload else None
    asked = draft.asked if draft is not None else None
    in_form = asked is not None and asked != intake.EMERGENCY
    return replace(taken, payload=payload, in_report=asked is not None, in_form=in_form)


def _meant(incoming: Incoming, conversation: Conversation) -> Payload | None:
    """The payload of a tap, a command or a typed choice; an unlawful or forgotten one opens the menu."""
    if incoming.payload is not None:
        raw = choices.by_handle(conversation.choices, incoming.payload) or incoming.payload
        return payloads.parse(raw) or payloads.parse(payloads.MENU)
    if incoming.kind != "text":
        return None
    typed = payloads.from_command(incoming.text)
    typed = typed or choices.resolve(incoming.text, choices.offered(conversation.choices))
    return payloads.parse(typed) if typed else None


def _find(text: str, runtime: Runtime) -> tuple[Found, ...]:
    if not text:
        return ()
    codes = tuple(Found("code", start, end, text[start:end], code) for start, end, code in find_codes(text))
    others = extraction.extract(text, now=runtime.clock())
    kept = (one for one in others if not any(one.start < code.end and code.start < one.end for code in codes))
    return tuple(sorted((*codes, *kept), key=lambda one: one.start))


async def _last_minute(session: AsyncSession, message: Message) -> int:
    since = message.at - timedelta(minutes=1)
    return (
        await session.scalar(
            select(func.count()).where(
                Message.conversation_id == message.conversation_id,
                Message.author == "citizen",
                Message.at > since,
                Message.at <= message.at,
                Message.position <= message.position,
            )
        )
        or 0
    )


async def _store(runtime: Runtime, taken: Taken, data: bytes) -> Taken:
    incoming = taken.incoming
    file = incoming.file
    try:
        async with runtime.db.write() as session:
            stored = await evidence.store(
                session,
                data,
                name=file.name if file else None,
                declared_mime=file.mime if file else None,
                kind=incoming.kind,
                conversation_id=taken.conversation_id,
                message_id=taken.message_id,
                settings=runtime.settings,
                vault=runtime.vault,
                now=runtime.clock(),
            )
            message = await session.get_one(Message, taken.message_id)
            message.evidence_id = stored.id
    except TooLarge:
        return replace(taken, refused="berkas_terlalu_besar")
    except BadInput:
        return replace(taken, refused="berkas_ditolak")
    return taken


async def _link(runtime: Runtime, message_id: str, evidence_id: str) -> None:
    async with runtime.db.write() as session:
        message = await session.get_one(Message, message_id)
        message.evidence_id = evidence_id


def _details_as_bytes(incoming: Incoming) -> bytes:
    return json.dumps(incoming.details, ensure_ascii=False).encode()


def _as_json(one: Found) -> dict[str, object]:
    return {"kind": one.kind, "start": one.start, "end": one.end, "text": one.text, "value": one.value}
