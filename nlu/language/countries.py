"""Countries people leave for, by every name they use: Korsel, Saudi, Malay, Hongkong, ka Arab."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.language.cleaning import aligned
from nlu.language.found import Found


@dataclass(frozen=True)
class Country:
    """One country: its ISO 3166-1 alpha-2 code, its Indonesian name, and the other names it goes by."""

    code: str
    name: str
    names: tuple[str, ...]


COUNTRIES: tuple[Country, ...] = (
    Country("MY", "Malaysia", ("malaysia", "malay", "malaisia", "malesia", "kuala lumpur", "johor", "johor bahru",
                               "sabah", "sarawak", "penang", "selangor", "tawau")),
    Country("SG", "Singapura", ("singapura", "singapore", "singapur", "spore")),
    Country("BN", "Brunei", ("brunei", "brunei darussalam")),
    Country("HK", "Hong Kong", ("hongkong", "hong kong", "hongkng", "hkg", "hk")),
    Country("TW", "Taiwan", ("taiwan", "taipei", "taichung", "kaohsiung", "taoyuan", "formosa")),
    Country("KR", "Korea Selatan", ("korea selatan", "korea", "korsel", "seoul", "busan", "incheon")),
    Country("JP", "Jepang", ("jepang", "japan", "jepun", "tokyo", "osaka", "nagoya", "jpn")),
    Country("CN", "Tiongkok", ("china", "cina", "tiongkok", "tongkok", "beijing", "shanghai", "guangzhou")),
    Country("MO", "Makau", ("makau", "macau")),
    Country("SA", "Arab Saudi", ("arab saudi", "saudi arabia", "saudi", "arab", "ksa", "riyadh", "riyad", "jeddah",
                                 "jedah", "mekkah", "mekah", "madinah", "dammam", "arob")),
    Country("AE", "Uni Emirat Arab", ("uni emirat arab", "uea", "uae", "dubai", "abu dhabi", "abudabi", "emirat")),
    Country("QA", "Qatar", ("qatar", "katar", "doha")),
    Country("KW", "Kuwait", ("kuwait", "kuwet")),
    Country("OM", "Oman", ("oman", "muscat", "muskat")),
    Country("BH", "Bahrain", ("bahrain", "bahrein")),
    Country("JO", "Yordania", ("yordania", "jordania", "jordan", "amman")),
    Country("LB", "Lebanon", ("lebanon", "libanon", "beirut")),
    Country("SY", "Suriah", ("suriah", "syria", "siria", "damaskus")),
    Country("IQ", "Irak", ("irak", "iraq", "baghdad", "erbil")),
    Country("EG", "Mesir", ("mesir", "kairo", "egypt")),
    Country("LY", "Libya", ("libya", "libia")),
    Country("TR", "Turki", ("turki", "turkiye", "turkey", "istanbul", "ankara")),
    Country("KH", "Kamboja", ("kamboja", "cambodia", "kambodja", "phnom penh", "pnom penh", "sihanoukville",
                              "poipet", "bavet")),
    Country("MM", "Myanmar", ("myanmar", "birma", "burma", "myawaddy", "miawadi", "myawadi", "laukkaing", "kk park",
                              "shwe kokko", "mianmar")),
    Country("LA", "Laos", ("laos", "golden triangle", "segitiga emas", "vientiane")),
    Country("TH", "Thailand", ("thailand", "thailan", "tailan", "bangkok", "mae sot", "maesot")),
    Country("PH", "Filipina", ("filipina", "philippines", "manila", "pilipina")),
    Country("VN", "Vietnam", ("vietnam", "hanoi", "ho chi minh")),
    Country("IN", "India", ("india", "mumbai", "new delhi")),
    Country("LK", "Sri Lanka", ("sri lanka", "srilanka")),
    Country("MV", "Maladewa", ("maladewa", "maldives", "maldive")),
    Country("AU", "Australia", ("australia", "ostrali", "aussie", "sydney", "melbourne")),
    Country("NZ", "Selandia Baru", ("selandia baru", "new zealand")),
    Country("US", "Amerika Serikat", ("amerika serikat", "amerika", "usa", "new york")),
    Country("CA", "Kanada", ("kanada", "canada")),
    Country("GB", "Inggris", ("inggris", "london", "england")),
    Country("DE", "Jerman", ("jerman", "germany", "berlin")),
    Country("NL", "Belanda", ("belanda", "netherlands", "amsterdam")),
    Country("PL", "Polandia", ("polandia", "poland", "polan", "warsawa")),
    Country("IT", "Italia", ("italia", "italy", "roma")),
    Country("ES", "Spanyol", ("spanyol", "spain")),
    Country("PT", "Portugal", ("portugal",)),
    Country("RO", "Rumania", ("rumania", "romania")),
    Country("HU", "Hungaria", ("hungaria", "hungary")),
    Country("HR", "Kroasia", ("kroasia", "croatia")),
    Country("RS", "Serbia", ("serbia",)),
    Country("RU", "Rusia", ("rusia", "russia", "moskow")),
    Country("PG", "Papua Nugini", ("papua nugini", "png")),
    Country("TL", "Timor Leste", ("timor leste",)),
    Country("ZA", "Afrika Selatan", ("afrika selatan",)),
)  # fmt: skip

_BY_NAME = {name: country for country in COUNTRIES for name in country.names}
_NAME = re.compile(
    r"(?<![^\W_])(?:" + "|".join(sorted((re.escape(name) for name in _BY_NAME), key=len, reverse=True)) + r")(?![^\W_])"
)
# A language, a nation's people or a kitchen is no destination: "bahasa korea", "orang china", "kampung arab".
_NO_PLACE = re.compile(
    r"\b(?:bahasa|huruf|tulisan|film|drama|makanan|masakan|kampung|kp|jalan|jl|lagu|kurma|ayam|uang|mata "
    r"uang|belajar)\s$"
)


def country_of(code: str) -> Country | None:
    """The country with this ISO code, or None."""
    return next((country for country in COUNTRIES if country.code == code), None)


def find_countries(text: str) -> Iterator[Found]:
    """Countries and their well-known cities, value in ISO 3166-1 alpha-2."""
    plain = aligned(text)
    for match in _NAME.finditer(plain):
        if not _NO_PLACE.search(plain[max(0, match.start() - 12) : match.start()]):
            code = _BY_NAME[match.group()].code
            yield Found("country", match.start(), match.end(), text[match.start() : match.end()], code)
