"""Blanking parts of a tip for agencies that officers bring in later (F70, F77).

Words are blanked wherever they stand in the tip: in answers, in the talk, in the row of the inbox. A blanked
identifier goes with every place where it was said, a blanked file as a whole. What the routing rules gave an agency
at the start it keeps: blanks hold for those that an officer brought in, and only the agency that set one lifts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot import audit
from bot.crypto import Vault
from bot.database import new_id
from bot.errors import BadInput, NotFound, WrongState
from bot.staff.permissions import Viewer, require
from bot.tips import facts
from bot.tips.casework.models import Blank
from bot.tips.casework.sight import referral_of
from bot.tips.models import Evidence, Referral, Tip, TipIdentifier
from nlu.language.extraction import extract

BAR = "█████"
WORDS_LEAST, WORDS_MOST = 2, 1_000
BLANKS_MOST = 100
"""Blanks of one agency on one tip."""


async def of_agency(session: AsyncSession, tip: Tip, agency: str) -> Sequence[Blank]:
    """What an agency has blanked, oldest first."""
    rows = await session.scalars(
        select(Blank).where(Blank.tip_id == tip.id, Blank.agency == agency).order_by(Blank.at, Blank.id)
    )
    return rows.all()


async def for_rows(session: AsyncSession, own: Mapping[str, Referral]) -> dict[str, list[Blank]]:
    """What is blanked for the viewer in each tip. `own`: the viewer's referral of each tip."""
    brought_in = [tip_id for tip_id, referral in own.items() if referral.referred_from is not None]
    if not brought_in:
        return {}
    found: dict[str, list[Blank]] = {}
    for blank in await session.scalars(select(Blank).where(Blank.tip_id.in_(brought_in))):
        if blank.agency != own[blank.tip_id].agency:
            found.setdefault(blank.tip_id, []).append(blank)
    return found


def cut_for(agency: str, tip_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether something in a tip is blanked for an agency: what it may not read it may not search by.

    Asked for each tip by itself: blanks are few, an agency's referrals are many.
    """
    brought_in = (
        select(Referral.id)
        .where(Referral.tip_id == Blank.tip_id, Referral.agency == agency, Referral.referred_from.is_not(None))
        .correlate(Blank)
        .exists()
    )
    return exists().where(Blank.tip_id == tip_id, Blank.agency != agency, brought_in)


def apply(text: str, blanks: Iterable[Blank]) -> str:
    """`text` with every blanked passage replaced by a bar, however its blanks and letters' size were typed."""
    passages = {words for blank in blanks for words in (blank.words or "").splitlines()}
    for words in sorted(passages, key=len, reverse=True):
        if words:
            pattern = r"\s+".join(re.escape(word) for word in words.split())
            text = re.sub(rf"(?<!\w){pattern}(?!\w)", BAR, text, flags=re.IGNORECASE)
    return text


def hides(blanks: Iterable[Blank], kind: str, about: str) -> bool:
    """Whether a file or an identifier is blanked as a whole."""
    return any(blank.kind == kind and blank.about == about for blank in blanks)


async def blank_words(session: AsyncSession, viewer: Viewer, case_number: str, words: str, *, now: datetime) -> Blank:
    """Blank a passage. Raises BadInput when it does not stand in the tip."""
    words = " ".join(words.split())
    if not WORDS_LEAST <= len(words) <= WORDS_MOST:
        raise BadInput(f"Tulis bagian yang dihitamkan, {WORDS_LEAST} sampai {WORDS_MOST} karakter.")
    tip = await _mine(session, viewer, case_number)
    told = "\n".join(fact.value or "" for fact in await facts.of_tip(session, tip.id))
    made = Blank(id=new_id(), tip_id=tip.id, agency=viewer.agency or "", by=viewer.staff_id, kind="words", at=now)
    session.add(made)
    made.words = words
    if apply(told, [made]) == told:
        session.expunge(made)
        raise BadInput("Kata itu tidak ada di isi laporan. Salin persis seperti tertulis, kata yang utuh.")
    return _kept(session, viewer, tip, made, now)


async def blank_whole(
    session: AsyncSession, viewer: Viewer, case_number: str, kind: str, about: str, *, now: datetime
) -> Blank:
    """Blank an identifier (with every place where it was said) or a file. Raises NotFound for one of another tip."""
    tip = await _mine(session, viewer, case_number)
    found: Evidence | TipIdentifier | None = None
    if kind in ("evidence", "identifier"):
        found = await (session.get(Evidence, about) if kind == "evidence" else session.get(TipIdentifier, about))
    if found is None or found.tip_id != tip.id:
        raise NotFound(f"{kind} {about}")
    if hides(await of_agency(session, tip, viewer.agency or ""), kind, about):
        raise WrongState("Bagian ini sudah dihitamkan.")
    made = Blank(
        id=new_id(), tip_id=tip.id, agency=viewer.agency or "", by=viewer.staff_id, kind=kind, about=about, at=now
    )
    session.add(made)
    if isinstance(found, TipIdentifier):
        made.words = await _as_said(session, tip, found)
    return _kept(session, viewer, tip, made, now)


async def lift(session: AsyncSession, viewer: Viewer, case_number: str, blank_id: str, *, now: datetime) -> None:
    """Show it again to those who come. Raises NotFound for another agency's blank, too."""
    tip = await _mine(session, viewer, case_number)
    found = await session.get(Blank, blank_id)
    if found is None or found.tip_id != tip.id or found.agency != viewer.agency:
        raise NotFound(f"blank {blank_id}")
    await session.delete(found)
    audit.record(
        session, "blank.lifted", f"tip:{tip.id}", actor=viewer.actor, agency=viewer.agency, now=now, blank=blank_id
    )


async def _mine(session: AsyncSession, viewer: Viewer, case_number: str) -> Tip:
    require(viewer, "tips.work")
    _, tip = await referral_of(session, viewer, case_number)
    if len(await of_agency(session, tip, viewer.agency or "")) >= BLANKS_MOST:
        raise WrongState(f"Paling banyak {BLANKS_MOST} bagian bisa dihitamkan.")
    return tip


async def _as_said(session: AsyncSession, tip: Tip, identifier: TipIdentifier) -> str:
    """Every way in which an identifier was written in the tip, a line each, so that those words go with it."""
    vault: Vault = session.info["vault"]
    ways = {identifier.value or ""}
    for fact in await facts.of_tip(session, tip.id):
        for item in extract(fact.value or "", now=fact.at):
            if item.kind == identifier.kind and vault.blind(item.kind, item.value.casefold()) == identifier.blind:
                ways.add((fact.value or "")[item.start : item.end])
    return "\n".join(sorted(" ".join(way.split()) for way in ways if way))


def _kept(session: AsyncSession, viewer: Viewer, tip: Tip, made: Blank, now: datetime) -> Blank:
    audit.record(
        session, "blank.set", f"tip:{tip.id}", actor=viewer.actor, agency=viewer.agency, now=now,
        blank=made.id, kind=made.kind,
    )  # fmt: skip
    return made
