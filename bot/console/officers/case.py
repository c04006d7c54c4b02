"""A tip as its page shows it: names beside ids, steps of its journey, what is lawful now, history in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import JAKARTA
from bot.console.officers.around import Around, Wish, around
from bot.console.officers.asked import village_words
from bot.console.officers.bubbles import Bubble, bubbles
from bot.console.officers.masking import dotted
from bot.console.officers.past import Happened, history
from bot.console.officers.rings import Promised, leaving, promised
from bot.console.words import DEPARTS, IDENTIFIERS, Chip, chip, day
from bot.conversations import outbox_states
from bot.conversations.redaction import mask
from bot.staff.accounts import names_of
from bot.staff.permissions import Viewer, can
from bot.tips.casework import blanking, steps
from bot.tips.casework.closing import OUTCOMES
from bot.tips.casework.reading import TipView
from bot.tips.casework.sight import OPEN
from bot.tips.models import Evidence, Referral, Tip


@dataclass(frozen=True)
class Known:
    """A fact or identifier. `field` is what reveals it; `masked` whether something is hidden."""

    label: str
    text: str
    field: str
    masked: bool
    revealed: bool = False
    origin: str = "said"
    skipped: bool = False
    slot: str = ""


@dataclass(frozen=True)
class Stage:
    """One stage of the stepper."""

    word: str
    at: datetime | None
    now: bool


@dataclass(frozen=True)
class Passed:
    """A referral in words."""

    agency: str
    state: str
    lead: bool
    reason: str
    end_reason: str | None
    sent_at: datetime
    holder: str


@dataclass(frozen=True)
class Noted:
    """A note or a question to the reporter."""

    text: str
    who: str
    at: datetime
    kind: str
    waiting: bool
    fate: str
    """How far a question has come on its way to the reporter; empty when it was not sent."""


@dataclass(frozen=True)
class Case:
    """Everything the panel shows."""

    tip: Tip
    referral: Referral
    village: str
    holder: str
    facts: Sequence[Known]
    identifiers: Sequence[Known]
    evidence: Sequence[Evidence]
    said: Sequence[Bubble]
    notes: Sequence[Noted]
    referrals: Sequence[Passed]
    history: Sequence[Happened]
    stages: Sequence[Stage]
    lawful: frozenset[str]
    may_refer: Sequence[str]
    outcome: str
    leaving: Chip | None
    promised: Sequence[Promised]
    around: Around
    known: int
    """The newest line of the tip's trail that this page tells: what comes later is news."""
    cut: bool
    """Whether something is blanked for this viewer."""


async def build(
    session: AsyncSession, viewer: Viewer, view: TipView, *, revealed: Mapping[str, str], now: datetime
) -> Case:
    """Put words to what the use case read. Must run in its session: sealed fields are opened here."""
    tip, own = view.tip, view.own
    people = [note.author for note in view.notes] + [entry.actor.removeprefix("staff:") for entry in view.history]
    names = await names_of(session, [*people, *(other.holder or "" for other in view.referrals)])
    sent = await outbox_states.by_key(session, [note.outbox_key for note in view.notes if note.outbox_key])
    receivers = await steps.receivers(session, own, tip) if own.state in OPEN else ()
    beside = await around(session, viewer, view, now=now)
    files = {file.id for file in view.evidence}
    return Case(
        tip=tip,
        referral=own,
        village=village_words(tip.village_code),
        holder=names.get(own.holder or "", ""),
        facts=_facts(view, revealed),
        identifiers=[
            _known(chip(IDENTIFIERS, item.kind).word, item.masked, item.id, True, revealed)
            for item in view.identifiers
        ],
        evidence=view.evidence,
        said=await bubbles(
            session, view.messages, words=lambda text: dotted(mask(blanking.apply(text, view.hidden))), files=files
        ),
        notes=[
            Noted(
                blanking.apply(note.text or "", view.hidden), names.get(note.author, "petugas"),
                note.at, note.kind, note.waiting,
                sent[note.outbox_key].state if note.outbox_key and note.outbox_key in sent else "",
            )
            for note in view.notes
        ],
        referrals=[
            Passed(
                other.agency, other.state, other.lead, other.reason or "", other.end_reason, other.sent_at,
                names.get(other.holder or "", "") if other.agency == viewer.agency else "",
            )
            for other in view.referrals
        ],
        history=history(view, names, viewer),
        stages=_stages(own),
        lawful=_lawful(viewer, own, tip, beside.wish),
        may_refer=[receiver.key for receiver in receivers],
        outcome=OUTCOMES.get(tip.outcome or "", tip.outcome or ""),
        leaving=leaving(tip.departs, own.leaves_by, live=own.live, today=now.astimezone(JAKARTA).date()),
        promised=promised(own, now=now),
        around=beside,
        known=view.history[0].id if view.history else 0,
        cut=bool(view.hidden),
    )  # fmt: skip


def _facts(view: TipView, revealed: Mapping[str, str]) -> list[Known]:
    shown = []
    for fact in view.facts:
        text, masked = dotted(fact.text), fact.masked
        if fact.slot == "kapan":
            text, masked = DEPARTS.get(view.tip.departs or fact.text, text), False
            if view.tip.departs_on is not None:  # "besok" was said on some day: the day itself does not age
                text = f"{text} ({day(view.tip.departs_on)})"
        elif fact.slot == "tempat" and village_words(view.tip.village_code):
            text, masked = village_words(view.tip.village_code), False
        known = _known("", text, fact.slot, masked, revealed)
        shown.append(
            Known(
                known.label, known.text, known.field, known.masked, known.revealed,
                origin=fact.origin, skipped=fact.skipped, slot=fact.slot,
            )
        )  # fmt: skip
    return shown


def _known(label: str, text: str, field: str, masked: bool, revealed: Mapping[str, str]) -> Known:
    if field in revealed:
        return Known(label, revealed[field], field, masked=False, revealed=True)
    return Known(label, text, field, masked)


def _stages(own: Referral) -> list[Stage]:
    declined = own.state == "declined"
    reached = [
        ("Masuk", own.sent_at),
        ("Dibuka", own.opened_at),
        ("Ditolak", own.ended_at) if declined else ("Diterima", own.accepted_at),
        ("Selesai", own.ended_at if own.state == "done" else None),
    ]
    last = max(index for index, (_, at) in enumerate(reached) if at is not None)
    return [Stage(word, at, index == last) for index, (word, at) in enumerate(reached)]


def _lawful(viewer: Viewer, own: Referral, tip: Tip, wish: Wish | None) -> frozenset[str]:
    """The steps whose buttons are shown; the use cases decide again."""
    if not can(viewer, "tips.work") or own.state not in OPEN or tip.status == "withdrawn":
        return frozenset()
    found = {"rujuk", "tanya", "hitamkan", "lepas" if own.holder == viewer.staff_id else "ambil"}
    if wish is None or wish.state != "asked":
        found.add("tutup")
    return frozenset(found | ({"terima", "tolak"} if own.state == "sent" else set()))
