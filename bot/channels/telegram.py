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
from bot.channels import telegram_media, telegram_updates
from bot.channels.channel import Limits
from bot.channels.pace import Pace
from bot.channels.telegram_media import as_html
from bot.conversations.choices import handle
from bot.conversations.messages import Choice, FileRef, Incoming, Media, Reply
from bot.crypto import Keys
from bot.errors import (
    Ambiguous,
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
_SHORT_TITLE = 16
"""Titles up to this length share a row."""
_CANNOT_PARSE = "can't parse entities"
_GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "bot was blocked")
_TOKEN_PAUSE = 300.0
"""Seconds between tries while Telegram refuses our token: an operator has to act."""


class Telegram:
    """The channel. Costs one connection pool; nothing is sent before `send`."""

    name = telegram_updates.CHANNEL
    one_message = True
    limits = Limits(text=4096, choices=24, choice_title=64)
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
        return telegram_updates.read(account, body)

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
        """Send one message (several when the text is longer than Telegram takes); the id is the last one's."""
        self._pace.take(recipient)
        if reply.media is not None and reply.media.data:
            caption = telegram_media.caption_of(reply)
            sent = await self._send_media(recipient, caption, reply.media)
            if sent is not None and caption.carries_all:
                return sent
            await self._pace.wait(recipient)
        pages = _pages(reply.text, self.limits.text - len(reply.source or "") - 2)
        for page in pages[:-1]:
            await self._send_one(recipient, Reply(text=page))
            await self._pace.wait(recipient)
        return await self._send_one(recipient, replace(reply, text=pages[-1]))

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

    async def _send_media(self, recipient: str, caption: telegram_media.Caption, media: Media) -> str | None:
        """None when Telegram refuses the file (a person may forbid voice notes): the words go alone."""
        try:
            return await telegram_media.send(self.bot, recipient, caption, media, keyboard(caption.choices))
        except TelegramError as error:
            ours = self._rested(recipient, error)
            if not isinstance(ours, GiveUp) or isinstance(ours, DeadRecipient):
                raise ours from None
            log.warning("telegram.file_refused", file=media.file, reason=ours.reason)
            return None

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
            reply_markup=keyboard(reply.choices[: self.limits.choices]),
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
    """Buttons that carry a short id of their payload (64 bytes are allowed); short titles two in a row."""
    rows: list[list[InlineKeyboardButton]] = []
    for choice in choices:
        title = choice.title[: Telegram.limits.choice_title]
        button = InlineKeyboardButton(title, callback_data=handle(choice.payload))
        last = rows[-1] if rows else []
        roomy = len(last) == 1 and len(last[0].text) <= _SHORT_TITLE and len(choice.title) <= _SHORT_TITLE
        if roomy:
            last.append(button)
        else:
            rows.append([button])
    return InlineKeyboardMarkup(rows) if rows else None


def _pages(words: str, most: int) -> list[str]:
    """Pieces of at most `most` UTF-16 units (Telegram's count), cut at paragraph, line or word."""
    pages = []
    while len(words.encode("utf-16-le")) // 2 > most:
        room = words.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore")
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := room.rfind(mark)) > most // 2), len(room))
        pages.append(words[:cut])
        words = words[cut:].lstrip()
    return [*pages, words]


def _ours(error: TelegramError) -> LangkahAmanError:
    """Telegram's error in our words; its own may quote an address with the token."""
    said = str(error).lower()
    match error:
        case RetryAfter():
            after = error.retry_after
            return ChannelBusy("retry_after", after=float(after if isinstance(after, int) else after.total_seconds()))
        case Forbidden():
            return DeadRecipient("forbidden")
        case InvalidToken() | Conflict():
            log.error("telegram.token_refused")
            return TryAgain(type(error).__name__, after=_TOKEN_PAUSE)
        case TimedOut():
            return Ambiguous("timed out")
        case BadRequest():
            return DeadRecipient("chat gone") if any(sign in said for sign in _GONE) else GiveUp("bad request")
        case NetworkError():
            return GiveUp("too large") if "too large" in said or "413" in said else TryAgain("network")
    return TryAgain(type(error).__name__)
