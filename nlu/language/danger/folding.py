"""One word for what four ways of speaking call the same: the ground that the rules of danger stand on."""

from __future__ import annotations

import re
from functools import cache

from nlu.language.cleaning import clean, plain_letters

_SAME = """
tidak: ga gak gk g nggak ngga nggk enggak engga kagak kaga kagak kgk tdk tak teu nteu henteu hente ora ore orak
  mboten boten ogak nda ndak tida gx ngak
belum: blm belom blum durung dereng acan tacan tacanan
bukan: bkn sanes dudu
jangan: jgn ulah ojo jng
saya: sy sya gw gue gua gwe aku aq ak ane aye ay aing abdi kuring kula kule kulo nyong isun ingsun reang kami
  kita kite saia sayah inyong sayaa
anak: ank anakku anaknya anake budak bocah bocil bayi orok balita
adik: adek adikku adi adiku adekku adeknya
istri: bini pamajikan rabi istriku istrinya bojo bojoku bojone
suami: salaki suamiku suaminya
kakak: kaka teteh kakang kakakku aa
keponakan: ponakan
teman: temen tmn temenku temanku kanca batur
orang: org orng wong jalma urang
perempuan: cewek cewe cwe cewe2 cewek2 wanita awewe wadon gadis wedok
majikan: mjikan majikane majikannya majikannye majikanku majikana bos boss bosnya bose bosnye bosna mandor agen
  agensi agency agent agennya dunungan juragan nyonya nyonye nyonyah nyonyaku madam tuan calo calonya sponsor
  sponsornya mucikari germo mandornya juragane
boleh: bole blh bolehin dibolehin dibolehkan dibolehi diizinkan diijinkan diijinin diizinin dikasih dikasi
  meunang menang kenging oleh olih diolihi entuk ole angsal mengizinkan ngizinin ngasih ngebolehin izinkan
  diidinan diijinan
bisa: bs bsa bise iso isa tiasa saget biso
keluar: kluar kaluar metu medal kuar
pulang: plg plng balik mulang mulih muleh moleh wangsul uih mantuk dipulangin dipulangkan mudik
pintu: pintunya pintunye panto pantona lawang lawange pntu
gerbang: gerbangnya pager pagernya pagar pagarnya
mati: paeh modar maot matek
mau: mo mw mao pengen pingin ingin pgn pengin hayang hoyong rek arek arep kepengen kepingin kepengin dek bade
  ajeng mauu pngn arepan pen
mending: mendingan mendinglah
hidup: idup hirup urip
kuat: sanggup tahan tahann kiat
hp: hape handphone ponsel hpku hpnya hapena hpna hapeku henpon
paspor: pasport passport paspornya paspot paspore
diambil: dirampas disita ditahan dipegang dicokot dicandak direbut dijukut dijiot dijaluk dirampok dicekel
  diamankan diambilin diambilan dipegangin ditahannya dirampaas dicekelan
nelpon: telpon telepon nelepon tlp telp telfon nelfon nelp tlpn telpn ditelpon telponan call tilpun
ketahuan: ketauan kanyahoan katohyan konangan kapanggih ketauwan kanyahoann kadenge kawenehan kepergok
tolong: tlg tulung tolongin tulungin tulungan tulungi tolongi tolng tlong tulungna tuluung toloong
sekarang: skrg skrang skg ayeuna saiki siki seniki skarang
nanti: ntar entar engke mengko mengke nti
malam: malem mlm peuting bengi wengi
kabur: minggat lari mlayu lumpat melarikan
sembunyi: ngumpet nyumput ndelik umpetan bersembunyi ngumpetan delik
takut: takot sieun wedi tkt
kalau: kalo kl klo klau kalok lamun mun nek yen lamon misal misalnya misalkan seandainya andai andaikan umpama
  jika jikalau bila apabila semisal umpamane upami menawi
umur: usia umurnya umure yuswa umurna usianya
tahun: thn taun taon th
sudah: udah udh sdh dah ude udeh geus enggeus wis wes uwis sampun tos
makan: dahar mangan mkn tuang neda dipangani madang
dikasihmakan: dipakani
dibawa: digawa dicandak dibawak digowo
dipaksa: dipekse dipeksa dipaksan dipaksaan dipaksain
sama: ku karo ame ama ambi kambi
"""
_PHRASES: tuple[tuple[str, str], ...] = (
    (r"(?:dari|ti|sing|saka|seko|kang) (?:luar|jabe|jaba|njaba|njobo|luwar)", "dariluar"),
    (r"(?:nanti )?malam (?:ini|ieu|iki|kien|sekarang)|nanti malam|ini malam|tonight", "malamini"),
    (r"hari ini|poe ieu|dinten ieu|dina iki|(?:siang|sore|subuh|pagi) ini|nanti (?:sore|siang|subuh)|"
     r"(?:se)?bentar lagi", "hariini"),
    (r"besok (?:subuh|pagi|malam|siang|sore)|isuk|isukan|sesuk|bsk", "besok"),
    (r"rumah sakit", "rs"),
    (r"anak buah", "bawahan"),
    (r"g[ae]k?bisa|gbs|gbsa|gabole?h", "tidak bisa"),
    (r"dibawah umur", "di bawah umur"),
    (r"(?:kamar mandi|jamban|wc)", "toilet"),
    (r"(?:di )?luar negeri|keluar negeri|keluar negri|luar negri", "luarnegeri"),
    (r"aja (?=nelpon)", "jangan "),
    (r"di (?=(?:kunc|konc|kurung|sek[ae]p|gembok|kerem|pukul|siksa|siram|ambil|rampas|sita|bawa|paksa|jual|"
     r"anc[ae]m|tampar|tendang|perkosa|bunuh|culik|gebu[gk]|hajar|seret|jemput|tahan|suruh|kejar|setrum|"
     r"angkut|kirim|terbang))",
     "di"),
    (r"(?:chat|wa|ngetik|nulis|ketik|sms|kirim pesan)", "ngetik"),
)  # fmt: skip
_TOKEN = re.compile(r"[^\W_]+|[.!?;,]")
# Taken by somebody in the active voice; "ambil paspor" alone is what one does at the office.
_TAKES = re.compile(
    r"(?<= )(?:(?:nge|me|ng)?rampas|nyita|menyita|nahan|menahan|(?<=majikan )(?:ng)?ambil|(?<=mereka "
    r")(?:ng)?ambil|nyokot|njukut) "
    r"(?:semua |kabeh )?(hp|paspor)(?= )"
)
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_SHORT_PASSIVE = re.compile(r"d(?=[bcdfghjkpqrstw][aeiou])")


def fold(text: str) -> str:
    """The text in the room's one word for each notion, blanks around every word; "." ends a sentence.

    "kule dikonci ning umah, ore olih metu" becomes " saya dikonci ning umah tidak boleh keluar ".
    """
    words = [_word(written) for written in _TOKEN.findall(plain_letters(clean(text.replace("\n", " . "))))]
    folded = f" {' '.join(word for word in words if word)} "
    folded = folded.replace(" tidak , ", " tidak ? ").replace(" , ", " ")
    folded = _TAKES.sub(r"\1 diambil", folded)
    for pattern, meaning in _phrases():
        folded = pattern.sub(meaning, folded)
    return folded


def _word(written: str) -> str:
    if written in ".!?;,":
        return written if written in "?," else "."
    same = _same()
    written = _LONG_RUN.sub(r"\1", written)
    if written in same:
        return same[written]
    if len(written) > 4 and _SHORT_PASSIVE.match(written):  # never an Indonesian word: "dpukul" is "dipukul"
        written = "di" + written[1:]
    return same.get(written, written)


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(rf"(?<= )(?:{pattern})(?= |(?<= ))"), meaning) for pattern, meaning in _PHRASES)


@cache
def _same() -> dict[str, str]:
    table: dict[str, str] = {}
    meaning = ""
    for line in _SAME.splitlines():
        head, colon, forms = line.partition(":")
        meaning, forms = (head.strip(), forms) if colon else (meaning, line)
        table.update(dict.fromkeys(forms.split(), meaning))
    return table
