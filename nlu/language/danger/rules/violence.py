"""Beaten, abused, starved, sold, threatened with death."""

from __future__ import annotations

from nlu.language.danger.rules.fragments import (
    BEAT,
    BEATEN,
    FAMILY,
    GAP1,
    GAP2,
    GAP3,
    GAP5,
    HIT,
    PERPETRATOR,
    SCAM,
    WEAPON,
    W,
)
from nlu.language.danger.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule("A", "violence", r" (?P<v>teriak\w* (?:teriak )?(?:minta |menta |njaluk )?tolong) "),
    Rule(
        "A",
        "violence",
        rf" {PERPETRATOR} {GAP2}(?:mau|bakal|akan) (?P<v>potong|motong|cincang|matahin|patahin|mecahin) "
        r"(?:tangan|kaki|leher|jari|kepala|lidah)",
    ),
    Rule("A", "violence", rf" {BEATEN} "),
    Rule(
        "A",
        "violence",
        rf" {PERPETRATOR} {GAP2}(?P<v>{BEAT}{W}) (?:saya|anak|istri|adik|kakak|suami|"
        rf"teman|dia|mulu|terus|trs|wae|bae|"
        r"aye|pake|pakai|tiap|setiap|sampai|sampe|[.?]|tolong)",
    ),
    Rule(
        "A",
        "violence",
        rf" {PERPETRATOR} {GAP2}(?:suka|sering|selalu|tiap hari|sok|osok|seneng|demen|"
        rf"kerep|hobi) (?P<v>{BEAT}{W}) ",
    ),
    Rule(
        "A",
        "violence",
        rf" (?P<v>{BEAT}(?:in|i|an|kan)?) (?:ke |ka |piring |gelas |barang |batu )*(?:ke |"
        rf"ka )?(?:muka |badan |kepala |sirah |tangan |perut )?(?:jeung najong )?(?:saya|"
        rf"anak|adik|istri|suami|kakak|ibu|bapak|teman|"
        r"keluarga|keponakan) ",
    ),
    Rule("A", "violence", rf" \w*anc[ae]m\w* {GAP2}(?:mau|bakal|akan)? ?(?P<v>{BEAT}|di{HIT}|{HIT}){W} "),
    Rule(
        "A",
        "violence",
        r" (?P<v>(?:diambil|dijual|ambil|jual) (?:ginjal|organ|hati saya)|dipaksa "
        r"(?:aborsi|gugurin|menggugurkan|nyabu)|dibawa ke "
        r"(?:hutan|tempat sepi|leuweung|alas)) ",
    ),
    Rule(
        "A",
        "violence",
        r" (?:mau|bakal|akan|takut|kalau|pasti|sampai|hampir|nyaris) (?P<v>di(?:tembak|"
        r"bunuh|paehan|pateni|habisi|bacok|gorok)\w*) ",
    ),
    Rule(
        "A",
        "violence",
        r" (?P<v>minta (?:uang|duit|tebusan|transfer)) [^.?]{0,40}?(?:baru|supaya|biar|"
        r"kalau mau) (?:di)?(?:lepas|bebas)\w*",
    ),
    Rule(
        "A",
        "violence",
        rf" {GAP1}(?:\w*ancam\w*|\w*ancem\w*|\w*kejar|\w*ngejar|\w*todong\w*|nodong|jaga|"
        rf"penjaga\w*|dijaga\w*) [^.?]{{0,30}}?{WEAPON}\w* ",
    ),
    Rule("A", "violence", rf" (?:nodong|ditodong) {GAP1}{WEAPON} "),
    Rule(
        "A",
        "violence",
        r" (?P<v>nyawa (?:saya|kami|anak \w+|istri \w+) \w*ancam|(?<!tidak )(?:dalam|dlm) "
        r"bahaya (?!sosial))",
    ),
    Rule(
        "A",
        "violence",
        rf" tidak {GAP1}(?:boleh|diberi|dibere|diwei|diwehi|diweh|dikei|dipaparin|"
        rf"diparingi|dibagi|kebagian|dapet|dapat) "
        rf"{GAP1}(?:makan|minum|nasi)(?! (?:siang|babi))",
    ),
    Rule(
        "A",
        "violence",
        r" tidak (?:makan|dikasihmakan) (?:sudah )?(?:\d+|dua|tiga|empat|lima|telung|tilu) "
        r"(?:hari|dina|poe)",
    ),
    Rule("A", "violence", rf" majikan {GAP2}masuk {GAP1}kamar saya "),
    Rule(
        "A",
        "violence",
        rf" (?P<v>dipaksa|disuruh) {GAP2}(?:melayani|ngelayani\w*|layani\w*|ngeladenin|"
        rf"tidur sama|jual diri|ngelonte|telanjang|"
        r"bugil|mesum|psk|pelacur|lc|nyabu|threesome|ngamar|buka baju)",
    ),
    Rule("A", "violence", rf" (?P<v>dipaksa) {GAP2}{SCAM} "),
    Rule("A", "violence", rf" (?:saya|{FAMILY}) {GAP3}(?P<v>dijual|didol) (?!online)"),
    Rule(
        "A",
        "violence",
        r" (?:anak|adik|keponakan|istri|perempuan|teman|kakak|smp|sma) [^.?]{0,60}? "
        r"(?:padahal|ternyata|malah|jebule|taunya|"
        r"horeng) (?P<v>dijual|didol|dijadi\w+) ",
    ),
    Rule(
        "A",
        "violence",
        r" (?P<v>dijadi(?:kan|in|kn)|didadeken|dijieun) (?:\w+ )?(?:psk|pelacur|lonte|"
        r"budak|anak seks|seks|pemuas|tahanan|sandera|"
        r"kurir|lc|tawanan|jaminan|tumbal|pekerja seks)",
    ),
    Rule(
        "A",
        "violence",
        rf" {PERPETRATOR} {GAP2}(?:bawa|mawa|gawa|megang|pegang|nyekel|nggawa|ngeluarin|"
        rf"ngacungin|nyabut|make|pake) {GAP1}"
        rf"{WEAPON} ",
    ),
    Rule("A", "violence", r" (?P<v>disebar\w*|nyebar\w*) (?:foto|video|poto) (?:bugil|telanjang|mesum|porno|saya)"),
    Rule(
        "A",
        "violence",
        rf" (?:orang|anak|perempuan|tkw|pmi|tetangga|teman|gadis|bocah|bayi) "
        rf"{GAP5}(?:teriak\w*|nangis|jerit\w*|bisik\w*) "
        rf"{GAP2}tolong ",
    ),
    Rule(
        "A",
        "violence",
        rf" (?P<v>dijual) (?:ka|ke|sama|maning ning) {GAP1}(?:perusahaan|majikan|mucikari|"
        rf"agen|tempat|bandar|company)",
    ),
    Rule("A", "violence", r" (?P<v>minta tebusan|uang tebusan|ditebus) "),
    Rule(
        "A",
        "violence",
        rf" (?:badan|tangan|muka|kepala|kepalanya|badannya|mukanya|sirah|mata|perut|raray) "
        rf"{GAP3}(?:biru biru|lebam|memar|berdarah|getihan|babak belur|bonyok|bocor|penuh "
        rf"luka|luka luka|lecet) (?!abis jatuh|jatuh|habis jatuh|karena jatuh|gara gara "
        rf"jatuh)",
    ),
    Rule(
        "A",
        "violence",
        r" (?P<v>(?:korban|ada|terjadi|kena) (?:penyiksaan|pemerkosaan|perkosaan|"
        r"penganiayaan|kdrt)) ",
    ),
    Rule("B", "violence", r" (?:kerja paksa|kerja rodi|perbudakan|diapa apain) "),
    Rule("B", "violence", r" (?P<v>di(?:ancam|ancem|intimidasi|peras|teror)\w*|ngancam\w*|ngancem\w*|mengancam\w*) "),
)
