"""The gateway's emergency lane: numbers, a raw tip, and its sending, also with Rasa down (decision 4, F39, F135).

    numbers ─► "boleh diteruskan?" ─► receivers, leave one out ─► anonymous or contact ─► sent, code told
    perhaps ─► "ada yang dalam bahaya sekarang?" ─► as above, or on with the talk

Which question waits stands in `conversation.pending` as `darurat:<question>`.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Conversation, Message
from bot.conversations.safety_net import Alarm
from bot.settings import Settings
from bot.tips import facts, intake, receivers, sending
from bot.tips.models import Tip
from bot.tips.once import says_once
from bot.tips.rules import indicators
from bot.tips.say import Say

FULL_BLOCKS = ("darurat_nomor", "darurat_nomor_anak")
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
) -> tuple[Say, ...]:
    """What the net says to an alarm. `in_form`: the report form is talking and asks the next question itself."""

    async def act() -> tuple[Say, ...]:
        says = tuple(Say(GENTLE if "suicide" in alarm.kinds and name in FULL_BLOCKS else name)
                     for name in alarm.answer_names)  # fmt: skip
        if alarm.tier != "A":
            if not in_form:
                conversation.pending = f"darurat:{ASK}"
            return says
        if any(name in FULL_BLOCKS for name in alarm.answer_names):
            conversation.full_block_at = now
        draft = await _raw_tip(session, conversation, message, alarm.kinds, settings, now=now)
        if in_form:
            return says
        draft.asked = draft.asked or intake.EMERGENCY
        conversation.pending = f"darurat:{OFFER}"
        return (*says, Say("darurat_tawar_kirim"))

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
        waiting = (conversation.pending or "").removeprefix("darurat:")
        draft = await intake.unsent(session, conversation.id)
        wish = _wish(step, waiting)
        if wish == "danger":
            conversation.full_block_at = now
            draft = await _raw_tip(session, conversation, message, (), settings, now=now)
            draft.asked = draft.asked or intake.EMERGENCY
            conversation.pending = f"darurat:{OFFER}"
            return (Say("darurat_nomor"), Say("darurat_tawar_kirim"))
        if wish in ("safe", "stop"):
            return _rest(conversation, draft, "darurat_aman" if wish == "safe" else "darurat_tidak_dikirim")
        if draft is None:
            conversation.pending = None
            return (Say("lapor_sudah_terkirim"),)
        return await _towards_sending(session, conversation, draft, wish, now=now)

    return await says_once(session, message.id, "darurat", take, now=now) or ()


async def _towards_sending(
    session: AsyncSession, conversation: Conversation, draft: Tip, wish: str, *, now: datetime
) -> tuple[Say, ...]:
    if wish == "receivers":
        conversation.pending = f"darurat:{RECEIVERS}"
        return (Say("darurat_penerima", {"tip": draft.id}),)
    if wish == "all" or wish.startswith("tanpa:"):
        left_out = set() if wish == "all" else {*draft.excluded, wish.removeprefix("tanpa:")}
        if not await receivers.anybody_left(session, draft, left_out):
            return (Say("darurat_penerima", {"tip": draft.id}),)
        draft.excluded = sorted(left_out)
        conversation.pending = f"darurat:{CONSENT}"
        return (Say(f"kanal_{conversation.channel}"), Say("darurat_balasan"))
    draft.consent = "kabar" if wish == "kabar" else "anonim"
    conversation.pending = None
    await sending.submit(session, draft, now=now)
    return (Say("darurat_terkirim", {"tip": draft.id}),)


def _wish(step: str, waiting: str) -> str:
    """What a tap or a yes or no means while this question waits."""
    meanings = {
        ("ya", ASK): "danger",
        ("tidak", ASK): "safe",
        ("ya", OFFER): "receivers",
        ("tidak", OFFER): "stop",
        ("ya", RECEIVERS): "all",
        ("tidak", RECEIVERS): "all",
        ("ya", CONSENT): "kabar",
        ("tidak", CONSENT): "anonim",
    }
    plain = {"ya": "danger", "tidak": "safe", "kirim": "receivers", "semua": "all", "batal": "stop"}
    return meanings.get((step, waiting)) or plain.get(step, step)


def _rest(conversation: Conversation, draft: Tip | None, answer: str) -> tuple[Say, ...]:
    """Nothing is sent; what was told rests as a draft that expires by itself."""
    conversation.pending = None
    if draft is not None and draft.asked == intake.EMERGENCY:
        draft.asked = None
    return (Say(answer),)


async def _raw_tip(
    session: AsyncSession,
    conversation: Conversation,
    message: Message,
    kinds: tuple[str, ...],
    settings: Settings,
    *,
    now: datetime,
) -> Tip:
    """The draft, with this cry for help as its story."""
    draft = await intake.new_draft(session, conversation, settings, now=now)
    await intake.keep(session, draft, message)
    draft.emergency = True
    text = (message.text or "").strip()
    if text and message.payload is None:
        await facts.record(session, draft, "kejadian", text, origin="guessed", message_id=message.id, now=now)
    flags = indicators.flags_of(text) | {
        indicators.DANGER_FLAGS[kind] for kind in kinds if kind in indicators.DANGER_FLAGS
    }
    draft.flags = sorted({*draft.flags, *flags})
    draft.kind = indicators.kind_of(draft.flags)
    return draft
