"""Names of firms and training houses: "PT …", "CV …", "LPK …", "Yayasan …", "agen Contoh Jaya", "Contoh Agency"."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.language.cleaning import aligned
from nlu.language.countries import find_countries
from nlu.language.found import Found
from nlu.language.lexicon import is_a_word

# Legal forms: what follows is a name, in capitals or not.
_FORM = re.compile(
    r"(?<![^\W_])(?P<form>p\.?t|c\.?v|lpk|lpks|lkp|ud|yayasan|p3mi|pjtki|pptkis|"
    r"blkln)(?P<gap>\. {0,2}| {1,2})"
)
_GLUED = re.compile(r"(?<![^\W_])(?P<form>PT|CV|LPK)(?P<gap>)(?=[A-Z][a-z]{2})")
# Words for a firm: only a name in capitals follows, else the sentence goes on ("agen minta uang").
_KIND = re.compile(
    r"(?<![^\W_])(?P<form>agen|agensi|agency|perusahaan|perusaan|pt\.? ?nya|biro jasa|biro|travel|"
    r"tour|penyalur|lembaga|pelatihan|"
    r"kursus|sponsor(?= pt)|perseroan)(?P<gap>:? {1,2}(?:namanya |bernama |yang namanya |yg namanya )?)"
)
_BEFORE_KIND = re.compile(
    r"(?P<name>(?:[A-Z][\w&'\-]{1,24} ){1,3}(?:Agency|Agensi|AGENCY|Manpower|Travel|Group|Grup|"
    r"Overseas|Recruitment|Corp|Tbk))(?!\w)"
)
_WORD = re.compile(r"[^\W_][\w&'\-]{0,29}\.?")
_MOST_WORDS, _LONGEST_SHORT = 5, 6
# Words that never belong to a name: where a sentence goes on after "PT Contoh Jaya …".
_STOPS = frozenset(
    """
yang yg itu ini tu tuh nya di ke dari dr ada ga gak nggak ngga tidak tdk resmi beneran bener benar asli palsu bohong
aman apa apakah udah sudah sdh belum blm bisa bs mau katanya minta jual suruh punya izin ijin berizin terdaftar
dan atau ato sama dengan dgn untuk buat utk lewat via saya sy kami kita mereka dia tapi tp karena krn kalau kalo pas
waktu lagi juga jg mana berapa gimana gmn kenapa siapa bayar biaya gaji kerja alamat alamatnya kantor kantornya
cabang daerah janji kirim berangkat berangkatin nahan menahan tahan ku teu naon nu geus aya ning ana iku sing
wis ora ore pusat besar kecil swasta resminya gede lain ilang hilang tutup kabur nipu penipu penipuan tipu abal
masih msh boleh harus hrs cek tolong dong sih ya iya deh lho kok kah atas bukan emang memang terus trs adalah
ialah merupakan tanpa selalu cuma hanya saja aja pada wae bae kitu teh mah nawarin nawari menawarkan ngajak mengajak
buka membuka cari mencari nyari butuh jg pak bu haji mas mbak cs cp hp wa no hub hubungi lowongan loker tki tkw pmi
tersebut itulah tsb kagak ude entu eni nyang aye menta njaluk nawani ngomong bilang iki kuwi neng nang
nanya tanya dapat dpt ngasih beri memberi kasih terus lalu nahanin dipegang pegang ambil ngambil
wajib perlu pasti selain kecuali sebelum setelah sesudah ketika saat hingga sampai jangan biasa memang semua seluruh setiap
tiap sebuah suatu beberapa banyak sedikit salah satunya abal2 bodong fiktif gelap tipu2 resminya siapa kapan manakah lokal
asing luar dalam negeri pusatnya cabangnya pemilik pemiliknya direktur bos karyawan petugas staf orang majikan nomor no
alamatnya izinnya ijinnya siup sip3mi terdaftarnya dicabut diblokir ditutup nutup tau tahu kenal percaya curiga takut
""".split()
)
# What firms are called: in small letters a name goes on over these, and over words no dictionary knows.
_NAME_WORDS = frozenset(
    """
jaya maju abadi sentosa makmur mandiri karya utama sejahtera nusantara indonesia indo internasional international global
sukses prima duta wahana putra putri bersama migran tenaga insan bina citra mitra cipta graha anugerah berkah barokah
sakura nihongo sumber harapan bangsa cahaya bintang surya mulia agung raya perkasa persada pratama gemilang cemerlang
mega multi sinar buana bumi alam samudra samudera laut bahari timur barat selatan utara banten serang asia pasifik
jasa kasih sayang damai sari rizki rezeki amanah ikhlas sahabat keluarga muda satu dua tiga dunia insani profesional
panca tunggal sakti wira usaha bakti bhakti setia lestari kencana emas permata mutiara intan baru contoh misal umpama
anugrah hana harum wangi melati mawar cempaka agro tama tekno sinergi solusi inti murni mutu dharma darma wijaya jati garuda
rajawali elang arta artha banyu tirta lintas gema hikmah hidayah barakah barokah rahmat nur nurul al hijau putih merah biru
roda perdana kharisma karisma adi eka dwi tri catur sapta asta guna daya mulya pelita fajar mentari matahari japan nippon
academy akademi institute college school language korean asean arabia overseas worker human resources sdm sakinah amal
bunda ibu ibunda pertiwi kartini rejeki rezeki lancar hasil tani niaga dagang sarana wisata tour holiday trans nusa jawa
sunda borneo kalimantan sumatra sumatera sulawesi bali krakatau gunung langit cinta anak bangsa ananda buah hati kreasi
kreatif inovasi sumberdaya perintis pelopor pionir pilar tiang kapal bahtera layar jangkar pelabuhan samudera
gakkou korea jepang taiwan hongkong bahasa training center centre education employment services service agency manpower
""".split()
)
_NO_FIRM = re.compile(
    r"(?:Pak|Bu|Bapak|Ibu|Haji|Hj|H|Mas|Mbak|Mba|Bang|Kang|Teh|TKI|TKW|PMI|PRT|ART|WA|FB|IG|PT|CV|"
    r"LPK|P3MI|B[NP][23]\w+|KP2MI|Imigrasi|Disnaker|Travel)(?!\w)"
)
# Behind a name they say where it is.
_TOWNS = frozenset(
    "serang cilegon tangerang tangsel lebak pandeglang rangkasbitung jakarta bekasi bogor depok bandung".split()
)
_NOT_FIRST = frozenset(
    "satu dua tiga bahasa korea jepang taiwan hongkong training baru kerja tenaga migran services".split()
)
_LOUD = 0.7  # a text with more capitals than this says nothing by them


def find_companies(text: str) -> Iterator[Found]:
    """Names behind PT, CV, LPK and the like, and in capitals behind "agen"; value "PT Contoh Jaya".

    The form alone ("PT-nya", "agen itu") is no name, nor is a country or a person behind "agen".
    """
    plain = aligned(text)
    loud = _is_loud(text)
    for form in (*_FORM.finditer(plain), *_GLUED.finditer(text)):
        yield from _named(text, plain, form, capitals=not loud and text[form.end() : form.end() + 1].isupper())
    if loud:
        return
    for form in _KIND.finditer(plain):
        if text[form.end() : form.end() + 1].isupper() and not _other_name(text, form.end()):
            yield from _named(text, plain, form, capitals=True)
    for match in _BEFORE_KIND.finditer(text):
        yield Found("company", match.start(), match.end(), match.group(), match.group().title())


def _named(text: str, plain: str, form: re.Match[str], *, capitals: bool) -> Iterator[Found]:
    words: list[str] = []
    position = end = form.end()
    while len(words) < _MOST_WORDS:
        word = _WORD.match(plain, position)
        if word is None or not _belongs(text, word, first=not words, capitals=capitals):
            break
        words.append(word.group().rstrip("."))
        end = word.start() + len(words[-1])
        if word.end() >= len(plain) or plain[word.end()] != " " or word.group().endswith("."):
            break
        position = word.end() + 1
    if words:
        legal = form.re is not _KIND
        start = form.start() if legal else form.end()
        short = form["form"].replace(".", "")
        name = [short.title() if len(short) > _LONGEST_SHORT else short.upper()] if legal else []
        yield Found("company", start, end, text[start:end], " ".join((*name, *(word.title() for word in words))))


def _belongs(text: str, word: re.Match[str], *, first: bool, capitals: bool) -> bool:
    """Whether a word still belongs to the name."""
    written = word.group().rstrip(".")
    if written[0].isdigit() and first:
        return False
    if capitals:
        capital = text[word.start()].isupper() and (not first or written not in _STOPS)
        return (capital and (first or written not in _TOWNS)) or (written.isdigit() and len(written) <= 2)
    if written in _STOPS or (written in _NOT_FIRST if first else written in _TOWNS):
        return False
    return written in _NAME_WORDS or (written.isalpha() and not is_a_word(written))


def _other_name(text: str, position: int) -> bool:
    """Whether what follows "agen" names a country, a person or the kind of work."""
    following = text[position : position + 40]
    country = next(iter(find_countries(following)), None)
    if country is not None and country.start == 0:
        return True
    return _NO_FIRM.match(following) is not None


def _is_loud(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 8 and sum(character.isupper() for character in letters) / len(letters) > _LOUD
