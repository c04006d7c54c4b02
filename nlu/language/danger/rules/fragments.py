"""Parts that the rules of danger are made of, on folded text: victims, deeds, places, weapons."""

from __future__ import annotations

GAP1, GAP2, GAP3, GAP5 = (rf"(?:[^ .?]+ ){{0,{n}}}" for n in (1, 2, 3, 5))
W = r"[^ .?]*"
FAMILY = (
    r"(?:anak|adik|istri|suami|kakak|keponakan|teman|orang|perempuan|mereka|dia|die|ibu|bapak|emak|mamah|"
    r"sodara|saudara|tetangga|"
    r"pacar|sepupu|bibi|tante|pembantu|pmi|tki|tkw|korban|warga|penumpang|remaja|nenek|mantu|ibunya|maneh|"
    r"siswi|santri|keluarga|ipar|pembantunya|kami)"
)
VICTIM = rf"(?:saya|{FAMILY})"
PERPETRATOR = (
    r"(?:majikan|mereka|dia|die|suami|preman|penjaga|satpam|orang|oknum|debt|penyalur|pihak|pt|polisi|"
    r"perekrut|centeng|geng)"
)
HIT = (
    r"(?:pukul|gebug|gebuk|hajar|tampar|tampol|tabok|tendang|tonjok|jotos|siksa|aniaya|kaniaya|setrum|"
    r"setrika|sundut|sulut|cekik|"
    r"bacok|tusuk|todong|injak|injek|seret|jambak|banting|perkosa|leceh|cabul|keplak|kampleng|antem|gepuk|"
    r"takol|teunggeul|cabok|"
    r"talapung|tajong|gaplok|jejek|cambuk|pecut|rogol|gampar|bentur|tempeleng|gilir|bantai|paehan|bunuh|"
    r"pateni|habisi|abisin|"
    r"gorok|kadek|siram air|perkosa|tampiling|pentung|kepruk|sambuk|bakar|strum|cambok|tunyuk|tembak|dor|"
    r"sandera|borgol|ikat|iket|rantai|keroyok|siram|grepe|grayang|raba|gerayang|tiduri|tidurin|gagahi|"
    r"telanjangi|gunduli|mutilasi|gampol|gibeng|geplak|tempiling|cakar|tinju|bogem|remes|culik|sergap|kubur|"
    r"gebok|timpuk|lempari|kroyok|hantam|siksani|sawat|balang|tumbuk|gitik|sepak|geprak|peuncit|beuleum|"
    r"bekep|bekap|bius|cecar|pisuhi|tusbol|jedot|jedug|tawan|belenggu|siksani)"
)
NO_DEED = (
    r"(?!\S* (?:rata|rindu|kenyataan|ombak|jarum|biaya|harga|tugas|batin|macet|corona|covid|sepi|"
    r"kangen|utang|cobaan))"
)
BEATEN = rf"(?P<v>di(?:pun )?{HIT}{NO_DEED}{W})"
BEAT = (
    r"(?:(?:me)?mukul|memukul|nampar|menampar|nyiksa|menyiksa|nendang|menendang|nganiaya|menganiaya|"
    r"ng?ge?bu[gk]|ngegebu[gk]|nonjok|nabok|"
    r"merkosa|memperkosa|perkosa|melecehkan|ngelecehin|nyetrum|menyetrum|nyekik|mencekik|nakol|nyabok|"
    r"ngeplak|ngantem|nusuk|ngebacok|membacok|"
    r"nodong|menodong|ngurung|mengurung|nyekap|menyekap|ngunci|ngonci|mengunci|gebuk|gebug|nyiram|menyiram|"
    r"n?ge?jambak|menjambak|nyeret|"
    r"menyeret|pukul|megang megang|megang2|megangin|ngeraba|meraba|ngegrepe|ngegrayang|menggerayang|nidurin|"
    r"meniduri|nyundut|nyambuk|"
    r"mencambuk|nembak|menembak|ngeroyok|mengeroyok|ngikat|mengikat|ngiket|ngeborgol|memborgol|nyulik|"
    r"menculik|ngehajar|menghajar|"
    r"ngebanting|membanting|ngegampar|nggampar|menggampar|ngebunuh|membunuh|bunuh|maehan|mateni|habisin|"
    r"ngehabisin|menghabisi|ngabisin|"
    r"ngebakar|nyetrika|nyandera|menyandera|nyekek|neunggeul|nalapung|nyabet|nyiksaan|ngajual|ngejual|"
    r"menjual|ngedol|nampol|ngagebug|nampiling|najong|nyepak|ngadupak|ngagaplok|nyiksai|nonjoki|nempeleng|"
    r"ngejotos|nggepuk|nyakar|ngludahin|ngeludahin|ngelempar\w*|melempar\w*|lempar|mbalang|mbanting|nyambit)"
)
LOCK = r"(?:kunc|konc|kuncen|gembok|kurung|sekap|sekep|kerem|kerangkeng|krangkeng|pasung|kandang)"
PLACE = (
    r"(?:kamar|rumah|gudang|mess|mes|imah|umah|omah|dalam|dlm|penampungan|apartemen|apartement|kosan|kos|"
    r"toilet|ruko|kontrakan|"
    r"basement|asrama|lantai|dariluar|majikan|villa|hotel|kantor|tempat|sini|dieu|kene|kamp|camp|ruangan)"
)
TAKEN = r"(?:diambil|dirampas|ilang diambil)"
CHILD_AGE = (
    r"(?:(?:umur|baru umur|masih umur) (?:[1-9]|1[0-7])|baru (?:[5-9]|1[0-7]) tahun|1[0-7] tahun|"
    r"anak (?:saya )?[1-9] tahun|(?:kelas \d+ )?(?:masih )?(?:kelas \d+ )(?:smp|sma|smk|sd)|masih "
    r"(?:smp|sma|smk|sd|sekolah|kecil|di bawah umur))"
)
CARRIED = (
    r"(?:dibawa|diculik|dijual|diangkut|dijemput|dikirim|diberangkat\w*|diberangkatin|diterbang\w*|dipaksa|"
    r"dipekerja\w*|dinikah\w*|"
    r"dibrangkatin|berangkat\w*|mangkat|ditampung|disuruh jual)"
)
SOON = r"(?:malamini|hariini|sekarang|besok|lusa)"
WEAPON = (
    r"(?:golok|parang|pisau|bedog|pistol|senjata|bersenjata|celurit|clurit|samurai|peso|gobang|air "
    r"keras|tembak|senapan|badik)"
)
FAR = (
    r"(?:kamboja|myanmar|myawaddy|miawadi|laos|poipet|sihanoukville|bavet|kk park|filipina|thailand|malaysia|"
    r"saudi|arab|riyadh|"
    r"jeddah|dubai|taiwan|hongkong|hong kong|korea|jepang|irak|suriah|libya|oman|qatar|kuwait|yordania|mesir|"
    r"turki|luarnegeri|sana|"
    r"sini|dieu|ditu|kene|kana|sono|kono)"
)
SCAM = r"(?:nipu|nipuin|menipu|scam|scammer|scaming|scamming|judi|judol|ngibul\w*|tipu|tipu2|love scam)"
