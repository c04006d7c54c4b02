"""Finding tips: by case number, by numbers and names through blind indexes, by place. Stories cannot be searched."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.crypto import Vault
from bot.tips import case_numbers, name_words
from bot.tips.casework import blanking
from bot.tips.casework.models import NameToken
from bot.tips.casework.sight import seen_by
from bot.tips.models import Tip, TipIdentifier
from nlu.language.extraction import extract
from nlu.language.gazetteer import name_key, places_by_key

SEARCHABLE = ("phone", "account", "handle", "link", "company", "email", "nik")
CODES_MOST = 500
"""So many villages are asked for one by one; a larger area by the beginning of its code."""
_BEGINNING = re.compile(r"LA-?[0-9A-Z]{0,5}", re.IGNORECASE)


def tips_named(session: AsyncSession, text: str, *, agency: str, now: datetime) -> Select[str] | None:
    """The ids of all tips that a searched text may mean; the caller cuts them to what the viewer may see.

    Tips of which a part is blanked for the agency are found by case number and place only. None when nothing in the
    text can be looked for.
    """
    identified, named = _by_identifier(session, text, now), name_words.found_by(session, text)
    asked = (
        _by_number(text),
        identified.where(~blanking.cut_for(agency, TipIdentifier.tip_id)) if identified is not None else None,
        named.where(~blanking.cut_for(agency, NameToken.tip_id)) if named is not None else None,
        _by_place(text),
    )
    ways = [way for way in asked if way is not None]
    return select(union(*ways).subquery().c[0]) if ways else None


def within(code: str) -> ColumnElement[bool]:
    """Tips about a place or one inside it. An unknown code finds nothing."""
    codes = [known for known in _codes() if known == code or known.startswith(f"{code}.")]
    if len(codes) <= CODES_MOST:
        return Tip.village_code.in_(codes)
    return Tip.village_code.startswith(code, autoescape=True)


async def repeats(session: AsyncSession, agency: str, tips: Sequence[Tip]) -> dict[str, int]:
    """For each tip: how many others of this agency share an identifier with it (F31)."""
    if not tips:
        return {}
    mine, others = aliased(TipIdentifier), aliased(TipIdentifier)
    # Asked for each tip that shares something: as a list of all that the agency sees it would cost a second.
    seen = seen_by(agency).with_only_columns(literal(1)).where(Tip.id == others.tip_id).correlate(others).exists()
    shared = (
        select(mine.tip_id.label("of"), others.tip_id.label("other"))
        .join(others, and_(others.kind == mine.kind, others.blind == mine.blind, others.tip_id != mine.tip_id))
        .where(mine.tip_id.in_([tip.id for tip in tips]), seen)
        .where(~blanking.cut_for(agency, mine.tip_id), ~blanking.cut_for(agency, others.tip_id))
        .distinct()
        .subquery()
    )
    rows = await session.execute(select(shared.c.of, func.count()).group_by(shared.c.of))
    return {tip_id: count for tip_id, count in rows}  # noqa: C416 - rows are not plain pairs to mypy


def _by_number(text: str) -> Select[str] | None:
    number = case_numbers.read(text)
    if number is not None:
        return select(Tip.id).where(Tip.case_number == number)
    if _BEGINNING.fullmatch(text):
        return select(Tip.id).where(Tip.case_number.startswith(text.upper(), autoescape=True))
    return None


def _by_identifier(session: AsyncSession, text: str, now: datetime) -> Select[str] | None:
    vault: Vault = session.info["vault"]
    pairs = {
        (item.kind, vault.blind(item.kind, item.value.casefold()))
        for item in extract(text, now=now)
        if item.kind in SEARCHABLE
    }
    if not pairs:
        return None
    named = or_(*(and_(TipIdentifier.kind == kind, TipIdentifier.blind == blind) for kind, blind in sorted(pairs)))
    return select(TipIdentifier.tip_id).where(named)


def _by_place(text: str) -> Select[str] | None:
    found = places_by_key().get(name_key(text), ())
    return select(Tip.id).where(or_(*(within(place.code) for place in found))) if found else None


@cache
def _codes() -> tuple[str, ...]:
    return tuple(sorted({place.code for places in places_by_key().values() for place in places}))
