"""Addresses on the net: e-mail, links, and handles such as @nama on Instagram or Telegram."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.language.cleaning import aligned
from nlu.language.found import Found

_EMAIL = re.compile(
    r"(?<![\w.+\-])[\w.+\-\u200b]{1,64}\s?@\s?(?:[a-z0-9\-\u200b]{1,63}\.){1,4}[a-z]{2,"
    r"12}(?![a-z0-9])"
)
_ENDINGS = (
    "com|net|org|id|co|me|info|xyz|site|online|shop|top|club|link|ly|app|io|tv|cc|vip|live|pro|asia|biz|my|"
    "sg|hk|tw|kr|jp"
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>]{2,300}"
    rf"|(?<![\w@.\-])(?:[a-z0-9\-]{{1,63}}\.){{1,4}}(?:{_ENDINGS})(?![\w\-])(?:/[^\s<>]{{0,200}})?"
)
_AT = re.compile(r"@([a-z0-9_][a-z0-9_.]{1,30}(?<!\.))")
_CUED = re.compile(
    r"\b(?:ig|instagram|insta|tele|telegram|telegramnya|tiktok|tt|fb|facebook|line|twitter|ignya|fbnya|akun)\b"
    r"(?: ?(?:nya|namanya|akunnya))?\s?[:=]\s?@?([a-z0-9][a-z0-9_.]{2,30}[a-z0-9_])"
)
_CUED_SHAPE = re.compile(
    r"\b(?:ig|instagram|tele|telegram|tiktok|fb|facebook|akun)(?:nya)?\s(?=[a-z0-9.]{0,30}[_\d.])"
    r"([a-z][a-z0-9_.]{2,30}[a-z0-9_])"
)


def find_emails(text: str) -> Iterator[Found]:
    """E-mail addresses, value in lower case."""
    for match in _EMAIL.finditer(aligned(text)):
        value = re.sub(r"[\s\u200b]", "", match.group())
        yield Found("email", match.start(), match.end(), text[match.start() : match.end()], value)


def find_links(text: str) -> Iterator[Found]:
    """Web addresses with or without scheme, value in lower case without scheme, "www." and last slash."""
    for match in _LINK.finditer(aligned(text)):
        written = match.group().rstrip(".,;:!?)\"'")
        end = match.start() + len(written)
        value = re.sub(r"^(?:https?://)?(?:www\.)?", "", written).rstrip("/")
        if value:
            yield Found("link", match.start(), end, text[match.start() : end], value)


def find_handles(text: str) -> Iterator[Found]:
    """ "@nama", "ig: nama", "fb nama_01"; value without the @ in lower case."""
    plain = aligned(text)
    for pattern in (_AT, _CUED, _CUED_SHAPE):
        for match in pattern.finditer(plain):
            start = match.start() if pattern is _AT else match.start(1)
            yield Found("handle", start, match.end(1), text[start : match.end(1)], match[1])
