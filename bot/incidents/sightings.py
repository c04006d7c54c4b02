"""Incidents seen from a busy place: whoever sends a hundred messages a second may say "well" after each of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot import logs
from bot.incidents.keeping import clear, raise_
from bot.incidents.models import Incident
from bot.runtime import Runtime

log = logs.get(__name__)

_LOOK_AGAIN = timedelta(seconds=30)
"""How long "all well" is believed without asking the database; another process may have raised it meanwhile."""


class Sightings:
    """Opens its own transactions, and only when something changed. One a process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._well_since: dict[tuple[str, str], datetime] = {}

    async def broken(self, kind: str, part: str = "", reason: str = "") -> None:
        """It is broken now."""
        self._well_since.pop((kind, part), None)
        log.error("incident.seen", kind=kind, part=part, reason=reason)
        async with self._runtime.db.write() as session:
            now = self._runtime.clock()
            await raise_(session, self._runtime.settings, kind, part, now=now, reason=reason)

    async def well(self, kind: str, part: str = "") -> None:
        """It works now: an open incident is closed."""
        now, key = self._runtime.clock(), (kind, part)
        looked = self._well_since.get(key)
        if looked is not None and looked <= now < looked + _LOOK_AGAIN:
            return
        async with self._runtime.db.read() as session:
            is_open = await session.scalar(select(Incident.id).where(Incident.open_key == f"{kind}:{part}"))
        if is_open is not None:
            async with self._runtime.db.write() as session:
                await clear(session, self._runtime.settings, kind, part, now=now)
        self._well_since[key] = now
