"""The gateway's emergency lane: numbers, a raw tip, and its sending, also with Rasa down (decision 4, F39, F135).

    numbers ─► "boleh diteruskan?" ─► receivers, leave one out ─► anonymous or contact ─► sent, code told
    perhaps ─► "ada yang dalam bahaya sekarang?" ─► as above, or on with the talk

Which question waits stands in `conversation.pending` as `darurat:<question>`; behind `tanya` also the message that
made us ask, so that its words reach the tip. Nothing is sent before its receivers were shown, however old the button.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Conversation, Message
from bot.conversations.safety_net import Alarm
from bot.settings import Settings
from bot.tips import facts, intake, receivers, sending
from bot.tips.intake.questions import TELLING
from bot.tips.intake.reading import Heard, read
from bot.tips.judging import judge
from bot.tips.models import Tip
from bot.tips.once import says_once
from bot.tips.rules import indicators
from bot.tips.say import Say

FULL_BLOCKS = ("darurat_nomor", "darurat_nomor_anak")
IN_SHORT = "darurat_singkat"
GENTLE = "darurat_nomor_jiwa"
"""The same numbers in other words, for somebody who speaks of ending their life."""
ASK, OFFER, RECEIVERS, CONSENT = "tanya", "tawar", "penerima", "balasan"
"""The questions of this lane."""


async def offer(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    alarm: Alarm,
    *,
    in_form: bool,
    settings: Settings,
    now: datetime,
    joins: bool = False,
) -> tuple[Say, ...]:
    """What the net says to an alarm. `in_form`: the report form is talking and asks the next question itself.

    `joins`: the message joins a tip that was sent, which becomes more urgent by it; no second one is offered.
    """

    async def act() -> tuple[Say, ...]:
        if alarm.tier != "A":
            if in_form or joins:
                return (Say(IN_SHORT),)  # the form asks the one question of this message
            conversation.pending = f"darurat:{ASK}:{message.id}"
            return tuple(Say(name) for name in alarm.answer_names)
        says = tuple(Say(GENTLE if "suicide" in alarm.kinds and name in FULL_BLOCKS else name)
                     for name in alarm.answer_names)  # fmt: skip
        if any(name in FULL_BLOCKS for name in alarm.answer_names):
            conversation.full_block_at = now
        if joins:
            return says
        draft = await _raw_tip(session, conversation, message, alarm.kinds, settings, now=now)
        if in_form:
            return says
        return (*says, _offered(conversation, draft))

    return await says_once(session, message.id, "darurat", act, now=now) or ()


async def act(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    step: str,
    *,
    settings: Settings,
    now: datetime,
) -> tuple[Say, ...]:
    """One tap, or a typed yes or no, in this lane. An old button after the tip was sent does nothing twice."""

    async def take() -> tuple[Say, ...]:
        waiting, _, about = (conversation.pending or "").removeprefix("darurat:").partition(":")
        draft = await intake.unsent(session, conversation.id)
        wish = _wish(step, waiting)
        if wish == "danger":
            alarming = (await session.get(Message, about) if about else None) or message
            draft = await _raw_tip(session, conversation, alarming, (), settings, now=now)
            await intake.keep(session, draft, message)
            return (_numbers(conversation, settings, now), _offered(conversation, draft))
        if wish in ("safe", "stop"):
            return _rest(conversation, draft, "darurat_aman" if wish == "safe" else "darurat_tidak_dikirim")
        if draft is None:
            return await _nothing_left(session, conversation)
        return await _towards_sending(session, conversation, draft, wish, waiting, now=now)

    return await says_once(session, message.id, "darurat:langkah", take, now=now) or ()


async def _towards_sending(
    session: AsyncSession, conversation: Conversation, draft: Tip, wish: str, waiting: str, *, now: datetime
) -> tuple[Say, ...]:
    """The next step, or the waiting question again for a wish that does not answer it."""
    if waiting == CONSENT and wish in ("anonim", "kabar"):
        draft.consent = wish
        conversation.pending = None
        await sending.submit(session, draft, now=now)
        return (Say("darurat_terkirim", {"tip": draft.id}),)
    if waiting in (RECEIVERS, CONSENT) and await _leave_out(session, draft, wish):
        waiting = CONSENT
    elif waiting != CONSENT or wish == "receivers":
        waiting = RECEIVERS
    conversation.pending = f"darurat:{waiting}"
    if waiting == RECEIVERS:
        return (Say("darurat_penerima", {"tip": draft.id}),)
    return (Say(f"kanal_{conversation.channel}"), Say("darurat_balasan"))


async def _leave_out(session: AsyncSession, draft: Tip, wish: str) -> bool:
    """Leave one of the shown receivers out, or none. False: nobody would be left, or it was none of them."""
    if wish == "all":
        return True
    shown = [one.agency for one in await receivers.destinations(session, draft)]
    left_out = wish.removeprefix("tanpa:")
    if left_out not in shown or not await receivers.anybody_left(session, draft, {*draft.excluded, left_out}):
        return False
    draft.excluded = sorted({*draft.excluded, left_out})
    return True


def _wish(step: str, waiting: str) -> str:
    """What a tap or a yes or no means while this question waits."""
    meanings = {
        ("ya", ASK): "danger",
        ("tidak", ASK): "safe",
        ("ya", OFFER): "receivers",
        ("tidak", OFFER): "stop",
        ("ya", RECEIVERS): "receivers",  # "is there an office you do not want?": shown again, to choose it
        ("tidak", RECEIVERS): "all",
        ("ya", CONSENT): "kabar",
        ("tidak", CONSENT): "anonim",
    }
    plain = {"ya": "danger", "tidak": "safe", "kirim": "receivers", "semua": "all", "batal": "stop"}
    return meanings.get((step, waiting)) or plain.get(step, step)


def _numbers(conversation: Conversation, settings: Settings, now: datetime) -> Say:
    """The full block, in short when it was shown a moment ago."""
    before = conversation.full_block_at
    if before is not None and (now - before).total_seconds() < settings.emergency_repeat:
        return Say(IN_SHORT)
    conversation.full_block_at = now
    return Say(FULL_BLOCKS[0])


def _offered(conversation: Conversation, draft: Tip) -> Say:
    """Ask whether it may be passed on."""
    draft.asked = draft.asked or intake.EMERGENCY
    conversation.pending = f"darurat:{OFFER}"
    return Say("darurat_tawar_kirim")


def _rest(conversation: Conversation, draft: Tip | None, answer: str) -> tuple[Say, ...]:
    """Nothing is sent; what was told rests as a draft that expires by itself. Who is left out is asked anew."""
    conversation.pending = None
    if draft is not None and draft.asked == intake.EMERGENCY:
        draft.asked, draft.excluded = None, []
    return (Say(answer),)


async def _nothing_left(session: AsyncSession, conversation: Conversation) -> tuple[Say, ...]:
    """An old button after the tip was sent (its code is told, if it was not), or after the draft expired."""
    conversation.pending = None
    sent = await sending.sent_before(session, conversation.id)
    if sent is None:
        return (Say("darurat_tidak_dikirim"),)
    return (Say("lapor_sudah_terkirim") if sent.receipt_salt is None else Say("darurat_terkirim", {"tip": sent.id}),)


async def _raw_tip(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    kinds: tuple[str, ...],
    settings: Settings,
    *,
    now: datetime,
) -> Tip:
    """The draft, with this cry for help as its story, and with what else the cry names."""
    draft = await intake.new_draft(session, conversation, settings, now=now)
    await intake.keep(session, draft, message)
    draft.emergency = True
    text = (message.text or "").strip()
    if text and message.payload is None:
        reading = read(None, Heard(text), now=now, agencies={})
        await facts.identify(session, draft, reading.found)
        told = await facts.of_tip(session, draft.id)
        known = facts.settled(told)
        for slot, given in reading.answers.items():
            if slot not in TELLING or slot in known:
                continue
            await facts.record(session, draft, slot, given.value, origin="guessed", message_id=message.id, now=now)
            if slot == "kapan":
                facts.depart(draft, given.code, given.on)
            elif slot == "tempat":
                draft.village_code = given.code
        if not any(fact.slot == "kejadian" and fact.message_id == message.id for fact in told):
            await facts.record(session, draft, "kejadian", text, origin="guessed", message_id=message.id, now=now)
    draft.flags = sorted(
        {*draft.flags, *(indicators.DANGER_FLAGS[kind] for kind in kinds if kind in indicators.DANGER_FLAGS)}
    )
    await judge(session, draft, now=now)
    return draft
