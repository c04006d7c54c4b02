"""Countries people leave for, by every name they use: Korsel, Saudi, Malay, Hongkong, ka Arab."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rapidfuzz.distance import OSA

from nlu.language.cleaning import aligned
from nlu.language.found import Found
from nlu.language.lexicon import plain_words


@dataclass(frozen=True)
class Country:
    """One country: its ISO 3166-1 alpha-2 code, its Indonesian name, and the other names it goes by."""

    code: str
    name: str
    names: tuple[str, ...]


_TOLD: tuple[tuple[str, str, str], ...] = (
    ("MY", "Malaysia", "malaysia|malay|malaisia|malesia|malaisya|malasia|malasya|malesya|malaysie|melesia|mlaysia|"
        "negeri jiran|"
     "kuala lumpur|kuala lumpr|johor|johor bahru|johor baru|sabah|sarawak|serawak|penang|pinang "
     "malaysia|selangor|tawau|kota "
     "kinabalu|kinabalu|kuching|sandakan|sibu malaysia|miri sarawak|ipoh|melaka|malaka|seremban|"
     "klang|shah alam|petaling jaya|"
     "kelantan|pahang|terengganu|putrajaya|labuan malaysia"),
    ("SG", "Singapura", "singapura|singapore|singapur|singapor|singapure|spore|sgp|jurong"),
    ("BN", "Brunei", "brunei|brunei darussalam|brunai|bandar seri begawan"),
    ("HK", "Hong Kong", "hongkong|hong kong|hongkng|hongkog|hongkon|honkong|hkg|hk|kowloon|causeway bay|mongkok|wan "
        "chai"),
    ("TW", "Taiwan", "taiwan|taiwam|taywan|taipei|taipe|taichung|kaohsiung|taoyuan|tainan|hsinchu|keelung|formosa|"
        "changhua"),
    ("KR", "Korea Selatan", "korea selatan|korea|korsel|south korea|koria|seoul|busan|incheon|ansan|daegu|gimhae|ulsan|"
        "suwon|jeju"),
    ("KP", "Korea Utara", "korea utara|korut"),
    ("JP", "Jepang", "jepang|japan|jepun|jepan|nippon|tokyo|osaka|nagoya|jpn|hokkaido|fukuoka|hiroshima|kyoto|"
        "saitama|gunma|"
     "ibaraki|okinawa"),
    ("CN", "Tiongkok", "china|cina|tiongkok|tongkok|beijing|shanghai|guangzhou|shenzhen|guangdong"),
    ("MO", "Makau", "makau|macau|makao|macao"),
    ("SA", "Arab Saudi", "arab saudi|saudi arabia|saudi|saudia|arab|arap|ksa|riyadh|riyad|riad|jeddah|jedah|jeda arab|"
        "mekkah|"
     "mekah|makkah|madinah|medinah|dammam|damam|taif|thaif|tabuk|al khobar|khobar|abha|jizan|yanbu|"
     "arob|soudi|sodi"),
    ("AE", "Uni Emirat Arab", "uni emirat arab|uni emirat|uea|uae|dubai|dubay|abu dhabi|abudabi|abu dabi|abudhabi|emirat|"
        "sharjah|"
     "ajman|fujairah|al ain"),
    ("QA", "Qatar", "qatar|katar|doha|kotar"),
    ("KW", "Kuwait", "kuwait|kuwet|kuweit|quwait|salmiya|jahra|hawally"),
    ("OM", "Oman", "oman|muscat|muskat|salalah|sohar"),
    ("BH", "Bahrain", "bahrain|bahrein|manama"),
    ("YE", "Yaman", "yaman|yemen"),
    ("JO", "Yordania", "yordania|jordania|jordan|yordan|amman"),
    ("LB", "Lebanon", "lebanon|libanon|beirut"),
    ("SY", "Suriah", "suriah|syria|siria|suria|damaskus|aleppo"),
    ("IQ", "Irak", "irak|iraq|baghdad|bagdad|erbil|kurdistan"),
    ("IR", "Iran", "iran|teheran"),
    ("PS", "Palestina", "palestina|gaza"),
    ("IL", "Israel", "israel"),
    ("EG", "Mesir", "mesir|kairo|egypt|cairo"),
    ("LY", "Libya", "libya|libia|benghazi"),
    ("SD", "Sudan", "sudan|khartoum"),
    ("MA", "Maroko", "maroko|morocco"),
    ("TN", "Tunisia", "tunisia"),
    ("DZ", "Aljazair", "aljazair|algeria"),
    ("TR", "Turki", "turki|turkiye|turkey|turky|istanbul|ankara|antalya|izmir"),
    ("KH", "Kamboja", "kamboja|kamboj|komboja|cambodia|kambodja|kambodia|phnom penh|pnom penh|phnom pen|"
        "sihanoukville|sihanouk "
     "ville|sihanouk|sihanukvil|poipet|poi pet|bavet|bafet|kampot|koh kong|chrey thom|svay rieng|siem reap"),
    ("MM", "Myanmar", "myanmar|mianmar|birma|burma|myawaddy|miawadi|myawadi|miyawadi|myawady|laukkaing|laukkai|kk "
        "park|shwe "
     "kokko|shwe koko|tachileik|yangon|rangoon"),
    ("LA", "Laos", "laos|golden triangle|segitiga emas|vientiane|bokeo"),
    ("TH", "Thailand", "thailand|thailan|tailan|tailand|thai|bangkok|mae sot|maesot|mesot|mae sai|chiang mai|chiang "
        "rai|pattaya|"
     "phuket|hat yai|songkhla"),
    ("PH", "Filipina", "filipina|philippines|manila|pilipina|filipin|cebu|clark filipina|makati"),
    ("VN", "Vietnam", "vietnam|hanoi|ho chi minh|saigon|pietnam"),
    ("IN", "India", "india|mumbai|new delhi"),
    ("PK", "Pakistan", "pakistan|karachi"),
    ("BD", "Bangladesh", "bangladesh|banglades|dhaka"),
    ("NP", "Nepal", "nepal"),
    ("LK", "Sri Lanka", "sri lanka|srilanka"),
    ("MV", "Maladewa", "maladewa|maldives|maldive|male maladewa"),
    ("MN", "Mongolia", "mongolia"),
    ("KZ", "Kazakhstan", "kazakhstan|kazakstan"),
    ("UZ", "Uzbekistan", "uzbekistan"),
    ("AU", "Australia", "australia|ostrali|ostralia|aussie|sydney|melbourne|brisbane"),
    ("NZ", "Selandia Baru", "selandia baru|new zealand"),
    ("FJ", "Fiji", "fiji"),
    ("US", "Amerika Serikat", "amerika serikat|amerika|new york|los angeles|hawaii"),
    ("CA", "Kanada", "kanada|canada|toronto|vancouver"),
    ("MX", "Meksiko", "meksiko|mexico"),
    ("BR", "Brasil", "brasil|brazil"),
    ("GB", "Inggris", "inggris|london|england|united kingdom|britania raya"),
    ("IE", "Irlandia", "irlandia|ireland"),
    ("DE", "Jerman", "jerman|germany|berlin|hamburg|munich"),
    ("NL", "Belanda", "belanda|netherlands|amsterdam|walanda"),
    ("BE", "Belgia", "belgia|belgium"),
    ("FR", "Prancis", "prancis|perancis|france|paris"),
    ("CH", "Swiss", "swiss|switzerland"),
    ("AT", "Austria", "austria"),
    ("IT", "Italia", "italia|italy|milan italia"),
    ("ES", "Spanyol", "spanyol|spain"),
    ("PT", "Portugal", "portugal"),
    ("GR", "Yunani", "yunani|greece"),
    ("CY", "Siprus", "siprus|cyprus"),
    ("MT", "Malta", "malta"),
    ("PL", "Polandia", "polandia|poland|polan|polandi|warsawa"),
    ("CZ", "Ceko", "ceko|republik ceko|praha"),
    ("SK", "Slovakia", "slovakia|slowakia"),
    ("LT", "Lituania", "lituania|lithuania"),
    ("LV", "Latvia", "latvia"),
    ("RO", "Rumania", "rumania|romania|bucharest"),
    ("BG", "Bulgaria", "bulgaria"),
    ("HU", "Hungaria", "hungaria|hungary|budapest"),
    ("HR", "Kroasia", "kroasia|croatia"),
    ("RS", "Serbia", "serbia"),
    ("AL", "Albania", "albania"),
    ("SE", "Swedia", "swedia"),
    ("NO", "Norwegia", "norwegia|norway"),
    ("FI", "Finlandia", "finlandia"),
    ("DK", "Denmark", "denmark"),
    ("RU", "Rusia", "rusia|russia|moskow|moskwa"),
    ("UA", "Ukraina", "ukraina|ukraine"),
    ("PG", "Papua Nugini", "papua nugini|papua new guinea|png"),
    ("TL", "Timor Leste", "timor leste"),
    ("ZA", "Afrika Selatan", "afrika selatan"),
    ("NG", "Nigeria", "nigeria"),
    ("KE", "Kenya", "kenya"),
    ("ET", "Etiopia", "etiopia|ethiopia"),
    ("SO", "Somalia", "somalia"),
)  # fmt: skip
COUNTRIES: tuple[Country, ...] = tuple(Country(code, name, tuple(names.split("|"))) for code, name, names in _TOLD)

# Short names that are also other things: only behind a word of going there.
_ABBREVIATED = {"sg": "SG", "kl": "MY", "jb": "MY", "tw": "TW", "kr": "KR", "usa": "US",
                "uk": "GB", "male": "MV", "sau": "SA", "cambo": "KH", "kambo": "KH", "pp": "KH"}  # fmt: skip
_GOING = (
    r"(?:ke|di|ka|ti|dari|dr|nang|neng|ning|maring|menyang|kerja|krja|berangkat|tujuan|negara|mring|"
    r"nyang|d|k)"
)
_SHORT = re.compile(rf"(?<![^\W_]){_GOING} (?P<name>{'|'.join(_ABBREVIATED)})(?![^\W_])")
_BY_NAME = {name: country for country in COUNTRIES for name in country.names}
_NAME = re.compile(
    r"(?<![^\W_])(?<!\.)(?:"
    + "|".join(sorted((re.escape(name).replace(r"\ ", r"[ \-]") for name in _BY_NAME), key=len, reverse=True))
    + r")(?:nya|ne)?(?![^\W_])"
)
# A language, a nation's kitchen or a person of that name is no destination: "bahasa korea", "kampung arab", "pak oman".
_NO_PLACE = re.compile(
    r"(?<![^\W_])(?:bahasa|bhs|basa|huruf|aksara|tulisan|film|drama|makanan|masakan|kampung|kp|"
    r"jalan|jl|jln|lagu|kurma|ayam|uang|"
    r"mata uang|belajar|les|kursus|pasar|masjid|nasi|kopi|baju|pak|bu|bapak|ibu|haji|hj|mas|mbak|"
    r"mba|kang|teh|bang|om|ustad|"
    r"namanya|bernama)\s$"
)
_LONGEST_BEFORE = 14
# Words near a country's name that are none, villages of Banten among them.
_NO_SLIP = frozenset("barunai jenjang".split())
_MOST_SLIPS = 40
# Whose slips are known: long names, unlike any word or village of Banten.
_LONG_NAMES = tuple(
    "malaysia malaisia singapura singapore hongkong taiwan jepang kamboja cambodia myanmar "
    "thailand thailan brunei vietnam "
    "filipina polandia australia jerman korsel taipei kuwait yordania bangkok sihanoukville".split()
)
_AFTER_GOING = re.compile(rf"(?<![^\W_]){_GOING} (?P<word>[a-z]{{5,16}})(?![^\W_])")


def country_of(code: str) -> Country | None:
    """The country with this ISO code, or None."""
    return next((country for country in COUNTRIES if country.code == code), None)


def find_countries(text: str) -> Iterator[Found]:
    """Countries and their well-known cities, slips of one letter included; value in ISO 3166-1 alpha-2."""
    plain = aligned(text)
    found = [
        (match.start(), match.end(), _code(match.group()))
        for match in _NAME.finditer(plain)
        if not _NO_PLACE.search(plain[max(0, match.start() - _LONGEST_BEFORE) : match.start()])
    ]
    found += [(m.start("name"), m.end("name"), _ABBREVIATED[m["name"]]) for m in _SHORT.finditer(plain)]
    found += _slips(plain)
    for start, end, code in found:
        yield Found("country", start, end, text[start:end], code)


def _code(written: str) -> str:
    name = written.replace("-", " ")
    known = _BY_NAME.get(name) or _BY_NAME.get(name.removesuffix("nya")) or _BY_NAME[name.removesuffix("ne")]
    return known.code


def _slips(plain: str) -> Iterator[tuple[int, int, str]]:
    """Words behind "ke" or "di" with one letter wrong, missing, doubled or swapped ("ke malayisa")."""
    for match in islice(_AFTER_GOING.finditer(plain), _MOST_SLIPS):
        word = match["word"]
        if word in _BY_NAME or word in _NO_SLIP or word in plain_words():
            continue
        code = _similar(word)
        if code:
            yield match.start("word"), match.end("word"), code


@lru_cache(maxsize=1024)
def _similar(word: str) -> str | None:
    """The country whose name of one word is one slip away and begins alike, if there is only one."""
    names = [name for name in _LONG_NAMES if name[0] == word[0] and OSA.distance(word, name, score_cutoff=1) <= 1]
    codes = {_BY_NAME[name].code for name in names}
    return codes.pop() if len(codes) == 1 else None
