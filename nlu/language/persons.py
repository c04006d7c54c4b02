"""The person who recruits or takes the money: "Pak Contoh nawarin kerja", "namanya Haji Contoh", "a.n. Contoh"."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.language.cleaning import aligned
from nlu.language.countries import find_countries
from nlu.language.found import Found
from nlu.language.lexicon import is_a_word

_AFTER_TEH = (
    "mang|pak|bu|haji|ibu|bapak|mas|kang|teh|teteh|ceu|si|calo|sponsor|agen"  # "teh" is a particle before these
)
_TITLES = (
    r"pak haji|pak ustad|pak ustadz|bu haji|bu hajah|ibu haji|bapak haji|mas haji|pak|bapak|bpk|"
    r"bapa|pa|bu|ibu|haji|hajah|hj\.?|h\.|"
    rf"mas|mbak|mba|mbk|bang|abang|kang|kakang|teh(?! (?:{_AFTER_TEH}))|teteh|ceu|eceu|mang|mamang|"
    rf"emang(?= [A-Z])|om|tante|bibi|koh|engkoh|cik|cici|"
    r"kak|kaka|yu|mpok|encang|encing|wak|uwak|uwa|ustad|ustadz|ustaz|kyai|kiai|madam|mister|mr\.?|"
    r"mrs\.?|ms\.?|miss|bos|boss|juragan|"
    r"nyai|a'|sdr\.?|sdri\.?|saudara|saudari|tuan|nyonya"
)
_TITLED = re.compile(rf"(?<![^\W_])(?P<title>{_TITLES}) {{1,2}}(?P<name>[^\W\d_][\w'\-]{{1,24}})")
_ROLE = re.compile(
    r"(?<![^\W_])(?:calo|calonya|sponsor|sponsornya|agen|agennya|perekrut|perekrutnya|broker|"
    r"makelar|penyalur|si)(?: (?:itu|bernama|"
    r"namanya|yang namanya|yg namanya|inisial))? {1,2}(?P<name>[^\W\d_][\w'\-]{1,24})"
)
_NAMED = re.compile(
    r"(?<![^\W_])(?:namanya|bernama|nama calonya|nama agennya|nama sponsornya|nama sponsor|"
    r"nama calo|dipanggil|panggilannya|ngaranna|"
    r"ngaran|wastana|jenenge|jenengane|arane|namenye|atas nama|a\.? ?/?n\.?)(?:\s?[:=]|\s(?:adalah|"
    r"itu|teh|iku|si|mah))?\s{1,2}"
    r"(?P<name>[^\W\d_][\w'\-]{1,24})"
)
_NEXT = re.compile(r" (?P<name>[A-Z][\w'\-]{1,24})(?![\w@])")
_NO_NAME = frozenset(
    """
saya sy aku gua gue kami kita mau tolong boleh bisa ada gimana bagaimana apa kalau kalo ini itu yang yg di ke dari ga gak tidak
sudah udah belum lurah kades rt rw camat bupati polisi guru dokter bidan bos majikan tani kantor dan sama ya yah dong nih sih maaf
makasih terima minta tanya nanya lapor mohon bantu izin selamat pagi siang sore malam assalamualaikum aman iya tapi jadi terus cepat
takut anak istri suami kakak adik paspor gaji kerja calo sponsor agen tetangga desa orang baru lama nakal nipu penipu ilegal resmi liar
janji datang ngajak nawarin maksa biasanya kayak saja aja jangan kenapa sekarang besok nanti kapan berapa siapa mana nya dia mereka
kandung tiri mertua angkat hamil menyusui rumah tangga ibu bapak ku teu naon kumaha nu iyeu ieu ning ora ana kepriwe sing wis geus abdi
kule kuring sampeyan ente ane aye petugas admin mimin minnya sis gan bro haji ustad ustadz kyai tadi kemarin hari bulan waktu pt cv lpk
tki tkw pmi wa fb ig hp pelaku korban oknum lain nama lengkap palsu asli wae mah teh sopir supir satpam ketua kepala pemilik perusahaan
""".split()
)
# Names that are words, too.
_NAMES = frozenset(
    "contoh misal umpama budi siti adi dewi sri joko agus wawan jaya maju putri putra bunga mawar".split()
)
# Who such a person is, that makes them no recruiter by themselves; said before or behind the name.
_BYSTANDER = (
    r"kepala desa|kades|lurah|pak lurah|bu lurah|ketua rt|ketua rw|pak rt|bu rt|rt|rw|camat|"
    r"kepala sekolah|guru|wali kelas|dokter|bidan|"
    r"ustad(?:z)?|kyai|imam|petugas|pegawai|polisi|babinsa|penyuluh|relawan|pendamping|pengacara|"
    r"majikan(?:nya|ku| saya)?|tetangga|"
    r"tatangga|tonggo|teman|temen|temanku|kawan|babaturan|kanca|korban|suami|istri|bapak saya|"
    r"ibu saya|anak|adik|adek|kakak|paman|bibi|"
    r"sepupu|keponakan|mertua|saudara|sodara|calon pekerja|tukang|warga|sopir ojek"
)
_IS_BYSTANDER = re.compile(
    rf"[ ,(]{{1,3}}(?:itu |teh |iku |kan |cuma |adalah |yang |yg |nu |sing |jadi |selaku |sebagai |"
    rf"istri |ibu |bapak ){{0,2}}"
    rf"(?:{_BYSTANDER})(?:nya| saya| kami| aing| abdi| kule| kuring| aye| di| desa|[ ,.)]|$)"
)
_BYSTANDER_BEFORE = re.compile(
    rf"(?:{_BYSTANDER})(?:nya|ku)?(?: saya| kami| aing| abdi| kule| kuring| aye| sy| aku|"
    rf" di \w+)?,?(?: namanya| bernama| ngaranna| jenenge| atas nama)?[ :,]{{0,2}}$"
)
_RECRUITS = (
    r"nawar\w*|menawar\w*|ditawar\w*|nawan\w*|ngajak\w*|mengajak|diajak\w*|janji\w*|menjanji\w*|"
    r"dijanji\w*|ngajanji\w*|rekrut\w*|merekrut|direkrut|perekrut\w*|"
    r"ngerekrut|nyalur\w*|menyalur\w*|disalur\w*|penyalur|sponsor\w*|calo\w*|makelar|broker|agen\w*|"
    r"minta (?:uang|duit|bayar\w*|dp|ktp|kk|transfer|setor\w*|foto|paspor|\d)|"
    r"minta\w*|mintain|dimintai\w*|menta\w*|njaluk\w*|nagih\w*|setor\w*|nyetor\w*|transfer\w*|tf|"
    r"bayar\w*|dibayar\w*|mayar\w*|mbayar\w*|ngirim\w*|mengirim\w*|dikirim\w*|"
    r"ngejanji\w*|berangkatin|memberangkat\w*|ngaberangkat\w*|diberangkat\w*|mberangkat\w*|"
    r"mangkatna\w*|ngurus\w*|mengurus\w*|diurus\w*|ngurusin|daftar\w*|ndaftar\w*|lewat|liwat|"
    r"jalur|megang|pegang|nahan|menahan|ditahan|nyita|nipu\w*|menipu|ditipu|kabur|bawa\w*|dibawa\w*|"
    r"ngabawa|mbawa|digawa|nggawa|jemput\w*|njemput|menjemput|dijemput\w*|nyari|cari|"
    r"neangan|golek|kerja\w*|gawe|uang\w*|duit\w*|potong\w*|motong|nampung|menampung|penampung\w*|"
    r"rekening|rek|hubungi|kontak|bujuk\w*|ngabujuk|maksa|ngancam|perekrut|rayu\w*"
)
_EVIDENCE = re.compile(rf"(?<![^\W_])(?:{_RECRUITS})(?![^\W_])")
# What only the recruiter does; "dibawa", "kerja" and "uang" are also said of those who are recruited.
_OWN_DEED = "|".join(
    one
    for one in _RECRUITS.split("|")
    if not one.startswith(("di", "kerja", "gawe", "uang", "duit", "rek", "lewat", "jalur", "agen", "kabur"))
)
_DOES = re.compile(rf"^(?:[\s,]*[^\W_]+){{0,3}}?[\s,]+(?:{_OWN_DEED})(?![^\W_])")
_SELF = re.compile(
    r"(?<![^\W_])(?:saya|sy|aku|nama saya|perkenalkan|abdi|kuring|kule|kula|aye|nami abdi|dengan|"
    r"dgn)(?: adalah| namanya| ini)?,? $"
)
_LONGEST_BEFORE, _BEHIND = 48, 60


def find_persons(text: str) -> Iterator[Found]:
    """Names of who recruits or takes money; value as written. Officials, relatives and friends only if they recruit."""
    plain = aligned(text)
    evidence = _EVIDENCE.search(plain) is not None
    for pattern in (_TITLED, _NAMED, _ROLE):
        for match in pattern.finditer(plain):
            if pattern is _NAMED and not evidence:
                continue
            end = _name_end(text, plain, match, sure=pattern is _TITLED)
            if end is None or _is_bystander(plain, match.start(), end):
                continue
            start = match.start() if pattern is _TITLED else match.start("name")
            yield Found("person", start, end, text[start:end], text[start:end])


def _name_end(text: str, plain: str, match: re.Match[str], *, sure: bool) -> int | None:
    """Where the name ends, later words in capitals included; None when what stands there is no name."""
    start, end = match.span("name")
    word = match["name"]
    capital = text[start].isupper() and not text[start:end].isupper()
    if (
        word in _NO_NAME
        or next(find_countries(word), None)
        or (not capital and not sure)
        or (not capital and (word not in _NAMES and is_a_word(word)))
    ):
        return None
    while (
        capital
        and (more := _NEXT.match(text, end))
        and more["name"].lower() not in _NO_NAME
        and not more["name"].isupper()
    ):
        end = more.end()
    return end


def _is_bystander(plain: str, start: int, end: int) -> bool:
    behind = plain[end : end + _BEHIND]
    if _DOES.match(behind) and not _IS_BYSTANDER.match(behind):
        return False
    before = plain[max(0, start - _LONGEST_BEFORE) : start]
    return (
        _IS_BYSTANDER.match(behind) is not None
        or _SELF.search(before) is not None
        or _BYSTANDER_BEFORE.search(before) is not None
    )
