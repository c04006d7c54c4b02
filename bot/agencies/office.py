"""An agency tells its own hours and contact; citizens read both, so both are checked and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.agencies.duty import DAYS, is_span
from bot.agencies.models import Agency
from bot.errors import BadInput, NotFound

CONTACT = {"address": 200, "phone": 40, "whatsapp": 40, "web": 120}
"""What an agency may tell about itself, and how long each may be."""


async def office_of(session: AsyncSession, agency: str) -> Agency:
    """The agency. Raises NotFound."""
    found = await session.scalar(select(Agency).where(Agency.key == agency))
    if found is None:
        raise NotFound(f"agency {agency}")
    return found


async def set_hours(
    session: AsyncSession, agency: str, hours: Mapping[str, tuple[str, str]], *, by: str, now: datetime
) -> Agency:
    """Set the week, in Jakarta time: `{"mon": ("08:00", "16:00"), …}`; a missing day is closed, `{}` unconfirmed.

    Raises BadInput for a day or time that makes no sense.
    """
    found = await office_of(session, agency)
    told: dict[str, list[str]] = {}
    for day in DAYS:
        if day not in hours:
            continue
        if not is_span(hours[day]):
            raise BadInput("Jam buka harus lebih awal daripada jam tutup, ditulis seperti 08:00.")
        told[day] = list(hours[day])
    if set(hours) - set(DAYS):
        raise BadInput("Hari itu tidak ada.")
    found.hours = told
    audit.record(session, "agency.hours", f"agency:{agency}", actor=by, now=now, agency=agency)
    return found


async def set_contact(
    session: AsyncSession, agency: str, contact: Mapping[str, str], *, by: str, now: datetime
) -> Agency:
    """Set address, phone, WhatsApp and web; an empty one is not told to citizens. Raises BadInput."""
    found = await office_of(session, agency)
    told = {name: " ".join(contact.get(name, "").split()) for name in CONTACT}
    for name, value in told.items():
        if len(value) > CONTACT[name]:
            raise BadInput(f"Isian terlalu panjang (paling banyak {CONTACT[name]} karakter).")
        if name in ("phone", "whatsapp") and value and not any(character.isdigit() for character in value):
            raise BadInput("Nomor telepon harus berisi angka.")
    kept = {name: value for name, value in found.contact.items() if name not in CONTACT}
    found.contact = {**kept, **{name: value for name, value in told.items() if value}}
    audit.record(session, "agency.contact", f"agency:{agency}", actor=by, now=now, agency=agency)
    return found
