"""Addresses on the net: e-mail, links, and handles such as @nama on Instagram or Telegram."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.language.cleaning import aligned
from nlu.language.found import Found
from nlu.language.lexicon import is_a_word

_DOMAIN = r"(?:[a-z0-9\-\u200b]{1,63}\.){1,4}[a-z]{2,12}(?![a-z0-9])"
# A blank before the @ alone is not enough: "tiktok @contoh.kerja" is a handle.
_EMAIL = re.compile(
    rf"(?<![\w.+\-])[\w.+\-\u200b]{{1,64}}(?:@\s?{_DOMAIN}|\s@\s{_DOMAIN}|\s@(?:gmail|yahoo|ymail|"
    rf"hotmail|outlook|icloud)\.[a-z.]{{2,6}})"
)
# Endings that need nothing more, and those that are also words or slips of the thumb: behind these a path must follow.
_ENDINGS = (
    "com|net|org|id|co|info|xyz|site|online|shop|club|link|app|tv|cc|vip|biz|asia|website|space|"
    "store|tech|icu|fun|cyou|"
    "click|live|work|world|agency|jobs|careers|gov|edu|sg|hk|tw|kr|jp|example|test|invalid"
)
_WITH_PATH = (
    f"{_ENDINGS}|me|ly|io|gl|gle|gg|ee|bio|page|top|pro|my|in|to|us|uk|de|be|la|ai|fb|pe|so|sh|la|"
    f"ru|cn|ph|th|vn|kh|mm|ae|sa|qa|"
    "tr|pl|eu|au|nl|dev|cloud|mobi|today|group|network"
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>]{2,300}"
    rf"|"
    rf"(?<![\w@.\-])(?:[a-z0-9\-]{{1,63}}\.){{1,4}}(?:(?:{_WITH_PATH})(?::\d{{2,5}})?/[^\s<>]{{1,200}}|"
    rf"(?:{_ENDINGS})(?![\w\-])(?!\.\w)/?)"
)
_TO_A_PHONE = re.compile(r"(?:https?://)?(?:www\.)?(?:wa\.me/\+?\d|(?:api\.|web\.)?whatsapp\.com/send/?\?phone=)")
_AT = re.compile(r"@\u200b?([a-z0-9_][a-z0-9_.]{1,30}(?<!\.))")
_NETWORKS = (
    "ig|insta|instagram|tele|telegram|telegaram|tiktok|tik tok|tt|fb|facebook|pesbuk|efbe|line|"
    "twitter|threads|messenger|michat|"
    "wechat|snapchat|youtube|yt|akun|username|usernam|user ?name|user|id|channel|kanal"
)
_OWNED = (
    r"(?:nya|na|ne|nye)?(?: (?:nya|ig|fb|tiktok|tele|telegram|line|dia|namanya|nama|akunnya|akun|saya|"
    r"itu|ini|teh|yang|bernama))?"
)
_CUED = re.compile(rf"(?<![^\W_])(?:{_NETWORKS}){_OWNED}\s?[:=]\s?@?([a-z0-9][a-z0-9_.]{{1,30}}[a-z0-9_])(?![\w@])")
_CUED_SHAPE = re.compile(
    rf"(?<![^\W_])(?:{_NETWORKS}){_OWNED}\s(?=[a-z0-9._]{{0,30}}[_\d.])(?![\d.]+(?![\w]))([a-z][a-z0-9_.]{{2,30}}[a-z0-9_])(?![\w@])"
)
_CUED_WORD = re.compile(
    rf"(?<![^\W_])(?:ig|insta|instagram|tiktok|tele|telegram|fb|username){_OWNED}\s([a-z]{{8,30}})(?![\w@])"
)
_HANDLE_CUE = re.compile(rf"(?<![^\W_])(?:ig|insta|instagram|tiktok|tele|telegram){_OWNED}[\s:=]{{1,2}}$")
_LONGEST_CUE = 40
_AGENCIES = ("bp3mi", "kp2mi", "bp2mi", "imigrasi", "kbri", "kjri", "bnp2tki", "siskop2mi")
_ENDS_LIKE_A_WORD = re.compile(r".*(?:nya|nye|kan|in|an|ne|na|ku|mu|lah|keun|ake|aken)")


def find_emails(text: str) -> Iterator[Found]:
    """E-mail addresses, value in lower case."""
    for match in _EMAIL.finditer(aligned(text)):
        value = re.sub(r"[\s\u200b]", "", match.group())
        yield Found("email", match.start(), match.end(), text[match.start() : match.end()], value)


def find_links(text: str) -> Iterator[Found]:
    """Web addresses with or without scheme, value in lower case without scheme, "www." and last slash.

    A link that opens a talk with a telephone number (wa.me) is left to the telephone numbers.
    """
    plain = aligned(text)
    for match in _LINK.finditer(plain):
        written = match.group().rstrip(".,;:!?)\"'")
        if "/" not in written and _HANDLE_CUE.search(plain[max(0, match.start() - _LONGEST_CUE) : match.start()]):
            continue  # "ig contoh.id" is a handle
        end = match.start() + len(written)
        value = re.sub(r"^(?:https?://)?(?:www\.)?", "", written).rstrip("/")
        if value and not _TO_A_PHONE.match(written):
            yield Found("link", match.start(), end, text[match.start() : end], value)


def find_handles(text: str) -> Iterator[Found]:
    """ "@nama", "ig: nama", "fb nama_01", "tiktoknya namasaya"; value without the @ in lower case."""
    plain = aligned(text)
    for pattern in (_AT, _CUED, _CUED_SHAPE, _CUED_WORD):
        for match in pattern.finditer(plain):
            if match[1] in _AGENCIES or (pattern is _CUED_WORD and _is_a_word(match[1])):
                continue
            start = match.start() if pattern is _AT else match.start(1)
            yield Found("handle", start, match.end(1), text[start : match.end(1)], match[1])


def _is_a_word(written: str) -> bool:
    """Whether letters alone behind "ig" may be a word of the sentence ("ig katanya …") and no name of an account."""
    return is_a_word(written) or _ENDS_LIKE_A_WORD.fullmatch(written) is not None
