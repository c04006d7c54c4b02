"""A correction for those who read a wording that was wrong (F21): one sentence, approved by somebody else, sent once.

It goes only to conversations that were given this answer in the last days, never to one in which somebody said that
it is not safe to talk or where danger was spoken of, and on each channel only where an unasked message is allowed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit, jobs
from bot.answers.models import Answer, Correction, Revision
from bot.answers.rendering import topic_payload
from bot.conversations import outbox
from bot.conversations.messages import Choice, Reply
from bot.conversations.models import Conversation, Message, OutboxMessage
from bot.errors import BadInput, NotAllowed, NotFound, WrongState
from bot.jobs import Claim
from bot.runtime import Runtime
from bot.settings import Settings

JOB = "answers.correct"
NAME = "ralat"
"""What a correction is called among the things said to a conversation."""
SENTENCE_MOST = 300
DAYS = (1, 3, 7, 14, 30)
"""How far back an editor may reach: no further than words of conversations are kept."""
AT_ONCE = 50
"""Conversations of one transaction."""
WAITING, SENDING, SENT, REFUSED = "waiting", "sending", "sent", "refused"
_OPENINGS = {"id": "Ralat dari Langkah Aman:", "su": "Ralat ti Langkah Aman:", "jv": "Ralat saking Langkah Aman:"}
_READ = {"id": "Baca jawabannya", "su": "Baca jawabanana", "jv": "Maca jawabane"}
_UNSAFE = ("tidak_aman", "darurat\\_%")
_OPEN_CHANNELS = ("telegram", "webchat")
_WINDOWED = "whatsapp"


async def propose(
    session: AsyncSession, key: str, sentence: Mapping[str, str], days: int, *, author: str, now: datetime
) -> Correction:
    """Ask for a correction of what is published now. Raises BadInput, or WrongState when one waits already."""
    answer = await session.get(Answer, key, with_for_update=True)
    published = await session.get(Revision, answer.published_id) if answer and answer.published_id else None
    if answer is None or published is None:
        raise NotFound(f"answer {key}")
    words = {code: " ".join(text.split()) for code, text in sentence.items() if text.strip()}
    if "id" not in words:
        raise BadInput("Tulis kalimat ralatnya dalam Bahasa Indonesia.")
    if any(len(text) > SENTENCE_MOST for text in words.values()):
        raise BadInput(f"Kalimat ralat paling panjang {SENTENCE_MOST} huruf.")
    if days not in DAYS:
        raise BadInput("Pilih berapa hari ke belakang.")
    if answer.kind != "topic" or published.number == 1:
        raise WrongState("Ralat hanya untuk jawaban yang isinya pernah diganti.")
    open_one = select(Correction.id).where(Correction.answer_key == key, Correction.state.in_((WAITING, SENDING)))
    if await session.scalar(open_one.limit(1)) is not None:
        raise WrongState("Sudah ada ralat untuk jawaban ini yang menunggu.")
    made = Correction(
        answer_key=key, revision_id=published.id, sentence=words, days=days, state=WAITING, author=author, reached=0,
        created_at=now,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    _note(session, "correction.ask", made, author, now)
    return made


async def approve(session: AsyncSession, correction_id: str, *, approver: str, now: datetime) -> Correction:
    """Let it be sent. The approver is somebody else than its author."""
    found = await _waiting(session, correction_id)
    if found.author == approver:
        raise NotAllowed("author and approver are the same person")
    found.state, found.approver, found.decided_at = SENDING, approver, now
    jobs.put(session, JOB, {"correction": found.id}, lane=f"house:correction:{found.id}", now=now)
    _note(session, "correction.send", found, approver, now)
    return found


async def refuse(session: AsyncSession, correction_id: str, *, by: str, now: datetime) -> Correction:
    """Do not send it; its author may take it back in the same way."""
    found = await _waiting(session, correction_id)
    found.state, found.approver, found.decided_at = REFUSED, by, now
    _note(session, "correction.refuse", found, by, now)
    return found


async def reach(session: AsyncSession, key: str, days: int, settings: Settings, *, now: datetime) -> int:
    """How many conversations a correction would go to now."""
    published_at = await _published_at(session, key)
    wanted = _receivers(key, published_at or now, days, settings, now)
    return await session.scalar(select(func.count()).select_from(Conversation).where(wanted)) or 0


async def send_some(session: AsyncSession, correction_id: str, settings: Settings, *, now: datetime) -> bool:
    """Tell some conversations that were not told yet; False when all were."""
    found = await session.get(Correction, correction_id, with_for_update=True)
    if found is None or found.state != SENDING:
        return False
    right = await session.get_one(Revision, found.revision_id)
    told = exists().where(OutboxMessage.key == literal(f"{NAME}:{found.id}:") + Conversation.id)
    wanted = _receivers(found.answer_key, right.published_at or now, found.days, settings, found.decided_at or now)
    query = select(Conversation).where(wanted, ~told).order_by(Conversation.id).limit(AT_ONCE)
    rows = (await session.scalars(query)).all()
    for conversation in rows:
        key = f"{NAME}:{found.id}:{conversation.id}"
        await outbox.say(session, conversation, _worded(found, conversation), key=key, now=now)
    found.reached += len(rows)
    if len(rows) < AT_ONCE:
        found.state = SENT
    return found.state == SENDING


def sending(runtime: Runtime) -> Callable[[Claim], Awaitable[None]]:
    """The handler of the job; taken again after a crash it goes on where it stopped."""

    async def run(claim: Claim) -> None:
        more = True
        while more:
            async with runtime.db.write() as session:
                more = await send_some(session, claim.payload["correction"], runtime.settings, now=runtime.clock())

    return run


async def of(session: AsyncSession, key: str) -> Sequence[Correction]:
    """The corrections of an answer, newest first."""
    rows = await session.scalars(
        select(Correction).where(Correction.answer_key == key).order_by(Correction.created_at.desc())
    )
    return rows.all()


async def waiting(session: AsyncSession) -> Sequence[Correction]:
    """All that wait for an approver, oldest first."""
    rows = await session.scalars(select(Correction).where(Correction.state == WAITING).order_by(Correction.created_at))
    return rows.all()


def _receivers(key: str, until: datetime, days: int, settings: Settings, now: datetime) -> ColumnElement[bool]:
    """Conversations that were given the answer before it was right, and may be written to unasked."""
    said = and_(Message.conversation_id == Conversation.id, Message.author == "bot")
    unsafe = or_(Message.answer == _UNSAFE[0], Message.answer.like(_UNSAFE[1], escape="\\"))
    in_window = now - timedelta(seconds=settings.whatsapp_window)
    return and_(
        exists().where(said, Message.answer == key, Message.at < until, Message.at >= now - timedelta(days=days)),
        ~exists().where(said, unsafe),
        Conversation.held_by.is_(None),
        or_(
            Conversation.channel.in_(_OPEN_CHANNELS),
            and_(Conversation.channel == _WINDOWED, Conversation.last_heard_at > in_window),
        ),
    )


def _worded(correction: Correction, conversation: Conversation) -> Reply:
    language = conversation.language if conversation.language in correction.sentence else "id"
    return Reply(
        text=f"{_OPENINGS.get(language, _OPENINGS['id'])} {correction.sentence[language]}",
        choices=(Choice(_READ.get(language, _READ["id"]), topic_payload(correction.answer_key)),),
        answer=NAME,
        language=language,
        revision=correction.revision_id,
    )


async def _published_at(session: AsyncSession, key: str) -> datetime | None:
    query = select(Revision.published_at).join(Answer, Answer.published_id == Revision.id).where(Answer.key == key)
    found: datetime | None = await session.scalar(query)
    return found


async def _waiting(session: AsyncSession, correction_id: str) -> Correction:
    found = await session.get(Correction, correction_id, with_for_update=True)
    if found is None:
        raise NotFound(f"correction {correction_id}")
    if found.state != WAITING:
        raise WrongState("Ralat ini sudah diputuskan.")
    return found


def _note(session: AsyncSession, act: str, correction: Correction, by: str, now: datetime) -> None:
    audit.record(
        session, act, f"answer:{correction.answer_key}", actor=f"staff:{by}", now=now, correction=correction.id
    )
