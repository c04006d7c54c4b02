"""What a tip's words indicate: danger, a child, and the signs of content/red_flags.yml. Pure, and only a first guess.

An indicator is a reason to look, not a finding: officers see it as "dugaan sistem". The names of the signs are
those that routing.yml and red_flags.yml use.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from nlu.language.cleaning import clean
from nlu.language.countries import find_countries
from nlu.language.danger import find_danger
from nlu.language.normalise import normalise

DANGER_FLAGS = {
    "confinement": "confined",
    "violence": "diancam",
    "withheld": "dokumen_ditahan",
    "suicide": "self_harm",
    "child": "child",
}
"""Danger kinds of nlu.language and the flags they set."""

_RISKY_COUNTRIES = frozenset({"KH", "MM", "LA", "TH"})
_TAKES = (
    r"(?:ditahan|diambil|disita|dipegang|dirampas|digadai\w*|(?:men|n)ahan|ambil|mengambil|pegang|megang|sita|menyita)"
)
_PAPERS = r"(?:paspor|ktp|ijazah|dokumen|akta|kartu keluarga|kk|surat)\w*"
_BETWEEN = r"(?: \S+){0,4} "

_SIGNS: tuple[tuple[str, str], ...] = (
    # Told in a report it counts without the caution that the safety net needs for questions in general.
    ("confined", r"(?<!tidak )(?<!belum )\b(?:disekap|dikurung|terkurung|dikunci(?:in)?|digembok)\b|dijaga preman"
                 r"|tidak (?:boleh|diizinkan|dibolehkan|dikasih) (?:keluar|pulang|pergi)|tidak bisa keluar"),
    ("visa_kunjungan", r"(?:visa|paspor|jalur) (?:turis|wisata|kunjungan|ziarah|pelancong|jalan-jalan)"),
    ("visa_umrah", r"(?:visa|modus|pakai|lewat|jalur) (?:umroh|umrah|haji)"),
    ("bohong_paspor", rf"(?:bohong|ngaku|mengaku|pura-pura){_BETWEEN}(?:imigrasi|wawancara|petugas)"
                      rf"|(?:imigrasi|wawancara|petugas){_BETWEEN}(?:bohong|ngaku|mengaku|pura-pura)"),
    ("transit_turis", r"transit|jalur (?:tikus|laut|belakang|gelap)|(?:kapal kayu|perahu|speedboat|boat) (?:malam|ke malaysia)"
                      r"|lewat (?:batam|malaysia|singapura|thailand) dulu"),
    ("kerja_scam", r"scam\w*|judi online|judol|operator (?:judi|slot)|admin (?:judi|slot)|(?:nipu|menipu|penipuan) (?:orang )?(?:online|daring)"
                   r"|dipaksa (?:nipu|menipu)|disuruh (?:nipu|menipu)"),
    ("gaji_fantastis", r"gaji\w*(?: \S+){0,3} (?:1[5-9]|[2-9]\d|\d{3}) ?(?:jt|juta)"),
    ("tanpa_kontrak", r"(?:tidak|belum|tanpa) (?:ada |dikasih |dapat |pakai |diberi )?(?:kontrak|perjanjian kerja)"),
    ("kontrak_asing", rf"kontrak\w*{_BETWEEN}(?:bahasa|tulisan) (?:asing|inggris|mandarin|cina|china|arab|korea|jepang)"),
    ("bukan_p3mi", r"\bcalo\w*|\btekong\w*|perorangan|sponsor (?:kampung|liar|gelap)|bukan (?:pt|perusahaan|p3mi)|(?:pt|agen) (?:bodong|gelap|liar|abal-abal)"),
    ("tidak_di_siskop", r"tidak (?:ada|terdaftar|ketemu)(?: \S+){0,3} (?:siskop\w*|bp2mi|kp2mi|bp3mi)"),
    ("tanpa_disnaker", r"(?:tanpa|tidak|belum)(?: \S+){0,2} disnaker"),
    ("uang", r"(?:minta|diminta|disuruh|setor|bayar|transfer|ditagih|pungut\w*|tarik)(?: \S+){0,4} (?:uang|duit|juta|jt|rupiah|ribu|dp|biaya)"
             r"|uang (?:muka|pangkal|panjar|administrasi|pendaftaran)"),
    ("utang", r"\b(?:utang|hutang|ngutang|berutang|kasbon|jeratan)\w*|potong(?:an)? gaji|gaji\w* (?:\S+ )?dipotong"),
    ("denda_mundur", r"(?:denda|ganti rugi|tebus\w*|penalti)(?: \S+){0,5} (?:mundur|batal|pulang|keluar)"
                     r"|(?:mundur|batal|pulang|keluar)(?: \S+){0,5} (?:denda|didenda|ganti rugi|nebus|tebus\w*)"),
    ("dokumen_ditahan", rf"{_PAPERS}(?: \S+){{0,3}} {_TAKES}|{_TAKES}(?: \S+)? {_PAPERS}"),
    ("hp_dirampas", r"(?:handphone|hp|ponsel|telepon)\w*(?: \S+){0,3} (?:dirampas|disita|diambil|ditahan)"),
    ("umur_dipalsukan", r"(?:umur|usia|tanggal lahir|ktp|akta|kk|identitas)\w*(?: \S+){0,3} (?:dipalsu\w*|dituakan|dituain|dinaik\w*|diubah|diganti)"
                        r"|palsu\w* (?:umur|usia|ktp|identitas|dokumen)"),
    ("penampungan", r"penampungan|ditampung|mess tertutup"),
    ("orang_dalam", r"orang dalam|beking\w*|backing\w*|kenal orang imigrasi"),
    ("pengantin", r"pengantin pesanan|kawin kontrak|nikah kontrak|dinikah\w*(?: \S+){0,3} (?:cina|china|tiongkok|taiwan)"),
    ("rekening_pribadi", r"rekening (?:pribadi|atas nama|orang)|transfer ke rekening"),
    ("diancam", r"\b(?:di|meng|ng)?ancam\w*|diintimidasi|dipukul\w*|disiksa"),
    ("gaji_ditahan", r"gaji\w*(?: \S+){0,3} (?:tidak|belum|ditahan)(?: \S+)?|(?:tidak|belum) (?:di)?(?:gaji|gajih|bayar gaji)"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _SIGNS)

_YOUNG = r"(?:anak|adik|adek|keponakan|ponakan|gadis|bocah|cewek|perempuan|siswi|siswa|santri|remaja|sepupu)\w*"
_AGE = r"(?:[5-9]|1[0-7])"
_CHILD = re.compile(
    rf"(?:umur|usia|berumur|berusia)\w*(?: (?:baru|masih|dia|nya|saya|sekitar|kira-kira))* {_AGE}(?!\d)"
    rf"|{_YOUNG}(?: (?:saya|kami|dia|nya|perempuan|laki-laki|tetangga|kampung|itu|ini|baru|masih))* {_AGE} (?:tahun|thn|th)\b"
    rf"|(?:masih|baru|kelas)(?: \S+)? (?:sd|smp|mts)\b|(?:di ?bawah|belum cukup) umur|anak (?:kecil|bawah umur)"
)
_AWAY = re.compile(r"\b(?:di|ning|ti)\s+(?:negara\s+)?$")
_WISH = re.compile(
    r"\b(?:mau|akan|pengin|pengen|ingin|\w*tawar\w*|diajak|disuruh|lowongan|loker|janji\w*|rencana|bakal)\b[^.?!]{0,40}$"
)

TPPO = frozenset(
    [
        "confined",
        "child",
        "diancam",
        "dokumen_ditahan",
        "hp_dirampas",
        "gaji_ditahan",
        "utang",
        "denda_mundur",
        "umur_dipalsukan",
        "kerja_scam",
        "pengantin",
        "self_harm",
        "penampungan",
    ]
)
TPPM = frozenset(["visa_kunjungan", "visa_umrah", "bohong_paspor", "transit_turis", "orang_dalam"])


def flags_of(text: str) -> frozenset[str]:
    """The flags one text sets: dangers, `child`, `abroad`, and signs."""
    if not text.strip():
        return frozenset()
    plain = normalise(text)
    flags = {name for name, pattern in _COMPILED if pattern.search(plain)}
    danger = find_danger(text)
    if danger is not None:
        flags |= {DANGER_FLAGS[kind] for kind in danger.kinds if kind in DANGER_FLAGS}
    if _CHILD.search(plain):
        flags.add("child")
    countries = list(find_countries(clean(text)))
    if any(country.value in _RISKY_COUNTRIES for country in countries):
        flags.add("negara_terlarang")
    if any(_is_there(clean(text), country.start) for country in countries):
        flags.add("abroad")
    return frozenset(flags)


def all_flags(texts: Iterable[str]) -> frozenset[str]:
    """The flags of a whole tip, text by text."""
    return frozenset().union(*map(flags_of, texts))


def kind_of(flags: Collection[str]) -> str:
    """What the flags point to: `tppo` before `tppm`, else `unknown`."""
    if TPPO & set(flags):
        return "tppo"
    return "tppm" if TPPM & set(flags) else "unknown"


def _is_there(text: str, position: int) -> bool:
    """Whether somebody is in the country named at `position`, rather than wishing to go."""
    before = text[max(0, position - 60) : position].lower()
    return bool(_AWAY.search(before)) and not _WISH.search(before)
