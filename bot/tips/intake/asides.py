"""What is asked in the middle of a report and is no answer to its question. Pure."""

from __future__ import annotations

from bot.settings import Settings
from bot.tips.intake.reading import SHORT_WORDS, Heard, Reading

ASIDES = {
    "menu": "menu",
    "cek_tawaran": "cek_tawaran",
    "salam": "sapa",
    "makian": "makian",
    "ikut_belajar": "ikut_belajar",
    "berlangganan": "berlangganan",
    "terima_kasih": "terima_kasih",
    "ganti_bahasa": "ganti_bahasa_tanya",
    "hapus_data": "hapus_data_tanya",
    "status_laporan": "lapor_lain_dulu",
    "tambah_info": "lapor_lain_dulu",
    "cabut_laporan": "lapor_lain_dulu",
}
"""What may be asked in between and is answered by name."""
HUMAN = "bicara_petugas"
NO_STORY = ("menu", "terima_kasih", HUMAN)
"""What in a word or two is no answer, not even where a story is asked for."""
FORGET = "hapus_data_tanya"
ASKING = (FORGET, "ganti_bahasa_tanya")
"""Answers that ask something themselves, so the form's question is not repeated under them."""


def aside_of(reading: Reading, heard: Heard, asked: str | None, settings: Settings) -> str | None:
    """What was clearly asked in between: the answer's name, or a human. A story is never a question."""
    if reading.act is not None:
        if reading.act == "tanya":
            return heard.topic
        return HUMAN if reading.act == HUMAN else ASIDES.get(reading.act)
    if heard.confidence < settings.clear_question or heard.payload is not None:
        return None
    if heard.intent == "tanya" and reading.asks:
        return heard.topic
    if reading.words <= SHORT_WORDS and asked not in reading.answers:
        return HUMAN if heard.intent == HUMAN else ASIDES.get(heard.intent)
    if reading.words <= SHORT_WORDS and heard.intent in NO_STORY:
        return heard.intent
    return None
