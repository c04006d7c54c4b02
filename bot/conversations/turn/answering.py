"""The second half of a turn: what a message is answered with, decided in the turn's last transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import checklist, counting, published
from bot.answers.controls import Controls
from bot.clock import JAKARTA
from bot.conversations import safety_net
from bot.conversations.models import Conversation, Message, OutboxMessage
from bot.conversations.rasa import Heard, Label
from bot.conversations.redaction import mask
from bot.conversations.turn import following, untold
from bot.conversations.turn.routing import Route, Who, has_code
from bot.conversations.turn.taking_in import Taken
from bot.conversations.turn.wording import OFFICE, Said
from bot.learning import misses
from bot.settings import Settings
from bot.tips import emergency, follow_up, intake
from bot.tips.say import Say
from nlu.language.controls import named_language

UNSURE, LOST = "maksud_anda", "tidak_paham"
"""Rasa's two words for a miss: it wavers between two labels, or it refuses."""
NEVER_GUESSED = ("di_luar_topik", "makian", "salam", "pamit", "terima_kasih", "setuju", "menolak", "tidak_tahu")
"""Labels that are no help as "maksud Anda …?"."""
MISSES_UNTIL_HUMAN = 2
DANGER = "darurat"
"""The act that means danger now, as Rasa names it."""
ADDED = "tambah_info_diterima"
"""The answer to words that joined a sent tip."""
FOLLOWED = "context"
"""The outcome of a turn whose message was understood by what was asked before."""
HELLO, SHORT_HELLO = "sambutan", "sambutan_singkat"
"""The welcome, and the one for somebody who reports at once."""
GREETINGS = ("sapa", "menu", LOST)
"""Answers that the first contact's welcome replaces."""


@dataclass(frozen=True)
class Answered:
    """The names to be worded, in order, and how the turn is counted."""

    says: tuple[Said, ...]
    outcome: str


@dataclass(frozen=True)
class Case:
    """One turn's last transaction: what was taken in, what was heard about it, and the rows that may change."""

    session: AsyncSession
    taken: Taken
    route: Route
    alarm: safety_net.Alarm | None
    heard: Heard | None
    masked: str
    conversation: Conversation
    message: Message
    settings: Settings
    controls: Controls
    now: datetime


async def answer(case: Case) -> Answered:
    """Decide the names. The net's words stand first and swallow nothing."""
    _stop_waiting(case)
    case = replace(case, alarm=_second_opinion(case))
    first = await _net(case)
    rest, outcome = await _rest(case)
    if case.taken.refused is not None and case.route.who not in (Who.HUMAN, Who.NOBODY):
        rest = [Said(case.taken.refused, {}), *rest]
    if case.taken.in_form and case.route.who in (Who.GATEWAY, Who.WAITED_FOR):
        rest = [said for said in rest if said.answer != "menolak_kosong"]
        rest = [*rest, *_said(await intake.waiting_question(case.session, case.conversation))]
    if not rest and not first and case.route.who not in (Who.HUMAN, Who.NOBODY):
        rest = [Said("menu", {})]
    if case.route.who is Who.RASA and not case.taken.in_report:
        rest = await untold.with_code(case.session, case.conversation, rest)
    if outcome != FOLLOWED:
        await following.remember(case.session, case.conversation, case.taken, [*first, *rest])
    if case.route.who is not Who.HUMAN:
        rest = _welcomed(case, rest)
    return Answered((*first, *_without_repeats(first, rest)), "emergency" if case.alarm else outcome)


def _second_opinion(case: Case) -> safety_net.Alarm | None:
    """What the net heard, a step higher where Rasa is sure of danger."""
    if case.heard is None or case.taken.payload is not None or (case.alarm is not None and case.alarm.tier == "A"):
        return case.alarm
    sure = max((label.confidence for label in case.heard.labels if label.name == DANGER), default=0.0)
    if sure < case.settings.danger_second_opinion:
        return case.alarm
    return safety_net.lifted(
        case.alarm,
        last_full_block_at=case.conversation.full_block_at,
        now=case.now,
        repeat_after=timedelta(seconds=case.settings.emergency_repeat),
    )


async def _net(case: Case) -> list[Said]:
    if case.alarm is None:
        return []
    in_form = case.heard is not None and (case.taken.in_form or form_talks(case.heard))
    says = await emergency.offer(
        case.session, case.conversation, case.message, case.alarm,
        in_form=in_form, settings=case.settings, now=case.now, joins=_joins_a_sent_tip(case),
    )  # fmt: skip
    return _said(says)


def _joins_a_sent_tip(case: Case) -> bool:
    """Whether this message is added to a tip that was sent, as was waited for or with its code."""
    waiting = (case.taken.pending or "").partition(":")[0]
    if case.route.who is Who.WAITED_FOR and waiting in (follow_up.ADD, follow_up.REPLY):
        return True
    return case.heard is not None and any(reply["answer"] == ADDED for reply in case.heard.replies)


def form_talks(heard: Heard) -> bool:
    """Whether the report form gave this answer: it asks the next question, or says how the report ended."""
    names = [str(reply["answer"]) for reply in heard.replies]
    return any(name.startswith("lapor_") or name == "tidak_aman" for name in names)


def _without_repeats(first: list[Said], rest: list[Said]) -> list[Said]:
    """What the net has said the report does not say again, nor a second block of numbers under the first."""
    said = {one.answer for one in first}
    numbers = said & {*emergency.FULL_BLOCKS, emergency.GENTLE, "darurat_singkat"}
    repeated = said | set(emergency.FULL_BLOCKS if numbers else ())
    return [one for one in rest if one.answer not in repeated]


async def _rest(case: Case) -> tuple[list[Said], str]:
    """The answer beside the net, by who gives it."""
    who = case.route.who
    match who:
        case Who.RASA:
            return await _from_rasa(case)
        case Who.EMERGENCY:
            says = await emergency.act(
                case.session, case.conversation, case.message, case.route.step, settings=case.settings, now=case.now
            )
            return _said(says), who.value
        case Who.WAITED_FOR:
            waited = await follow_up.answer_pending(
                case.session, case.conversation, case.message, case.route.meant, settings=case.settings, now=case.now
            )
            return _said(waited or ()), who.value
        case Who.CODE:
            return await _by_code(case), who.value
        case Who.GATEWAY:
            return await _gateway(case), who.value
        case Who.NOBODY:
            return await _busy(case), who.value
        case Who.TOO_LONG:
            return [Said("terlalu_panjang", {})], who.value
        case Who.FILE:
            return ([Said("berkas_diterima", {})] if case.taken.refused is None else []), who.value
    return [], who.value


async def _from_rasa(case: Case) -> tuple[list[Said], str]:
    if case.alarm is None:
        followed = await following.follow(
            case.session, case.conversation, case.taken, case.heard, case.settings, case.now
        )
        if followed:
            case.conversation.misses = 0
            return followed, FOLLOWED
    if case.heard is None:
        if case.alarm is not None:
            return [], "silent"  # the net has spoken and offers what can be done without Rasa
        # Rasa is silent, but a code is ours to read.
        return (await _by_code(case) if has_code(case.taken) else [Said("rasa_diam", {})]), "silent"
    says = [_as_said(reply) for reply in case.heard.replies]
    if case.taken.payload is not None and case.taken.payload.whose == "form" and not case.taken.in_form:
        says = (
            _said(await intake.tapped_late(case.session, case.conversation, case.message, case.settings, case.now))
            or says
        )
    says = [_language_named(case) if said.answer == "ganti_bahasa_tanya" else said for said in says]
    missed = next((said for said in says if said.answer in (UNSURE, LOST)), None)
    if missed is None:
        case.conversation.misses = 0
        return says, case.heard.verdict
    if not case.taken.in_report and case.alarm is None and case.taken.payload is None:
        guesses = [misses.Guess(label.name, label.confidence) for label in case.heard.labels]
        misses.note_miss(
            case.session, mask(case.masked), language=case.conversation.language, verdict=case.heard.verdict,
            guesses=guesses, now=case.now,
        )  # fmt: skip
    case.conversation.misses += 1
    waits_for, _, purpose = (case.conversation.pending or "").partition(":")
    if waits_for == "kode" and case.conversation.misses < MISSES_UNTIL_HUMAN:
        return [Said(follow_up.ASKS_FOR_CODE[purpose], {})], "miss"
    if case.conversation.misses >= MISSES_UNTIL_HUMAN:
        case.conversation.misses = 0
        return [Said(OFFICE, {})], "second_miss"
    guessed = _guesses(case.heard.labels)
    if missed.answer == LOST and len(guessed) == 2:
        says[says.index(missed)] = Said(UNSURE, {"first": guessed[0], "second": guessed[1]})
    return says, "miss"


def _language_named(case: Case) -> Said:
    """Whoever asks for a language by its name is not asked which one."""
    named = named_language(case.taken.text) if case.taken.payload is None else None
    if named is None:
        return Said("ganti_bahasa_tanya", {})
    case.conversation.language, case.conversation.language_pinned = named, True
    return Said("ganti_bahasa_selesai", {})


async def _by_code(case: Case) -> list[Said]:
    """A receipt code without words serves what was asked for before, else the status."""
    return _said(
        await follow_up.by_code(
            case.session, case.conversation, case.message, follow_up.STATUS, settings=case.settings, now=case.now
        )
    )


async def _gateway(case: Case) -> list[Said]:
    """Payloads that Rasa never hears."""
    payload, conversation = case.taken.payload, case.conversation
    match (payload.name, payload.arguments) if payload else ("", ()):
        case ("terbantu", (("ya" | "tidak") as verdict, key)):
            today = case.now.astimezone(JAKARTA).date()
            await counting.count_verdict(case.session, key, helped=verdict == "ya", on=today)
            return [Said(f"terbantu_{verdict}", {})]
        case ("selengkapnya", (key,)) if await _is_topic(case.session, key):
            return [Said(key, {}, part="long")]
        case ("bahasa", (("id" | "su" | "jv") as language,)):
            conversation.language, conversation.language_pinned = language, True
            return [Said("ganti_bahasa_selesai", {})]
        case ("centang", marks):
            ticked = case.controls.checklist.marked((conversation.checklist or {}).get("done", ()), marks)
            conversation.checklist = {"done": ticked} if ticked else None
            return [Said(checklist.ANSWER, {})]
        case ("privasi", ()):
            return [Said("privasi_singkat", {})]
        case ("hapus_layar", ()):
            return [Said("tidak_aman", {})]
        case ("mulai", ()):
            return [Said(HELLO, {})]
    return [Said("menu", {})]


async def _is_topic(session: AsyncSession, key: str) -> bool:
    """Whether a name from outside is a topic's: the bot's own sentences are not for calling up."""
    answer = await published.find(session, key)
    return answer is not None and answer.kind == "topic"


async def _busy(case: Case) -> list[Said]:
    """Ask to wait, once a minute: an answer to each of a hundred messages would be a hundred messages."""
    since = case.now.replace(second=0, microsecond=0)
    told = select(OutboxMessage.id).where(
        OutboxMessage.conversation_id == case.conversation.id, OutboxMessage.created_at >= since
    )
    quiet = await case.session.scalar(told.limit(1)) is not None and case.taken.crowd > (
        case.settings.conversation_per_minute + 1
    )
    return [] if quiet else [Said("terlalu_sering", {})]


def _welcomed(case: Case, rest: list[Said]) -> list[Said]:
    """The first contact hears first that this is a machine (an emergency does not wait for it)."""
    if not case.taken.first or case.alarm is not None or any(said.answer == HELLO for said in rest):
        return rest
    reports = any(said.answer.startswith("lapor_") for said in rest)
    hello = SHORT_HELLO if reports else HELLO
    return [Said(hello, {}), *(said for said in rest if said.answer not in GREETINGS)]


def _stop_waiting(case: Case) -> None:
    """A yes that was waited for and did not come must not be taken from a later "ya"."""
    pending = case.conversation.pending or ""
    waits = pending.partition(":")[0] in follow_up.CONFIRMED or pending.startswith(f"darurat:{emergency.ASK}:")
    if waits and pending == case.taken.pending and case.route.who not in (Who.WAITED_FOR, Who.EMERGENCY):
        case.conversation.pending = None


def _guesses(labels: Sequence[Label]) -> list[str]:
    return [label.name for label in labels if label.name not in NEVER_GUESSED][:2]


def _as_said(reply: Mapping[str, object]) -> Said:
    params = {key: str(value) for key, value in reply.items() if key != "answer" and value is not None}
    return Said(str(reply["answer"]), params)


def _said(says: Sequence[Say]) -> list[Said]:
    return [Said(say.answer, say.params) for say in says]
