"""An agency's inbox: folders with counts, filters, pages; every number only over what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.conversations.models import Message
from bot.conversations.redaction import mask
from bot.staff.permissions import Viewer
from bot.tips import facts
from bot.tips.casework.sight import LIVE, OPEN, agency_of, seen_by
from bot.tips.models import Referral, Tip, TipFact, TipIdentifier, TipNote
from nlu.language.extraction import extract

SOON = ("hari_ini", "besok", "3_hari")
"""Departures within 72 hours."""
LINE_MOST = 140
"""Characters of the story shown in a row, masked."""
SEARCHABLE = ("phone", "account", "handle", "link", "company", "email")

Condition = Callable[[Viewer], ColumnElement[bool]]


def _is_open() -> ColumnElement[bool]:
    """The agency still has work with it: neither ended here nor withdrawn by the reporter."""
    return and_(Referral.state.in_(OPEN), Tip.status.in_(LIVE))


def _waiting_for_reporter(viewer: Viewer) -> ColumnElement[bool]:
    answered = exists().where(Message.tip_id == TipNote.tip_id, Message.author == "citizen", Message.at > TipNote.at)
    asked = exists().where(
        TipNote.tip_id == Tip.id, TipNote.agency == viewer.agency, TipNote.kind == "question", ~answered
    )
    return and_(_is_open(), asked)


def _referred_out(viewer: Viewer) -> ColumnElement[bool]:
    other = aliased(Referral)
    return exists().where(other.tip_id == Tip.id, other.referred_from == viewer.agency, other.agency != viewer.agency)


FOLDERS: dict[str, Condition] = {
    "milik_saya": lambda viewer: and_(Referral.holder == viewer.staff_id, _is_open()),
    "belum_diambil": lambda viewer: and_(Referral.holder.is_(None), _is_open()),
    "darurat": lambda viewer: and_(Tip.emergency, _is_open()),
    "berangkat_72_jam": lambda viewer: and_(Tip.departs.in_(SOON), _is_open()),
    "menunggu_pelapor": _waiting_for_reporter,
    "dirujuk_keluar": _referred_out,
    "selesai": lambda viewer: not_(_is_open()),
    "semua": lambda viewer: true(),
}
"""Folder key → what belongs in it. The screen's order."""


@dataclass(frozen=True)
class Filters:
    """What an officer narrows the list by. `place` is the beginning of an official code; `text` is free."""

    kind: str | None = None
    place: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the inbox."""

    tip_id: str
    case_number: str
    kind: str
    emergency: bool
    status: str
    state: str
    lead: bool
    village_code: str | None
    departs: str | None
    departs_on: date | None
    score: int
    reasons: tuple[str, ...]
    holder: str | None
    channel: str
    sent_at: datetime
    opened_at: datetime | None
    line: str
    seen_before: int
    """How many other tips that the viewer may see name the same number, account or firm."""


async def counts(session: AsyncSession, viewer: Viewer) -> dict[str, int]:
    """How many tips lie in each folder."""
    agency = agency_of(viewer)
    base = seen_by(agency).with_only_columns(
        *(func.count().filter(condition(viewer)).label(name) for name, condition in FOLDERS.items())
    )
    row = (await session.execute(base)).one()
    return dict(row._mapping)


async def listed(
    session: AsyncSession, viewer: Viewer, folder: str, filters: Filters, *, most: int, skip: int = 0
) -> list[Row]:
    """One page of a folder, the most urgent first. An unknown folder lists everything."""
    agency = agency_of(viewer)
    query = await _narrowed(session, viewer, folder, filters)
    query = query.order_by(Tip.emergency.desc(), Tip.score.desc(), Referral.sent_at.desc(), Tip.case_number)
    rows = (await session.execute(query.limit(most).offset(skip))).all()
    tips = [tip for _, tip in rows]
    lines = await _lines(session, tips)
    repeats = await _repeats(session, agency, tips)
    return [_row(referral, tip, lines.get(tip.id, ""), repeats.get(tip.id, 0)) for referral, tip in rows]


async def total(session: AsyncSession, viewer: Viewer, folder: str, filters: Filters) -> int:
    """How many rows the folder holds under these filters."""
    query = await _narrowed(session, viewer, folder, filters)
    return await session.scalar(query.with_only_columns(func.count())) or 0


async def newer_than(session: AsyncSession, viewer: Viewer, folder: str, since: datetime) -> int:
    """How many tips came into the folder after a moment (the "3 laporan baru" bar)."""
    query = seen_by(agency_of(viewer)).where(_condition(folder)(viewer), Referral.sent_at > since)
    return await session.scalar(query.with_only_columns(func.count())) or 0


async def _narrowed(session: AsyncSession, viewer: Viewer, folder: str, filters: Filters) -> Select[Referral, Tip]:
    query = seen_by(agency_of(viewer)).where(_condition(folder)(viewer))
    if filters.kind:
        query = query.where(Tip.kind == filters.kind)
    if filters.place:
        query = query.where(Tip.village_code.startswith(filters.place, autoescape=True))
    if filters.text.strip():
        query = query.where(_matches(session, filters.text.strip()))
    return query


def _condition(folder: str) -> Condition:
    return FOLDERS.get(folder, FOLDERS["semua"])


def _matches(session: AsyncSession, text: str) -> ColumnElement[bool]:
    """A case number, or a number, account or firm by its blind index; stories cannot be searched."""
    vault = session.info["vault"]
    found = [item for item in extract(text, now=datetime.now().astimezone()) if item.kind in SEARCHABLE]
    pairs = [(item.kind, vault.blind(item.kind, item.value.casefold())) for item in found]
    by_number = Tip.case_number.contains(text.upper(), autoescape=True)
    if not pairs:
        return by_number
    named = exists().where(
        TipIdentifier.tip_id == Tip.id,
        or_(*(and_(TipIdentifier.kind == kind, TipIdentifier.blind == blind) for kind, blind in pairs)),
    )
    return or_(by_number, named)


async def _lines(session: AsyncSession, tips: Sequence[Tip]) -> dict[str, str]:
    """The beginning of each story, masked."""
    rows = await session.scalars(
        select(TipFact)
        .where(TipFact.tip_id.in_([tip.id for tip in tips]), TipFact.slot == "kejadian")
        .order_by(TipFact.at, TipFact.id)
    )
    stories: dict[str, list[TipFact]] = {}
    for fact in rows:
        stories.setdefault(fact.tip_id, []).append(fact)
    return {tip_id: _shortened(facts.joined(parts, "kejadian")) for tip_id, parts in stories.items()}


def _shortened(story: str) -> str:
    line = mask(" ".join(story.split()))
    return line if len(line) <= LINE_MOST else line[:LINE_MOST].rstrip() + " …"


async def _repeats(session: AsyncSession, agency: str, tips: Sequence[Tip]) -> dict[str, int]:
    """For each tip: how many others of this agency share an identifier with it (F31)."""
    if not tips:
        return {}
    mine, others = aliased(TipIdentifier), aliased(TipIdentifier)
    visible = seen_by(agency).with_only_columns(Tip.id).scalar_subquery()
    rows = await session.execute(
        select(mine.tip_id, func.count(others.tip_id.distinct()))
        .join(others, and_(others.kind == mine.kind, others.blind == mine.blind, others.tip_id != mine.tip_id))
        .where(mine.tip_id.in_([tip.id for tip in tips]), others.tip_id.in_(visible))
        .group_by(mine.tip_id)
    )
    return {tip_id: count for tip_id, count in rows}  # noqa: C416 - rows are not plain pairs to mypy


def _row(referral: Referral, tip: Tip, line: str, seen_before: int) -> Row:
    return Row(
        tip_id=tip.id,
        case_number=tip.case_number,
        kind=tip.kind,
        emergency=tip.emergency,
        status=tip.status,
        state=referral.state,
        lead=referral.lead,
        village_code=tip.village_code,
        departs=tip.departs,
        departs_on=tip.departs_on,
        score=tip.score,
        reasons=tuple(reason["reason"] for reason in tip.reasons),
        holder=referral.holder,
        channel=tip.channel,
        sent_at=referral.sent_at,
        opened_at=referral.opened_at,
        line=line,
        seen_before=seen_before,
    )
