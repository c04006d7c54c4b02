"""The side menu: one line a screen, shown to those who may open it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.staff.permissions import Viewer, can


@dataclass(frozen=True)
class Line:
    """A line of the menu."""

    title: str
    path: str
    icon: str
    act: str


@dataclass(frozen=True)
class Section:
    """Lines that belong together."""

    title: str
    lines: tuple[Line, ...]


SECTIONS = (
    Section(
        "Petugas",
        (
            Line("Laporan", "/konsol/laporan", "inbox", "tips.see"),
            Line("Minta bicara", "/konsol/percakapan", "headset", "handoffs.work"),
            Line("Pengawasan", "/konsol/pengawasan", "list-check", "tips.supervise"),
            Line("Jaga dan janji", "/konsol/jaga", "calendar", "duty.edit"),
            Line("Permintaan identitas", "/konsol/identitas", "lock", "identity.approve"),
        ),
    ),
    Section(
        "Redaksi",
        (
            Line("Tugas hari ini", "/konsol/tugas", "clipboard-check", "answers.see"),
            Line("Jawaban", "/konsol/jawaban", "book-2", "answers.see"),
            Line("Terjemahan", "/konsol/terjemahan", "messages", "answers.edit"),
            Line("Belum terjawab", "/konsol/belum-terjawab", "message-question", "misses.see"),
        ),
    ),
    Section(
        "Pengelola",
        (
            Line("Gangguan", "/konsol/gangguan", "alert-triangle", "incidents.see"),
            Line("Pengiriman", "/konsol/pengiriman", "truck-delivery", "deliveries.see"),
            Line("Pekerjaan macet", "/konsol/pekerjaan", "hourglass", "jobs.mend"),
            Line("Surat", "/konsol/surat", "send", "incidents.see"),
            Line("Tujuan", "/konsol/tujuan", "plug", "endpoints.edit"),
            Line("Instansi", "/konsol/instansi", "building-community", "agencies.edit"),
            Line("Aturan rujukan", "/konsol/aturan", "route", "routing.edit"),
            Line("Orang", "/konsol/akun", "users", "accounts.edit"),
            Line("Penyimpanan", "/konsol/penyimpanan", "calendar", "settings.edit"),
            Line("Setelan", "/konsol/setelan", "settings", "settings.edit"),
            Line("Jejak audit", "/konsol/jejak", "shield-check", "audit.verify"),
        ),
    ),
)


def menu(viewer: Viewer) -> tuple[Section, ...]:
    """The sections with the lines this viewer may open."""
    seen = (
        Section(section.title, tuple(line for line in section.lines if can(viewer, line.act))) for section in SECTIONS
    )
    return tuple(section for section in seen if section.lines)


def home(viewer: Viewer) -> str:
    """The screen that a person's day begins with."""
    sections = menu(viewer)
    return sections[0].lines[0].path if sections else "/konsol/akun-saya"
