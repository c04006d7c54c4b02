"""What goes on around a tip: a closing that waits, the identity, what is blanked, colleagues it may be given to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.console.words import IDENTIFIERS, chip
from bot.staff.accounts import names_of
from bot.staff.permissions import Viewer, can
from bot.tips.casework import closing, handing, identity
from bot.tips.casework.closing import OUTCOMES
from bot.tips.casework.reading import TipView
from bot.tips.casework.sight import OPEN
from bot.tips.models import LIVE


@dataclass(frozen=True)
class Wish:
    """A closing that waits for a second person, or came back from one."""

    id: str
    state: str
    outcome: str
    reason: str
    who: str
    at: datetime
    remark: str
    mine: bool
    may_decide: bool


@dataclass(frozen=True)
class Who:
    """How the viewer stands with the reporter's identity. `state`: none, ask, asked, granted, refused."""

    state: str
    until: datetime | None = None
    remark: str = ""


@dataclass(frozen=True)
class Blanked:
    """Something the viewer's agency blanked."""

    id: str
    words: str
    whole: str
    """The id of the identifier or file that is blanked as a whole; empty for words."""


@dataclass(frozen=True)
class Colleague:
    """Somebody the tip may be given to."""

    id: str
    name: str


@dataclass(frozen=True)
class Around:
    """All of it."""

    wish: Wish | None
    who: Who
    blanks: Sequence[Blanked]
    colleagues: Sequence[Colleague]

    @property
    def whole(self) -> frozenset[str]:
        """Ids of identifiers and files that are blanked as a whole."""
        return frozenset(blank.whole for blank in self.blanks)


async def around(session: AsyncSession, viewer: Viewer, view: TipView, *, now: datetime) -> Around:
    """Must run in the session that read the tip: sealed words are opened here."""
    return Around(
        wish=await _wish(session, viewer, view),
        who=await _who(session, viewer, view, now),
        blanks=_blanks(view),
        colleagues=await _colleagues(session, viewer, view),
    )


async def _wish(session: AsyncSession, viewer: Viewer, view: TipView) -> Wish | None:
    found = await closing.last_of(session, view.own)
    if found is None or found.state == "approved" or view.own.state not in OPEN:
        return None
    names = await names_of(session, [found.asked_by, found.decided_by or ""])
    mine = found.asked_by == viewer.staff_id
    return Wish(
        found.id, found.state, OUTCOMES.get(found.outcome, found.outcome), found.reason or "",
        names.get(found.asked_by, "petugas"), found.asked_at, found.remark or "", mine,
        may_decide=can(viewer, "tips.supervise") and not mine,
    )  # fmt: skip


async def _who(session: AsyncSession, viewer: Viewer, view: TipView, now: datetime) -> Who:
    if not can(viewer, "tips.work") or not await identity.has_one(session, view.tip):
        return Who("none")
    found = await identity.last(session, viewer, view.tip)
    if found is None:
        return Who("ask")
    if found.state == "granted":
        is_open = found.open_until is not None and found.open_until > now
        return Who("granted", found.open_until) if is_open else Who("ask")
    return Who(found.state, remark=found.remark or "")


def _blanks(view: TipView) -> list[Blanked]:
    kinds = {item.id: f"{chip(IDENTIFIERS, item.kind).word} {item.masked}" for item in view.identifiers}
    return [
        Blanked(
            blank.id,
            kinds.get(blank.about or "", "Berkas bukti") if blank.about else blank.words or "",
            blank.about or "",
        )
        for blank in view.blanks
    ]


async def _colleagues(session: AsyncSession, viewer: Viewer, view: TipView) -> list[Colleague]:
    mine = view.own.holder == viewer.staff_id and can(viewer, "tips.work")
    if view.own.state not in OPEN or view.tip.status not in LIVE or not (mine or can(viewer, "tips.supervise")):
        return []
    found = await handing.officers(session, view.own.agency)
    return [Colleague(one.id, one.name) for one in found if one.id != view.own.holder]
