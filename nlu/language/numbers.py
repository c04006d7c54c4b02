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
_WALLETS = (
    "dana|ovo|gopay|go-pay|gopai|shopeepay|shopee pay|spay|linkaja|link aja|doku|isaku|astrapay|sakuku|ewallet|e-wallet"
)
_BANKS = (
    "bca|bri|bni|bsi|btn|btpn|bjb|mandiri|cimb(?: niaga)?|danamon|permata|seabank|jago|jenius|mega|"
    "panin|ocbc|maybank|"
    "muamalat|bukopin|neo|allo|blu|bank banten|bank dki|bank jatim|bank jateng|bank"
)
_ACCOUNT = r"rek(?:ening)?|norek|virtual account|va|akun bank|briva"
_PAYING = "transfer|tf|trf|ditransfer|setor|nyetor|kirim|ngirim|bayar|mayar|ke|ka|menyang|maring"
_DIGITS = r"(?<![\d.,])(?P<number>\d{10,19}|\d(?:[\s\u200b.\-]{0,2}\d){6,18})(?!\d)"
_BEHIND_CUE = re.compile(
    rf"(?<![^\W_])(?:no(?:mor|mer)?\.? ?)?(?P<cue>{_ACCOUNT}|{_BANKS}|{_WALLETS})(?:nya|na|ne|ku|"
    rf"mu)?(?![^\W_])"
    rf"(?P<between>[^\d\n]{{0,30}}?|[^\d\n]{{0,8}}\n|[ :,]{{0,2}}(?:a\.?/?n\.?|"
    rf"atas nama) [^\d\n]{{0,44}}?){_DIGITS}"
)
# "1234567890 BCA", "1234567890 a.n. Contoh": the cue, and what ends right before it.
_CUE_BEHIND = re.compile(
    rf" {{0,2}}[,(]? {{0,2}}(?<![^\W_])(?:a\.? ?/?n\b|atas nama\b|(?:{_BANKS}|"
    rf"{_WALLETS})(?![^\W_])(?![^\d\n]{{0,12}}\d))"
)
_ENDS_IN_DIGITS = re.compile(r"(?<![\d.,])(?P<number>\d{10,19}|\d(?:[\s\u200b.\-]{0,2}\d){6,18})$")
_ENDS_IN_A_MOBILE = re.compile(r"(?<![\d])(?P<number>(?:\+?62|0)[ .\-]?8(?:[ .\-]?\d){8,11})$")
_LONGEST = 48
_PAID_TO = re.compile(
    rf"(?<![^\W_])(?:{_PAYING}) (?:ke|ka|nomor|nomer|no|rek|akun) ?(?:nomor|nomer|no|ini)?\.? ?{_DIGITS}"
)
_CALLING = re.compile(
    r"(?<![^\W_])(?:wa|whatsapp|hp|hape|hubungi|hub|telp?|telepon|tlp|kontak|call|sms|chat|cp)(?![^\W_])"
)
_NAMED_RIGHT_BEFORE = re.compile(
    rf"(?:[ :=.\-(]*(?:{_ACCOUNT}|{_BANKS}|{_WALLETS}|nomor|nomer|no|ke|ini|itu|dia|saya|nya|ya|an|"
    rf"a/n|akun|atas nama|di|iki|teh)){{0,4}}[\s:=.\-(]*"
)
_BY_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3}){1,3}")


def find_niks(text: str) -> Iterator[Found]:
    """Sixteen digits, together or in groups; together any sixteen count (a typing slip is still personal)."""
    plain = aligned(text)
    accounts = {match.start("number") for match in _BEHIND_CUE.finditer(plain)}
    for match in _NIK.finditer(plain):
        digits = digits_only(match.group())
        shaped = _NIK_SHAPE.fullmatch(digits) is not None
        if shaped or (len(match.group()) == 16 and match.start() not in accounts):
            yield Found("nik", match.start(), match.end(), text[match.start() : match.end()], digits)


def find_accounts(text: str) -> Iterator[Found]:
    """Numbers beside a bank's or e-wallet's name; a wallet that is a mobile number keeps its E.164 form."""
    plain = aligned(text)
    for match in _BEHIND_CUE.finditer(plain):
        if not _called(match):
            yield from _account(text, *match.span("number"))
    for match in _CUE_BEHIND.finditer(plain):
        start = max(0, match.start() - _LONGEST)
        before = plain[start : match.start()]
        mobile = _ENDS_IN_A_MOBILE.search(before)
        number = mobile or _ENDS_IN_DIGITS.search(before)
        # "0812-0000-1234 DANA" is a wallet, "0812-0000-1234 a.n. Contoh" a number to call.
        if number and (mobile is None or re.search(_WALLETS, match.group())):
            yield from _account(text, start + number.start("number"), match.start())
    for match in _PAID_TO.finditer(plain):
        if spoken_number(digits_only(match["number"])) is None:
            yield from _account(text, *match.span("number"))


def _account(text: str, start: int, end: int) -> Iterator[Found]:
    written = text[start:end]
    digits = digits_only(written)
    # "transfer 5.000.000" is an amount.
    amount = _BY_THOUSANDS.fullmatch(written) or (len(digits) <= 9 and digits.endswith("000") and digits[0] != "0")
    if not amount:
        yield Found("account", start, end, written, spoken_number(digits) or digits)


def _called(match: re.Match[str]) -> bool:
    """Whether a mobile number behind a bank's name is for calling: "BCA juga bisa, hubungi 0812-0000-1234"."""
    if spoken_number(digits_only(match["number"])) is None:
        return False
    return _CALLING.search(match["between"]) is not None or not _NAMED_RIGHT_BEFORE.fullmatch(match["between"])
