"""The live parts of one process, put together once: channels, Rasa's client, turns, the worker."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from bot.answers import corrections
from bot.answers.controls import load_controls
from bot.answers.translating import importing
from bot.answers.translating.making import make_drafts
from bot.channels.channel import Channel
from bot.channels.sending import Sender
from bot.channels.telegram import Telegram
from bot.channels.webchat import WebChat
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp.reports import LATE, LATE_ATTEMPTS, LateReports
from bot.conversations.inbox import TURN
from bot.conversations.outbox import SEND
from bot.conversations.rasa import Rasa
from bot.conversations.turn import Turns
from bot.conversations.waiting import Waiting
from bot.delivery.alarms import Alarms
from bot.delivery.mail import MAIL, Mails
from bot.delivery.worker import Deliveries
from bot.housekeeping import PERIODIC, Housekeeping
from bot.incidents import TELL
from bot.jobs import Claim
from bot.meters import Meters
from bot.runtime import Runtime
from bot.settings import Settings
from bot.tips.sending import NOTIFY
from bot.tracing import spans_to
from bot.watching import WATCH, Around, Watch
from bot.worker import Handler, Periodic, Worker


@dataclass(frozen=True)
class Parts:
    """What a web or worker process is made of. Close it at the end."""

    runtime: Runtime
    channels: Mapping[str, Channel]
    rasa: Rasa
    client: httpx.AsyncClient
    turns: Turns
    meters: Meters
    waiting: Waiting = field(default_factory=Waiting)

    @property
    def telegram(self) -> Telegram | None:
        """Telegram, when a token is set."""
        found = self.channels.get(Telegram.name)
        return found if isinstance(found, Telegram) else None

    async def close(self) -> None:
        await self.rasa.close()
        await self.client.aclose()
        for channel in self.channels.values():
            if isinstance(channel, (Telegram, WhatsApp)):
                await channel.close()


def put_together(runtime: Runtime, *, rasa: Rasa | None = None) -> Parts:
    """Build the parts from settings. `rasa`: another client than the settings' (tests). Raises Misconfigured."""
    settings = runtime.settings
    rasa = rasa or rasa_client(runtime)
    channels: dict[str, Channel] = {name: WebChat(name) for name in ("webchat", "terminal")}
    if settings.telegram_token.get_secret_value():
        channels[Telegram.name] = Telegram(settings)
    if settings.whatsapp_token.get_secret_value():
        channels[WhatsApp.name] = WhatsApp(settings, runtime.vault)
    waiting, meters = Waiting(), Meters(spans_to(settings.trace_url, "web"))
    turns = Turns(runtime, rasa, channels, load_controls(settings.content_dir), waiting=waiting, meters=meters)
    client = httpx.AsyncClient(timeout=settings.delivery_timeout, follow_redirects=False)
    return Parts(runtime, channels, rasa, client, turns, meters, waiting)


def rasa_client(runtime: Runtime, *, transport: httpx.AsyncBaseTransport | None = None) -> Rasa:
    """Rasa's client with this installation's address, token and patience."""
    settings = runtime.settings
    return Rasa(
        settings.rasa_url,
        runtime.keys.token("rasa"),
        timeout=settings.rasa_timeout,
        connect_timeout=settings.rasa_connect_timeout,
        tracker_url=tracker_url(settings),
        transport=transport,
    )


def tracker_url(settings: Settings) -> str:
    """Rasa's tracker store as our asyncio engines read it."""
    url = settings.rasa_tracker_url
    if not url:
        if not settings.database.startswith("sqlite"):
            return settings.database
        url = f"sqlite:///{settings.data_dir / 'rasa.db'}"
    scheme, _, rest = url.partition("://")
    return f"{ {'sqlite': 'sqlite+aiosqlite'}.get(scheme.partition('+')[0], 'postgresql+psycopg') }://{rest}"


def handlers(parts: Parts) -> dict[str, Handler]:
    """Which kind of job is done by whom: the one table of them all."""
    runtime, turns = parts.runtime, parts.turns
    sender = Sender(runtime, parts.channels)
    deliveries, mails = Deliveries(runtime, parts.client), Mails(runtime)

    async def take(claim: Claim) -> bool:
        return await turns.take(claim.payload["inbox"], attempt=claim.attempt, job=claim)

    async def give_up(claim: Claim, reason: str) -> None:
        await turns.give_up(claim.payload["inbox"], reason)

    return {
        TURN: Handler(take, give_up),
        SEND: Handler(sender.send, sender.parked),
        LATE: Handler(LateReports(runtime).bring, attempts=LATE_ATTEMPTS),
        NOTIFY: Handler(deliveries.notify),
        importing.JOB: Handler(make_drafts(runtime)),
        corrections.JOB: Handler(corrections.sending(runtime)),
        "deliver": Handler(deliveries.deliver, attempts=runtime.settings.delivery_attempts + 1),
        MAIL: Handler(mails.send, mails.parked, attempts=runtime.settings.mail_attempts),
        TELL: Handler(Alarms(runtime).tell),
        WATCH: Handler(Watch(around(parts)).look),
        **Housekeeping(runtime, parts.rasa).handlers(),
    }


def make_worker(parts: Parts) -> Worker:
    """The worker of this process, with everything it can do."""
    watch = Periodic(WATCH, every=parts.runtime.settings.watch_every)
    return Worker(parts.runtime, handlers(parts), (*PERIODIC, watch), meters=parts.meters)


def around(parts: Parts) -> Around:
    """What the watch looks at: everything that may fall silent."""
    platforms = tuple(name for name, channel in parts.channels.items() if not isinstance(channel, WebChat))
    return Around(parts.runtime, parts.rasa, parts.client, parts.telegram, platforms)


async def watched(worker: Worker) -> None:
    """Run a worker; when this task is cancelled, it drains first."""
    running = asyncio.ensure_future(worker.run())
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        worker.stop()
        await running
        raise
