"""Numbers that belong to one person: NIK and the account at a bank or e-wallet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.language.cleaning import aligned, digits_only
from nlu.language.found import Found
from nlu.language.phones import spoken_number

_SEPARATOR = r"[\s\u200b.\-\u2010-\u2015]{0,3}"
_NIK = re.compile(rf"(?<!\d)\d(?:{_SEPARATOR}\d){{15}}(?!\d)")
# The day of birth stands in digits 7-8 (plus 40 for women), the month in 9-10.
_NIK_SHAPE = re.compile(r"[1-9]\d{5}(?:0[1-9]|[1-7]\d)(?:0[1-9]|1[0-2])\d{6}")
_CUE = re.compile(
    r"\b(?:no(?:mor|mer)?\.? ?)?(?:rek(?:ening)?|norek|bca|bri|bni|bsi|btn|mandiri|cimb|danamon|permata|seabank|"
    r"jago|dana|ovo|gopay|go-pay|shopeepay|linkaja|transfer|tf|virtual account|va)\b"
    r"[^\d\n]{0,30}?(\d(?:[\s\u200b.\-]{0,2}\d){6,18})(?!\d)"
)


def find_niks(text: str) -> Iterator[Found]:
    """Sixteen digits, together or in groups; together any sixteen count (a typing slip is still personal)."""
    plain = aligned(text)
    for match in _NIK.finditer(plain):
        digits = digits_only(match.group())
        if len(match.group()) == 16 or _NIK_SHAPE.fullmatch(digits):
            yield Found("nik", match.start(), match.end(), text[match.start() : match.end()], digits)


def find_accounts(text: str) -> Iterator[Found]:
    """Numbers behind a bank's or e-wallet's name; a wallet that is a mobile number keeps its E.164 form."""
    plain = aligned(text)
    for match in _CUE.finditer(plain):
        digits = digits_only(match[1])
        if len(digits) <= 9 and digits.endswith("000"):
            continue  # "transfer 5.000.000" is an amount
        value = spoken_number(digits) or digits
        yield Found("account", match.start(1), match.end(1), text[match.start(1) : match.end(1)], value)
