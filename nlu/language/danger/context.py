"""What makes danger words harmless: a question in general, something denied, something long over, a film."""

from __future__ import annotations

import re

_IF = re.compile(r" kalau ")
_QUESTION = re.compile(
    r" (?:bagaimana|gimana|gmn|pegimane|begimane|kumaha|kepriwe|kepripun|kepremen|piye|harus|kudu|mesti|apa|"
    r"apakah|apaan|naon|berapa|brp|"
    r"berape|pira|sabaraha|kemana|kemane|kmana|dimana|dmn|kmn|kamana|siapa|saha|sapa|hubungi|bolehkah|"
    r"bisakah|wajar|normal|ngapain|lapor kemana|endi|mana|nomor|"
    r"nomer|cara|carane|carana|boleh (?:tidak|apa)|bisa tidak|bener tidak|benar tidak|kena|\?) "
)
_IN_GENERAL = re.compile(
    r" (?:hukum\w*|pasal\w*|pidana\w*|sanksi\w*|penjara|artinya|arti|definisi|ciri\w*|contoh\w*|bedanya|beda|"
    r"termasuk|skripsi|"
    r"wawancara|relawan|sosialisasi|penelitian|klaim|santunan|asuransi|undang undang|uu|biar tidak|supaya "
    r"tidak|agar tidak|ben tidak|"
    r"apa itu|apa sih|dosa|mencegah|pencegahan|menghindari|terhindar|kelanjutannya|nasib|modus\w*) "
)
_OWN = re.compile(
    r" (?:saya|anak|istri|suami|adik|kakak|keponakan|teman|ibu|bapak|emak|mamah|tetangga|saudara|sodara|"
    r"pacar|tolong|sepupu|bibi) "
)
_NEWS = re.compile(
    r" (?:berita|film|pilem|sinetron|nonton|drama|viral|tiktok|youtube|yutub|tv|podcast|novel|wkwk\w*|"
    r"hehe\w*|lagu|mimpi|game) "
)
_HEARSAY = re.compile(
    r" (?:katanya|katane|cenah|jare|jarene|konon|gosip\w*|kabarnya|denger denger|dengar "
    r"dengar|saya dengar|saya denger|dengar ada) "
)
_IS_IT_TRUE = re.compile(r" (?:terhindar|hindari|bener|benar|beneran|betul|bener tidak|hoax|hoaks)\b")
_LONG_AGO = re.compile(
    r" (?:dulu|dulunya|dl|dlu|baheula|bareto|mbiyen|biyen|bengen|tahun (?:lalu|kemarin|kamari|wingi|"
    r"kepungkur)|waktu itu|pernah|kungsi|bekas|"
    r"zaman dulu|bertahun tahun lalu) "
)
_OVER = re.compile(
    r" (?:(?:sudah|alhamdulillah|syukur|untung\w*) (?:\w+ ){0,3}(?:pulang|bebas|selamat|diselamatkan|aman|"
    r"sembuh|rumah|imah|umah|omah|kampung|desa|indonesia|ketemu|"
    r"ditemukan|selesai|damai|membaik|tenang)|(?:sekarang|sudah) (?:sudah |mah |mah sudah )?(?:aman|pulang|"
    r"bebas|selamat|sembuh|sudah di imah))"
)
_STILL = re.compile(r" (?:masih|sampai sekarang|tapi masih|terus|trs|tolong|keneh|esih|malamini) ")
_GLAD = re.compile(
    r" (?:alhamdulillah|syukur|makasih|terima kasih|hatur nuhun|matur|dulu|baheula|mbiyen|"
    r"bengen|bekas|pernah|kungsi|kemarin) "
)
_DENIED = re.compile(
    r" (?:tidak|belum|bukan|tanpa)(?: (?:pernah|bisa|sampai|sampe|sempat|sedang|lagi|akan|ada|aya|ana|yang|"
    r"yg|nu|sing|di|merasa|saya|kena|ade))*"
    r"(?: (?:dipukul|diancam|dikurung|dikunci|digebug\w*) (?:atau|maupun|dan))? $"
)
# Things are locked, die and run low, too.
_THING = re.compile(
    r" (?:kantor\w*|toko|loket|warung|hp|akun|akunnya|batre\w*|baterai\w*|bateray|lampu|lampune|listrik|"
    r"layar|aplikasi|wa|motor|mesin|sinyal|kartu|visa|jkn|bpjs|pulsa|"
    r"kuota|ktp|paspor|ayam|kambing|laptop|tv|tanda|kontak|pola|password|email|sandi) (?:\w+ ){0,2}$"
)
_IN_A_CAGE = re.compile(r" (?:ayam|kambing|burung|kucing|sapi|tanda) (?:\w+ )?$")
_GOODS = re.compile(
    r" (?:motor|sawah|tanah|rumah|emas|mobil|kebun|kebon|perhiasan|barang|sapi|kambing) "
    r"(?:\w+ ){0,3}$"
)
# "apakah boleh anak … dibawa" asks for leave; "asrama tidak boleh keluar lewat jam 9" is a house rule.
_ASKS_LEAVE = re.compile(r" (?:apakah|bolehkah|bisakah|boleh tidak|apa boleh|boleh(?= bawa)) ")
_HOUSE_RULES = re.compile(
    r" (?:peraturan\w*|aturan\w*|karantina|opp|blk|orang tua|orangtua|bapak|ibu saya|suami tidak|sama suami|"
    r"asrama|pesantren|pondok|kost) "
)
_ASKS_FIRST = re.compile(
    r" (?:\w+ )?(?:kenapa|knp|berapa|brp|gimana|gmn|bagaimana|apa|apakah|siapa|kok|cerita|nomor|nomer|kunaon|"
    r"naha|kepriwe|kumaha|hukuman\w*) "
)
_HARMLESS_REASON = re.compile(r" (?:karena|soalnya|gara gara) (?:hujan|banjir|macet|sakit|ban|lembur|covid|puasa) ")
_MAY_BE_USUAL = re.compile(r" (?:boleh (?:\w+ )?tidak|wajar|normal|katanya|aturan\w*|sendiri) ")
_USUALLY = re.compile(r" (?:rawan|sering|suka|banyak yang|banyak|kebanyakan|biasanya|bisa) (?:yang )?$")
_SHUT_IN = re.compile(r"(?:di|ter)(?:kurung|sek[ae]p|kerem|sandera|borgol)")
_MORTAL = ("suicide", "confinement")


def weighed(folded: str, deed: int, kind: str, tier: str) -> str | None:
    """The tier that is left of a match whose deed stands at `deed`: "A", "B" or None."""
    sentence = max(folded.rfind(".", 0, deed), folded.rfind("?", 0, deed)) + 1
    before = folded[max(sentence, deed - 80) : deed]
    before = before if before.endswith(" ") else before + " "
    if _DENIED.search(before) or _NEWS.search(folded):
        return None
    if kind in _MORTAL and (_IN_A_CAGE if _SHUT_IN.match(folded, deed) else _THING).search(before):
        return None
    if folded.startswith(("dijual", "didol"), deed) and _GOODS.search(before):
        return None
    own = _OWN.search(folded) is not None
    question = _QUESTION.search(folded) is not None
    asked_if = _IF.search(folded[sentence : deed + 1])
    if asked_if and question:
        return "B" if own and " saya di" in folded[sentence : deed + 4] else None
    if asked_if and folded[sentence:deed].strip() == "kalau":
        return "B" if own else None
    if _ASKS_LEAVE.search(before) and " saya di" not in folded[sentence : deed + 4]:
        return None
    if kind == "confinement" and _HARMLESS_REASON.search(folded):
        return None
    if kind == "confinement" and "keluar" in folded[deed : deed + 60] and _HOUSE_RULES.search(folded):
        return "B" if own and tier == "A" else None
    if not own and (_ASKS_FIRST.match(folded) or _USUALLY.search(before)):
        return None
    if kind == "withheld" and _MAY_BE_USUAL.search(folded):
        return None
    if _IN_GENERAL.search(folded) and (not own or " korban " in folded):
        return None
    if _HEARSAY.search(folded) and _IS_IT_TRUE.search(folded):
        return None
    if _OVER.search(folded) and _GLAD.search(folded):
        return "B" if re.search(r" (?:masih|sampai sekarang|esih|keneh) ", folded) else None
    if _LONG_AGO.search(folded[sentence : deed + 1]) and not _STILL.search(folded):
        return "B" if own and tier == "A" else None
    return tier


def asks_or_tells_of_others(folded: str) -> bool:
    """Whether a message asks, speaks in general, tells of a film, or of what is over: weak signs mean nothing in it."""
    patterns = (_QUESTION, _IN_GENERAL, _NEWS, _IF, _OVER, _HEARSAY)
    return not _OWN.search(folded) or any(pattern.search(folded) for pattern in patterns)
