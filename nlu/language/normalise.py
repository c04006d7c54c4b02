"""Chat Indonesian made plain for the classifier: "gmn sy brangkattt" becomes "bagaimana saya berangkat"."""

from __future__ import annotations

import re
from functools import lru_cache

from nlu.language.cleaning import clean
from nlu.language.lexicon import chat_words, plain_words
from nlu.language.mending import mended

# A placeholder of the redaction, a word (perhaps with digits for letters, or the "2" of a doubled word), or nothing
# we touch.
_MIXED = r"(?<![^\W_])[^\W\d_]{1,6}(?:[013-9][^\W\d_]{0,6}){1,8}(?![^\W_])"
_WORD = r"[^\W\d_]+(?:2(?![^\W_]))?"
_TOKEN = re.compile(rf"<[a-z_]+>|{_MIXED}|{_WORD}")
_WORDS = re.compile(_WORD)
_DIGIT = re.compile(r"\d")
_REMEMBERED = 8192
_RUN = re.compile(r"(\w)\1+")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")


def normalise(text: str) -> str:
    """Lower case, one form per letter, stretched letters shortened, chat words replaced, dropped vowels given back.

    A dictionary word is never replaced, and placeholders such as `<nomor_hp>` stay as they are.
    """
    return _TOKEN.sub(lambda match: _word(match.group()), clean(clean(text).lower()))


@lru_cache(maxsize=_REMEMBERED)
def _word(word: str) -> str:
    if word.startswith("<"):
        return word
    if _DIGIT.search(word) and not word.endswith("2"):
        return mended(word) or _WORDS.sub(lambda match: _word(match.group()), word)
    known = plain_words()
    if word in known:
        return word
    meaning = chat_words().get(word)
    if meaning:
        return meaning
    if word.endswith("2"):
        return _doubled(word[:-1])
    return mended(word) or _shortened(word)


def _doubled(word: str) -> str:
    """ "orang2" is "orang-orang"; a letter alone ("x2") is no word."""
    single = _word(word)
    return f"{single}-{single}" if len(word) > 2 else f"{word}2"


def _shortened(word: str) -> str:
    """The dictionary form of a word with stretched letters ("tolooong", "maaaf"), else three of a letter as one."""
    if not _RUN.search(word):
        return word
    candidates = (_LONG_RUN.sub(r"\1\1", word), _LONG_RUN.sub(r"\1", word), _RUN.sub(r"\1", word))
    for candidate in candidates:
        if candidate in plain_words():
            return candidate
        if candidate in chat_words():
            return chat_words()[candidate]
    return candidates[1]
