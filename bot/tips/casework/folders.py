"""An agency's inbox: folders with counts, filters, pages; every number only over what the viewer may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, String, and_, bindparam, false, func, literal, not_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.clock import JAKARTA
from bot.database import UtcDateTime
from bot.staff.permissions import Viewer
from bot.tips.casework import finding, lines
from bot.tips.casework.models import Closing, Mention
from bot.tips.casework.sight import agency_of, seen_by
from bot.tips.models import EMERGENCY, Referral, Tip
from bot.tips.rules.risk import SOON_DAYS

COUNT_MOST = 1_000
"""Folders are counted up to here: more is "999+" on the screen, and no page waits for a long count."""
LINE_MOST = lines.LINE_MOST

ME, AGENCY = bindparam("me", type_=String()), bindparam("agency", type_=String())
NOW = bindparam("now", type_=UtcDateTime())
NEAR_FROM, NEAR_TO = bindparam("near_from", type_=Date()), bindparam("near_to", type_=Date())
"""Who asks, and when: given with each query, so that the queries themselves are written once."""

_OTHER = aliased(Referral)
_MENTIONED = select(Mention.tip_id).where(Mention.staff_id == ME, Mention.seen_at.is_(None))
_AWAITING = (
    select(Closing.tip_id)
    .join(_OTHER, _OTHER.id == Closing.referral_id)
    .where(Closing.agency == AGENCY, Closing.state == "asked", _OTHER.live)
)
_REFERRED = select(_OTHER.tip_id).where(_OTHER.referred_from == AGENCY, _OTHER.agency != AGENCY)

FOLDERS: dict[str, ColumnElement[bool]] = {
    "milik_saya": and_(Referral.holder == ME, Referral.live),
    "belum_diambil": and_(Referral.holder.is_(None), Referral.live),
    "darurat": and_(Referral.rank >= EMERGENCY, Referral.live),
    # Counted from today: what was said days ago has aged since.
    "berangkat_72_jam": and_(Referral.leaves_by.between(NEAR_FROM, NEAR_TO), Referral.live),
    "lewat_tenggat": and_(Referral.due_at < NOW, Referral.live),
    "menunggu_pelapor": and_(Referral.asks, Referral.live),
    "menyebut_saya": Referral.tip_id.in_(_MENTIONED),
    "menunggu_persetujuan": Referral.tip_id.in_(_AWAITING),
    "dirujuk_keluar": Referral.tip_id.in_(_REFERRED),
    "selesai": not_(Referral.live),
    "semua": true(),
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


def asked_by(viewer: Viewer, *, now: datetime) -> dict[str, Any]:
    """What the queries of this module are given: who asks, and when. Raises NotAllowed."""
    today = now.astimezone(JAKARTA).date()
    return {
        "me": viewer.staff_id, "agency": agency_of(viewer), "now": now,
        "near_from": today - timedelta(days=1), "near_to": today + timedelta(days=SOON_DAYS),
    }  # fmt: skip


def counting(conditions: Mapping[str, ColumnElement[bool]]) -> Select[Any]:
    """One query that counts what fulfils each condition in the asker's agency, up to `COUNT_MOST`."""
    columns = []
    for name, condition in conditions.items():
        some = (
            select(literal(1).label("one"))
            .select_from(Referral)  # a tip that nobody may see yet has none
            .where(Referral.agency == AGENCY, Referral.state != "revoked", condition)
            .limit(COUNT_MOST)
            .subquery()
        )
        columns.append(select(func.count()).select_from(some).scalar_subquery().label(name))
    return select(*columns)


_COUNTS = counting(FOLDERS)


async def counts(session: AsyncSession, viewer: Viewer, *, now: datetime) -> dict[str, int]:
    """How many tips lie in each folder, up to `COUNT_MOST`."""
    row = (await session.execute(_COUNTS, asked_by(viewer, now=now))).one()
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
    ids = (
        await session.scalars(page, asked_by(viewer, now=now))
    ).all()  # narrow rows are sorted; only those shown are read whole
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
    counted = select(func.count()).select_from(some.subquery())
    return await session.scalar(counted, asked_by(viewer, now=now)) or 0


async def newer_than(
    session: AsyncSession, viewer: Viewer, folder: str, filters: Filters, since: datetime, *, now: datetime
) -> int:
    """How many tips came into what is listed after a moment (the "3 laporan baru" bar)."""
    query = _narrowed(session, viewer, folder, filters, now).where(Referral.sent_at > since)
    some = query.with_only_columns(Referral.id).limit(COUNT_MOST)
    counted = select(func.count()).select_from(some.subquery())
    return await session.scalar(counted, asked_by(viewer, now=now)) or 0


async def newest_at(session: AsyncSession, viewer: Viewer) -> datetime | None:
    """When the newest tip came to the viewer's agency. Read from the end of an index, however many there are."""
    query = (
        select(Referral.sent_at)
        .where(Referral.agency == agency_of(viewer), Referral.state != "revoked")
        .order_by(Referral.sent_at.desc())
        .limit(1)
    )
    found: datetime | None = await session.scalar(query)
    return found


def _narrowed(
    session: AsyncSession, viewer: Viewer, folder: str, filters: Filters, now: datetime
) -> Select[Referral, Tip]:
    query = seen_by(agency_of(viewer)).where(FOLDERS.get(folder, FOLDERS["semua"]))
    if filters.kind:
        query = query.where(Tip.kind == filters.kind)
    if filters.holder:
        query = query.where(Referral.holder == filters.holder)
    if filters.place:
        query = query.where(Referral.tip_id.in_(select(Tip.id).where(finding.within(filters.place))))
    if filters.text.strip():
        found = finding.tips_named(session, filters.text.strip(), agency=agency_of(viewer), now=now)
        query = query.where(Referral.tip_id.in_(found) if found is not None else false())
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
