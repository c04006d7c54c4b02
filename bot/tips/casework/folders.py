"""An agency's inbox: folders with counts, filters, pages; every number only over what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, not_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.clock import JAKARTA
from bot.staff.permissions import Viewer
from bot.tips.casework import finding, lines
from bot.tips.casework.models import Closing, Mention
from bot.tips.casework.sight import agency_of, seen_by
from bot.tips.models import EMERGENCY, Referral, Tip
from bot.tips.rules.risk import SOON_DAYS

COUNT_MOST = 1_000
"""Folders are counted up to here: more is "999+" on the screen, and no page waits for a long count."""
LINE_MOST = lines.LINE_MOST

Condition = Callable[[Viewer, datetime], ColumnElement[bool]]


def _leaving(_: Viewer, now: datetime) -> ColumnElement[bool]:
    """Somebody leaves within 72 hours, counted from today: what was said days ago has aged since."""
    today = now.astimezone(JAKARTA).date()
    near = Referral.leaves_by.between(today - timedelta(days=1), today + timedelta(days=SOON_DAYS))
    return and_(Referral.live, near)


def _referred_out(viewer: Viewer, _: datetime) -> ColumnElement[bool]:
    other = aliased(Referral)
    return Referral.tip_id.in_(
        select(other.tip_id).where(other.referred_from == viewer.agency, other.agency != viewer.agency)
    )


def _mentioned(viewer: Viewer, _: datetime) -> ColumnElement[bool]:
    return Referral.tip_id.in_(
        select(Mention.tip_id).where(Mention.staff_id == viewer.staff_id, Mention.seen_at.is_(None))
    )


def _awaiting_second(viewer: Viewer, _: datetime) -> ColumnElement[bool]:
    asked = select(Closing.referral_id).where(Closing.agency == viewer.agency, Closing.state == "asked")
    return and_(Referral.live, Referral.id.in_(asked))


FOLDERS: dict[str, Condition] = {
    "milik_saya": lambda viewer, now: and_(Referral.holder == viewer.staff_id, Referral.live),
    "belum_diambil": lambda viewer, now: and_(Referral.holder.is_(None), Referral.live),
    "darurat": lambda viewer, now: and_(Referral.rank >= EMERGENCY, Referral.live),
    "berangkat_72_jam": _leaving,
    "lewat_tenggat": lambda viewer, now: and_(Referral.due_at < now, Referral.live),
    "menunggu_pelapor": lambda viewer, now: and_(Referral.asks, Referral.live),
    "menyebut_saya": _mentioned,
    "menunggu_persetujuan": _awaiting_second,
    "dirujuk_keluar": _referred_out,
    "selesai": lambda viewer, now: not_(Referral.live),
    "semua": lambda viewer, now: true(),
}
"""Folder key → what belongs in it. The screen's order."""
FEW = ("milik_saya", "menunggu_pelapor", "menyebut_saya", "menunggu_persetujuan", "dirujuk_keluar")
"""Folders that hold little of what an agency sees: found first, put in order afterwards."""


@dataclass(frozen=True)
class Filters:
    """What an officer narrows the list by. `place` is the beginning of an official code; `text` is free."""

    kind: str | None = None
    place: str | None = None
    text: str = ""
    holder: str | None = None


@dataclass(frozen=True)
class Row:
    """One line of the inbox."""

    tip_id: str
    case_number: str
    kind: str
    emergency: bool
    status: str
    state: str
    live: bool
    lead: bool
    village_code: str | None
    departs: str | None
    leaves_by: date | None
    score: int
    reasons: tuple[str, ...]
    holder: str | None
    channel: str
    sent_at: datetime
    opened_at: datetime | None
    due_at: datetime | None
    replied_at: datetime | None
    changed_at: datetime
    line: str
    seen_before: int
    """How many other tips that the viewer may see name the same number, account or firm."""


async def counts(session: AsyncSession, viewer: Viewer, *, now: datetime) -> dict[str, int]:
    """How many tips lie in each folder, up to `COUNT_MOST`."""
    agency = agency_of(viewer)
    columns = []
    for name, condition in FOLDERS.items():
        some = (
            select(literal(1).label("one"))
            .select_from(Referral)
            .where(Referral.agency == agency, Referral.state != "revoked", condition(viewer, now))
            .limit(COUNT_MOST)
            .subquery()
        )
        columns.append(select(func.count()).select_from(some).scalar_subquery().label(name))
    row = (await session.execute(select(*columns))).one()
    return dict(row._mapping)


async def listed(
    session: AsyncSession,
    viewer: Viewer,
    folder: str,
    filters: Filters,
    *,
    now: datetime,
    most: int,
    skip: int = 0,
    shorten: Callable[[str], str] = lines.shortened,
) -> list[Row]:
    """One page of a folder, the most urgent first. An unknown folder lists everything.

    `shorten` makes a row's line of a story; a web process hands in one that remembers.
    """
    agency = agency_of(viewer)
    query = _narrowed(session, viewer, folder, filters, now)
    rank: ColumnElement[int] = Referral.rank.expression
    if folder in FEW or filters.text.strip() or filters.place:
        rank = rank + 0  # no index gives this order, so the database looks for the few rows instead of walking by rank
    order = (rank.desc(), Referral.sent_at.desc(), Referral.id)
    page = query.with_only_columns(Referral.id).order_by(*order).limit(most).offset(skip)
    ids = (await session.scalars(page)).all()  # narrow rows are sorted; only those shown are read whole
    found = select(Referral, Tip).join(Tip, Tip.id == Referral.tip_id).where(Referral.id.in_(ids))
    by_id = {row[0].id: row for row in await session.execute(found)}
    rows = [(by_id[key][0], by_id[key][1]) for key in ids]
    tips = [tip for _, tip in rows]
    own = {tip.id: referral for referral, tip in rows}
    told = await lines.of(session, tips, own, shorten=shorten)
    repeats = await finding.repeats(session, agency, tips)
    return [_row(referral, tip, told.get(tip.id, ""), repeats.get(tip.id, 0)) for referral, tip in rows]


async def total(session: AsyncSession, viewer: Viewer, folder: str, filters: Filters, *, now: datetime) -> int:
    """How many rows the folder holds under these filters, up to `COUNT_MOST`."""
    some = _narrowed(session, viewer, folder, filters, now).with_only_columns(Referral.id).limit(COUNT_MOST)
    return await session.scalar(select(func.count()).select_from(some.subquery())) or 0


async def newer_than(
    session: AsyncSession, viewer: Viewer, folder: str, filters: Filters, since: datetime, *, now: datetime
) -> int:
    """How many tips came into what is listed after a moment (the "3 laporan baru" bar)."""
    query = _narrowed(session, viewer, folder, filters, now).where(Referral.sent_at > since)
    some = query.with_only_columns(Referral.id).limit(COUNT_MOST)
    return await session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _narrowed(
    session: AsyncSession, viewer: Viewer, folder: str, filters: Filters, now: datetime
) -> Select[Referral, Tip]:
    condition = FOLDERS.get(folder, FOLDERS["semua"])
    query = seen_by(agency_of(viewer)).where(condition(viewer, now))
    if filters.kind:
        query = query.where(Tip.kind == filters.kind)
    if filters.holder:
        query = query.where(Referral.holder == filters.holder)
    if filters.place:
        query = query.where(finding.within(filters.place))
    if filters.text.strip():
        found = finding.tips_named(session, filters.text.strip(), now=now)
        query = query.where(Tip.id.in_(found) if found is not None else false())
    return query


def _row(referral: Referral, tip: Tip, line: str, seen_before: int) -> Row:
    return Row(
        tip_id=tip.id,
        case_number=tip.case_number,
        kind=tip.kind,
        emergency=tip.emergency,
        status=tip.status,
        state=referral.state,
        live=referral.live,
        lead=referral.lead,
        village_code=tip.village_code,
        departs=tip.departs,
        leaves_by=referral.leaves_by,
        score=tip.score,
        reasons=tuple(reason["reason"] for reason in tip.reasons),
        holder=referral.holder,
        channel=tip.channel,
        sent_at=referral.sent_at,
        opened_at=referral.opened_at,
        due_at=referral.due_at,
        replied_at=referral.replied_at,
        changed_at=tip.changed_at,
        line=line,
        seen_before=seen_before,
    )
