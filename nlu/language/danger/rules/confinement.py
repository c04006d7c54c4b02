"""Locked in, guarded, not let out, not able to speak."""

from __future__ import annotations

from nlu.language.danger.rules.fragments import FAMILY, FAR, GAP1, GAP2, GAP3, GAP5, LOCK, PLACE, VICTIM, W
from nlu.language.danger.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule("A", "confinement", r" (?P<v>dipenjara\w*) (?:di |ku |sama )*(?:majikan|kamar|rumah|ruang|gudang|mereka|dia)"),
    Rule("A", "confinement", rf" {VICTIM} {GAP5}(?P<v>(?:di|ke|ter){LOCK}{W}) "),
    Rule("A", "confinement", rf" (?P<v>(?:di|ter){LOCK}{W}) {GAP2}{PLACE} "),
    Rule(
        "A",
        "confinement",
        r" (?P<v>(?:di|ter)(?:sekap|sekep|kurung|kerem|kerangkeng|pasung|sandera|borgol|"
        r"tawan|belenggu)\w*) ",
    ),
    Rule("A", "confinement", r" (?P<v>(?:ada|terjadi|korban) (?:penyekapan|sekap|penculikan)) "),
    Rule(
        "A",
        "confinement",
        r" (?P<v>ngunci|ngonci|ngunciin|mengunci|nyekap|menyekap|ngurung|mengurung) "
        r"(?:pintu )?(?:saya|anak|adik|istri|suami|"
        r"kakak|teman|orang|perempuan|dariluar)",
    ),
    Rule(
        "A",
        "confinement",
        rf" (?:pintu|gerbang|kamar|jendela|rumah|teralis) {GAP3}(?P<v>(?:di|ke|"
        rf"ter){LOCK}{W}) {GAP2}"
        r"(?:dariluar|trs|terus|dijaga\w*|tidak)",
    ),
    Rule(
        "A",
        "confinement",
        rf" (?:pintu|gerbang) {GAP2}(?P<v>dijaga|dijagain) {GAP1}(?:anjing|satpam|"
        rf"preman|orang|terus|ketat)",
    ),
    Rule(
        "A",
        "confinement",
        rf" keluar (?:\w+ )?tidak (?:bisa|boleh) (?:{GAP2}(?:pintu|gerbang|di\w*) |"
        rf"kerja |[.] )?",
    ),
    Rule(
        "A",
        "confinement",
        r" (?:tidak|dilarang|tidak pernah|tanpa) (?:di)?(?:boleh|bisa boleh) "
        rf"(?:saya |kami |buat |untuk |pada )?{GAP1}keluar(?! (?:masuk )?(?:grup|group|"
        rf"negeri|negri|nya|dari grup|"
        r"sebelum|uang|visa|kontrak|kota|lewat|suara|duit|gaji))",
    ),
    Rule(
        "A",
        "confinement",
        r" tidak (?:boleh|bisa) (?:turun|beranjak|(?:pergi )?(?:kemana|kemane|ka mana|"
        r"ke mana|mana|ning endi|nang endi) (?:mana|mane|endi)) ",
    ),
    Rule("A", "confinement", rf" (?P<v>ditahan|diambil) {GAP5}tidak (?:boleh|bisa) pulang "),
    Rule(
        "A",
        "confinement",
        r" tidak (?:boleh|bisa) pulang (?:kalau|sebelum|sampai) (?:saya )?(?:belum |"
        r"tidak )?(?:bayar|ganti|lunas|nebus|setor)",
    ),
    Rule(
        "A",
        "confinement",
        r" (?:dilarang|tidak diperbolehkan|tidak diperkenankan) keluar (?:rumah|kamar|"
        r"mess|dari) ",
    ),
    Rule(
        "A",
        "confinement",
        rf" tidak bisa (?:{W} )?(?:keluar|kabur)(?! (?:grup|negeri|negri|dari (?:grup|"
        rf"aplikasi|menu|akun|wa)|uang|kota))",
    ),
    Rule(
        "A",
        "confinement",
        rf" (?P<v>dijaga\w*|diawasi\w*) {GAP3}(?:tidak bisa|tidak boleh|preman|senjata|"
        rf"bersenjata|24 jam)",
    ),
    Rule(
        "A",
        "confinement",
        rf" {VICTIM} {GAP3}(?P<v>ditahan|diambil) {GAP1}(?:di|ning|nang) "
        rf"(?:apartemen|penampungan|rumah|mess|gudang|"
        rf"ruko|imah|umah|tempat|kosan|{FAR}) ",
    ),
    Rule(
        "A",
        "confinement",
        rf" (?P<v>(?:ter|ke|ka)(?:jebak|perangkap)) {GAP2}(?:di|ning|ti) "
        rf"{GAP1}(?:{FAR}|{PLACE}|{PLACE}nya) ",
    ),
    Rule(
        "A",
        "confinement",
        rf" (?:tidak bisa|gabisa|tidak berani|susah) (?:\w+ )?(?:ngomong|bicara|nelpon|"
        rf"ngobrol|suara) {GAP3}"
        r"(?:dia|mereka|majikan|didengar|denger|ketahuan|sebelah|dekat|deket|orangnya)",
        weighed=False,
    ),
    Rule(
        "A",
        "confinement",
        r" jangan (?:balas|bales|ngomong|berisik|bunyi|keras) [^.?]{0,40}?(?:denger|"
        r"dengar|ketahuan|kadenge|krungu)",
        weighed=False,
    ),
    Rule(
        "A",
        "confinement",
        r" (?:sebelum|takut|nanti|bisi|keburu) ketahuan [^?]{0,40}?(?:tolong|cepat|"
        r"cepet|buruan)",
        weighed=False,
    ),
    Rule(
        "A",
        "confinement",
        r" (?:tolong|cepat|cepet|buruan) [^?]{0,40}?(?:sebelum|keburu|bisi|nanti) "
        r"(?:ketahuan|dia|mereka|majikan)",
        weighed=False,
    ),
    Rule(
        "A",
        "confinement",
        r" (?:jangan|tidak usah) nelpon [^.?]{0,40}?(?:ketahuan|bisi|ketauan|curiga|"
        r"didengar|majikan)",
        weighed=False,
    ),
    Rule(
        "A",
        "confinement",
        r" (?:ngetik|chatnya|ngetiknya|chatan) (?:\w+ ){0,2}(?:toilet|kolong|kamar mandi) ",
        weighed=False,
    ),
    Rule(
        "A",
        "confinement",
        r" jangan (?:hubungi|kontak|telponin|chat) [^.?]{0,60}?(?:ketahuan|curiga|bisi)",
        weighed=False,
    ),
    Rule(
        "A",
        "confinement",
        r" ngetik (?:sambil |dengan |ini |ieu )?(?:diam diam|diem diem|diam2|diem2|"
        r"sembunyi|cicingeun|nyumput)",
        weighed=False,
    ),
    Rule(
        "A",
        "confinement",
        rf" (?:dia|mereka|majikan|die|orangnya|manehna) {GAP2}(?:di|neng|ning) "
        rf"(?:depan )?pintu ",
    ),
    Rule("A", "confinement", r" semua (?:pintu|gerbang|jendela) (?P<v>di\w+) "),
    Rule(
        "B",
        "confinement",
        r" tidak boleh (?:nelpon|hubungi|ngehubungin|kontak|ngontak|menghubungi) "
        r"(?:keluarga|siapa|orang)",
    ),
    Rule(
        "B",
        "confinement",
        r" (?P<v>tidak (?:bisa|boleh|kunjung) pulang|tidak pulang pulang|tidak pulang "
        r"(?:ku|sama) |pulang tidak boleh|"
        r"tidak boleh sama pt|(?:ditahan|diambil) tidak pulang)",
    ),
    Rule(
        "B",
        "confinement",
        rf" {FAMILY} (?:saya )?{GAP1}(?P<v>ditahan|diambil) (?!darah|sampel|foto|"
        rf"raport|imigrasi)",
    ),
    Rule("B", "confinement", r" mau pulang (?:tapi |tp |malah )?(?:tidak (?:boleh|bisa|dikasih)|ditahan|dilarang) "),
)
