"""Redaction: personal data replaced by placeholders before Rasa, a log or an editor sees a text."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import re
from collections.abc import Sequence

from nlu.language.cleaning import aligned
from nlu.language.extraction import find_personal
from nlu.language.found import Found

PLACEHOLDERS = {
    "phone": "<nomor_hp>",
    "nik": "<nik>",
    "account": "<rekening>",
    "email": "<email>",
    "link": "<tautan>",
    "handle": "<akun>",
}
CODE, NUMBER, NAME, COMPANY = "<kode>", "<angka>", "<nama>", "<perusahaan>"
_SWEEPS = 5
# Whatever no rule knows: seven digits in a row, or nine and more in small groups, are too like somebody's number.
_RUN = re.compile(r"\d{7,}")
_GROUPS = re.compile(r"(?<!\d)\d{1,6}(?:[\s\u200b.,()\-\u2010-\u2015_/*·•:|~+]{1,3}\d{1,6}){1,40}(?!\d)")
_FEWEST_GROUPED = 9
_LATER_NAMES = r"(?: {1,2}(?-i:[A-Z])[\w'\-]{1,30}){0,2}"
_TITLE = re.compile(
    r"(?<![^\W_])(?:pak|bpk|bapak|bu|ibu|haji|hj|hajah|ustad|ustadz|kyai|kiai|mbak)\.? {1,2}(?:(?:haji|hj|h|"
    r"dr)\.? {1,2})?"
    rf"(?P<name>[^\W\d_][\w'\-]{{1,30}}{_LATER_NAMES})",
    re.IGNORECASE,
)
# Behind these a small letter is mostly a verb: "calo minta", "mas mau".
_TITLE_AND_CAPITAL = re.compile(
    r"(?<![^\W_])(?:h\.|h|mas|mba|bang|kang|teh|teteh|mang|om|tante|koh|ci|sponsor|calo|agen|sdr|saudara) {1,2}"
    rf"(?P<name>(?-i:[A-Z])[\w'\-]{{1,30}}{_LATER_NAMES})",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<![^\W_])(?:namanya|nama|bernama|dipanggil|panggilannya|ngaranna|jenenge|atas nama|"
    r"a\.?n\.?)(?:\s?[:=]|\s(?:adalah|itu|teh|iku))?\s{1,2}"
    r"(?P<name>(?!(?:siapa|saha|sapa|apa|pt|saya|dia|orang|lengkap|yang|yg|ga|gak|tidak|desa|"
    r"di)(?![^\W_]))[^\W\d_][\w'\-]{1,30}"
    r"(?: {1,2}(?-i:[A-Z])[\w'\-]{1,30}){0,3})",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"(?<![^\W_])(?P<form>PT|CV|LPK|UD|Yayasan|BLKLN|LKP)\.? {1,2}(?P<name>(?-i:[A-Z])[\w&'\-]{1,30}(?: {1,"
    r"2}(?-i:[A-Z])[\w&'\-]{1,30}){0,4}"
    r"|(?!(?:nya|itu|ini|yang|yg|di|ke|dari|ga|gak|tidak|resmi|apa|mana|saya|gimana|udah|sudah|minta|janji|"
    r"bisa|mau|katanya|tersebut|untuk|dan|"
    r"kok|boleh|wajib|harus|p3mi|penyalur|penempatan)(?![^\W_]))[^\W\d_][\w'\-]{1,30})",
    re.IGNORECASE,
)
# What follows "pak", "bu", "mas" in talk to us and is no name.
_NO_NAME = frozenset(
    """
saya sy aku mau tolong boleh bisa ada gimana apa kalau kalo ini itu yang yg di ke dari ga gak tidak sudah udah
belum lurah kades rt rw camat polisi guru dokter bos haji ustad majikan tani kantor nya kami kita dan sama ya
yah dong nih sih maaf makasih terima minta tanya nanya lapor mohon bantu izin selamat pagi siang sore malam
assalamualaikum aman iya tapi jadi terus cepat takut anak istri suami kakak adik paspor gaji kerja calo sponsor
tetangga desa orang baru lama nakal nipu penipu ilegal resmi liar janji janjinya datang ngajak nawarin minta
maksa biasanya kayak saja aja ti ku teu aya naon kumaha ning ora ana kepriwe sing wis geus abdi kule kuring
jangan kenapa sekarang besok nanti kapan berapa siapa mana
""".split()
)


def redact(text: str, found: Sequence[Found], codes: Sequence[tuple[int, int]] = ()) -> str:
    """`text` with every phone, NIK, account, address and code replaced by its placeholder.

    `found` and `codes` (start, end of receipt codes) are positions in `text`. What the caller did not see is swept
    up here again: of the result, no more than six digits stand in a row, and redacting it changes nothing.
    """
    spans = [(item.start, item.end, PLACEHOLDERS[item.kind]) for item in found if item.kind in PLACEHOLDERS]
    spans += [(start, end, CODE) for start, end in codes]
    return _swept(_replaced(text, spans))


def mask(text: str) -> str:
    """`text` for editors' lists: redacted, and names of people and firms replaced, too.

    A name is what stands behind "Pak", "Bu", "Haji", "namanya", "a.n." and the like, or behind PT, CV, LPK.
    """
    masked = _swept(text)
    masked = _FIRM.sub(lambda match: f"{match['form']} {COMPANY}", masked)
    for pattern in (_NAMED, _TITLE, _TITLE_AND_CAPITAL):
        masked = pattern.sub(_name_out, masked)
    return masked


def names_in(text: str) -> list[str]:
    """The names of people and firms that `mask` would take out of a text."""
    plain = _swept(text)
    found = [match["name"] for match in _FIRM.finditer(plain)]
    for pattern in (_NAMED, _TITLE, _TITLE_AND_CAPITAL):
        found += [match["name"] for match in pattern.finditer(plain) if _name_out(match) != match.group()]
    return found


def _name_out(match: re.Match[str]) -> str:
    name = match["name"]
    first = name.split()[0].lower()
    if first in _NO_NAME:
        return match.group()
    return match.group()[: match.start("name") - match.start()] + NAME


def _swept(text: str) -> str:
    """Until nothing is found any more: a replaced neighbour can uncover what stood beside it."""
    for _ in range(_SWEEPS):
        spans = [(item.start, item.end, PLACEHOLDERS[item.kind]) for item in find_personal(text)]
        plain = aligned(text)
        spans += [
            (m.start(), m.end(), NUMBER) for m in _GROUPS.finditer(plain) if _digits(m.group()) >= _FEWEST_GROUPED
        ]
        spans += [(m.start(), m.end(), NUMBER) for m in _RUN.finditer(plain)]
        if not spans:
            return text
        text = _replaced(text, spans)
    return _RUN.sub(NUMBER, text)


def _digits(text: str) -> int:
    return sum(character.isdecimal() for character in text)


def _replaced(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """The text with spans replaced; where two overlap, the first of the list wins."""
    kept: list[tuple[int, int, str]] = []
    taken = bytearray(len(text))
    for start, end, placeholder in spans:
        if 0 <= start < end <= len(text) and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end, placeholder))
    parts: list[str] = []
    position = 0
    for start, end, placeholder in sorted(kept):
        parts += (text[position:start], placeholder)
        position = end
    return "".join((*parts, text[position:]))
