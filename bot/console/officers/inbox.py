"""The inbox: folders with counts, search and filters, pages, and the "3 laporan baru" bar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.live import newest
from bot.console.officers.masking import dotted
from bot.console.paging import Page, cut, page_number
from bot.console.visit import Visit
from bot.console.words import KINDS, REFERRAL_STATE, SOON, Chip, chip
from bot.staff.accounts import names_of
from bot.tips.casework import folders
from bot.tips.casework.folders import Filters, Row
from bot.tips.casework.sight import agency_of, seen_by
from bot.tips.models import Referral
from nlu.language.gazetteer import Place, name_key, place_by_code, place_label, places_by_key

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = "belum_diambil"
FOLDERS = {
    "milik_saya": "Milik saya",
    "belum_diambil": "Belum diambil",
    "darurat": "Darurat",
    "berangkat_72_jam": "Berangkat ≤ 72 jam",
    "menunggu_pelapor": "Menunggu pelapor",
    "dirujuk_keluar": "Dirujuk keluar",
    "selesai": "Selesai",
    "semua": "Semua",
}
ICONS = {
    "milik_saya": "user-check",
    "belum_diambil": "inbox",
    "darurat": "urgent",
    "berangkat_72_jam": "plane-departure",
    "menunggu_pelapor": "hourglass",
    "dirujuk_keluar": "arrow-forward-up",
    "selesai": "circle-check",
    "semua": "folders",
}
EMPTY = {
    "milik_saya": ("Belum ada yang Anda pegang", "Buka laporan di Belum diambil, lalu tekan Ambil atau Terima."),
    "belum_diambil": ("Semua sudah diambil", "Laporan baru muncul di sini tanpa perlu memuat ulang."),
    "darurat": ("Tidak ada yang darurat", "Laporan tentang orang yang sedang dalam bahaya muncul paling atas di sini."),
    "berangkat_72_jam": ("Tidak ada keberangkatan dekat", "Laporan tentang orang yang berangkat dalam tiga hari."),
    "menunggu_pelapor": ("Tidak ada yang ditunggu", "Laporan dengan pertanyaan Anda yang belum dijawab pelapor."),
    "dirujuk_keluar": ("Belum ada rujukan keluar", "Laporan yang instansi Anda rujuk ke instansi lain."),
    "selesai": ("Belum ada yang selesai", "Laporan yang ditutup atau ditolak instansi Anda tersimpan di sini."),
    "semua": ("Belum ada laporan", "Begitu warga mengirim laporan untuk instansi Anda, barisnya muncul di sini."),
}
_CODE = re.compile(r"36(\.\d{2}){1,2}(\.\d{4})?")
_PLACES_OFFERED = 6


@dataclass(frozen=True)
class Line:
    """A row with its words."""

    row: Row
    text: str
    village: str
    state: Chip
    soon: bool
    colour: str
    holder: str


@dataclass(frozen=True)
class Asked:
    """Where the officer is in the list, as the address says."""

    folder: str
    text: str
    kind: str
    place: str
    code: str | None
    others: Sequence[Place]

    @property
    def query(self) -> str:
        """The same place in the list, as an address."""
        parts = {"folder": self.folder, "cari": self.text, "jenis": self.kind, "wilayah": self.place}
        return urlencode({key: value for key, value in parts.items() if value})

    @property
    def filters(self) -> Filters:
        """What the use case narrows by; an unknown place finds nothing."""
        return Filters(self.kind or None, self.code or ("-" if self.place else None), self.text)


async def show(desk: Desk, visit: Visit) -> Response:
    """The list alone."""
    async with desk.runtime.db.read() as session:
        shown = await read_list(desk, visit, session)
    return desk.pages.show(visit, "officers/desk.html", case=None, **shown)


async def count_new(desk: Desk, visit: Visit) -> Response:
    """The bar above the list and fresh folder counts, for a page that is open."""
    asked = read_asked(visit)
    moment = visit.query("waktu")
    since = EPOCH + timedelta(microseconds=int(moment)) if moment.isdigit() and len(moment) < 17 else visit.now
    async with desk.runtime.db.read() as session:
        count = await folders.newer_than(session, visit.viewer, asked.folder, since)
        counts = await folders.counts(session, visit.viewer)
    return desk.pages.show(
        visit, "officers/news.html", count=count, counts=counts, folder=asked.folder, place=asked.query,
        folders=FOLDERS, folder_icons=ICONS,
    )  # fmt: skip


async def read_list(desk: Desk, visit: Visit, session: AsyncSession) -> dict[str, Any]:
    """Everything the list's template needs. What came later than `known` or `moment` is news."""
    asked, number, size = read_asked(visit), page_number(visit), desk.runtime.settings.page_size
    known = await newest(session)
    found = await folders.listed(
        session, visit.viewer, asked.folder, asked.filters, most=size + 1, skip=(number - 1) * size
    )
    page = cut(found, number=number, size=size)
    names = await names_of(session, [row.holder for row in page.rows if row.holder])
    lines = [_line(row, names) for row in page.rows]
    return {
        "page": Page(lines, page.number, page.has_more),
        "counts": await folders.counts(session, visit.viewer),
        "folders": FOLDERS,
        "folder_icons": ICONS,
        "folder_empty": EMPTY,
        "folder": asked.folder,
        "asked": asked,
        "place": asked.query,
        "place_label": place_label,
        "known": known,
        "moment": await _moment(session, visit),
    }


async def _moment(session: AsyncSession, visit: Visit) -> int:
    """When the newest referral came that the list can hold, in microseconds: what is later is news."""
    query = seen_by(agency_of(visit.viewer)).with_only_columns(func.max(Referral.sent_at))
    newest_known = await session.scalar(query)
    return (newest_known - EPOCH) // timedelta(microseconds=1) if newest_known else 0


def read_asked(visit: Visit) -> Asked:
    """Folder and filters from the address, forgiving what does not exist."""
    folder, kind = visit.query("folder", FIRST), visit.query("jenis")
    place = visit.query("wilayah").strip()
    code, others = _place(place)
    return Asked(
        folder=folder if folder in FOLDERS else FIRST,
        text=visit.query("cari").strip(),
        kind=kind if kind in KINDS else "",
        place=place,
        code=code,
        others=others,
    )


def village_words(code: str | None) -> str:
    """A place's name for people; empty when it is not known."""
    place = place_by_code(code) if code else None
    return place_label(place) if place else ""


def _place(typed: str) -> tuple[str | None, Sequence[Place]]:
    """The code meant by a name or code, the widest area first, and other places of that name."""
    if not typed:
        return None, ()
    if _CODE.fullmatch(typed):
        return typed, ()
    found = sorted(places_by_key().get(name_key(typed), ()), key=lambda place: len(place.code))
    if not found:
        return None, ()
    return found[0].code, found[1 : _PLACES_OFFERED + 1]


def _line(row: Row, names: dict[str, str]) -> Line:
    is_open = row.state in ("sent", "accepted")
    soon = is_open and row.departs in SOON
    if is_open and (row.emergency or row.departs in ("hari_ini", "besok")):
        colour = "red"
    elif soon:
        colour = "amber"
    else:
        colour = "blue" if row.opened_at is None else "none"
    state = chip(REFERRAL_STATE, row.state)
    holder = names.get(row.holder or "", "")
    return Line(row, dotted(row.line), village_words(row.village_code), state, soon, colour, holder)
