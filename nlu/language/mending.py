"""Words typed without vowels ("krja", "pnjara") or with digits for letters ("s4y4"), given back where that is sure."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re

from nlu.language.lexicon import chat_words, consonants_of, plain_words, subject_words, words_by_consonants

_LETTERS = str.maketrans("01345679", "oieasgtg")
_LONGEST, _SHORTEST_MIXED, _SHORT = 24, 3, 3
# Short forms that are words by themselves: of these no vowels were left out.
_ACRONYMS = frozenset(
    "umr umk dpr dprd tni hti sbb dst dll dsb ojk pki kdrt bpjs ktp ktkln sms pns cpns smk smp "
    "kbri kjri kdei sbmi pls "
    "btn bri bni bsi".split()
)
# What no word of Indonesian, Sundanese, Javanese or Betawi has: a beginning or an end of such consonants, or three in
# the middle. Javanese "mlebu", "njaluk", "nggo" and "mbiyen" are words, and so are "prei" and "struk".
_BEGINNINGS = (
    r"[bcdfghjklmnpqrstvwxyz]|[bcdfgkpst][lr]|[kst]w|s[klmnpt]|s[kpt]r|n[gjy]|ngg|m[blpr]|nd|"
    r"ng[lrw]|nj[lr]|nd[lr]|"
    r"mb[lr]|ny|[gjksw][hny]|[dt]h|[lw]l|lh|wr|ps"
)
_ENDS = (
    r"[bcdfghjklmnpqrstvwxyz]|ng|ngs|[klnr]s|[lnr]t|[knr]h|sm|ks|rk|rm|lk|lm|nk|mp|ps|ft|st|rd|nd|ck|sh|"
    r"ch|th|tz|nc|ll|ss"
)
_MIDDLES = (
    r"[bcdfghjklmnpqrstvwxyz]{0,2}|ng[a-z]|n[cdjst][lry]|m[bp][lry]|ngg[lry]|ns[pt]|str|ks[kpt]|nst|"
    r"n[ct]r|[a-z]ny"
)
_SAYABLE = re.compile(rf"(?:{_BEGINNINGS})?[aiueo]+(?:(?:{_MIDDLES})[aiueo]+)*(?:{_ENDS})?")


def mended(word: str) -> str | None:
    """The dictionary word that a word of lower case stands for, or None where it may be one itself."""
    if len(word) > _LONGEST or word in _ACRONYMS:
        return None
    if any(character.isdigit() for character in word):
        return _with_letters(word) if len(word) >= _SHORTEST_MIXED else None
    return _with_vowels(word) if word.isascii() and word.isalpha() else None


def _with_letters(word: str) -> str | None:
    """ "s4y4" is "saya"; "x2" and "2jt500rb" are no words and stay."""
    letters = word.translate(_LETTERS)
    if letters in plain_words() or letters in subject_words():
        return letters
    return chat_words().get(letters)


def _with_vowels(word: str) -> str | None:
    """ "krja" is "kerja": the one word with these consonants whose letters hold all of the written ones in order."""
    if len(word) < _SHORT or _SAYABLE.fullmatch(word):
        return None
    meant = [one for one in words_by_consonants().get(consonants_of(word), ()) if _holds(one, word)]
    ours = [one for one in meant if one in subject_words()]
    candidates = ours if ours or len(word) == _SHORT else meant
    return candidates[0] if len(candidates) == 1 else None


def _holds(word: str, written: str) -> bool:
    """Whether `word` begins alike and has the letters of `written` in order."""
    if word[0] != written[0] or len(word) <= len(written):
        return False
    letters = iter(word)
    return all(letter in letters for letter in written)
