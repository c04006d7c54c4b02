"""Live screens: one poller a web process tells open pages that something of theirs changed, never what.

A page then asks for its own news with its own rights, so nothing is shown that the viewer may not see.
Event ids are audit ids: a page names the last one it knows and misses nothing after a broken line.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import logs
from bot.audit import AuditEntry
from bot.conversations.models import Handoff, Message
from bot.runtime import Runtime
from bot.staff.permissions import Viewer
from bot.tips.models import Referral, Tip

log = logs.get(__name__)

QUIET_ACTS = ("tip.read", "tip.revealed", "evidence.read", "identity.read", "handoff.read")
"""Looking changes nothing for others."""
_OVERLAP = 50
"""Ids may become visible out of order (PostgreSQL); so many are looked at again, and known ones skipped."""
_REPLAY_MOST = 500
_QUEUE_MOST = 100


@dataclass(frozen=True)
class News:
    """Something changed for an agency: `name` is the event's name, `about` a case number or nothing."""

    id: int
    name: str
    agency: str
    about: str = ""


class Live:
    """Hands news to open pages. The poller runs only while a page listens."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._listeners: dict[asyncio.Queue[News], str] = {}
        self._poller: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._last = 0
        self._known: set[int] = set()
        self._positions: dict[str, int] = {}

    async def listen(self, viewer: Viewer, *, since: int | None) -> AsyncIterator[News]:
        """News of the viewer's agency after audit id `since` (None: from now on), without end."""
        agency = viewer.agency or ""
        queue: asyncio.Queue[News] = asyncio.Queue(_QUEUE_MOST)
        self._listeners[queue] = agency
        try:
            if self._poller is None or self._poller.done():
                self._ready.clear()
                self._poller = asyncio.create_task(self._poll())
            await self._ready.wait()
            yield News(self._last, "percakapan", agency)
            if since is not None:
                for news in await self._missed(since):
                    if news.agency == agency:
                        yield news
            while True:
                news = await queue.get()
                if news.name == "percakapan" or since is None or news.id > since:
                    yield news
        finally:
            del self._listeners[queue]

    async def _poll(self) -> None:
        async with self._runtime.db.read() as session:
            self._last = await newest(session)
            self._known = {entry.id for entry in await _entries(session, after=self._last - _OVERLAP)}
            self._positions = await _positions(session)
        self._ready.set()
        while self._listeners:
            try:
                async with self._runtime.db.read() as session:
                    found = [*await self._audited(session), *await self._said(session)]
            except Exception:
                # The database may be away for a moment; pages keep their line and hear of it later.
                log.warning("live.poll_failed", exc_info=True)
                found = []
            for news in found:
                self._hand_out(news)
            await asyncio.sleep(self._runtime.settings.live_poll)

    async def _audited(self, session: AsyncSession) -> list[News]:
        found = await _entries(session, after=self._last - _OVERLAP)
        entries = [entry for entry in found if entry.id not in self._known]
        self._last = max([self._last, *(entry.id for entry in entries)])
        self._known.update(entry.id for entry in entries)
        self._known = {number for number in self._known if number > self._last - 2 * _OVERLAP}
        return await _news(session, entries)

    async def _said(self, session: AsyncSession) -> list[News]:
        """New messages in conversations that an officer holds or is asked for."""
        now = await _positions(session)
        grown = {key for key, position in now.items() if position != self._positions.get(key)}
        self._positions = now
        return [News(self._last, "percakapan", key.partition("/")[0]) for key in sorted(grown)]

    async def _missed(self, since: int) -> list[News]:
        async with self._runtime.db.read() as session:
            entries = await _entries(session, after=since, most=_REPLAY_MOST)
            return await _news(session, [entry for entry in entries if entry.id <= self._last])

    def _hand_out(self, news: News) -> None:
        for queue, agency in self._listeners.items():
            if agency == news.agency and not queue.full():  # a full queue already holds a reason to look
                queue.put_nowait(news)


async def newest(session: AsyncSession) -> int:
    """The newest audit id: what a page knows when it is made."""
    return await session.scalar(select(func.max(AuditEntry.id))) or 0


async def _entries(session: AsyncSession, *, after: int, most: int = 1_000) -> Sequence[AuditEntry]:
    rows = await session.scalars(
        select(AuditEntry)
        .where(AuditEntry.id > after, AuditEntry.act.not_in(QUIET_ACTS))
        .order_by(AuditEntry.id)
        .limit(most)
    )
    return rows.all()


async def _news(session: AsyncSession, entries: Sequence[AuditEntry]) -> list[News]:
    """Which agencies an entry concerns: those that hold a referral of the tip, or the handoff."""
    if not entries:
        return []
    about: dict[str, int] = {entry.subject: entry.id for entry in entries}
    tips = [subject.removeprefix("tip:") for subject in about if subject.startswith("tip:")]
    rows = await session.execute(
        select(Referral.agency, Tip.id, Tip.case_number)
        .join(Tip, Tip.id == Referral.tip_id)
        .where(Tip.id.in_(tips), Tip.status != "unsent", Referral.state != "revoked")
    )
    news = [News(about[f"tip:{row.id}"], "laporan", row.agency, row.case_number) for row in rows]
    handoffs = [subject.removeprefix("handoff:") for subject in about if subject.startswith("handoff:")]
    if handoffs:
        held = await session.execute(select(Handoff.id, Handoff.agency).where(Handoff.id.in_(handoffs)))
        news += [News(about[f"handoff:{row.id}"], "percakapan", row.agency) for row in held]
    return sorted(news, key=lambda item: item.id)


async def _positions(session: AsyncSession) -> dict[str, int]:
    rows = await session.execute(
        select(Handoff.agency, Handoff.id, func.max(Message.position))
        .outerjoin(Message, Message.conversation_id == Handoff.conversation_id)
        .where(Handoff.state.in_(("open", "taken")))
        .group_by(Handoff.agency, Handoff.id)
    )
    return {f"{agency}/{handoff}": position or 0 for agency, handoff, position in rows}
