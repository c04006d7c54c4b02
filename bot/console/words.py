"""Indonesian words for what the tables hold as codes, with the colour and icon that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


@dataclass(frozen=True)
class Chip:
    """A word with its colour (red, amber, blue, green, grey) and icon; never colour alone."""

    word: str
    colour: str
    icon: str


_UNKNOWN = Chip("lain", "grey", "info-circle")

TIP_STATUS = {
    "sent": Chip("Baru", "blue", "inbox"),
    "accepted": Chip("Ditangani", "grey", "briefcase"),
    "closed": Chip("Selesai", "green", "circle-check"),
    "withdrawn": Chip("Ditarik pelapor", "grey", "arrow-back-up"),
    "expired": Chip("Kedaluwarsa", "grey", "hourglass"),
}
REFERRAL_STATE = {
    "sent": Chip("Menunggu diterima", "blue", "inbox"),
    "accepted": Chip("Diterima", "grey", "briefcase"),
    "declined": Chip("Ditolak", "amber", "ban"),
    "done": Chip("Selesai", "green", "circle-check"),
    "revoked": Chip("Dicabut", "grey", "arrow-back-up"),
}
HANDOFF_STATE = {
    "open": Chip("Menunggu petugas", "amber", "hourglass"),
    "taken": Chip("Sedang bicara", "blue", "headset"),
    "closed": Chip("Selesai", "green", "circle-check"),
}
OUTBOX_STATE = {
    "waiting": Chip("Sedang dikirim", "blue", "clock"),
    "unsure": Chip("Sedang dikirim", "blue", "clock"),
    "held": Chip("Menunggu warga membalas", "amber", "hourglass"),
    "errored": Chip("Akan dicoba lagi", "amber", "refresh"),
    "sent": Chip("Terkirim", "grey", "check"),
    "delivered": Chip("Sampai di HP", "green", "circle-check"),
    "read": Chip("Dibaca", "green", "eye"),
    "failed": Chip("Gagal dikirim", "red", "circle-x"),
    "dead": Chip("Tidak bisa dijangkau", "red", "circle-x"),
}
DELIVERY_STATE = {
    "due": Chip("Menunggu kirim", "blue", "clock"),
    "delivered": Chip("Terkirim", "green", "circle-check"),
    "errored": Chip("Akan dicoba lagi", "amber", "refresh"),
    "dead": Chip("Gagal", "red", "circle-x"),
}
MAIL_STATE = {
    "due": Chip("Menunggu kirim", "blue", "clock"),
    "sent": Chip("Terkirim", "green", "circle-check"),
    "errored": Chip("Akan dicoba lagi", "amber", "refresh"),
    "failed": Chip("Menyerah", "red", "circle-x"),
    "dead": Chip("Ditolak", "red", "circle-x"),
}
REVISION_STATE = {
    "draft": Chip("Draf", "grey", "edit"),
    "submitted": Chip("Menunggu persetujuan", "blue", "hourglass"),
    "returned": Chip("Dikembalikan", "amber", "arrow-back-up"),
    "published": Chip("Terbit", "green", "circle-check"),
    "replaced": Chip("Diganti", "grey", "history"),
}
KINDS = {
    "tppo": "Perdagangan orang (TPPO)",
    "tppm": "Penyelundupan manusia (TPPM)",
    "unknown": "Jenis belum dikenali",
}
KINDS_SHORT = {"tppo": "TPPO", "tppm": "TPPM", "unknown": "Belum jelas"}
CHANNELS = {
    "telegram": Chip("Telegram", "grey", "brand-telegram"),
    "whatsapp": Chip("WhatsApp", "grey", "brand-whatsapp"),
    "webchat": Chip("Obrolan web", "grey", "world"),
    "terminal": Chip("Terminal", "grey", "terminal-2"),
}
SLOTS = {
    "aman": "Aman bicara",
    "kapan": "Kapan berangkat",
    "tempat": "Di mana",
    "perekrut": "Siapa perekrutnya",
    "kejadian": "Apa yang terjadi",
    "bukti": "Bukti",
}
ORIGINS = {
    "said": Chip("dikatakan pelapor", "grey", "quote"),
    "guessed": Chip("dugaan sistem", "amber", "info-circle"),
    "heard": Chip("disampaikan pelapor, belum dipastikan", "grey", "quote"),
    "officer": Chip("ditambah petugas", "blue", "user"),
}
DEPARTS = {
    "hari_ini": "Berangkat hari ini",
    "besok": "Berangkat besok",
    "3_hari": "Berangkat dalam 3 hari",
    "minggu_ini": "Berangkat minggu ini",
    "bulan_ini": "Berangkat bulan ini",
    "belum_tahu": "Belum tahu kapan berangkat",
    "sudah_berangkat": "Sudah berangkat",
}
SOON = ("hari_ini", "besok", "3_hari")
CONSENT = {"anonim": "Anonim, tidak mau dihubungi", "kabar": "Mau menerima kabar di kanal ini"}
IDENTIFIERS = {
    "phone": Chip("Nomor telepon", "grey", "phone"),
    "account": Chip("Rekening", "grey", "building"),
    "handle": Chip("Akun media sosial", "grey", "user-circle"),
    "link": Chip("Tautan", "grey", "link"),
    "url": Chip("Tautan", "grey", "link"),
    "email": Chip("Alamat surel", "grey", "message-2"),
    "company": Chip("Perusahaan", "grey", "building-community"),
    "nik": Chip("NIK", "grey", "address-book"),
}
EVIDENCE = {
    "photo": Chip("Foto", "grey", "photo"),
    "document": Chip("Dokumen", "grey", "file-text"),
    "voice": Chip("Suara", "grey", "microphone"),
    "location": Chip("Lokasi", "grey", "map-pin"),
    "contact": Chip("Kontak", "grey", "address-book"),
}
AGENCIES = {
    "imigrasi_banten": "Imigrasi Banten",
    "bp3mi_banten": "BP3MI Banten",
    "polda_banten": "Polda Banten",
}
ROLES = {
    "officer": "Petugas",
    "supervisor": "Pengawas",
    "custodian": "Kustodian",
    "editor": "Redaktur",
    "approver": "Penyetuju",
    "operator": "Pengelola",
}
LANGUAGES = {"id": "Indonesia", "su": "Sunda Banten", "jv": "Jawa Serang", "bew": "Betawi"}
GROUPS = {
    "dasar": "Dasar",
    "jalur": "Jalur berangkat",
    "cek": "Cek kebenaran",
    "imigrasi": "Imigrasi dan paspor",
    "biaya": "Biaya",
    "persiapan": "Persiapan berangkat",
    "jaminan": "Jaminan sosial",
    "hak": "Kontrak dan hak",
    "bahaya": "Bahaya dan penipuan",
    "bantuan": "Bantuan dan darurat",
    "negara": "Negara tujuan",
    "lembaga": "Lembaga",
    "bot": "Tentang bot ini",
    "sistem": "Teks sistem",
}


def chip(table: dict[str, Chip], code: str) -> Chip:
    """The chip of a code; an unknown code shows itself."""
    return table.get(code, Chip(code, _UNKNOWN.colour, _UNKNOWN.icon))


def agency(key: str) -> str:
    """An agency's short name."""
    return AGENCIES.get(key, key.replace("_", " ").title())


def day(on: date) -> str:
    """A date in words: `21 Nov 2026`."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def isoday(text: str) -> str:
    """`2026-11-21` in words; what is no whole date (`2025`, `2025-12`) stays as it is written."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return text


def size(count: int) -> str:
    """A file's size for people: `312 KB`."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")
