"""Telephone numbers as people hide and write them: 0812-0000-1234, +62 812…, "nol delapan satu dua …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from nlu.language.cleaning import aligned
from nlu.language.found import Found

# Digits in one group; the letter o stands for zero when it touches digits and no other letter.
_GROUP = re.compile(r"\+?(?:(?<![^\W\d_])o(?=[o\d]))?\d(?:\d|o(?![^\W\do_]))*|(?<![^\W\d_])o{1,5}(?![^\W\d_])")
_GAP = re.compile(r"[\s\u200b.,()\-\u2010-\u2015_/*·•:|~]{0,7}")
_CUE = re.compile(r"(?:wa|whatsapp|hp|hape|telp?|telepon|tlp|nomor|nomer|nmr|no|kontak|hubungi|call|sms)\W{0,4}$")
_WHATSAPP_LINK = re.compile(r"(?:https?://)?(?:wa\.me/|(?:api\.)?whatsapp\.com/send/?\?phone=)\+?(\d{8,15})")
_WORDS = {
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6",
    "tujuh": "7", "delapan": "8", "lapan": "8", "sembilan": "9", "hiji": "1", "tilu": "3", "opat": "4",
    "genep": "6", "dalapan": "8", "salapan": "9", "siji": "1", "loro": "2", "telu": "3", "papat": "4",
    "nem": "6", "pitu": "7", "wolu": "8", "sanga": "9", "songo": "9",
}  # fmt: skip
_DIGIT_WORD = re.compile(r"(?<![^\W_])(?:" + "|".join(_WORDS) + r")(?![^\W_])")
_MOBILE = re.compile(r"(?:\+62|0062|62|0)0?(8[1-9]\d{7,10})")
_FEWEST, _MOST = 9, 15  # digits of any telephone number; short numbers such as 110 and 129 never reach them


class _Group(NamedTuple):
    start: int
    end: int
    digits: str  # with a leading "+" where one was written
    gap: str | None  # what stands between this group and the one before; None: too much, or the first


def find_phones(text: str) -> Iterator[Found]:
    """Telephone numbers of any country, value in E.164; Indonesian ones need no country code."""
    plain = aligned(text)
    for match in _WHATSAPP_LINK.finditer(plain):
        yield Found("phone", match.start(), match.end(), text[match.start() : match.end()], "+" + match[1])
    groups = _groups(plain)
    position = 0
    while position < len(groups):
        taken, value = _number_at(plain, groups, position)
        if taken:
            start, end = groups[position].start, groups[position + taken - 1].end
            yield Found("phone", start, end, text[start:end], value)
        position += max(taken, 1)


def spoken_number(digits: str) -> str | None:
    """The E.164 form of digits that make an Indonesian mobile number by themselves, else None."""
    match = _MOBILE.fullmatch(digits)
    return "+62" + match[1] if match else None


def _groups(plain: str) -> list[_Group]:
    """Groups of digits in order; digit words count as groups of one digit."""
    found = [(m.start(), m.end(), m.group().replace("o", "0")) for m in _GROUP.finditer(plain)]
    found += [(m.start(), m.end(), _WORDS[m.group()]) for m in _DIGIT_WORD.finditer(plain)]
    groups: list[_Group] = []
    for start, end, digits in sorted(found):
        gap = None
        if groups and start - groups[-1].end <= 7 and not digits.startswith("+"):
            between = plain[groups[-1].end : start]
            gap = between if _GAP.fullmatch(between) else None
        groups.append(_Group(start, end, digits, gap))
    return groups


def _number_at(plain: str, groups: list[_Group], first: int) -> tuple[int, str]:
    """How many groups from `first` make one number, and its value; (0, "") when none does."""
    start = groups[first].start
    cued = _CUE.search(plain[max(0, start - 16) : start]) is not None
    if groups[first].digits[0] not in "+06" and not cued:
        return 0, ""
    digits = ""
    best = (0, "")
    for taken in range(min(_MOST + 1, len(groups) - first)):
        group = groups[first + taken]
        if taken and (group.gap is None or (best[0] and _stops(groups, first, taken))):
            break
        digits += group.digits
        if len(digits) > _MOST + 1 or digits.startswith("000"):
            break
        value = _value(digits, cued=cued) if len(digits) >= _FEWEST else None
        if value:
            best = (taken + 1, value)
    return best


def _stops(groups: list[_Group], first: int, taken: int) -> bool:
    """Whether a number that is complete already ends before the group at `taken` ("0812-0000-1234 5 orang")."""
    sizes = [len(group.digits.lstrip("+")) for group in groups[first : first + taken]]
    following = groups[first + taken]
    if sizes[0] >= 10 or (max(sizes) > 2 and len(following.digits) < 3):
        return True
    gaps = {group.gap for group in groups[first + 1 : first + taken]}
    return sum(sizes) >= 11 and following.gap not in gaps


@lru_cache(maxsize=4096)
def _value(digits: str, *, cued: bool) -> str | None:
    """E.164 of a written number; None when it is none."""
    if not _FEWEST <= len(digits.lstrip("+")) <= _MOST:
        return None
    mobile = spoken_number(digits)
    if mobile:
        return mobile
    if cued and digits.startswith("8"):
        return spoken_number("0" + digits)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif cued and not digits.startswith(("0", "+")):
        digits = "+" + digits
    if not digits.startswith(("0", "+")):
        return None
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
