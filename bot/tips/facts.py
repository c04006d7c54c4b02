"""The facts of a tip: one row per question and message, the newest counts, nothing said is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Message
from bot.crypto import Vault
from bot.tips.models import Evidence, Tip, TipFact, TipIdentifier
from bot.tips.receipts import find_codes, hide_codes
from nlu.language.found import Found

CUMULATIVE = ("kejadian", "bukti")
"""Questions whose answers add up instead of replacing each other."""
SETTLED = ("said", "guessed", "officer")
"""Origins that answer a question; `heard` was kept but not understood."""
TAKEN_BACK = "taken_back"
"""Origin of words that the reporter withdrew by skipping their question: they are not part of the tip's facts."""
IDENTIFIERS = ("phone", "account", "nik", "email", "link", "handle", "company")


async def of_tip(session: AsyncSession, tip_id: str) -> Sequence[TipFact]:
    """All facts of a tip, oldest first."""
    rows = await session.scalars(select(TipFact).where(TipFact.tip_id == tip_id).order_by(TipFact.at, TipFact.id))
    return rows.all()


def newest(facts: Iterable[TipFact]) -> dict[str, TipFact]:
    """The fact that counts for each question."""
    latest: dict[str, TipFact] = {}
    for fact in facts:
        if fact.origin == TAKEN_BACK:
            continue
        known = latest.get(fact.slot)
        # What was answered is not undone by what was only heard later.
        if known is None or known.origin not in SETTLED or fact.origin in SETTLED:
            latest[fact.slot] = fact
    return latest


def settled(facts: Iterable[TipFact]) -> dict[str, TipFact]:
    """The questions that need no asking, with the fact that answers or skips each."""
    return {slot: fact for slot, fact in newest(facts).items() if fact.origin in SETTLED}


async def record(
    session: AsyncSession,
    tip: Tip,
    slot: str,
    value: str | None,
    *,
    origin: str,
    message_id: str,
    now: datetime,
    skipped: bool = False,
) -> TipFact:
    """Keep a fact; the same message answers the same question once."""
    fact: TipFact | None = await session.scalar(
        select(TipFact).where(TipFact.tip_id == tip.id, TipFact.slot == slot, TipFact.message_id == message_id)
    )
    if fact is None:
        fact = TipFact(tip_id=tip.id, slot=slot, message_id=message_id, at=now)
        session.add(fact)
    fact.value, fact.origin, fact.skipped = value, origin, skipped
    await session.flush()
    return fact


async def attach(session: AsyncSession, tip: Tip, message: Message) -> None:
    """Put a message, and the file that came with it, into a tip; a receipt code in it is taken out of its words."""
    message.tip_id = tip.id
    forget_code(message)
    if message.evidence_id is not None:
        stored = await session.get(Evidence, message.evidence_id)
        if stored is not None:
            stored.tip_id = tip.id


async def files_fit(session: AsyncSession, tip: Tip, message: Message, most: int) -> bool:
    """Whether the tip holds no more files than allowed; else the message's file is taken out of it again."""
    await session.flush()
    held = await session.scalar(select(func.count()).where(Evidence.tip_id == tip.id)) or 0
    if message.evidence_id is None or held <= most:
        return True
    stored = await session.get(Evidence, message.evidence_id)
    if stored is not None:
        stored.tip_id = None
    message.evidence_id = None
    return False


def forget_code(message: Message) -> None:
    """Take a receipt code out of a kept message: of a code nothing stays but its keyed hash."""
    if not message.text or not find_codes(message.text):
        return
    message.text = hide_codes(message.text)
    found = (message.found or {}).get("list") or []
    message.found = {"list": [one for one in found if one.get("kind") != "code"]}


async def reopen(session: AsyncSession, tip: Tip, slot: str) -> None:
    """Ask a question again: what was said stays to be read, but no longer answers it."""
    for fact in await of_tip(session, tip.id):
        if fact.slot == slot and fact.origin in ("said", "guessed"):
            fact.origin = "heard"


async def take_back(session: AsyncSession, tip: Tip, slot: str) -> None:
    """Skipping a question withdraws what was said to it before; only the talk itself still holds the words."""
    for fact in await of_tip(session, tip.id):
        if fact.slot == slot and fact.origin == "heard":
            fact.origin = TAKEN_BACK


async def identify(session: AsyncSession, tip: Tip, found: Iterable[Found]) -> None:
    """Keep phones, accounts, handles, links and firms by blind index, each once."""
    vault: Vault = session.info["vault"]
    known = set(await session.scalars(select(TipIdentifier.blind).where(TipIdentifier.tip_id == tip.id)))
    for item in found:
        blind = vault.blind(item.kind, item.value.casefold())
        if item.kind not in IDENTIFIERS or blind in known:
            continue
        known.add(blind)
        row = TipIdentifier(tip_id=tip.id, kind=item.kind, blind=blind)
        session.add(row)
        row.value = item.value
    await session.flush()


def depart(tip: Tip, bucket: str | None, on: date | None) -> None:
    """Set when somebody leaves; `sudah_berangkat` means that they are away."""
    tip.departs, tip.departs_on = bucket, on


def joined(facts: Iterable[TipFact], slot: str, *, also: Collection[str] = ()) -> str:
    """What counts for one question in words: the newest answer, or all parts of what adds up."""
    of_slot = [fact for fact in facts if fact.slot == slot and fact.value and not fact.skipped]
    if slot in CUMULATIVE:
        return "\n".join(fact.value or "" for fact in of_slot if fact.origin in (*SETTLED, *also))
    latest: Mapping[str, TipFact] = newest(of_slot)
    return (latest[slot].value or "") if slot in latest else ""
