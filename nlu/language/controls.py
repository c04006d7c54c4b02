"""Short answers that steer: skip, back, stop, send now; yes and no; the number of a choice."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re
from functools import cache

from nlu.language.cleaning import clean, plain_letters

# A steering word counts only as the whole message: "batal" inside a story ("saya mau batal tapi diancam") is a story.
_CONTROLS: tuple[tuple[str, str], ...] = (
    (
        "lewati",
        "lewati lewat lewatin lewatkan skip next lanjut liwat liwati liwatan lewaten kosong kosongin lompati loncati",
    ),
    ("kembali", "kembali balik mundur back ulangi sebelumnya balikin baleni mbalik"),
    ("batal", "batal batalkan batalin cancel stop berhenti udahan gajadi bolay teusios batalaken"),
    (
        "kirim_sekarang",
        "kirimsekarang kirim kirimkan kirimin send submit kirimlangsung langsungkirim kirimkeun kirimken kirimna",
    ),
)
_PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "lewati",
        (
            "pertanyaan berikut",
            "pertanyaan berikutnya",
            "pertanyaan selanjutnya",
            "ga usah dijawab",
            "nanti saja",
            "next question",
        ),
    ),
    (
        "kembali",
        ("ke sebelumnya", "pertanyaan sebelumnya", "kembali ke sebelumnya", "yang tadi salah", "ganti yang tadi"),
    ),
    (
        "batal",
        (
            "ga jadi",
            "ga jadi lapor",
            "tidak jadi lapor",
            "teu jadi",
            "teu tulus",
            "ora sido",
            "ora sida",
            "ore sida",
            "batal lapor",
            "batalkan laporan",
            "batalin laporan",
            "mau batal",
            "ga usah jadi",
            "berhenti lapor",
        ),
    ),
    (
        "kirim_sekarang",
        (
            "kirim sekarang",
            "langsung kirim",
            "kirim langsung",
            "kirim ayeuna",
            "kirim saiki",
            "kirim laporan",
            "kirim laporannya",
            "kirim laporan sekarang",
            "mau kirim sekarang",
        ),
    ),
)
_NO_WORDS = frozenset("ga gak gk ngga nggak nggk enggak engga enga kagak kaga tidak tdk tak".split())
_SOFTENERS = frozenset(
    "aja saja aje ae bae wae we baen dulu dlu deh dah ya yah pak bu kak min bang mas mbak dong lah sih atuh "
    "dulu heula disit "
    "banget bgt pisan tolong mau minta ini itu nih kok in yaa".split()
)
# Before a steering word these add nothing: "udah kirim", "geus lewat bae". Alone they are a yes.
_ALREADY = frozenset("sudah udah udeh dah geus enggeus wis uwis atos sampun".split())
_YES = frozenset(
    """
gapapa gpp gakpapa ya iya iye iyah iyaa y yes yap yup yoi ok oke okay okey okeh sip siap baik boleh betul bener
benar setuju lanjut mau ayo yuk gas muhun enya heueh heeh he'eh sumuhun leres nya mangga nggih inggih injih
enggih iyo yo iyha yeh ho'oh hooh setuju tentu pasti sudah udah cocok bisa jelas tos geus wis sampun silakan
silahkan monggo oce okesip
""".split()
)
_NO = frozenset(
    """
tidak tdk tak nggak ngga enggak engga gak ga gk kagak kaga no nope nggk ogah jangan jgn janganlah bukan salah
belum blm batal henteu teu hente embung alim sanes ulah moal tacan mboten boten ora ore ogak emoh aja ojo dudu
durung dereng gausah keliru
""".split()
)
# What may follow a no without making it a story: "tidak ada yang bahaya" is a no, "tidak boleh keluar" is not.
_AFTER_NO = frozenset(
    "ada aya ana apa apa2 papa siapa yang yg usah mau hayang arep pengen perlu jadi setuju sekarang semua "
    "semuanya benar "
    "bener betul bahaya masalah pernah kok terima kasih makasih hatur nuhun matur suwun nanaon apa-apa".split()
)
_YES_SIGNS = ("👍", "✅", "👌", "🙏", "✔", "☑", "🆗", "💯")
_NO_SIGNS = ("👎", "❌", "🙅", "🚫", "✖")
_NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "satu hiji siji pertama kahiji kesatu satunya sa",
            "dua loro kadua kedua roro duanya",
            "tiga tilu telu ketiga katilu",
            "empat opat papat keempat",
            "lima kelima gangsal",
            "enam genep nem keenam",
            "tujuh pitu ketujuh",
            "delapan lapan dalapan wolu kedelapan",
            "sembilan salapan sanga songo kesembilan",
            "sepuluh sapuluh kesepuluh",
        ),
        start=1,
    )
    for word in words.split()
}
_NUMBER_CUES = frozenset("nomor nomer no nmr nmor pilih pilihan opsi angka yang yg ke sing nu num #".split())
_LANGUAGES = {
    "id": frozenset("indonesia indo indonesa nasional".split()),
    "su": frozenset("sunda sundanese".split()),
    "jv": frozenset("jawa jawe jaseng javanese".split()),
}
_WORD = re.compile(r"[^\W_']+(?:'[^\W_]+)?")
_MOST_WORDS = 6


def control(text: str) -> str | None:
    """lewati, kembali, batal or kirim_sekarang when the whole message says so, else None."""
    words = _words(text)
    if len(words) > 1 and (words[0] in _ALREADY or words[0] in _YES):
        words = words[1:]
    return _controls().get(" ".join(words)) or _controls().get("".join(words)) if words else None


def named_language(text: str) -> str | None:
    """The language (id, su, jv) that a short wish to change it names; None when it names none, or two."""
    words = set(_WORD.findall(_even(text)))
    named = {language for language, names in _LANGUAGES.items() if words & names}
    return named.pop() if len(named) == 1 else None


def without_yes(text: str) -> str:
    """The text without the yes that it begins with: "inggih lapor" asks for what "lapor" asks for."""
    first, _, rest = text.strip().partition(" ")
    return rest.strip() if rest and yes_no(first) is True else text


def yes_no(text: str) -> bool | None:
    """Whether the whole message is a yes or a no; None when it is neither, both, or a story."""
    yes_sign = any(sign in text for sign in _YES_SIGNS)
    no_sign = any(sign in text for sign in _NO_SIGNS)
    words = [_stretched(word) for word in _WORD.findall(_even(text))]
    if not words:
        return None if yes_sign == no_sign else yes_sign
    if len(words) > _MOST_WORDS:
        return None
    if words[0] in _NO and " ".join(words[1:]) in ("apa apa", "apa2", "papa", "pa pa", "masalah", "keberatan"):
        return True  # "tidak apa apa"
    rest = [word for word in words if word not in _SOFTENERS] or words
    if all(word in _YES for word in rest):
        return True
    if rest[0] in _NO and all(word in _NO or word in _AFTER_NO for word in rest):
        return False
    return None


def choice_number(text: str) -> int | None:
    """The number chosen (1-99) when the whole message is a choice: "2", "nomor 2", "dua", "2️⃣", "hiji"."""
    words = re.findall(r"[^\W_]+|#", _even(text.replace("\ufe0f", "").replace("\u20e3", "")))
    words = [word for word in words if word not in _SOFTENERS]
    while words and words[0] in _NUMBER_CUES:
        words = words[1:]
    if len(words) != 1:
        return None
    if words[0].isdecimal() and len(words[0]) <= 2:
        return int(words[0]) or None
    return _NUMBER_WORDS.get(words[0])


@cache
def _controls() -> dict[str, str]:
    table = {form: name for name, forms in _CONTROLS for form in forms.split()}
    for name, phrases in _PHRASES:
        table.update({" ".join(_meaning_words(phrase)): name for phrase in phrases})
    return table


def _words(text: str) -> list[str]:
    """The words that matter of a short message; [] when it is too long to be a steering word."""
    words = _WORD.findall(_even(text))
    return _meaning_words(" ".join(words)) if len(words) <= _MOST_WORDS else []


def _meaning_words(text: str) -> list[str]:
    words = [
        "ga" if word in _NO_WORDS else {"skrg": "sekarang", "skg": "sekarang", "skrang": "sekarang"}.get(word, word)
        for word in map(_stretched, text.split())
    ]
    kept = [word for word in words if word not in _SOFTENERS]
    # "mau batal" keeps its meaning without "mau"; "tidak lewat" does not mean "lewati".
    return kept or words


def _even(text: str) -> str:
    return plain_letters(clean(text))


def _stretched(word: str) -> str:
    """ "iyaaaa" is "iya"; a word of one letter stays."""
    return re.sub(r"(\w)\1{2,}", r"\1", word)
