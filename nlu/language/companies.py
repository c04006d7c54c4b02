"""Names of firms and training houses: "PT …", "CV …", "LPK …", "Yayasan …"."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.language.cleaning import aligned
from nlu.language.found import Found

_FORM = re.compile(r"(?<![^\W_])(pt|cv|lpk|ud|yayasan|p3mi|pjtki|blkln|lkp)\b[. ]{1,2}")
_WORD = re.compile(r"[^\W_][\w&'\-]{0,29}\.?")
_MOST_WORDS = 5
# Words that never belong to a name: where a sentence goes on after "PT Contoh Jaya …".
_STOPS = frozenset(
    """
yang yg itu ini tu tuh nya di ke dari dr ada ga gak nggak tidak tdk resmi beneran bener benar asli palsu bohong
aman apa apakah udah sudah sdh belum blm bisa bs mau katanya minta jual suruh punya izin ijin berizin terdaftar
dan atau sama dengan dgn untuk buat utk lewat via saya sy kami kita mereka dia tapi tp karena krn kalau kalo pas
waktu lagi juga jg mana berapa gimana gmn kenapa siapa bayar biaya gaji kerja alamat alamatnya kantor kantornya
cabang daerah janji kirim berangkat berangkatin nahan menahan tahan ku teu naon nu geus aya ning ana iku sing
wis ora ore pusat besar kecil swasta resminya gede lain ilang hilang tutup kabur nipu penipu penipuan tipu abal
masih msh boleh harus hrs cek tolong dong sih ya iya deh lho kok kah atas bukan emang memang terus trs adalah
ialah merupakan tanpa selalu cuma hanya saja aja pada
""".split()
)


def find_companies(text: str) -> Iterator[Found]:
    """Names behind PT, CV, LPK and the like; value "PT Contoh Jaya". The form alone ("PT-nya") is no name."""
    plain = aligned(text)
    for form in _FORM.finditer(plain):
        words: list[str] = []
        position = end = form.end()
        capitals = text[position : position + 1].isupper()
        while len(words) < _MOST_WORDS:
            word = _WORD.match(plain, position)
            if word is None or word.group().rstrip(".") in _STOPS or word.group()[0].isdigit():
                break
            if capitals and not text[word.start()].isupper():
                break
            words.append(word.group().rstrip("."))
            end = word.start() + len(words[-1])
            if word.end() >= len(plain) or plain[word.end()] != " " or word.group().endswith("."):
                break
            position = word.end() + 1
        if words:
            name = " ".join((form[1].upper(), *(word.title() for word in words)))
            yield Found("company", form.start(), end, text[form.start() : end], name)
