"""Internal notes of one agency, with colleagues named in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import new_id
from bot.errors import BadInput
from bot.staff.models import Staff
from bot.staff.permissions import Viewer, require
from bot.tips import deadlines
from bot.tips.casework.footing import NOTE_MOST, record
from bot.tips.casework.models import Mention
from bot.tips.casework.sight import referral_of
from bot.tips.models import TipNote

_NAMED = re.compile(r"(?<![\w@.])@([a-z0-9][a-z0-9._-]{1,38}[a-z0-9])", re.IGNORECASE)


async def note(session: AsyncSession, viewer: Viewer, case_number: str, *, text: str, now: datetime) -> TipNote:
    """An internal note; it never leaves the agency. `@username` names a colleague, who finds it in a folder."""
    require(viewer, "tips.work")
    own, tip = await referral_of(session, viewer, case_number)
    if not text.strip():
        raise BadInput("Catatan masih kosong.")
    if len(text) > NOTE_MOST:
        raise BadInput(f"Catatan paling panjang {NOTE_MOST} huruf.")
    made = TipNote(id=new_id(), tip_id=tip.id, agency=viewer.agency or "", author=viewer.staff_id, kind="note", at=now)
    session.add(made)
    made.text = text.strip()
    if own.accepted_at is not None:
        deadlines.answered(own, now=now)  # of an addition: the agency knows of it and says what it makes of it
    elif own.holder == viewer.staff_id:
        await deadlines.held(session, own, now=now)
    await session.flush()
    for colleague in await _named(session, viewer, text):
        session.add(Mention(note_id=made.id, tip_id=tip.id, agency=made.agency, staff_id=colleague, at=now))
    record(session, "tip.note", tip, viewer, now, note=made.id)
    return made


async def _named(session: AsyncSession, viewer: Viewer, text: str) -> Sequence[str]:
    """Colleagues of the same agency who are named and may see tips; other words behind an @ are just words."""
    names = {name.lower().rstrip(".") for name in _NAMED.findall(text)}
    if not names:
        return []
    rows = await session.execute(
        select(Staff.id, Staff.roles).where(
            Staff.agency == viewer.agency, Staff.active, Staff.username.in_(names), Staff.id != viewer.staff_id
        )
    )
    return [row.id for row in rows if {"officer", "supervisor"} & set(row.roles)]
