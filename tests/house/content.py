"""The content files read once, the names they must hold, and how their texts are measured."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bot.answers.destinations import read_destinations
from tests.house.names import NAMES

CONTENT = Path(__file__).resolve().parents[2] / "content"
LANGUAGES = ("id", "su", "jv")
TOPICS = tuple(NAMES)
ACTS = (
    "lapor", "cek_tawaran", "status_laporan", "tambah_info", "cabut_laporan", "darurat", "bicara_petugas",
    "hapus_data", "ganti_bahasa", "ikut_belajar", "berlangganan", "menu", "salam", "pamit", "terima_kasih",
    "setuju", "menolak", "batal", "tidak_tahu", "makian", "di_luar_topik",
)  # fmt: skip
QUESTIONS = (
    "lapor_aman", "lapor_kapan", "lapor_tempat", "lapor_tempat_pilih", "lapor_tempat_ulang", "lapor_perekrut",
    "lapor_kejadian", "lapor_bukti", "lapor_bukti_diterima", "lapor_penerima", "lapor_balasan",
    "lapor_baca_ulang", "darurat_tanya", "darurat_tawar_kirim", "darurat_penerima", "darurat_balasan",
    "maksud_anda", "ganti_bahasa_tanya", "status_minta_kode", "tambah_info_minta_kode", "cabut_minta_kode",
    "cabut_yakin", "hapus_data_tanya",
)  # fmt: skip
SKIPPABLE = (
    "lapor_aman", "lapor_kapan", "lapor_tempat", "lapor_tempat_pilih", "lapor_tempat_ulang", "lapor_perekrut",
    "lapor_kejadian", "lapor_bukti",
)  # fmt: skip
SAFETY = (
    "sambutan", "menu", "darurat_nomor", "darurat_nomor_anak", "darurat_nomor_jiwa", "darurat_singkat",
    "darurat_tanya", "darurat_tidak_dikirim", "tidak_aman", "rasa_diam",
)  # fmt: skip
ASKING = ("lapor", "tambah", "pesan", "status", "petugas")
CHANNELS = ("kanal_webchat", "kanal_telegram", "kanal_whatsapp", "kanal_terminal")
OTHERS = (
    "tanya_buka", "sapa", "pamit", "terima_kasih", "makian", "di_luar_topik", "setuju_kosong", "menolak_kosong",
    "batal_kosong", "tidak_tahu_kosong", "tidak_paham", "menu_dan_petugas", "cek_tawaran", "ikut_belajar",
    "berlangganan", "ganti_bahasa_selesai", "privasi_singkat", "terbantu_ya", "terbantu_tidak", "kedaluwarsa",
    "terlalu_panjang", "jenis_tak_didukung", "berkas_diterima", "berkas_ditolak", "berkas_terlalu_besar",
    "berkas_terlalu_banyak", "lapor_berkas", "jawaban_ditarik",
    "terlalu_sering", "gagal_parkir", "darurat_terkirim", "darurat_aman", "lapor_buka", "lapor_lanjut",
    "sambutan_singkat", "lapor_lain_dulu", "lapor_tanpa", "lapor_bukti_silakan",
    "lapor_batal", "lapor_belum_kirim", "lapor_terkirim", "lapor_sudah_terkirim", "lapor_kembali_awal",
    "status_laporan", "kode_salah", "kode_terlalu_sering", "tambah_info_siap", "tambah_info_diterima",
    "cabut_selesai", "cabut_tidak_bisa", "petugas_buka", "petugas_tutup", "petugas_ambil", "petugas_selesai",
    "pesan_petugas", "kabar_netral", "hapus_data_selesai", "negara_belum_diketahui", "negara_timur_tengah",
    "daftar_periksa",
)  # fmt: skip
SYSTEM = (*QUESTIONS, *SAFETY, *CHANNELS, *OTHERS)
PARAMS = {
    "lapor_baca_ulang": {"ringkasan", "penerima", "balasan"},
    "lapor_penerima": {"penerima"},
    "lapor_tanpa": {"penerima_tanpa"},
    "lapor_terkirim": {"kode", "penerima"},
    "lapor_lanjut": {"ringkasan"},
    "status_laporan": {"status_kata", "kalimat"},
    "petugas_buka": {"jam", "buka_lagi"},
    "pesan_petugas": {"teks"},
    "darurat_penerima": {"penerima"},
    "darurat_terkirim": {"kode", "penerima"},
    "berkas_terlalu_besar": {"batas"},
    "terlalu_panjang": {"batas"},
    "kode_terlalu_sering": {"menit"},
    "negara_belum_diketahui": {"negara"},
    "negara_timur_tengah": {"negara"},
    "daftar_periksa": {"sudah"},
}
SLOTS = "aman|kapan|tempat|perekrut|kejadian|bukti|penerima|balasan"
AGENCIES = "imigrasi_banten|bp3mi_banten|polda_banten"
PAYLOADS = re.compile(
    rf"/({'|'.join(ACTS)})"
    r'|/tanya\{"topic":"\w+"\}'
    r"|#aman=(ya|tidak|mendesak)"
    r"|#kapan=(hari_ini|besok|3_hari|minggu_ini|bulan_ini|belum_tahu|sudah_berangkat)"
    r"|#perekrut=lewati|#bukti=selesai"
    rf"|#penerima=(semua|lanjut|tanpa:({AGENCIES}))"
    r"|#balasan=(anonim|kabar)"
    rf"|#kirim=(ya|batal|ubah:({SLOTS}))"
    rf"|!darurat:(kirim|semua|tanpa:({AGENCIES})|anonim|kabar|ya|tidak|batal)"
    r"|!bahasa:(id|su|jv)|!privasi|!hapus_layar|!centang"
)


def read(name: str) -> Any:
    """The parsed file `content/<name>`."""
    return yaml.safe_load((CONTENT / name).read_text(encoding="utf-8"))


ANSWERS: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CONTENT.glob("answers/*/*.yml"))
}
FACTS: dict[str, dict[str, Any]] = {fact["id"]: fact for fact in read("facts.yml")["facts"]}
SOURCES: dict[str, dict[str, Any]] = {source["id"]: source for source in read("sources.yml")["sources"]}
CONTACTS: list[dict[str, Any]] = read("contacts.yml")["contacts"]
COUNTRIES: dict[str, dict[str, Any]] = {answer["key"]: answer for answer in read_destinations(CONTENT)}
CHECKLIST: list[dict[str, Any]] = read("checklist.yml")["items"]


def texts(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Everything of an answer that a citizen may read as running text: (language, text)."""
    parts = (answer.get(field) or {} for field in ("short", "long", "next_step"))
    return [(language, text) for part in parts for language, text in part.items()]


def words(answer: dict[str, Any]) -> str:
    """All running text and button titles of an answer in one string."""
    titles = [title for button in answer.get("buttons", []) for title in button["title"].values()]
    return "\n".join([text for _, text in texts(answer)] + titles)


def sentences(text: str) -> list[str]:
    """A text cut at sentence ends and line ends."""
    return [part for part in re.split(r"(?<=[.!?:])\s+|\n+", text) if re.search(r"\w", part)]


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def contact_patterns() -> list[tuple[dict[str, Any], re.Pattern[str]]]:
    """For every known number a pattern that finds it however it is spaced."""
    found = []
    for contact in CONTACTS:
        for number in sorted(contact["numbers"], key=lambda text: -len(digits(text))):
            body = r"[ .-]?".join(digits(number))
            found.append((contact, re.compile(rf"(?<!\d)\+?{body}(?!\d)")))
    return sorted(found, key=lambda pair: -len(pair[1].pattern))


def without_contacts(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The text with known phone numbers cut out, and the contacts that were found."""
    shown = []
    for contact, pattern in contact_patterns():
        text, count = pattern.subn(" ", text)
        if count:
            shown.append(contact)
    return text, shown


def figures(text: str) -> set[str]:
    """Numbers of two or more digits, without separators: `Rp37.500` is 37500."""
    found = {digits(figure) for figure in re.findall(r"\d[\d.]*\d", text)}
    return {figure.lstrip("0") for figure in found if len(figure) >= 2}
