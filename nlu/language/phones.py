"""Telephone numbers as people hide and write them: 0812-0000-1234, +62 812…, "nol delapan satu dua …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import phonenumbers

from nlu.language.cleaning import aligned
from nlu.language.found import Found

# Digits in one group; the letters o, l and i stand for zero and one when they touch digits and no other letter.
_GROUP = re.compile(
    r"\+?(?:(?<![^\W\d_])o(?=[o\d]))?\d(?:\d|o(?![^\W\do_])|[li](?=\d))*|(?<![^\W\d_])o{1,5}(?![^\W\d_])"
)
_GAP = re.compile(r"[\s\u200b.,()\-\u2010-\u2015_/*·•:|~]{0,7}|[ ,]{1,2}(?:strip|min|spasi|garis|titik)[ ,]{1,2}")
_CUE = re.compile(
    r"(?<![^\W_])(?:wa|whatsapp|whatsap|wasap|hp|hape|telp?|telpon|telepon|telfon|tlp|tlpn|nomor|"
    r"nomer|nmr|nomber|no|kontak|"
    r"hubungi|hub|call|sms|chat|cp|line|viber|imo|kantor)(?:nya|na|ne|nipun|annya)?(?: (?:nya|dia|"
    r"ini|itu|wa|hp|hape|saya|aku|ke|teh|iki|"
    r"nomor|nomer|no|yang|di|kantor|majikan|agen|calo|sponsor|bos)){0,3}\W{0,4}$"
)
_WHATSAPP_LINK = re.compile(r"(?:https?://)?(?:wa\.me/|(?:api\.)?whatsapp\.com/send/?\?phone=)\+?(\d{8,15})")
_WORDS = {
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6",
    "tujuh": "7", "delapan": "8", "lapan": "8", "sembilan": "9", "enol": "0", "hiji": "1", "tilu": "3", "opat": "4",
    "genep": "6", "dalapan": "8", "salapan": "9", "siji": "1", "loro": "2", "telu": "3", "papat": "4",
    "nem": "6", "enem": "6", "pitu": "7", "wolu": "8", "sanga": "9", "songo": "9", "atu": "1", "due": "2",
    "tige": "3", "lime": "5", "anem": "6", "tuju": "7", "ampat": "4",
}  # fmt: skip
_LETTERS = str.maketrans("oli", "011")
_DIGIT_WORD = re.compile(r"(?<![^\W_])(?:" + "|".join(_WORDS) + r")(?![^\W_])")
_MOBILE = re.compile(r"(?:\+62|0062|62|0)0?(8[1-9]\d{7,10})")
# Three or four digits, then groups of three to five: a mobile number without its zero.
_GROUPED_MOBILE = re.compile(r"8[1-9]\d[ \-.]\d{3,4}[ \-.]\d{3,5}(?!\d)(?![ \-.]\d)")
# Codes of towns in Java and of Jakarta ("(0254) 200-000"), and of the countries people work in, said without a plus.
_TOWN = re.compile(r"0(?:2[1-9]\d?|3[1-8]\d|7[1-9]\d)\d{6,8}")
_ABROAD = re.compile(
    r"(?:60|65|673|66|63|84|95|85[2356]|886|8[126]|9[0145]|966|97[1345]|968|96[1245]|48|49|44|61)\d{7,12}"
)
_LONGEST_CUE, _NEAR_CUE, _LEAST_WHOLE = 44, 5, 11
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
    found = [(m.start(), m.end(), m.group().translate(_LETTERS)) for m in _GROUP.finditer(plain)]
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
    sign = groups[first].digits[0]
    if sign not in "+068" and not plain[start].isdigit():
        return 0, ""
    cued = _is_cued(plain[max(0, start - _LONGEST_CUE) : start])
    if sign not in "+06" and not cued and not _GROUPED_MOBILE.match(plain, start):
        return 0, ""
    cued = cued or sign == "8"
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


def _is_cued(before: str) -> bool:
    """Whether a word for a telephone number ends right before; most numbers have no letter near."""
    near = any(character.isalpha() for character in before[-_NEAR_CUE:])
    return near and _CUE.search(before) is not None


def _stops(groups: list[_Group], first: int, taken: int) -> bool:
    """Whether a number that is complete already ends before the group at `taken` ("0812-0000-1234 5 orang")."""
    sizes = [len(group.digits.lstrip("+")) for group in groups[first : first + taken]]
    following = groups[first + taken]
    gaps = {group.gap for group in groups[first + 1 : first + taken]}
    if sizes[0] >= 10 or (sum(sizes) >= _LEAST_WHOLE and following.gap not in gaps):
        return True
    pair = max(sizes) > 2 and len(following.digits) < 3
    return pair and (sum(sizes) >= _LEAST_WHOLE or following.gap not in gaps)


@lru_cache(maxsize=4096)
def _value(digits: str, *, cued: bool) -> str | None:
    """E.164 of a written number; None when it is none."""
    if not _FEWEST <= len(digits.lstrip("+")) <= _MOST:
        return None
    abroad = _ABROAD.fullmatch(digits[2:]) is not None if digits.startswith("00") else False
    mobile = None if abroad else spoken_number(digits)
    if mobile:
        return mobile
    if cued and digits.startswith("8"):
        return spoken_number("0" + digits)
    plus = digits.startswith("+")
    if digits.startswith("00"):
        digits = "+" + digits[2:]
        plus = abroad
    elif cued and _ABROAD.fullmatch(digits):
        digits, plus = "+" + digits, True
    if not digits.startswith(("0", "+")):
        return None
    try:
        number = phonenumbers.parse(digits, "ID")
    except phonenumbers.NumberParseException:
        return None
    # A plus (or a country's code) says that a number is meant, and a town's code does where we expect one: the rest need not be in use.
    meant = plus or (cued and _TOWN.fullmatch(digits))
    if not (phonenumbers.is_possible_number(number) if meant else phonenumbers.is_valid_number(number)):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
