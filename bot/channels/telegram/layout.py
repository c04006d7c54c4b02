"""A reply as Telegram shows it: a picture with the words under it where they fit, long texts in pieces, rows. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace

from bot.channels.channel import Limits
from bot.channels.splitting import cut, pages, units
from bot.conversations.messages import Choice, Reply

LIMITS = Limits(text=4096, choices=24, choice_title=64)
CAPTION = 1024
"""UTF-16 units that Telegram shows under a picture or voice note."""
SHORT_TITLE = 16
"""Titles up to this length share a row."""


def lay_out(reply: Reply) -> list[Reply]:
    """The messages that say this reply, in order; mostly one. Choices and source hang on the last."""
    media = reply.media
    if media is not None:
        says_more = media.kind == "voice" and _plain(media.alt) not in _plain(reply.text)
        if units(_words(reply)) <= CAPTION and not says_more:
            return [reply]
        before = Reply(text=cut(media.alt, CAPTION), media=media, language=reply.language)
        return [before, *lay_out(replace(reply, media=None))]
    pieces = pages(reply.text, LIMITS.text - units(reply.source or "") - 2)
    return [*(Reply(text=piece, language=reply.language) for piece in pieces[:-1]), replace(reply, text=pieces[-1])]


def as_html(reply: Reply) -> str:
    """The reply in Telegram's HTML: everything escaped, the source in small italics."""
    words = html.escape(reply.text, quote=False)
    return f"{words}\n\n<i>{html.escape(reply.source, quote=False)}</i>" if reply.source else words


def rows(choices: Sequence[Choice]) -> list[list[Choice]]:
    """Buttons in rows; short titles two in a row."""
    made: list[list[Choice]] = []
    for choice in choices[: LIMITS.choices]:
        last = made[-1] if made else []
        if len(last) == 1 and len(last[0].title) <= SHORT_TITLE and len(choice.title) <= SHORT_TITLE:
            last.append(choice)
        else:
            made.append([choice])
    return made


def _words(reply: Reply) -> str:
    return f"{reply.text}\n\n{reply.source}" if reply.source else reply.text


def _plain(words: str) -> str:
    return " ".join(words.lower().split())
