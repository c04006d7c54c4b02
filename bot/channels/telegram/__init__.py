"""Telegram: reading updates, fetching files, sending replies; python-telegram-bot serves as typed client only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot import logs
from bot.channels.pace import Pace
from bot.channels.telegram import updates
from bot.channels.telegram.layout import LIMITS, as_html, lay_out, rows
from bot.conversations.choices import handle
from bot.conversations.messages import Choice, FileRef, Incoming, Media, Reply
from bot.crypto import Keys
from bot.errors import (
    Ambiguous,
    ChannelBroken,
    ChannelBusy,
    DeadRecipient,
    GiveUp,
    LangkahAmanError,
    Misconfigured,
    TooLarge,
    TryAgain,
)
from bot.settings import Settings

log = logs.get(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_ENDINGS = {"image/jpeg": "jpg", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a"}
_CANNOT_PARSE = "can't parse entities"
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was blocked")
_TOKEN_PAUSE = 300.0
"""Seconds between tries while Telegram refuses our token: an operator has to act."""


class Telegram:
    """The channel. Costs one connection pool; nothing is sent before `send`."""

    name = updates.CHANNEL
    one_message = True
    limits = LIMITS
    longest = limits.text

    def __init__(self, settings: Settings, *, pace: Pace | None = None) -> None:
        token = settings.telegram_token.get_secret_value()
        if ":" not in token:
            raise Misconfigured("BOT_TELEGRAM_TOKEN tidak berbentuk `<angka>:<huruf>`; salin lagi dari BotFather.")
        api, wait = settings.telegram_api_url.rstrip("/"), settings.telegram_timeout
        self.account = token.partition(":")[0]
        self.bot = Bot(
            token,
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=HTTPXRequest(read_timeout=wait, write_timeout=wait, connect_timeout=wait, pool_timeout=wait),
            get_updates_request=HTTPXRequest(connection_pool_size=1),
        )
        self._files = httpx.AsyncClient(timeout=wait)
        self._pace = pace or Pace(settings.telegram_per_second, settings.telegram_per_chat_second)

    async def close(self) -> None:
        await self._files.aclose()
        await self.bot.request.shutdown()

    def read(self, account: str, external_id: str, body: Mapping[str, Any]) -> Incoming | None:
        return updates.read(account, body)

    async def heard(self, incoming: Incoming) -> None:
        """Answer a tapped button's callback query, so that its waiting sign goes."""
        if incoming.callback_id is None:
            return
        try:
            await self.bot.answer_callback_query(incoming.callback_id)
        except TelegramError as error:
            log.info("telegram.callback_unanswered", error=type(error).__name__)

    async def fetch(self, file: FileRef, *, most: int) -> bytes:
        """Download a file. Its address holds our token and goes nowhere."""
        if (file.size or 0) > most:
            raise TooLarge("file")
        try:
            known = await self.bot.get_file(file.platform_id or "")
        except TelegramError as error:
            if "too big" in str(error).lower():
                raise TooLarge("file") from None
            raise _ours(error) from None
        if not known.file_path:
            raise GiveUp("no file path")
        return await self._download(known.file_path, most)

    async def send(self, recipient: str, reply: Reply) -> str:
        """Send one message (several when the words are longer than Telegram takes); the id is the last one's."""
        if reply.media is not None and not reply.media.data:
            reply = replace(reply, media=None)
        self._pace.take(recipient)
        sent = ""
        for number, part in enumerate(lay_out(reply)):
            if number:
                await self._pace.wait(recipient)
            if part.media is None or (sent := await self._send_file(recipient, part, part.media)) == "":
                sent = await self._send_one(recipient, replace(part, media=None))
        return sent

    async def _send_one(self, recipient: str, reply: Reply) -> str:
        try:
            sent = await self._post(recipient, as_html(reply), reply, ParseMode.HTML)
        except BadRequest as error:
            if _CANNOT_PARSE not in str(error).lower():
                raise _ours(error) from None
            sent = await self._send_plain(recipient, reply)
        except TelegramError as error:
            raise self._rested(recipient, error) from None
        return str(sent.message_id)

    async def _send_file(self, recipient: str, reply: Reply, media: Media) -> str:
        """Nothing when Telegram refuses the file (a person may forbid voice notes): the words go alone."""
        send = self.bot.send_photo if media.kind == "picture" else self.bot.send_voice
        try:
            sent = await send(
                int(recipient), media.data, caption=as_html(reply), parse_mode=ParseMode.HTML,
                reply_markup=keyboard(reply.choices), filename=f"langkah-aman.{_ENDINGS.get(media.mime, 'bin')}",
            )  # fmt: skip
        except TelegramError as error:
            ours = self._rested(recipient, error)
            if not isinstance(ours, GiveUp) or isinstance(ours, DeadRecipient):
                raise ours from None
            log.warning("telegram.file_refused", file=media.file, reason=ours.reason)
            return ""
        return str(sent.message_id)

    def _rested(self, recipient: str, error: TelegramError) -> LangkahAmanError:
        """The error in our words; after a 429 only that chat rests."""
        ours = _ours(error)
        if isinstance(error, RetryAfter):
            self._pace.rest(recipient, getattr(ours, "after", None) or 1.0)
        return ours

    async def _send_plain(self, recipient: str, reply: Reply) -> Message:
        words = f"{reply.text}\n\n{reply.source}" if reply.source else reply.text
        try:
            return await self._post(recipient, words, reply, None)
        except TelegramError as error:
            raise _ours(error) from None

    async def _post(self, recipient: str, words: str, reply: Reply, mode: str | None) -> Message:
        return await self.bot.send_message(
            chat_id=int(recipient),
            text=words,
            parse_mode=mode,
            reply_markup=keyboard(reply.choices),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    async def _download(self, address: str, most: int) -> bytes:
        data = bytearray()
        try:
            async with self._files.stream("GET", address) as answer:
                if answer.status_code != 200:
                    raise (TryAgain if answer.status_code >= 500 else GiveUp)(f"file status {answer.status_code}")
                async for part in answer.aiter_bytes():
                    data += part
                    if len(data) > most:
                        raise TooLarge("file")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TryAgain(type(error).__name__) from None  # the cause would quote the address with our token
        return bytes(data)


def webhook_secret(settings: Settings, keys: Keys) -> str:
    """What Telegram must send in `X-Telegram-Bot-Api-Secret-Token`."""
    return settings.telegram_webhook_secret.get_secret_value() or keys.token("telegram-webhook")


def keyboard(choices: tuple[Choice, ...]) -> InlineKeyboardMarkup | None:
    """Buttons that carry a short id of their payload (64 bytes are allowed)."""
    made = [
        [
            InlineKeyboardButton(choice.title[: LIMITS.choice_title], callback_data=handle(choice.payload))
            for choice in row
        ]
        for row in rows(choices)
    ]
    return InlineKeyboardMarkup(made) if made else None


def _ours(error: TelegramError) -> LangkahAmanError:
    """Telegram's error in our words; its own may quote an address with the token."""
    said = str(error).lower()
    match error:
        case RetryAfter():
            after = error.retry_after
            return ChannelBusy("retry_after", after=float(after if isinstance(after, int) else after.total_seconds()))
        case Forbidden():
            return DeadRecipient("forbidden")
        case InvalidToken():
            log.error("telegram.token_refused")
            return ChannelBroken("InvalidToken", after=_TOKEN_PAUSE)
        case Conflict():
            return TryAgain("Conflict", after=_TOKEN_PAUSE)
        case TimedOut():
            return Ambiguous("timed out")
        case BadRequest():
            return DeadRecipient("chat gone") if any(sign in said for sign in _GONE) else GiveUp("bad request")
        case NetworkError():
            return GiveUp("too large") if "too large" in said or "413" in said else TryAgain("network")
    return TryAgain(type(error).__name__)
