"""WhatsApp's door: Meta's handshake, and webhooks kept whole in one commit before they are confirmed (F124)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot import logs
from bot.channels import strangers
from bot.channels.whatsapp import moving, reports
from bot.channels.whatsapp.account import AccountNews
from bot.channels.whatsapp.envelope import Heard, Item, Moved, News, Odd, Report, TakenBack, unpack
from bot.channels.whatsapp.names import lane_name
from bot.channels.whatsapp.reading import CHANNEL
from bot.channels.whatsapp.reports import kept_id
from bot.conversations import inbox, people
from bot.conversations.models import InboxItem, Message
from bot.errors import Forged
from bot.incidents import Sightings
from bot.runtime import Runtime
from bot.settings import Settings
from bot.tips import taking_back

log = logs.get(__name__)

OFF = "WhatsApp belum dinyalakan."
ODD = "bagian webhook WhatsApp yang tidak dikenal"
_SIGNED = "sha256="


class WhatsAppDoor:
    """GET and POST of `/webhooks/whatsapp`."""

    def __init__(self, runtime: Runtime, sightings: Sightings) -> None:
        self._runtime = runtime
        self._news = AccountNews(runtime.settings, sightings)

    async def __call__(self, request: Request) -> Response:
        settings = self._runtime.settings
        if not settings.whatsapp_token.get_secret_value():
            return JSONResponse({"error": OFF}, status_code=404)
        if request.method != "POST":
            return shake_hands(settings, request.query_params)
        announced = request.headers.get("content-length")
        raw = await strangers.read_body(request.stream(), most=settings.whatsapp_max_bytes, announced=announced)
        check_signature(settings, raw, request.headers.get("X-Hub-Signature-256", ""))
        body = strangers.read_json(raw, deepest=settings.json_max_depth)
        for news in await keep_body(self._runtime, body):
            await self._news.heard(news)
        return JSONResponse({})


def shake_hands(settings: Settings, query: Mapping[str, str]) -> Response:
    """Meta asks whether this address is ours: echo its challenge, if it knows our word. Raises Forged."""
    expected = settings.whatsapp_verify_token.get_secret_value().encode()
    given = query.get("hub.verify_token", "").encode("utf-8", "surrogatepass")
    matches = hmac.compare_digest(given, expected)
    if not expected or not matches or query.get("hub.mode") != "subscribe":
        raise Forged("Kata verifikasi tidak cocok.")
    return PlainTextResponse(query.get("hub.challenge", ""))


def check_signature(settings: Settings, raw: bytes, header: str) -> None:
    """The body must be signed with our app's secret, byte by byte as it came. Raises Forged."""
    secret = settings.whatsapp_app_secret.get_secret_value().encode()
    given = header.encode("utf-8", "surrogateescape")
    expected = _SIGNED.encode() + hmac.new(secret, raw, hashlib.sha256).hexdigest().encode()
    if not secret or not hmac.compare_digest(given, expected):
        raise Forged("Tanda tangan tidak cocok.")


async def keep_body(runtime: Runtime, body: Any) -> list[News]:
    """Keep everything in a body in one commit. Returns the news about our account, which is no person's."""
    news, now = [], runtime.clock()
    keeper = _Keeper(runtime.settings, now)
    async with runtime.db.write() as session:
        for item in unpack(body):
            if isinstance(item, News):
                news.append(item)
            else:
                await keeper.keep(session, item)
    return news


class _Keeper:
    """One body's items, each into its place. Every one of them may come twice."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self._settings = settings
        self._now = now
        self._ours = [one for one in settings.whatsapp_phone_number_id.replace(",", " ").split() if one]

    async def keep(self, session: AsyncSession, item: Item) -> None:
        account = getattr(item, "account", "") or (self._ours[0] if self._ours else "")
        if self._ours and account not in self._ours:
            log.warning("whatsapp.other_number", kind=type(item).__name__)
            return
        match item:
            case Heard():
                await self._heard(session, account, item)
            case Report():
                await reports.bring(session, self._settings, item, now=self._now)
            case Moved():
                if await self._first_time(session, account, _digest(item.event)):
                    await moving.follow(session, account, item)
            case TakenBack():
                if await self._first_time(session, account, kept_id(session.info["vault"], item.message_id)):
                    await self._taken_back(session, account, item)
            case Odd():
                raw = {"raw": item.raw}
                await inbox.set_aside(
                    session, CHANNEL, account, _digest(item.raw), raw, reason=ODD, now=self._now
                )  # fmt: skip
                await session.flush()

    async def _heard(self, session: AsyncSession, account: str, item: Heard) -> None:
        vault = session.info["vault"]
        external_id = kept_id(vault, strangers.text(item.message.get("id")))
        lane = people.lane_of(vault, CHANNEL, account, lane_name(item.names))
        body = {"message": dict(item.message), "names": list(item.names), "received": self._now.timestamp()}
        await inbox.keep(session, CHANNEL, account, external_id, body, lane=lane, now=self._now)

    async def _first_time(self, session: AsyncSession, account: str, external_id: str) -> bool:
        """Whether this event is new; its key stays, so that a late repeat does not undo what came after it."""
        if await inbox.find(session, CHANNEL, account, external_id) is not None:
            return False
        session.add(
            InboxItem(
                channel=CHANNEL, account=account, external_id=external_id, state="done",
                received_at=self._now, done_at=self._now,
            )
        )  # fmt: skip
        await session.flush()
        return True

    async def _taken_back(self, session: AsyncSession, account: str, item: TakenBack) -> None:
        known = await inbox.find(session, CHANNEL, account, kept_id(session.info["vault"], item.original_id))
        kept = await session.get(InboxItem, known) if known is not None else None
        if kept is None:
            return
        message = await session.get(Message, kept.id)
        if message is not None:
            await taking_back.take_back(session, message, self._settings, now=self._now)
        elif kept.state == "new":
            kept.state, kept.body, kept.done_at, kept.reason = "done", None, self._now, "dihapus oleh pengirimnya"


def _digest(raw: Any) -> str:
    whole = json.dumps(raw, ensure_ascii=True, sort_keys=True, default=str)
    return f"sha256:{hashlib.sha256(whole.encode()).hexdigest()}"
