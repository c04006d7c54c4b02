"""One step of the report: what a message changed in the draft, what is said to it, and which question comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.agencies.models import Agency
from bot.conversations.models import Conversation, Message
from bot.settings import Settings
from bot.tips import facts, follow_up
from bot.tips.intake.asides import ASKING, FORGET, HUMAN, aside_of
from bot.tips.intake.course import Course, answered, keep_words, record, reopen, times_heard
from bot.tips.intake.deciding import decide, leave_out, safe, skip
from bot.tips.intake.questions import DECIDING, SLOTS, next_slot, question, slot_before
from bot.tips.intake.reading import Given, Heard, cries, read
from bot.tips.judging import judge
from bot.tips.models import Tip
from bot.tips.say import Say, Step
from nlu.language.controls import without_yes, yes_no

MOST_OFFERS = 2
"""How often a place that means several is offered as a choice; after that the words are taken as they are."""
REASKED = {"tempat": "lapor_tempat_ulang", "bukti": "lapor_bukti_diterima"}
"""Questions that are worded otherwise when the answer was not understood."""


async def step(
    session: AsyncSession,
    conversation: Conversation,
    draft: Tip,
    message: Message,
    heard: Heard,
    *,
    opening: bool,
    settings: Settings,
    now: datetime,
) -> Step:
    """Apply one message to the draft. `opening`: the report begins, or is taken up again, with it."""
    asked = draft.asked if draft.asked in SLOTS else None
    if opening and _says_it_reports(heard):
        asked = None  # "lapor" opens or takes up again; it answers nothing. A form that Rasa lost just goes on.
    agencies = await _agencies(session)
    course = Course(draft, heard, read(asked, heard, now=now, agencies=agencies))
    _open(course, opening, (now - draft.changed_at).total_seconds() > settings.silence_before_summary,
          bool(await facts.of_tip(session, draft.id)))  # fmt: skip
    await facts.identify(session, draft, course.reading.found)
    if course.reading.control is not None:
        await _steer(session, course, asked, message, now)
    else:
        await _hear(session, course, asked, message, settings, agencies, now)
    await _take_stock(session, conversation, course, settings, now)
    if Say(FORGET) in course.says:
        conversation.pending = f"{follow_up.FORGET}:"
    elif course.result is None and not any(say.answer in ASKING for say in course.says):
        await _go_on(session, course, conversation)
    draft.asked = course.ask
    draft.changed_at = now
    return Step(course.markers, course.ask, tuple(course.says), course.result, course.aside)


def _says_it_reports(heard: Heard) -> bool:
    """Whether the message itself asks to report, typed or tapped. Rasa is told "/lapor" for a lost form, too."""
    return heard.payload == "/lapor" or (heard.payload is None and heard.intent == "lapor" and heard.confidence < 1)


def _open(course: Course, opening: bool, silent: bool, told: bool) -> None:
    """The first words of a report, or of one taken up again."""
    if told and (opening or silent):
        course.says.append(Say("lapor_lanjut", {"tip": course.draft.id}))
    elif opening:
        course.says.append(Say("lapor_buka"))


async def _steer(session: AsyncSession, course: Course, asked: str | None, message: Message, now: datetime) -> None:
    """lewati, kembali, batal, kirim sekarang."""
    control, draft = course.reading.control, course.draft
    if control == "batal":
        course.result = "batal"
    elif control == "kembali" and asked is not None:
        before = slot_before(asked, list(facts.settled(await facts.of_tip(session, draft.id))))
        if before is None:
            course.says.append(Say("lapor_kembali_awal"))
            course.ask = asked
        else:
            await reopen(session, course, before)
    elif control == "lewati" and asked is not None:
        await skip(session, course, asked, message, now)
    elif control == "kirim_sekarang" and asked == "kirim" and course.heard.payload is None:
        course.result = "kirim"  # typed under the read-back; an old button decides nothing
    elif control == "kirim_sekarang":
        done = facts.settled(await facts.of_tip(session, draft.id))
        for slot in SLOTS:
            if slot not in DECIDING and slot not in done:
                await record(session, course, slot, Given("", skipped=True), message, now)


async def _hear(
    session: AsyncSession,
    course: Course,
    asked: str | None,
    message: Message,
    settings: Settings,
    agencies: Mapping[str, str],
    now: datetime,
) -> None:
    """Answers, in passing or asked for; a file; a question in between."""
    reading, heard = course.reading, course.heard
    aside = aside_of(reading, heard, asked, settings)
    if reading.act == "darurat":
        course.draft.emergency = course.danger = True
    if reading.left_out is not None:
        await leave_out(session, course, asked, reading.left_out)
        return
    if aside is not None and asked is not None:
        await keep_words(session, course, asked, message, now)
        course.ask = asked
        course.aside = aside if aside == HUMAN else None
        course.says += [Say(aside)] if aside != HUMAN else []
        return
    for slot, given in reading.answers.items():
        if slot in DECIDING:
            await decide(session, course, slot, given, message, now)
        elif slot == "aman":
            await safe(session, course, given, message, now)
        elif slot == asked or given.origin == "said" or not await answered(session, course.draft, slot):
            await record(session, course, slot, given, message, now)
    if heard.has_file:
        await _file(session, course, asked, message, settings, now)
    elif asked is not None and asked not in reading.answers and course.result is None:
        await _not_understood(session, course, asked, message, now)


async def _file(
    session: AsyncSession, course: Course, asked: str | None, message: Message, settings: Settings, now: datetime
) -> None:
    """A file is kept whenever it comes, up to the limit; asked for evidence, we wait for more."""
    if not await facts.files_fit(session, course.draft, message, settings.files_per_tip):
        course.says.append(Say("berkas_terlalu_banyak"))
        course.ask = asked
    elif asked == "bukti":
        await facts.record(session, course.draft, "bukti", "berkas", origin="heard", message_id=message.id, now=now)
        course.ask, course.asks_by = "bukti", "lapor_bukti_diterima"
    else:
        course.says.append(Say("lapor_berkas"))


async def _not_understood(session: AsyncSession, course: Course, asked: str, message: Message, now: datetime) -> None:
    """Ask once more; what is said a second time is taken as it is, so nobody is caught in a question."""
    draft, text = course.draft, course.heard.text.strip()
    if course.heard.payload is None and cries(text):
        course.ask = asked  # the net keeps a cry as the story; it does not use up the second try
        return
    before = await times_heard(session, draft, asked)
    if course.markers:
        course.ask = asked  # it answered something else; that is no failed answer to this
        return
    if course.reading.choices and before < MOST_OFFERS:
        course.ask, course.asks_by = asked, "lapor_tempat_pilih"
        course.params = {"codes": ",".join(course.reading.choices)}
    elif course.reading.asks or course.reading.act is not None or not text or asked in DECIDING:
        course.ask = asked
    elif before:
        code = "belum_tahu" if asked == "kapan" else None
        await record(session, course, asked, Given(text, code=code), message, now)
        return
    else:
        promised = asked == "bukti" and (yes_no(text) or without_yes(text) != text)
        course.ask, course.asks_by = asked, "lapor_bukti_silakan" if promised else REASKED.get(asked)
    await keep_words(session, course, asked, message, now)


async def _take_stock(
    session: AsyncSession, conversation: Conversation, course: Course, settings: Settings, now: datetime
) -> None:
    """What the whole tip now indicates. A child, or a tapped "danger now", brings the numbers first.

    Where the gateway's net speaks of this very message, the form is quiet; the full block comes once in a while only.
    """
    fresh = await judge(session, course.draft, now=now)
    if course.result is not None or _net_speaks(course.heard):
        return
    if "child" not in fresh and not course.danger:
        return
    before = conversation.full_block_at
    if before is not None and (now - before).total_seconds() < settings.emergency_repeat:
        course.says.insert(0, Say("darurat_singkat"))
        return
    conversation.full_block_at = now
    course.says.insert(0, Say("darurat_nomor_anak" if "child" in course.draft.flags else "darurat_nomor"))


def _net_speaks(heard: Heard) -> bool:
    """Whether the gateway shows the numbers for this message anyway."""
    return heard.payload is None and cries(heard.text)


async def _go_on(session: AsyncSession, course: Course, conversation: Conversation) -> None:
    """The next question, worded by its name; before consent the truth about this channel."""
    if course.ask is None:
        done = facts.settled(await facts.of_tip(session, course.draft.id))
        course.ask = next_slot(done, child="child" in course.draft.flags)
    if course.ask == "balasan":
        course.says.append(Say(f"kanal_{conversation.channel}"))
    course.says.append(Say(course.asks_by or question(course.ask).asks, {"tip": course.draft.id, **course.params}))


async def _agencies(session: AsyncSession) -> Mapping[str, str]:
    rows: Sequence[Agency] = (await session.scalars(select(Agency).where(Agency.active.is_(True)))).all()
    return {row.key: f"{row.name} {row.short_name}" for row in rows}
