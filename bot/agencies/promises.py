"""What an agency promises itself: how soon a tip is read, answered and finished, by urgency (F61).

These are the house's own promises, not deadlines of any law. The defaults hold until a supervisor sets others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.agencies.counting import after
from bot.agencies.duty import Hours
from bot.agencies.models import Agency, Promise
from bot.errors import BadInput, NotFound

URGENT, SOON, PLAIN = "darurat", "segera", "biasa"
URGENCIES = (URGENT, SOON, PLAIN)
"""An emergency; somebody leaves within 72 hours; everything else."""
MINUTES_MOST = 60 * 24 * 365
_DAY = 8 * 60
"""Minutes of a working day, for the defaults."""


@dataclass(frozen=True)
class Terms:
    """Minutes for reading, the next answer, the end, and until a silent holder loses an unanswered tip."""

    read_minutes: int
    reply_minutes: int
    close_minutes: int
    silence_minutes: int
    around_the_clock: bool


DEFAULTS: Mapping[str, Terms] = {
    URGENT: Terms(15, 60, 7 * 24 * 60, 60, around_the_clock=True),
    SOON: Terms(60, 4 * 60, 7 * 24 * 60, 4 * 60, around_the_clock=True),
    PLAIN: Terms(1 * _DAY, 3 * _DAY, 30 * _DAY, 3 * _DAY, around_the_clock=False),
}
"""What holds for an agency that has said nothing else."""


@dataclass(frozen=True)
class Pledge:
    """An agency's promises together with its hours, ready to be counted with."""

    hours: Hours
    terms: Mapping[str, Terms]

    def due(self, urgency: str, minutes: str, since: datetime) -> datetime:
        """When the promise named by a field of Terms, e.g. `read_minutes`, falls due."""
        terms = self.terms[urgency]
        return after(since, getattr(terms, minutes), self.hours, around_the_clock=terms.around_the_clock)


async def pledge_of(session: AsyncSession, agency: str) -> Pledge:
    """What holds for an agency now; the defaults also for one that is not known."""
    found = await session.get(Agency, agency)
    rows = await session.scalars(select(Promise).where(Promise.agency == agency))
    told = {
        row.urgency: Terms(
            row.read_minutes, row.reply_minutes, row.close_minutes, row.silence_minutes, row.around_the_clock
        )
        for row in rows
    }
    return Pledge(
        found.hours if found else {}, {urgency: told.get(urgency, DEFAULTS[urgency]) for urgency in URGENCIES}
    )


async def set_terms(
    session: AsyncSession, agency: str, urgency: str, terms: Terms, *, by: str, now: datetime
) -> Promise:
    """Promise something else from now on; clocks that run already keep what they were started with.

    Raises NotFound for an unknown agency, BadInput when the minutes make no sense.
    """
    if await session.get(Agency, agency) is None:
        raise NotFound(f"agency {agency}")
    if urgency not in URGENCIES:
        raise BadInput("Tingkat kemendesakan itu tidak ada.")
    spans = (terms.read_minutes, terms.reply_minutes, terms.close_minutes, terms.silence_minutes)
    if any(not 1 <= span <= MINUTES_MOST for span in spans):
        raise BadInput("Setiap waktu harus lebih dari nol dan paling lama satu tahun.")
    if not terms.read_minutes <= terms.reply_minutes <= terms.close_minutes:
        raise BadInput("Dibaca harus lebih dulu daripada ditanggapi, dan ditanggapi lebih dulu daripada selesai.")
    row = await session.get(Promise, (agency, urgency)) or Promise(agency=agency, urgency=urgency)
    for name, value in asdict(terms).items():
        setattr(row, name, value)
    session.add(row)
    audit.record(session, "promise.set", f"agency:{agency}", actor=by, now=now, agency=agency, urgency=urgency)
    return row
