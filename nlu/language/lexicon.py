"""Word lists: what a chat word means, and which words are never touched."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

from nlu.language.regional import regional_words

_DATA = Path(__file__).parent / "data"
_ENDING = re.compile(r"(?:nya|nye|kan|keun|aken|ake|in|an|i|ne|na|ku|mu|lah)$")
_BEGINNING = re.compile(r"^(?:di|me[mn]?g?|nge|ng|ny|ke|ka|ber|be|se|ter|pe[mn]?g?)")
_NO_VOWELS = str.maketrans("", "", "aiueo")

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
kerja: krj krja kerj ; agen: agn ; malam: mlm mlem malm ; pagi: pgi pg ; orang: ornag ; penjara: pnjr
tidak tahu: gatau gatw gtw gktau gaktau gktw ngga-tau nggatau gatahu ; tidak bisa: gabisa gabs gbisa gakbisa gkbisa
tidak ada: gaada gada gakada gkada ; tidak mau: gamau gmau gakmau gkmau ; tidak boleh: gaboleh gkboleh gakboleh
tidak punya: gapunya gkpunya ; tidak jadi: gajadi gkjadi ; tidak usah: gausah gosah gkusah ; tidak apa-apa: gpp gapapa
terima kasih: trmksh trimakasih trims tengkyu mksi ; assalamualaikum: ass askum asskum aslmkum
memang: emng emg ; kayak: kyk kek ; mengapa: mngp ; tadi: td tdi ; punya: pny pnya ; dulu: dlu dl
habis: hbs abis abs ; bikin: bkin ; mereka: mrka mrk ; lewat: lwt ; sakit: skit skt ; baru: bru ; takut: tkut tkt
transfer: tf trf trnsfer ; rekening: norek reknya ; jangan: jgn jngn jangn ; sama: sm
"""
# Words of our subject, in which vowels are left out first: what a word without vowels most likely stands for.
_SUBJECT = """
agen alamat anak bandara bantu banten bayar berangkat besok biaya bilang cepat cerita dapat datang daftar desa dikirim
dijual disiksa dikurung dikunci dipukul diancam ditahan ditipu diperas disekap dokumen foto gaji gratis hubungi hukum
imigrasi istri izin jadwal jaminan jemput jepang jual kabur kamboja kamar kampung kantor keluar keluarga kemarin kerja
kertas kirim kontrak korban kunci lapor laporan lembur luar majikan makan malaysia malam masuk minta mobil nama negeri
nomor orang pabrik pasal paspor pekerja pelabuhan pembantu penjara perempuan pergi perusahaan pesawat pindah pintu
pinjam polisi potong potongan proses pulang pukul rekening resmi rumah sakit saudara sekarang selamat sponsor suami
surat syarat tahan takut teman tiket tetangga tinggal tipu tolong transfer turis uang visa wajib warga wanita
""".split()


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


@cache
def words_by_consonants() -> dict[str, tuple[str, ...]]:
    """Words of the dictionary by their consonants; those of our subject stand first."""
    found: dict[str, list[str]] = {}
    for word in dict.fromkeys([*_SUBJECT, *sorted(plain_words())]):
        found.setdefault(consonants_of(word), []).append(word)
    return {key: tuple(words) for key, words in found.items()}


@cache
def subject_words() -> frozenset[str]:
    """Words of our subject: where several words could be meant, one of these is."""
    return frozenset(_SUBJECT)


def consonants_of(word: str) -> str:
    """A word without its vowels: "kerja" is "krj"."""
    return word.translate(_NO_VOWELS)


@cache
def ordinary_words() -> frozenset[str]:
    """Words of everyday talk in all four ways of speaking, careless spellings too: whatever is one is no name.

    The regional list stands apart by its licence; without it fewer words are known.
    """
    words: set[str] = set()
    for name in ("ordinary.txt", "share_alike/ordinary_regional.txt"):
        file = _DATA / name
        if file.exists():
            words.update(file.read_text(encoding="utf-8").split())
    return frozenset(words)


@lru_cache(maxsize=4096)
def is_a_word(word: str) -> bool:
    """Whether a word of lower case is an ordinary one in any of the four ways of speaking, endings aside."""
    if word in ordinary_words() or word in regional_words():
        return True
    stems = {word, _ENDING.sub("", word)}
    stems |= {_BEGINNING.sub("", stem) for stem in stems}
    return any(stem in plain_words() or stem in chat_words() for stem in stems)
