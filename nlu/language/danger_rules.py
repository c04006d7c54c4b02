"""The danger rules themselves: what is said when somebody is threatened now (A) or perhaps (B), on folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Rule:
    """One way of saying it. `pattern` runs on folded text; its group "v", where there is one, is the deed itself.

    `weighed`: whether the context ("kalau …", "tidak …", "dulu …") can make it less; a plain cry for help is not weighed.
    """

    tier: str
    kind: str
    pattern: str
    weighed: bool = True


_GAP1, _GAP2, _GAP3, _GAP5 = (rf"(?:[^ .?]+ ){{0,{n}}}" for n in (1, 2, 3, 5))
_W = r"[^ .?]*"
_FAMILY = (
    r"(?:anak|adik|istri|suami|kakak|keponakan|teman|orang|perempuan|mereka|dia|die|ibu|bapak|emak|mamah|sodara|saudara|tetangga|"
    r"pacar|sepupu|bibi|tante|pembantu|pmi|tki|tkw|korban|warga|penumpang|remaja|nenek|mantu|ibunya|maneh|siswi|santri|keluarga|ipar|pembantunya|kami)"
)
_VICTIM = rf"(?:saya|{_FAMILY})"
_PERPETRATOR = (
    r"(?:majikan|mereka|dia|die|suami|preman|penjaga|satpam|orang|oknum|debt|penyalur|pihak|pt|polisi|perekrut|centeng|geng)"
)
_HIT = (
    r"(?:pukul|gebug|gebuk|hajar|tampar|tampol|tabok|tendang|tonjok|jotos|siksa|aniaya|kaniaya|setrum|setrika|sundut|sulut|cekik|"
    r"bacok|tusuk|todong|injak|injek|seret|jambak|banting|perkosa|leceh|cabul|keplak|kampleng|antem|gepuk|takol|teunggeul|cabok|"
    r"talapung|tajong|gaplok|jejek|cambuk|pecut|rogol|gampar|bentur|tempeleng|gilir|bantai|paehan|bunuh|pateni|habisi|abisin|"
    r"gorok|kadek|siram air|perkosa|tampiling|pentung|kepruk|sambuk|bakar|strum|cambok|tunyuk|tembak|dor|sandera|borgol|ikat|iket|rantai|keroyok|siram|grepe|grayang|raba|gerayang|tiduri|tidurin|gagahi|telanjangi|gunduli|mutilasi|gampol|gibeng|geplak|tempiling|cakar|tinju|bogem|remes|culik|sergap|kubur|gebok|timpuk|lempari|kroyok|hantam|siksani|sawat|balang|tumbuk|gitik|sepak|geprak|peuncit|beuleum|bekep|bekap|bius|cecar|pisuhi|tusbol|jedot|jedug|tawan|belenggu|siksani)"
)
_NO_DEED = r"(?!\S* (?:rata|rindu|kenyataan|ombak|jarum|biaya|harga|tugas|batin|macet|corona|covid|sepi|kangen|utang|cobaan))"
_BEATEN = rf"(?P<v>di(?:pun )?{_HIT}{_NO_DEED}{_W})"
_BEAT = (
    r"(?:(?:me)?mukul|memukul|nampar|menampar|nyiksa|menyiksa|nendang|menendang|nganiaya|menganiaya|ng?ge?bu[gk]|ngegebu[gk]|nonjok|nabok|"
    r"merkosa|memperkosa|perkosa|melecehkan|ngelecehin|nyetrum|menyetrum|nyekik|mencekik|nakol|nyabok|ngeplak|ngantem|nusuk|ngebacok|membacok|"
    r"nodong|menodong|ngurung|mengurung|nyekap|menyekap|ngunci|ngonci|mengunci|gebuk|gebug|nyiram|menyiram|n?ge?jambak|menjambak|nyeret|"
    r"menyeret|pukul|megang megang|megang2|megangin|ngeraba|meraba|ngegrepe|ngegrayang|menggerayang|nidurin|meniduri|nyundut|nyambuk|"
    r"mencambuk|nembak|menembak|ngeroyok|mengeroyok|ngikat|mengikat|ngiket|ngeborgol|memborgol|nyulik|menculik|ngehajar|menghajar|"
    r"ngebanting|membanting|ngegampar|nggampar|menggampar|ngebunuh|membunuh|bunuh|maehan|mateni|habisin|ngehabisin|menghabisi|ngabisin|"
    r"ngebakar|nyetrika|nyandera|menyandera|nyekek|neunggeul|nalapung|nyabet|nyiksaan|ngajual|ngejual|menjual|ngedol|nampol|ngagebug|nampiling|najong|nyepak|ngadupak|ngagaplok|nyiksai|nonjoki|nempeleng|ngejotos|nggepuk|nyakar|ngludahin|ngeludahin|ngelempar\w*|melempar\w*|lempar|mbalang|mbanting|nyambit)"
)
_LOCK = r"(?:kunc|konc|kuncen|gembok|kurung|sekap|sekep|kerem|kerangkeng|krangkeng|pasung|kandang)"
_PLACE = (
    r"(?:kamar|rumah|gudang|mess|mes|imah|umah|omah|dalam|dlm|penampungan|apartemen|apartement|kosan|kos|toilet|ruko|kontrakan|"
    r"basement|asrama|lantai|dariluar|majikan|villa|hotel|kantor|tempat|sini|dieu|kene|kamp|camp|ruangan)"
)
_TAKEN = r"(?:diambil|dirampas|ilang diambil)"
_CHILD_AGE = r"(?:(?:umur|baru umur|masih umur) (?:[1-9]|1[0-7])|baru (?:[5-9]|1[0-7]) tahun|1[0-7] tahun|anak (?:saya )?[1-9] tahun|(?:kelas \d+ )?(?:masih )?(?:kelas \d+ )(?:smp|sma|smk|sd)|masih (?:smp|sma|smk|sd|sekolah|kecil|di bawah umur))"
_CARRIED = (
    r"(?:dibawa|diculik|dijual|diangkut|dijemput|dikirim|diberangkat\w*|diberangkatin|diterbang\w*|dipaksa|dipekerja\w*|dinikah\w*|"
    r"dibrangkatin|berangkat\w*|mangkat|ditampung|disuruh jual)"
)
_SOON = r"(?:malamini|hariini|sekarang|besok|lusa)"
_WEAPON = r"(?:golok|parang|pisau|bedog|pistol|senjata|bersenjata|celurit|clurit|samurai|peso|gobang|air keras|tembak|senapan|badik)"
_FAR = (
    r"(?:kamboja|myanmar|myawaddy|miawadi|laos|poipet|sihanoukville|bavet|kk park|filipina|thailand|malaysia|saudi|arab|riyadh|"
    r"jeddah|dubai|taiwan|hongkong|hong kong|korea|jepang|irak|suriah|libya|oman|qatar|kuwait|yordania|mesir|turki|luarnegeri|sana|"
    r"sini|dieu|ditu|kene|kana|sono|kono)"
)
_SCAM = r"(?:nipu|nipuin|menipu|scam|scammer|scaming|scamming|judi|judol|ngibul\w*|tipu|tipu2|love scam)"

RULES: tuple[Rule, ...] = (
    # Confinement
    Rule("A", "confinement", rf" {_VICTIM} {_GAP5}(?P<v>(?:di|ke|ter){_LOCK}{_W}) "),
    Rule("A", "confinement", rf" (?P<v>(?:di|ter){_LOCK}{_W}) {_GAP2}{_PLACE} "),
    Rule("A", "confinement", r" (?P<v>(?:di|ter)(?:sekap|sekep|kurung|kerem|kerangkeng|pasung|sandera|borgol|tawan|belenggu)\w*) "),
    Rule("A", "confinement", r" (?P<v>(?:ada|terjadi|korban) (?:penyekapan|sekap|penculikan)) "),
    Rule("A", "confinement", r" (?P<v>ngunci|ngonci|ngunciin|mengunci|nyekap|menyekap|ngurung|mengurung) (?:pintu )?(?:saya|anak|adik|istri|suami|"
                             r"kakak|teman|orang|perempuan|dariluar)"),
    Rule("A", "confinement", rf" (?:pintu|gerbang|kamar|jendela|rumah|teralis) {_GAP3}(?P<v>(?:di|ke|ter){_LOCK}{_W}) {_GAP2}"
                             r"(?:dariluar|trs|terus|dijaga\w*|tidak)"),
    Rule("A", "confinement", rf" (?:pintu|gerbang) {_GAP2}(?P<v>dijaga|dijagain) {_GAP1}(?:anjing|satpam|preman|orang|terus|ketat)"),
    Rule("A", "confinement", rf" keluar (?:\w+ )?tidak (?:bisa|boleh) (?:{_GAP2}(?:pintu|gerbang|di\w*) |kerja |[.] )?"),
    Rule("A", "confinement", r" (?:tidak|dilarang|tidak pernah|tanpa) (?:di)?(?:boleh|bisa boleh) "
                             rf"(?:saya |kami |buat |untuk |pada )?{_GAP1}keluar(?! (?:masuk )?(?:grup|group|negeri|negri|nya|dari grup|"
                             r"sebelum|uang|visa|kontrak|kota|lewat|suara|duit|gaji))"),
    Rule("A", "confinement", r" tidak (?:boleh|bisa) (?:turun|beranjak|(?:pergi )?(?:kemana|kemane|ka mana|ke mana|mana|ning endi|nang endi) (?:mana|mane|endi)) "),
    Rule("A", "confinement", rf" (?P<v>ditahan|diambil) {_GAP5}tidak (?:boleh|bisa) pulang "),
    Rule("A", "confinement", r" tidak (?:boleh|bisa) pulang (?:kalau|sebelum|sampai) (?:saya )?(?:belum |tidak )?(?:bayar|ganti|lunas|nebus|setor)"),
    Rule("A", "confinement", r" (?:dilarang|tidak diperbolehkan|tidak diperkenankan) keluar (?:rumah|kamar|mess|dari) "),
    Rule("A", "confinement", rf" tidak bisa (?:{_W} )?(?:keluar|kabur)(?! (?:grup|negeri|negri|dari (?:grup|aplikasi|menu|akun|wa)|uang|kota))"),
    Rule("A", "confinement", rf" (?P<v>dijaga\w*|diawasi\w*) {_GAP3}(?:tidak bisa|tidak boleh|preman|senjata|bersenjata|24 jam)"),
    Rule("A", "confinement", rf" {_VICTIM} {_GAP3}(?P<v>ditahan|diambil) {_GAP1}(?:di|ning|nang) (?:apartemen|penampungan|rumah|mess|gudang|"
                             rf"ruko|imah|umah|tempat|kosan|{_FAR}) "),
    Rule("A", "confinement", rf" (?P<v>(?:ter|ke|ka)(?:jebak|perangkap)) {_GAP2}(?:di|ning|ti) {_GAP1}(?:{_FAR}|{_PLACE}|{_PLACE}nya) "),
    Rule("A", "confinement", rf" (?:tidak bisa|gabisa|tidak berani|susah) (?:\w+ )?(?:ngomong|bicara|nelpon|ngobrol|suara) {_GAP3}"
                             r"(?:dia|mereka|majikan|didengar|denger|ketahuan|sebelah|dekat|deket|orangnya)", weighed=False),
    Rule("A", "confinement", r" jangan (?:balas|bales|ngomong|berisik|bunyi|keras) [^.?]{0,40}?(?:denger|dengar|ketahuan|kadenge|krungu)",
         weighed=False),
    Rule("A", "confinement", r" (?:sebelum|takut|nanti|bisi|keburu) ketahuan [^?]{0,40}?(?:tolong|cepat|cepet|buruan)", weighed=False),
    Rule("A", "confinement", r" (?:tolong|cepat|cepet|buruan) [^?]{0,40}?(?:sebelum|keburu|bisi|nanti) (?:ketahuan|dia|mereka|majikan)",
         weighed=False),
    Rule("A", "confinement", r" (?:jangan|tidak usah) nelpon [^.?]{0,40}?(?:ketahuan|bisi|ketauan|curiga|didengar|majikan)", weighed=False),
    Rule("A", "confinement", r" (?:ngetik|chatnya|ngetiknya|chatan) (?:\w+ ){0,2}(?:toilet|kolong|kamar mandi) ", weighed=False),
    Rule("A", "confinement", r" jangan (?:hubungi|kontak|telponin|chat) [^.?]{0,60}?(?:ketahuan|curiga|bisi)", weighed=False),
    Rule("A", "confinement", r" ngetik (?:sambil |dengan |ini |ieu )?(?:diam diam|diem diem|diam2|diem2|sembunyi|cicingeun|nyumput)",
         weighed=False),
    Rule("A", "confinement", rf" (?:dia|mereka|majikan|die|orangnya|manehna) {_GAP2}(?:di|neng|ning) (?:depan )?pintu "),
    # Violence and threats
    Rule("A", "violence", rf" {_BEATEN} "),
    Rule("A", "violence", rf" {_PERPETRATOR} {_GAP2}(?P<v>{_BEAT}{_W}) (?:saya|anak|istri|adik|kakak|suami|teman|dia|mulu|terus|trs|wae|bae|"
                          r"aye|pake|pakai|tiap|setiap|sampai|sampe|[.?]|tolong)"),
    Rule("A", "violence", rf" {_PERPETRATOR} {_GAP2}(?:suka|sering|selalu|tiap hari|sok|osok|seneng|demen|kerep|hobi) (?P<v>{_BEAT}{_W}) "),
    Rule("A", "violence", rf" (?P<v>{_BEAT}(?:in|i|an|kan)?) (?:ke |ka |piring |gelas |barang |batu )*(?:ke |ka )?(?:muka |badan |kepala |sirah |tangan |perut )?(?:jeung najong )?(?:saya|anak|adik|istri|suami|kakak|ibu|bapak|teman|"
                          r"keluarga|keponakan) "),
    Rule("A", "violence", rf" \w*anc[ae]m\w* {_GAP2}(?:mau|bakal|akan)? ?(?P<v>{_BEAT}|di{_HIT}|{_HIT}){_W} "),
    Rule("A", "violence", r" (?P<v>(?:diambil|dijual|ambil|jual) (?:ginjal|organ|hati saya)|dipaksa (?:aborsi|gugurin|menggugurkan|nyabu)|dibawa ke "
                          r"(?:hutan|tempat sepi|leuweung|alas)) "),
    Rule("A", "violence", rf" (?:mau|bakal|akan|takut|kalau|pasti|sampai|hampir|nyaris) (?P<v>di(?:tembak|bunuh|paehan|pateni|habisi|bacok|gorok)\w*) "),
    Rule("A", "violence", rf" (?P<v>minta (?:uang|duit|tebusan|transfer)) [^.?]{{0,40}}?(?:baru|supaya|biar|kalau mau) (?:di)?(?:lepas|bebas)\w*"),
    Rule("A", "violence", rf" {_GAP1}(?:\w*ancam\w*|\w*ancem\w*|\w*kejar|\w*ngejar|\w*todong\w*|nodong|jaga|penjaga\w*|dijaga\w*) [^.?]{{0,30}}?{_WEAPON}\w* "),
    Rule("A", "violence", rf" (?:nodong|ditodong) {_GAP1}{_WEAPON} "),
    Rule("A", "violence", r" (?P<v>nyawa (?:saya|kami|anak \w+|istri \w+) \w*ancam|(?<!tidak )(?:dalam|dlm) bahaya (?!sosial))"),
    Rule("A", "violence", rf" tidak {_GAP1}(?:boleh|diberi|dibere|diwei|diwehi|diweh|dikei|dipaparin|diparingi|dibagi|kebagian|dapet|dapat) "
                          rf"{_GAP1}(?:makan|minum|nasi)(?! (?:siang|babi))"),
    Rule("A", "violence", r" tidak (?:makan|dikasihmakan) (?:sudah )?(?:\d+|dua|tiga|empat|lima|telung|tilu) (?:hari|dina|poe)"),
    Rule("A", "violence", rf" majikan {_GAP2}masuk {_GAP1}kamar saya "),
    Rule("A", "violence", rf" (?P<v>dipaksa|disuruh) {_GAP2}(?:melayani|ngelayani\w*|layani\w*|ngeladenin|tidur sama|jual diri|ngelonte|telanjang|"
                          r"bugil|mesum|psk|pelacur|lc|nyabu|threesome|ngamar|buka baju)"),
    Rule("A", "violence", rf" (?P<v>dipaksa) {_GAP2}{_SCAM} "),
    Rule("A", "violence", rf" (?:saya|{_FAMILY}) {_GAP3}(?P<v>dijual|didol) (?!online)"),
    Rule("A", "violence", r" (?:anak|adik|keponakan|istri|perempuan|teman|kakak|smp|sma) [^.?]{0,60}? (?:padahal|ternyata|malah|jebule|taunya|"
                          r"horeng) (?P<v>dijual|didol|dijadi\w+) "),
    Rule("A", "violence", r" (?P<v>dijadi(?:kan|in|kn)|didadeken|dijieun) (?:\w+ )?(?:psk|pelacur|lonte|budak|anak seks|seks|pemuas|tahanan|sandera|"
                          r"kurir|lc|tawanan|jaminan|tumbal|pekerja seks)"),
    Rule("A", "violence", rf" {_PERPETRATOR} {_GAP2}(?:bawa|mawa|gawa|megang|pegang|nyekel|nggawa|ngeluarin|ngacungin|nyabut|make|pake) {_GAP1}"
                          rf"{_WEAPON} "),
    Rule("A", "violence", r" (?P<v>disebar\w*|nyebar\w*) (?:foto|video|poto) (?:bugil|telanjang|mesum|porno|saya)"),
    Rule("A", "violence", rf" (?:orang|anak|perempuan|tkw|pmi|tetangga|teman|gadis|bocah|bayi) {_GAP5}(?:teriak\w*|nangis|jerit\w*|bisik\w*) "
                          rf"{_GAP2}tolong "),
    Rule("A", "confinement", r" semua (?:pintu|gerbang|jendela) (?P<v>di\w+) "),
    Rule("A", "violence", rf" (?P<v>dijual) (?:ka|ke|sama|maning ning) {_GAP1}(?:perusahaan|majikan|mucikari|agen|tempat|bandar|company)"),
    Rule("A", "violence", r" (?P<v>minta tebusan|uang tebusan|ditebus) "),
    Rule("A", "violence", rf" (?:badan|tangan|muka|kepala|kepalanya|badannya|mukanya|sirah|mata|perut|raray) {_GAP3}(?:biru biru|lebam|memar|berdarah|getihan|babak belur|bonyok|bocor|penuh luka|luka luka|lecet) (?!abis jatuh|jatuh|habis jatuh|karena jatuh|gara gara jatuh)"),
    Rule("A", "violence", r" (?P<v>(?:korban|ada|terjadi|kena) (?:penyiksaan|pemerkosaan|perkosaan|penganiayaan|kdrt)) "),
    # Suicide
    Rule("A", "suicide", r" (?P<v>bunuh diri|gantung diri|nggantung (?:awak|diri)|ngagantung maneh|ngendat|nglalu|gantung maneh)"),
    Rule("A", "suicide", rf" (?P<v>(?:mau|mending|lebih baik|mau rasa\w*) (?:saya )?(?:mati|maot))(?! (?:lampu|listrik|gaya|ketawa|matian|nanti|"
                         r"baterai|batre|penasaran))"),
    Rule("A", "suicide", rf" (?P<v>\w*akhiri (?:semua\w*|{_GAP1}hidup\w*)|nyudahin hidup|nyusul (?:almarhum\w*|mendiang|ibu aja|bapak aja)|maehan maneh|mateni awak|bunuh saya aja|pergi (?:selamanya|untuk selamanya)) "),
    Rule("A", "suicide", r" (?:mau|hampir|sudah siap) (?P<v>loncat|lompat|terjun|luncat) (?!kelas|ke|karir|pagar|dari (?:pt|kerja))"),
    Rule("A", "suicide", r" (?P<v>(?:nabrakin|nabrak|tabrakin|tabrakkan|nyebur|nenggelamin|nyilet|nyakitin) (?:diri|awak|ke (?:kereta|truk|laut))|"
                         r"minum obat nyamuk|overdosis) "),
    Rule("A", "suicide", r" (?P<v>tali (?:buat|untuk|kanggo|keur) (?:gantung|nggantung)|(?:nelen|minum|nenggak) (?:obat|pil) (?:banyak|sebotol|semua)|"
                         r"(?:nyayat|iris|potong) (?:nadi|pergelangan|urat)|silet (?:nadi|tangan)) "),
    Rule("A", "suicide", r" (?P<v>tidak (?:ada|aya|ana) (?:gunanya|guna|artinya|gunane|gunana) (?:lagi )?(?:saya )?hidup|hidup (?:saya )?"
                         r"(?:sudah )?tidak (?:ada|aya|ana) (?:guna|arti)\w*) "),
    Rule("A", "suicide", r" (?P<v>(?:loncat|lompat|terjun|luncat|mencolot) (?:dari|ti|sing) (?:lantai|gedung|atap|balkon|jendela|lt|apartemen|jembatan|luhur))"),
    Rule("A", "suicide", r" (?P<v>minum (?:racun|baygon|potas|pembersih)|nginum racun|ngombe racun) "),
    Rule("A", "suicide", rf" (?P<v>tidak (?:\w+ )?(?:kuat|mau|ingin|pengen|betah) {_GAP1}hidup) (?!di (?:kampung|desa|kota))"),
    Rule("A", "suicide", r" (?P<v>(?:capek|cape|lelah|bosen|bosan) hidup) (?:lagi|begini|kayak|saya|rasanya|[.?])"),
    # Children
    Rule("A", "child", rf" (?:anak|keponakan) {_GAP3}(?P<v>diculik|dijual|dibawa (?:kabur|lari|paksa|pergi (?:sama|ku|orang|calo)|calo|majikan|orang|sama (?:orang|"
                       r"majikan)|ku (?:majikan|orang))|diambil (?:sama |paksa )?(?:majikan|orang|paksa))"),
    Rule("A", "child", rf" {_CHILD_AGE} {_GAP5}(?P<v>{_CARRIED}) {_GAP3}(?:{_SOON}|majikan|kafe|cafe|karaoke|tetangga|paksa|kerja|orang|ka|ke|ning|mobil|sama|pergi|perekrut)"),
    Rule("A", "child", rf" anak (?:\w+ )?(?:di ?bawah umur|kecil|leutik|cilik|smp|sma|sd) {_GAP5}(?P<v>{_CARRIED}|dikumpul\w*|dipekerja\w*) "),
    Rule("A", "child", rf" (?:anak|bocah|remaja) [^.?]{{0,50}}?(?P<v>dikumpul\w*) [^.?]{{0,50}}?(?:{_SOON}|dibawa|dikirim)"),
    Rule("A", "child", rf" (?P<v>{_CARRIED}) {_GAP5}{_CHILD_AGE} "),
    Rule("A", "child", r" (?P<v>diculik) "),
    Rule("A", "child", rf" {_SOON} [^?]{{0,40}}?anak anak (?:yang |yg )?(?:mau )?(?P<v>{_CARRIED}) "),
    # Forced or hidden departure
    Rule("A", "departure", r" (?P<v>(?:dijemput|dibawa|diangkut|diterbang\w+|diberangkat\w+|dikirim|ditarik|dinaikin|naik \w+|jemput|bawa) "
                           r"(?:secara )?paksa) "),
    Rule("A", "departure", r" (?P<v>dipaksa) (?:\w+ )?(?:berangkat|brangkat|brgkt|indit|mangkat|terbang|naik|ikut|pergi|jalan|masuk|miang|milu|melu)"),
    Rule("A", "departure", rf" (?:bawa|maksa|paksa|jemput|jemputin|angkut|mawa|nggawa) (?:saya|anak|istri|adik|kakak|teman) {_GAP1}(?:paksa|naik (?:mobil|kapal|motor|bus|pesawat|perahu|speedboat|boat) )"),
    Rule("A", "departure", rf" (?:saya|{_FAMILY}) {_GAP3}(?P<v>diseret|ditarik|didorong|dimasukin|diseret seret) {_GAP2}(?:mobil|kapal|bus|motor|perahu|pesawat)"),
    Rule("A", "departure", rf" {_FAMILY} {_GAP5}(?P<v>dibawa|diambil) (?:sama |ku |kabur |lari )*(?:orang (?:tidak|asing|yang tidak)|kabur|lari|paksa|majikan) "),
    Rule("A", "departure", rf" (?:digedor|gedor|maksa|nyeret|ngepung|dikepung|narik)\w* [^?]{{0,50}}?(?:bawa|jemput|ambil|angkut) (?:saya|anak|istri|adik)"),
    Rule("A", "departure", rf" (?:tidak mau|embung|emoh) (?:berangkat|indit|mangkat|ikut|pergi) {_GAP3}(?:dipaksa|dijemput|sudah jemput|travel)"),
    Rule("A", "departure", rf" (?:banyak|belasan|puluhan|rombongan|\d+|beberapa) {_GAP1}(?:perempuan|orang|anak|gadis) [^.?]{{0,60}}?"
                           rf"(?:{_SOON} [^.?]{{0,30}}?(?:diberangkat|dikirim|diangkut|dibawa|diterbang)|(?:diberangkat|dikirim|diangkut|"
                           rf"dibawa|diterbang)\w* {_GAP2}{_SOON})"),
    # Papers and telephone taken together
    Rule("A", "withheld", rf" paspor {_GAP5}hp {_GAP3}(?P<v>{_TAKEN}) "),
    Rule("A", "withheld", rf" hp {_GAP5}paspor {_GAP3}(?P<v>{_TAKEN}) "),
    Rule("A", "withheld", rf" (?:hp|paspor) {_GAP1}(?P<v>{_TAKEN}) {_GAP2}(?:hp|paspor) {_GAP1}(?:juga |{_TAKEN})"),
    Rule("A", "withheld", rf"^(?=.* (?:paspor|hp) [^.?]{{0,40}}?{_TAKEN} )(?=.* tidak (?:bisa |boleh )+(?:\w+ )?(?:pulang|keluar|kabur) )"
                          r"(?=.* saya |.* anak |.* istri |.* adik )"),
    Rule("A", "withheld", r"^(?=.* tidak (?:boleh|bisa) (?:me)?(?:pegang|megang|pakai|pake|bawa|punya|nyekel|nyepeng) hp )"
                          r"(?=.* tidak (?:bisa |boleh )+(?:\w+ )?(?:pulang|keluar|kabur) )"),
    # In flight, stranded, asking to be got out
    Rule("A", "abroad", r" (?P<v>dikejar\w*) (?:\w+ )?(?:majikan|orang|preman|sama|pake|polisi|terus|mereka) "),
    Rule("A", "abroad", rf" (?:kabur|majikan|saya|kami) {_GAP5}(?P<v>sembunyi) (?!utang|dari utang|dari bank)"),
    Rule("A", "abroad", r" (?:selamatkan|selametin|selamatin|nyalametkeun|salametkeun|slametaken|slametna|slametake|bebasin|bebaskan|"
                        r"lepasin|keluarin|kaluarkeun|metokna|jemputin|evakuasi) (?:\w+ )?(?:saya|anak|istri|adik|kakak|suami|teman|dari "
                        r"(?:sini|tempat)|ti (?:dieu|ditu)|sing kene|nyawa|pak)", weighed=False),
    Rule("A", "abroad", r" minta (?:tolong )?(?:di(?:selamat|bebas|evakuasi|keluar)\w*|diselametin|diselamatin) ", weighed=False),
    Rule("A", "abroad", r" (?:kapal|perahu|boat|speedboat|sampan|speed) [^.?]{0,40}?(?P<v>tenggelam|karam|bocor|terbalik|kebalik|terombang\w*)"),
    Rule("A", "abroad", rf" tolong {_GAP3}(?:selamatkan|selametin|selamatin|nyalametkeun|salametkeun|slametaken|bebasin|keluarin|jemput saya|evakuasi) ",
         weighed=False),
    Rule("A", "abroad", rf" (?:kamboja|myanmar|myawaddy|laos|poipet|kk park) [^.?]{{0,50}}?(?:tidak (?:bisa|boleh) pulang|{_SCAM} "
                        r"(?:tidak|terus|kalau))"),
    # Perhaps
    Rule("B", "withheld", rf" (?:paspor|hp) {_GAP2}(?P<v>{_TAKEN}) (?!(?:maling|copet|jambret|di kantor|di imigrasi|imigrasi|polisi|sendiri|siapa|kapan|mana|jam))"),
    Rule("B", "abroad", r" tidak (?:ada|aya|ana) (?:kabar\w*|berita\w*|wartana)|(?P<v>hilang kontak|lost contact|lost kontak|putus kontak|"
                        r"ilang kontak)"),
    Rule("B", "abroad", rf" {_FAMILY} {_GAP5}(?P<v>tidak bisa dihubungi|terlantar|ditelantar\w*|diusir|pingsan)"),
    Rule("B", "abroad", r" (?:saya|kami) (?:\w+ )?(?P<v>terlantar|ditelantar\w*|diusir|dibuang|ditinggal di)"),
    Rule("B", "confinement", r" tidak boleh (?:nelpon|hubungi|ngehubungin|kontak|ngontak|menghubungi) (?:keluarga|siapa|orang)"),
    Rule("B", "violence", r" (?:kerja paksa|kerja rodi|perbudakan|diapa apain) "),
    Rule("B", "abroad", r" (?P<v>(?:kabur|lari) (?:dari|ti|sing|saka) (?:rumah )?(?:majikan|mess|penampungan|pabrik|perusahaan|pt))"),
    Rule("B", "abroad", r" (?<!takut )gaji\w* tidak (?:dibayar|dikasih|boleh|turun|keluar)|tidak (?:di)?gaji "),
    Rule("B", "abroad", r" sakit [^.?]{0,25}?tidak (?:dibawa|diobat\w*|boleh|berobat|ke)"),
    Rule("B", "confinement", r" (?P<v>tidak (?:bisa|boleh|kunjung) pulang|tidak pulang pulang|tidak pulang (?:ku|sama) |pulang tidak boleh|"
                             r"tidak boleh sama pt|(?:ditahan|diambil) tidak pulang)"),
    Rule("B", "confinement", rf" {_FAMILY} (?:saya )?{_GAP1}(?P<v>ditahan|diambil) (?!darah|sampel|foto|raport|imigrasi)"),
    Rule("B", "confinement", r" mau pulang (?:tapi |tp |malah )?(?:tidak (?:boleh|bisa|dikasih)|ditahan|dilarang) "),
    Rule("B", "violence", r" (?P<v>di(?:ancam|ancem|intimidasi|peras|teror)\w*|ngancam\w*|ngancem\w*|mengancam\w*) "),
    Rule("B", "departure", rf" (?:perempuan|cewe2nya|cewenya|gadis|anak) {_GAP5}(?:diberangkat\w*|dibrangkat\w*|dikirim\w*|diangkut) "),
    Rule("B", "departure", rf" (?P<v>dipaksa) (?:nikah|kawin|kerja|lembur|{_W} kerja)"),
    Rule("B", "abroad", rf" (?P<v>disuruh) {_GAP2}{_SCAM} "),
    Rule("B", "abroad", rf" di (?:myawaddy|kamboja|myanmar|laos|poipet|kk park) [^.?]{{0,40}}?pulang "),
    Rule("B", "abroad", r" (?:saya|kami) (?:tidak|merasa tidak|rasanya tidak) aman "),
    Rule("B", "abroad", r" nangis {0,1}[^.?]{0,40}?pulang "),
    Rule("B", "abroad", r"^ (?:saya )?takut (?:banget|pisan|sekali|bgt|pak|bu|saya|nih|nemen|[.?] )*$", weighed=False),
    Rule("B", "abroad", r"^ (?:saya )?takut (?:banget|pisan|sekali|bgt|nih|nemen)", weighed=False),
    Rule("B", "abroad", r" takut (?:sama |karo |ka |ke )?(?:majikan|dia|mereka) "),
    Rule("B", "abroad", r" (?:ini darurat|gawat|urgent|genting|keadaan darurat) (?!berapa|nomor)", weighed=False),
    Rule("B", "departure", r" (?:mereka|dia|majikan) (?:mau|sudah|akan) (?:bawa|jemput|ambil|angkut) (?:saya|anak|istri|adik) "),
    Rule("B", "abroad", r" tolong (?:cepat|cepet|segera|buruan|sekarang|gancang|age|enggal|darurat) (?!di|bales|balas|respon|kirim|info|jawab)|(?:cepat|cepet|segera|buruan) tolong "),
    Rule("B", "abroad", r"^ (?:saya |minta |njaluk |menta |mohon |please )*(?:tolong|help|sos|s o s|help me|mayday) (?:(?:saya|pak|bu|min|bang|kak|"
                        r"please|dong|segera|cepat|cepet|banget|kami|me|tolong|sekarang|minta|[.?]) )*$", weighed=False),
)  # fmt: skip

# Words that prove nothing alone. One of the first set with one of the second, in a message that asks nothing, is
# enough to ask whether somebody is in danger; so are three notions of any set.
_DISTRESS: tuple[str, ...] = (
    r"takut|ketahuan|curiga|panik|gemeter|trauma|ngeri|sedih",
    r"maksa|\w*paksa|paksain|diseret|\w*gereb[eg]k|ditarik|disuruh",
    r"sembunyi|bisik\w*|diam diam|diem diem|numpang hp|pinjem hp|pinjam hp|kolong",
    r"luka\w*|\w*darah|lebam|memar|nangis|menangis|sakit|lemes|lemas|pingsan|kelaparan|bengkak|\w*siksa\w*|trauma|\w*pukul(?:i|in|an)?",
)
_TROUBLE: tuple[str, ...] = (
    r"dijaga\w*|penjaga\w*|preman|sindikat|bandar|mafia|centeng|mucikari|gedung|kamp",
    r"tolong|bantuan|polisi|selamat\w*|darurat|lacak",
    r"kabur|melarikan|mlayu|terjebak",
    r"malamini|segera|cepat|cepet|buruan",
)


@cache
def compiled() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """The rules with their patterns ready, A before B."""
    return tuple((rule, re.compile(rule.pattern)) for rule in RULES)


@cache
def distress() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    """The two sets of weak signs, ready: distress itself, and trouble around it."""
    return tuple(re.compile(rf" (?:{words}) ") for words in _DISTRESS), tuple(re.compile(rf" (?:{words}) ") for words in _TROUBLE)
