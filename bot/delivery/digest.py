"""One letter a day for each officer: how much is late or unread, with links, and no word of content (F68, F69).

It goes out in the agency's first office hours of a day, once: the letter's key holds the day and the person. Who has
nothing late or unread, or no address, gets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.agencies.duty import DAYS, is_span
from bot.agencies.models import Agency
from bot.clock import JAKARTA
from bot.delivery import mail
from bot.delivery.models import Mail
from bot.settings import Settings
from bot.staff.models import Staff
from bot.staff.permissions import Viewer, can
from bot.tips.casework import waiting
from bot.tips.casework.waiting import Waiting

LETTER = "digest"
WINDOW = timedelta(hours=3)
"""So long after the office opens a digest may still leave, e.g. when the worker was down."""


async def post_digests(session: AsyncSession, settings: Settings, *, now: datetime) -> int:
    """Post what is due now. Returns how many letters were written; a second call on the same day writes none."""
    if not mail.is_on(settings):
        return 0
    posted = 0
    agencies = (await session.scalars(select(Agency).where(Agency.active.is_(True)).order_by(Agency.key))).all()
    for agency in agencies:
        today = morning(agency, settings, now=now)
        if today is None:
            continue
        for person in await _people(session, agency.key):
            posted += await _post(session, settings, agency, person, today, now=now)
    return posted


def morning(agency: Agency, settings: Settings, *, now: datetime) -> date | None:
    """The day whose digest is due at this moment; None outside the agency's first office hours.

    Closed days have none; while hours are not confirmed every day begins at `settings.digest_hour`.
    """
    local = now.astimezone(JAKARTA)
    told = agency.hours.get(DAYS[local.weekday()])
    confirmed = any(is_span(span) for span in agency.hours.values())
    if confirmed and not (told and is_span(told)):
        return None
    opens = time.fromisoformat(told[0]) if confirmed and told else time(settings.digest_hour)
    begins = datetime.combine(local.date(), opens, JAKARTA)
    return local.date() if begins <= local < begins + WINDOW else None


async def _people(session: AsyncSession, agency: str) -> Sequence[Staff]:
    rows = await session.scalars(
        select(Staff).where(Staff.agency == agency, Staff.active, Staff.email.is_not(None)).order_by(Staff.id)
    )
    return [row for row in rows if row.email and can(_viewer(row), "tips.see")]


async def _post(
    session: AsyncSession, settings: Settings, agency: Agency, person: Staff, day: date, *, now: datetime
) -> bool:
    once = f"digest:{day.isoformat()}:{person.id}"
    if await session.scalar(select(Mail.id).where(Mail.once == once)):
        return False
    found = await waiting.of(session, _viewer(person), now=now)
    if not found.anything:
        return False
    values = {
        "name": person.name, "agency": agency.short_name, "day": clock.in_words(now).partition(",")[0],
        "console": f"{settings.base_url}/konsol/laporan", **_told(found),
    }  # fmt: skip
    made = await mail.post(session, settings, LETTER, to=person.email or "", values=values, now=now, once=once)
    return made is not None


def _told(found: Waiting) -> dict[str, str]:
    """Counts as they are written; beyond what is counted they say so."""
    most = waiting.COUNT_MOST
    return {name: f"{most - 1}+" if count >= most else str(count) for name, count in asdict(found).items()}


def _viewer(person: Staff) -> Viewer:
    return Viewer(person.id, person.name, person.agency, frozenset(person.roles))
