"""How many people a text speaks of: "12 orang", "lima cewek", "tilu urang", "wong pitu", "ber-8"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.language.cleaning import aligned
from nlu.language.found import Found
from nlu.language.numerals import Numeral, numerals

_PERSONS = (
    "orang|orng|org|jiwa|nyawa|cewek|cewe|cwe|cwek|ciwi|perempuan|prempuan|wanita|lelaki|laki-laki|"
    "laki|cowok|cowo|pria|anak|bocah|"
    "korban|teman|temen|tmn|kawan|warga|tetangga|gadis|remaja|pemuda|pemudi|penumpang|pekerja|"
    "buruh|calon|cpmi|pmi|tki|tkw|wni|abk|"
    "awak kapal|pelaut|santri|siswa|siswi|pelajar|mahasiswa|lulusan|ibu|bapak|emak|saudara|sodara|"
    "keponakan|ponakan|adik|adek|kakak|"
    "sepupu|peserta|anggota|karyawan|perawat|pembantu|balita|bayi|calo|sponsor|polisi|petugas|"
    "sopir|supir|penjaga|satpam|preman|"
    "jalma|jelema|jalmi|urang|budak|barudak|awewe|lalaki|mojang|jajaka|babaturan|batur|rencang|"
    "dulur|tatangga|"
    "wong|wonge|uwong|cah|lare|wadon|lanang|kanca|konco|kancane|tangga|tiyang|encang|bini|bocil"
)
_BEHIND = re.compile(rf"(?:[ \-]?an)? ?(?:(?:{_PERSONS})(?:2|nya|na|ne|an)?)(?![^\W_])")
# "wong pitu", "orangnya ada 12", "kami ber-8": the number follows. A unit behind it counts something else.
_BEFORE = re.compile(
    r"(?<![^\W_])(?:(?:orang|org|orange|wong|wonge|bocah|bocahe|cah|jalma|jelema|urang|cewek|"
    r"perempuan|tki|tkw|pmi|korban|penumpang)"
    r"(?:nya|na|ne)?(?: (?:ada|aya|ana|total|semua|kabeh|jumlah(?:nya|na|e)?|sampe|sampai))?|"
    r"jumlah(?:nya|na|e)?(?: (?:orang|korban|kami|cewek|penumpang)(?:nya|na|ne)?)?|total(?:nya)?|"
    r"rombongan|kami|kita)[ \-]{1,2}$"
)
_UNIT = re.compile(
    r"[ \-]?(?:an)?[ \-]?(?:juta|jt|yuta|ribu|rb|rebu|ewu|tahun|thn|th|taun|bulan|bln|wulan|hari|"
    r"poe|dina|minggu|jam|menit|kali|persen|%|"
    r"kilo|km|meter|rupiah|ringgit|riyal|dolar|ratus|puluh|belas|welas|desa|kampung|mobil|motor|"
    r"kamar|lantai|rumah|[.,:/\-]?\d|an(?![^\W_]))"
)
_TOGETHER = {
    "berdua": 2, "beduaan": 2, "berduaan": 2, "bertiga": 3, "betiga": 3, "berempat": 4, "beempat": 4, "berlima": 5, "belima": 5,
    "berenam": 6, "bertujuh": 7, "berdelapan": 8, "bersembilan": 9, "bersepuluh": 10, "bersebelas": 11, "duaan": 2, "tiluan": 3,
    "opatan": 4, "limaan": 5, "genepan": 6,
}  # fmt: skip
_JOINED = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(_TOGETHER)})(?![^\W_])|(?<![^\W_])ber[ \-](?P<words>dua|tiga|empat|"
    rf"lima|enam|tujuh|delapan|sembilan|sepuluh)(?![^\W_])|"
    rf"(?<![^\W_])ber[ \-]?(?P<digits>\d{{1,3}})(?![\w.,]\d|\w)"
)
_ORDINAL = re.compile(r"(?:ke|kelas|rt|rw|no|nomor|umur|usia|jam|tgl|tanggal|blok|km)[ .\-]?$")
_EACH = re.compile(r"(?:per|tiap|setiap|saban|saben|unggal) ?$")
_PRICE = re.compile(r"(?:nya)?,? (?:bayar |kena )?(?:rp|\d)")
_MOST, _MOST_BEHIND = 9_999, 500


def find_counts(text: str) -> Iterator[Found]:
    """Numbers of people, value as digits; "belasan", "sakaluarga" and other guesses are none."""
    plain = aligned(text)
    for match in _JOINED.finditer(plain):
        value = match["digits"] or str(_TOGETHER["ber" + match["words"] if match["words"] else match.group()])
        yield Found("count", match.start(), match.end(), text[match.start() : match.end()], value)
    for number in numerals(plain):
        span = _counted(plain, number)
        if span:
            yield Found("count", *span, text[slice(*span)], str(int(number.value)))


def _counted(plain: str, number: Numeral) -> tuple[int, int] | None:
    """Where number and person stand together, or None where the number counts something else."""
    if not 0 < number.value <= _MOST or number.value != int(number.value) or plain[number.start] == "0":
        return None
    if number.start and plain[number.start - 1].isalpha():
        return None
    behind_it, before = plain[number.end : number.end + 2], plain[max(0, number.start - 40) : number.start]
    if not any(character.isalpha() for character in (*behind_it, *before[-3:])):
        return None
    if _ORDINAL.search(before):
        return None
    behind = _BEHIND.match(plain, number.end)
    if behind and number.value == 1 and (_EACH.search(before) or _PRICE.match(plain, behind.end())):
        return None
    if behind:
        return number.start, behind.end()
    named = _BEFORE.search(before) if number.value <= _MOST_BEHIND else None
    if named and not _UNIT.match(plain, number.end):
        return number.start - len(named.group()), number.end
    return None
