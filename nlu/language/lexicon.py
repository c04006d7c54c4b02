"""Word lists: what a chat word means, and which words are never touched."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"

# Our own short list. It goes before the licensed one; abbreviations of the subject (KK, KTP, PT) are left alone.
_OWN = """
tidak: ga gak gk g nggak ngga nggk enggak engga enga kagak kaga kgk tdk tak tida gx ngak
sudah: udah udh sdh dah udeh ude uda
saya: sy sya gw gue gua gwe ane aye ay
yang: yg yng ; dengan: dgn dg ; untuk: utk ; karena: krn krna karna
bagaimana: gmn gimana gmana pegimane begimane piye kepriwe ; banget: bgt bngt bgtt bget
ke mana: kmn kemana kmana ; di mana: dmn dimana dmana ; kalau: kalo klo kl klau kalok klw lamun
berapa: brp brapa brpa ; sekarang: skrg skrang skg skrng ; besok: bsk bsok ; nanti: ntar nti nnti entar
juta: jt jeti ; ribu: rb rebu ; tahun: thn taun taon th ; bulan: bln ; minggu: mgg mggu
nomor: nmr nmer ; telepon: telp tlp tlpn telpon telfon ; handphone: hape
paspor: pasport passport pspor paspot ; berangkat: brangkat brngkt brgkt mangkat
malaysia: malay ; lowongan: loker lowker ; pekerja migran: tki tkw
sebenarnya: sbnrnya sebenernya ; tolong: tlg tlong tulung ; bisa: bs bsa ; mau: mo mw mao
kakak: kka ; dari: dr ; dalam: dlm dlem ; sampai: sampe ; saja: aje
"""


def _own_words() -> dict[str, str]:
    words: dict[str, str] = {}
    for entry in _OWN.replace("\n", ";").split(";"):
        meaning, colon, forms = entry.partition(":")
        if colon:
            words.update(dict.fromkeys(forms.split(), meaning.strip()))
    return words


@cache
def chat_words() -> dict[str, str]:
    """Informal word -> plain word or words; no plain word is itself a key."""
    words: dict[str, str] = {}
    with (_DATA / "informal.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            words[row["informal"]] = row["formal"]
    words.update(_own_words())
    return {
        form: " ".join(words.get(part, part) for part in meaning.split())
        for form, meaning in words.items()
        if form != meaning
    }


@cache
def plain_words() -> frozenset[str]:
    """Words of the dictionary: the normaliser leaves them as they are."""
    known = set((_DATA / "words.txt").read_text(encoding="utf-8").split())
    for meaning in chat_words().values():
        known.update(meaning.split())
    return frozenset(known - set(_own_words()))
