"""Texts to translators and back: nothing is overwritten, nothing is computed, every row is accounted for."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from bot.answers import editing
from bot.answers.editing import Wording
from bot.answers.models import Revision, TranslationImport
from bot.answers.translating import exporting, importing, sheets
from bot.answers.translating.exporting import Wanted
from bot.answers.translating.sheets import Line
from bot.errors import BadInput, NotAllowed, TooLarge
from bot.runtime import Runtime
from tests.conftest import FakeClock

SU = Wanted(["su"])


async def exported(runtime: Runtime, wanted: Wanted = SU) -> list[Line]:
    async with runtime.db.read() as session:
        return sheets.read(sheets.write(await exporting.lines(session, wanted)), rows_most=20_000)


def of(lines: list[Line], key: str, part: str = "short") -> Line:
    return next(line for line in lines if (line.key, line.part) == (key, part))


async def looked_at(runtime: Runtime, clock: FakeClock, *lines: Line) -> TranslationImport:
    async with runtime.db.write() as session:
        return await importing.look(session, lines, by="redaktur", name="uji.xlsx", now=clock())


async def made(runtime: Runtime, clock: FakeClock, found: TranslationImport) -> TranslationImport:
    async with runtime.db.write() as session:
        await importing.begin(session, found.id, by="redaktur", now=clock())
    more = True
    while more:
        async with runtime.db.write() as session:
            more = await importing.make_next(session, found.id, now=clock())
    async with runtime.db.read() as session:
        return await importing.get(session, found.id, by="redaktur")


async def publish(runtime: Runtime, clock: FakeClock, key: str, content: dict[str, object]) -> None:
    async with runtime.db.write() as session:
        draft = await editing.start_draft(session, key, author="orang-lain", now=clock())
        merged = {name: {**draft.content.get(name, {}), **value} for name, value in content.items()}  # type: ignore[dict-item]
        wording = Wording(merged, draft.sources, date(2026, 11, 24), date(2027, 5, 24))
        await editing.save_draft(session, draft.id, wording, author="orang-lain", now=clock())
        await editing.submit(session, draft.id, author="orang-lain", now=clock())
        await editing.approve(session, draft.id, approver="penyetuju", now=clock())


async def test_what_was_exported_and_comes_back_untouched_changes_nothing(seeded: Runtime, clock: FakeClock) -> None:
    lines = await exported(seeded, Wanted(["su", "jv"]))
    assert len(lines) > 500
    report = (await looked_at(seeded, clock, *lines)).report
    assert (report["changes"], report["refused"]) == ([], [])
    assert report["same"] == len(lines)


async def test_a_translation_becomes_a_draft_that_somebody_has_to_approve(seeded: Runtime, clock: FakeClock) -> None:
    lines = await exported(seeded)
    short = replace(of(lines, "opp"), text="OPP téh pembekalan saméméh indit.")
    button = replace(of(lines, "opp", "tombol:/cek_tawaran"), text="Pariksa heula")
    found = await made(seeded, clock, await looked_at(seeded, clock, short, button))
    assert (found.state, found.done, found.total) == ("done", 1, 1)
    async with seeded.db.read() as session:
        draft = await session.get_one(Revision, found.report["made"][0]["revision"])
    assert draft.state == "draft" and draft.author == "redaktur"
    assert draft.content["short"]["su"] == short.text
    assert {one["title"].get("su") for one in draft.content["buttons"]} >= {"Pariksa heula"}
    assert draft.content["short"]["id"] == short.source


async def test_a_row_whose_indonesian_text_changed_meanwhile_is_refused_and_kept(
    seeded: Runtime, clock: FakeClock
) -> None:
    line = replace(of(await exported(seeded), "opp"), text="Teks basi.")
    await publish(seeded, clock, "opp", {"short": {"id": "Isi baru."}})
    report = (await looked_at(seeded, clock, line)).report
    assert report["changes"] == []
    assert "Teks Indonesianya berubah" in report["refused"][0]["reason"]
    assert report["refused"][0]["text"] == "Teks basi."


async def test_a_translation_changed_in_the_console_meanwhile_is_not_overwritten(
    seeded: Runtime, clock: FakeClock
) -> None:
    line = of(await exported(seeded), "opp")
    await publish(seeded, clock, "opp", {"short": {"su": "Ditulis di konsol."}})
    assert (await looked_at(seeded, clock, line)).report["changes"] == [], "left as exported: nothing to undo"
    report = (await looked_at(seeded, clock, replace(line, text="Ti panarjamah."))).report
    assert report["changes"] == [] and "di konsol berubah" in report["refused"][0]["reason"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"key": "tidak_ada"}, "tidak ada"),
        ({"language": "id"}, "Bahasa ini"),
        ({"part": "catatan"}, "Bagian ini tidak ada"),
        ({"number": 99}, "Nomor naskahnya"),
        ({"text": "x" * 601}, "Terlalu panjang"),
        ({"text": "=1+1", "is_formula": True}, "rumus"),
    ],
)
async def test_rows_that_cannot_be_taken_say_why(
    seeded: Runtime, clock: FakeClock, change: dict[str, object], reason: str
) -> None:
    line = replace(of(await exported(seeded), "opp"), text="Anyar.")
    report = (await looked_at(seeded, clock, replace(line, **change))).report  # type: ignore[arg-type]
    assert report["changes"] == [] and reason in report["refused"][0]["reason"]


async def test_ones_own_open_draft_is_never_written_over(seeded: Runtime, clock: FakeClock) -> None:
    line = replace(of(await exported(seeded), "opp"), text="Anyar.")
    found = await looked_at(seeded, clock, line)
    async with seeded.db.write() as session:
        await editing.start_draft(session, "opp", author="redaktur", now=clock())
    done = await made(seeded, clock, found)
    assert done.report.get("made", []) == [] and "naskah" in done.report["left"][0]["reason"]
    again = await looked_at(seeded, clock, line)
    assert "belum diajukan" in again.report["refused"][0]["reason"]


async def test_a_second_press_makes_no_second_draft_and_imports_are_ones_own(seeded: Runtime, clock: FakeClock) -> None:
    found = await looked_at(seeded, clock, replace(of(await exported(seeded), "opp"), text="Anyar."))
    with pytest.raises(NotAllowed):
        async with seeded.db.write() as session:
            await importing.begin(session, found.id, by="orang-lain", now=clock())
    first = await made(seeded, clock, found)
    assert (await made(seeded, clock, found)).report == first.report


def test_a_text_that_looks_like_a_formula_goes_out_as_text() -> None:
    line = Line("opp", "=HYPERLINK()", "short", "su", 1, '=cmd|"/c calc"', "+62 21")
    book = load_workbook(io.BytesIO(sheets.write([line])))
    kinds = {cell.data_type for cell in book.active[2]}  # type: ignore[index]
    assert kinds == {"s"}
    assert sheets.read(sheets.write([line]), rows_most=10)[0].source == line.source


def test_a_formula_that_comes_back_is_known_as_one() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(sheets.HEADS)
    sheet.append(["opp", "OPP", "short", "su", 1, "isi", "=1+1"])
    out = io.BytesIO()
    book.save(out)
    line = sheets.read(out.getvalue(), rows_most=10)[0]
    assert line.is_formula and line.number == 1


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (sheets.UNPACKED_MOST + 1))
    return out.getvalue()


def test_files_that_are_no_sheet_of_ours_are_refused_with_a_sentence() -> None:
    other = Workbook()
    assert other.active is not None
    other.active.append(["nama", "umur"])
    out = io.BytesIO()
    other.save(out)
    for data in (b"", b"PK\x03\x04 rusak", b"kunci,teks", out.getvalue()):
        with pytest.raises(BadInput):
            sheets.read(data, rows_most=10)
    with pytest.raises(TooLarge):
        sheets.read(bomb(), rows_most=10)
    many = sheets.write(Line("k", "j", "short", "su", 1, "i", "t") for _ in range(11))
    with pytest.raises(TooLarge, match="10 baris"):
        sheets.read(many, rows_most=10)
