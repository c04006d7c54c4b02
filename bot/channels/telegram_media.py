"""A reply's picture or voice note on Telegram: one message with the words under it where they fit, else before them."""

from __future__ import annotations

import html
from dataclasses import dataclass

from telegram import Bot, InlineKeyboardMarkup
from telegram.constants import ParseMode

from bot.conversations.messages import Choice, Media, Reply

CAPTION = 1024
"""UTF-16 units that Telegram shows under a picture or voice note."""
_ENDINGS = {"image/jpeg": "jpg", "audio/ogg": "ogg", "audio/mpeg": "mp3", "audio/mp4": "m4a"}


@dataclass(frozen=True)
class Caption:
    """The words under a file. `carries_all`: nothing of the reply is left to be sent after it."""

    html: str
    carries_all: bool
    choices: tuple[Choice, ...] = ()


def as_html(reply: Reply) -> str:
    """The reply in Telegram's HTML: everything escaped, the source in small italics."""
    words = html.escape(reply.text, quote=False)
    return f"{words}\n\n<i>{html.escape(reply.source, quote=False)}</i>" if reply.source else words


def caption_of(reply: Reply) -> Caption:
    """The whole reply when it fits (a voice note then says the same as the text), else what the file shows or says."""
    media = reply.media
    if media is None:
        return Caption(as_html(reply), carries_all=True, choices=reply.choices)
    words = f"{reply.text}\n\n{reply.source}" if reply.source else reply.text
    says_more = media.kind == "voice" and _plain(media.alt) not in _plain(reply.text)
    if _units(words) <= CAPTION and not says_more:
        return Caption(as_html(reply), carries_all=True, choices=reply.choices)
    return Caption(html.escape(_cut(media.alt), quote=False), carries_all=False)


async def send(bot: Bot, recipient: str, caption: Caption, media: Media, keyboard: InlineKeyboardMarkup | None) -> str:
    """Send the file; the id is its message's. Raises TelegramError."""
    name = f"langkah-aman.{_ENDINGS.get(media.mime, 'bin')}"
    if media.kind == "picture":
        sent = await bot.send_photo(
            int(recipient), media.data, caption=caption.html, parse_mode=ParseMode.HTML, reply_markup=keyboard,
            filename=name,
        )  # fmt: skip
    else:
        sent = await bot.send_voice(
            int(recipient), media.data, caption=caption.html, parse_mode=ParseMode.HTML, reply_markup=keyboard,
            filename=name,
        )  # fmt: skip
    return str(sent.message_id)


def _units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


def _cut(words: str) -> str:
    return words if _units(words) <= CAPTION else words[: CAPTION // 2 - 1] + "…"


def _plain(words: str) -> str:
    return " ".join(words.lower().split())
