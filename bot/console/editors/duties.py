"""What an editor and an approver have to do today, most pressing first, each with the one thing to click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.responses import Response

from bot.answers import corrections
from bot.answers.models import Correction
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.editors.rows import Row, read_rows
from bot.console.visit import Visit
from bot.console.words import LANGUAGES, Chip, day
from bot.learning import misses
from bot.staff.accounts import names_of
from bot.staff.permissions import Viewer, can

SHOWN = 6
"""Lines of one duty before "lihat semua"."""


@dataclass(frozen=True)
class Line:
    """One thing to look at."""

    title: str
    why: str
    path: str
    act: str


@dataclass(frozen=True)
class Duty:
    """Things of one kind. `total` counts those that are not listed, too."""

    key: str
    title: str
    chip: Chip
    nothing: str
    """What is said when there is nothing to do."""
    lines: Sequence[Line] = field(default=())
    total: int = 0
    more: str = ""
    """Where all of them are."""


async def show(desk: Desk, visit: Visit) -> Response:
    """Today's duties of whoever looks."""
    today, viewer = visit.now.astimezone(JAKARTA).date(), visit.viewer
    async with desk.runtime.db.read() as session:
        rows = await read_rows(session, today)
        asked = await misses.grouped(session, most=SHOWN) if can(viewer, "misses.see") else []
        asked_for = await corrections.waiting(session)
        people = [*(revision.author for row in rows for revision in row.open), *(one.author for one in asked_for)]
        names = await names_of(session, people)
    duties: list[Duty] = []
    if can(viewer, "answers.approve"):
        duties += [_to_approve(rows, viewer, names), _to_send(asked_for, rows, viewer, names)]
    if can(viewer, "answers.edit"):
        duties += _mine(rows, viewer)
    duties += [_overdue(rows), _unanswered(asked), _low(rows), _soon(rows), _withdrawn(rows), _regional(rows)]
    busy = [duty for duty in duties if duty.total]
    quiet = [duty for duty in duties if not duty.total]
    return desk.pages.show(visit, "editors/duties.html", busy=busy, quiet=quiet, today=today, total=_pressing(busy))


_PRESSING = ("setujui", "ralat", "dikembalikan", "kedaluwarsa")


def _pressing(duties: Sequence[Duty]) -> int:
    return sum(duty.total for duty in duties if duty.key in _PRESSING)


def _duty(key: str, title: str, chip: Chip, nothing: str, lines: Sequence[Line], more: str = "") -> Duty:
    return Duty(key, title, chip, nothing, lines[:SHOWN], len(lines), more)


def _to_approve(rows: Sequence[Row], viewer: Viewer, names: dict[str, str]) -> Duty:
    waiting = [
        (revision.submitted_at, row, revision)
        for row in rows
        for revision in row.open
        if revision.state == "submitted" and revision.author != viewer.staff_id
    ]
    waiting.sort(key=lambda one: (one[0] is None, one[0]))
    lines = [
        Line(row.title, f"diajukan {names.get(revision.author, 'redaktur')}", f"/konsol/tinjau/{revision.id}", "Tinjau")
        for _, row, revision in waiting
    ]
    chip = Chip("menunggu Anda", "blue", "hourglass")
    nothing = "Tidak ada naskah yang menunggu persetujuan Anda."
    return _duty("setujui", "Menunggu persetujuan", chip, nothing, lines, "/konsol/jawaban?saring=menunggu")


def _to_send(found: Sequence[Correction], rows: Sequence[Row], viewer: Viewer, names: dict[str, str]) -> Duty:
    titles = {row.answer.key: row.title for row in rows}
    lines = [
        Line(
            f"{titles.get(one.answer_key, one.answer_key)}: {one.sentence['id']}",
            f"ditulis {names.get(one.author, 'redaktur')}", f"/konsol/ralat/{one.id}", "Periksa",
        )
        for one in found
        if one.author != viewer.staff_id
    ]  # fmt: skip
    chip = Chip("menunggu Anda", "blue", "send")
    return _duty("ralat", "Ralat yang menunggu", chip, "Tidak ada ralat yang menunggu persetujuan Anda.", lines)


def _mine(rows: Sequence[Row], viewer: Viewer) -> list[Duty]:
    own = [(row, revision) for row in rows for revision in row.open if revision.author == viewer.staff_id]
    returned = [
        Line(row.title, f"“{revision.remark}”", f"/konsol/naskah/{revision.id}", "Perbaiki")
        for row, revision in own
        if revision.state == "returned"
    ]
    begun = [
        Line(row.title, f"naskah {revision.number}", f"/konsol/naskah/{revision.id}", "Lanjutkan")
        for row, revision in own
        if revision.state == "draft"
    ]
    back, open_ones = Chip("perlu diperbaiki", "amber", "arrow-back-up"), Chip("belum diajukan", "grey", "edit")
    return [
        _duty("dikembalikan", "Dikembalikan ke saya", back, "Tidak ada naskah Anda yang dikembalikan.", returned),
        _duty("naskah", "Naskah saya", open_ones, "Tidak ada naskah yang belum Anda ajukan.", begun),
    ]


def _overdue(rows: Sequence[Row]) -> Duty:
    late = sorted(
        (row for row in rows if "kedaluwarsa" in row.states), key=lambda row: (-row.recent.asked, row.review_by)
    )
    lines = [
        Line(
            row.title,
            f"lewat sejak {day(row.review_by)} · {row.recent.asked} kali ditanya dalam 30 hari",
            _path(row),
            "Periksa",
        )
        for row in late
    ]
    chip = Chip("lewat tanggal tinjau", "red", "alarm")
    nothing = "Semua jawaban masih dalam tanggal tinjaunya."
    return _duty("kedaluwarsa", "Kedaluwarsa", chip, nothing, lines, "/konsol/jawaban?saring=kedaluwarsa&urut=ditanya")


def _soon(rows: Sequence[Row]) -> Duty:
    soon = sorted((row for row in rows if "segera" in row.states), key=lambda row: row.review_by)
    lines = [Line(row.title, f"tinjau sebelum {day(row.review_by)}", _path(row), "Periksa") for row in soon]
    chip = Chip("dua minggu lagi", "amber", "calendar")
    nothing = "Tidak ada yang perlu ditinjau dalam dua minggu."
    return _duty("segera", "Segera ditinjau", chip, nothing, lines, "/konsol/jawaban?saring=segera&urut=tinjau")


def _unanswered(groups: Sequence[misses.MissGroup]) -> Duty:
    lines = [Line(f"“{group.text}”", f"{group.count} kali", "/konsol/belum-terjawab", "Lihat") for group in groups]
    chip = Chip("ditanya warga", "blue", "message-question")
    nothing = "Tidak ada pertanyaan yang tertinggal tanpa jawaban."
    return _duty("belum_terjawab", "Paling sering tanpa jawaban", chip, nothing, lines, "/konsol/belum-terjawab")


def _low(rows: Sequence[Row]) -> Duty:
    low = sorted(
        (row for row in rows if "rendah" in row.states), key=lambda row: (row.recent.share or 0, -row.recent.asked)
    )
    lines = [
        Line(
            row.title, f"{row.recent.share} % terbantu dari {row.recent.helped + row.recent.not_helped} jawaban warga",
            _path(row), "Perbaiki",
        )
        for row in low
    ]  # fmt: skip
    chip = Chip("30 hari terakhir", "amber", "thumb-down")
    nothing = "Tidak ada jawaban yang sering dinilai tidak membantu."
    return _duty("rendah", "Kurang membantu", chip, nothing, lines, "/konsol/jawaban?saring=rendah&urut=terbantu")


def _withdrawn(rows: Sequence[Row]) -> Duty:
    gone = [
        Line(row.title, "warga membaca bahwa ia sedang diperiksa", _path(row), "Buka")
        for row in rows
        if "ditarik" in row.states
    ]
    chip = Chip("tidak terbaca warga", "red", "eye-off")
    return _duty(
        "ditarik", "Sedang ditarik", chip, "Tidak ada jawaban yang ditarik.", gone, "/konsol/jawaban?saring=ditarik"
    )


def _regional(rows: Sequence[Row]) -> Duty:
    unread = [row for row in rows if row.unchecked]
    unread.sort(key=lambda row: (-row.recent.asked, row.answer.kind != "topic", row.title))
    lines = [
        Line(row.title, ", ".join(LANGUAGES[code] for code in row.unchecked), _path(row), "Buka") for row in unread
    ]
    chip = Chip("belum diperiksa penutur", "amber", "messages")
    nothing = "Semua teks Sunda dan Jawa sudah dibaca penutur asli."
    return _duty("bahasa", "Bahasa daerah", chip, nothing, lines, "/konsol/jawaban?saring=bahasa&urut=ditanya")


def _path(row: Row) -> str:
    return f"/konsol/jawaban/{row.answer.key}"
