"""Operators are told of incidents by mail: one letter when one opened, one when it was over (F123)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.delivery import mail
from bot.incidents import Incident, kind_named
from bot.jobs import Claim
from bot.runtime import Runtime
from bot.staff.models import Staff


class Alarms:
    """Handler of the job `incident.tell`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def tell(self, claim: Claim) -> None:
        """Post the letter that fits how the incident stands now; nothing when that was told already."""
        async with self._runtime.db.write() as session:
            incident = await session.get(Incident, claim.payload["incident"], with_for_update=True)
            if incident is None:
                return
            if incident.closed_at is None and not incident.told:
                incident.told = "opened"
                await self._post_all(session, incident, "incident_opened", _opened(incident))
            elif incident.closed_at is not None and incident.told == "opened":
                incident.told = "closed"
                await self._post_all(session, incident, "incident_closed", _closed(incident))

    async def _post_all(self, session: AsyncSession, incident: Incident, letter: str, values: dict[str, str]) -> None:
        if incident.kind == "mail_refused" and letter == "incident_opened":
            return  # a letter that mail is broken would only lie with the others
        settings, now = self._runtime.settings, self._runtime.clock()
        values["console"] = f"{settings.base_url}/konsol/gangguan"
        for address in await operators_addresses(session):
            once = f"{letter}:{incident.id}:{address}"
            await mail.post(session, settings, letter, to=address, values=values, now=now, once=once)


async def operators_addresses(session: AsyncSession) -> list[str]:
    """Where active operators receive mail."""
    rows = await session.execute(select(Staff.email, Staff.roles).where(Staff.active, Staff.email.is_not(None)))
    return sorted({row.email for row in rows if row.email and "operator" in row.roles})


def part_words(incident: Incident) -> str:
    """What is broken, for a subject line: the channel's name, or the whole installation."""
    return incident.part or "pemasangan ini"


def _opened(incident: Incident) -> dict[str, str]:
    kind = kind_named(incident.kind)
    return {
        "title": kind.title,
        "part": part_words(incident),
        "what": kind.what,
        "todo": kind.todo,
        "since": clock.in_words(incident.since),
    }


def _closed(incident: Incident) -> dict[str, str]:
    assert incident.closed_at is not None
    return {
        "title": kind_named(incident.kind).title,
        "part": part_words(incident),
        "since": clock.in_words(incident.since),
        "until": clock.in_words(incident.closed_at),
        "count": str(incident.count),
    }
