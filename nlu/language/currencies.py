"""Currencies of the countries people leave for, by the names and signs they use, each with its ISO 4217 code."""

from __future__ import annotations

import re

_NAMES: dict[str, str] = {
    "SAR": "riyal saudi|real saudi|riyal arab|real arab|riyal|real|riyel|sar|sr",
    "QAR": "riyal qatar|real qatar|qar",
    "OMR": "riyal oman|rial oman|real oman|rial|omr",
    "MYR": "ringgit malaysia|ringgit|ringit|ringget|ringgi|rm|myr",
    "SGD": "dolar singapura|dollar singapura|dolar singapur|dollar singapore|dolar sing|dolar sg|sgd|s$|sin$",
    "BND": "dolar brunei|dollar brunei|ringgit brunei|bnd|b$",
    "TWD": "dolar taiwan|dollar taiwan|uang taiwan|nt dolar|nt dollar|ntd|nt$|nt|twd|ntdollar",
    "HKD": "dolar hongkong|dollar hongkong|dolar hong kong|dollar hong kong|dolar hk|dollar hk|hkd|hk$",
    "AUD": "dolar australia|dollar australia|aud|a$",
    "CAD": "dolar kanada|cad|c$",
    "NZD": "dolar selandia baru|nzd",
    "USD": "dolar amerika|dollar amerika|dolar as|dollar as|dolar us|us dolar|us dollar|dolar|dollar|dolr|"
    "doler|usd|us$|$",
    "JPY": "yen jepang|yen|jpy|¥",
    "KRW": "won korea|won|krw|₩",
    "AED": "dirham|dirhams|derham|aed|dhs",
    "KWD": "dinar kuwait|dinar|kwd|kd",
    "BHD": "dinar bahrain|bhd",
    "JOD": "dinar yordania|dinar jordan|jod",
    "THB": "baht|bath|bat thailand|thb|฿",
    "PHP": "peso|php",
    "TRY": "lira turki|lira|tl",
    "EUR": "euro|eur|€",
    "PLN": "zloty|zlotty|zloti|pln",
    "GBP": "pound|poundsterling|poundsterling|gbp|£",
    "CNY": "yuan|rmb|renminbi|cny",
    "KHR": "riel|khr",
    "MMK": "kyat|kiyat|mmk",
    "VND": "vnd",
    "LAK": "lak",
    "INR": "rupee|inr",
    "MOP": "pataca|mop",
    "HUF": "forint",
}
# One name in several countries: which currency it is where the text names one of them.
_WHERE: tuple[tuple[frozenset[str], dict[str, str]], ...] = (
    (frozenset({"SAR", "OMR"}), {"SA": "SAR", "QA": "QAR", "OM": "OMR", "YE": "YER", "IR": "IRR"}),
    (frozenset({"USD"}), {"SG": "SGD", "HK": "HKD", "TW": "TWD", "AU": "AUD", "CA": "CAD", "NZ": "NZD", "BN": "BND"}),
    (frozenset({"KWD"}), {"KW": "KWD", "BH": "BHD", "JO": "JOD", "IQ": "IQD", "LY": "LYD"}),
    (frozenset({"MYR"}), {"BN": "BND"}),
)
_BY_NAME = {name: code for code, names in _NAMES.items() for name in names.split("|")}
_ANY = "|".join(sorted(map(re.escape, _BY_NAME), key=len, reverse=True))
BEHIND = re.compile(rf"[ \-]?(?P<name>{_ANY})(?:nya|ne|na|an)?(?![^\W_])")
"""A currency right behind an amount: "1.500 riyal"."""
BEFORE = re.compile(
    r"(?<![^\W_])(?<!\d )(?P<name>us\$|nt\$|hk\$|sin\$|[sabc]\$|[$€£¥₩฿]|rm|usd|myr|sgd|ntd?|twd|"
    r"hkd|sar|sr|aed|qar|kwd|krw|jpy|eur|gbp|"
    r"php|thb|aud|cny|rmb|bnd|pln)\.? ?$"
)
"""A currency right before an amount: "RM 1200", "NT$ 20.000"."""


def code_of(name: str) -> str:
    """The ISO code of a currency's name as BEHIND and BEFORE find it."""
    return _BY_NAME.get(name) or _BY_NAME[name.rstrip("$")]


def where(code: str, countries: frozenset[str]) -> str:
    """The currency meant in a text that names these countries (ISO 3166): a "riyal" in Qatar is none of Saudi Arabia's."""
    for codes, local in _WHERE:
        meant = [local[country] for country in sorted(countries) if country in local]
        if code in codes and len(meant) == 1:
            return meant[0]
    return code
