"""The installation looks at itself: each look knows which incidents it may raise, and closes those it no longer sees.

What is seen with every message (a refused token) is raised where it happens; here stands what nobody would notice:
a silent neighbour, a full disk, work that gave up, a backup that was forgotten (F123).
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from telegram.error import InvalidToken, TelegramError

from bot import incidents, jobs, logs
from bot.agencies.models import Endpoint
from bot.audit import AuditEntry
from bot.channels.telegram import Telegram
from bot.conversations.models import InboxItem
from bot.conversations.rasa import Rasa
from bot.delivery.models import Delivery
from bot.incidents import Incident
from bot.jobs import Claim
from bot.runtime import Runtime
from bot.staff.models import Staff

log = logs.get(__name__)

BACKUPS = "installation:backup"
"""Subject of the audit entries that say when a backup was made."""
_WEBHOOK_ERROR_FRESH = timedelta(minutes=15)
_SILENCE_DAYS = 3
"""On so many days before, the same hours must have been busy for silence to mean something."""
_SILENCE_LEAST = 3
"""Messages in those hours that count as busy."""
_BEATS_UNTIL_LATE = 3


@dataclass(frozen=True)
class Sighting:
    """Something broken, as `incidents.raise_` wants it."""

    kind: str
    part: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Around:
    """What there is to look at."""

    runtime: Runtime
    rasa: Rasa
    client: httpx.AsyncClient
    telegram: Telegram | None
    channels: tuple[str, ...]

    @property
    def now(self) -> datetime:
        return self.runtime.clock()


@dataclass(frozen=True)
class Look:
    """One look: it alone answers for `kinds`, so what it does not see is mended."""

    kinds: tuple[str, ...]
    see: Callable[[Around], Awaitable[list[Sighting]]]


class Watch:
    """Handler of the periodic job `house.watch`."""

    def __init__(self, around: Around) -> None:
        self._around = around

    async def look(self, _: Claim | None = None) -> None:
        """Take every look and write down what changed. One that fails itself leaves its incidents as they are."""
        for one in LOOKS:
            try:
                seen = await one.see(self._around)
            except Exception:  # a look must not keep the others from happening
                log.exception("watch.failed", kinds=one.kinds)
                continue
            await settle(self._around.runtime, one.kinds, seen)


async def settle(runtime: Runtime, kinds: tuple[str, ...], seen: list[Sighting]) -> None:
    """Raise what was seen; close what of these kinds was not."""
    known = {(sighting.kind, sighting.part) for sighting in seen}
    async with runtime.db.read() as session:
        open_ones = await session.execute(
            select(Incident.kind, Incident.part).where(Incident.open_key.is_not(None), Incident.kind.in_(kinds))
        )
        gone = [(row.kind, row.part) for row in open_ones if (row.kind, row.part) not in known]
    if not seen and not gone:
        return
    settings, now = runtime.settings, runtime.clock()
    async with runtime.db.write() as session:
        for sighting in seen:
            await incidents.raise_(session, settings, sighting.kind, sighting.part, now=now, reason=sighting.reason)
        for kind, part in gone:
            await incidents.clear(session, settings, kind, part, now=now)


async def watch_worker(runtime: Runtime) -> None:
    """Beside the web process: a dead worker cannot tell of itself."""
    while True:
        await asyncio.sleep(runtime.settings.watch_every)
        try:
            await settle(runtime, ("worker_down",), await worker_silence(runtime))
        except Exception:  # a database that is away for a moment must not end the watch
            log.exception("watch.failed", kinds=("worker_down",))


async def worker_silence(runtime: Runtime) -> list[Sighting]:
    """Whether no worker has left a sign of life for too long."""
    async with runtime.db.read() as session:
        seen = await jobs.last_beat(session, now=runtime.clock())
    late = timedelta(seconds=_BEATS_UNTIL_LATE * runtime.settings.worker_beat)
    if seen is not None and runtime.clock() - seen <= late:
        return []
    return [Sighting("worker_down", reason="belum pernah terlihat" if seen is None else "tanda hidup terlambat")]


async def _rasa(around: Around) -> list[Sighting]:
    if await around.rasa.ready(patience=around.runtime.settings.health_timeout):
        return []
    return [Sighting("rasa_down", reason="tidak menjawab, atau belum punya model")]


async def _actions(around: Around) -> list[Sighting]:
    settings = around.runtime.settings
    try:
        answer = await around.client.get(
            f"http://{settings.actions_host}:{settings.actions_port}/health", timeout=settings.health_timeout
        )
    except httpx.HTTPError as error:
        return [Sighting("actions_down", reason=type(error).__name__)]
    return [] if answer.is_success else [Sighting("actions_down", reason=f"HTTP {answer.status_code}")]


async def _disk(around: Around) -> list[Sighting]:
    settings = around.runtime.settings
    usage = await asyncio.to_thread(shutil.disk_usage, settings.data_dir)
    if usage.free >= settings.watch_free_bytes:
        return []
    return [Sighting("disk_full", reason=f"tersisa {usage.free // 1_000_000} MB")]


async def _stuck(around: Around) -> list[Sighting]:
    """Jobs, messages and deliveries that gave up and wait for a person."""
    async with around.runtime.db.read() as session:
        parked = (await jobs.counts(session, now=around.now))["parked"]
        unread = await session.scalar(select(func.count()).where(InboxItem.state == "parked"))
        dead = await session.scalar(
            select(func.count())
            .select_from(Delivery)
            .join(Endpoint, Endpoint.id == Delivery.endpoint_id)
            .where(Delivery.state == "dead", Endpoint.active)
        )
    counted = (("jobs_parked", parked), ("inbox_parked", unread), ("deliveries_dead", dead))
    return [Sighting(kind, reason=f"jumlahnya {count}") for kind, count in counted if count]


async def _backup(around: Around) -> list[Sighting]:
    hours = around.runtime.settings.watch_backup_hours
    if not hours:
        return []
    async with around.runtime.db.read() as session:
        last = await session.scalar(
            select(func.max(AuditEntry.at)).where(AuditEntry.subject == BACKUPS, AuditEntry.act == "backup.made")
        )
        begun = await session.scalar(select(func.min(Staff.created_at)))
    since = last or begun
    if since is None or around.now - since <= timedelta(hours=hours):
        return []
    days = (around.now - since).days
    return [Sighting("backup_old", reason=f"terakhir {days} hari lalu" if last else "belum pernah dibuat")]


async def _telegram(around: Around) -> list[Sighting]:
    """With polling, the loop itself notices; with a webhook only Telegram knows that it fails."""
    telegram, sightings = around.telegram, incidents.Sightings(around.runtime)
    if telegram is None or around.runtime.settings.telegram_mode != "webhook":
        return []
    try:
        told = await telegram.bot.get_webhook_info()
    except InvalidToken:
        return [Sighting("channel_token", telegram.name, "InvalidToken")]
    except TelegramError as error:
        return [Sighting("channel_unreachable", telegram.name, type(error).__name__)]
    for kind in ("channel_token", "channel_unreachable"):
        await sightings.well(kind, telegram.name)
    if not told.url:
        return [Sighting("webhook_failing", telegram.name, "webhook tidak terdaftar")]
    at = told.last_error_date
    if told.pending_update_count and at is not None and around.now - at <= _WEBHOOK_ERROR_FRESH:
        return [Sighting("webhook_failing", telegram.name, (told.last_error_message or "galat")[:120])]
    return []


async def _silence(around: Around) -> list[Sighting]:
    """A channel without a message for hours that were busy on each of the days before."""
    hours = around.runtime.settings.watch_silence_hours
    if not hours:
        return []
    found, window = [], timedelta(hours=hours)
    async with around.runtime.db.read() as session:
        for channel in around.channels:
            if await _heard(session, channel, around.now - window, around.now):
                continue
            days = [around.now - timedelta(days=back) for back in range(1, _SILENCE_DAYS + 1)]
            usual = [await _heard(session, channel, day - window, day) for day in days]
            if min(usual) >= _SILENCE_LEAST:
                found.append(Sighting("channel_silent", channel, f"{hours:g} jam tanpa pesan"))
    return found


async def _heard(session: AsyncSession, channel: str, since: datetime, until: datetime) -> int:
    heard = await session.scalar(
        select(func.count()).where(
            InboxItem.channel == channel, InboxItem.received_at > since, InboxItem.received_at <= until
        )
    )
    return heard or 0


WATCH = "house.watch"
"""Kind of the job that takes every look."""
LOOKS: tuple[Look, ...] = (
    Look(("rasa_down",), _rasa),
    Look(("actions_down",), _actions),
    Look(("disk_full",), _disk),
    Look(("jobs_parked", "inbox_parked", "deliveries_dead"), _stuck),
    Look(("backup_old",), _backup),
    Look(("webhook_failing",), _telegram),
    Look(("channel_silent",), _silence),
)
