"""The spreadsheet that translators fill in: written as text only, read as text only, never with more than we ask for.

A cell that begins with `=` is text when we write it and refused when it comes back as a formula: nothing is computed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from bot.errors import BadInput, TooLarge

HEADS = ("kunci", "judul", "bagian", "bahasa", "naskah", "teks Indonesia", "terjemahan")
_WIDTHS = (22, 28, 24, 9, 9, 60, 60)
SHEET = "Terjemahan"
_HEAD, _TOLD, _OPEN = "judul", "teks", "isian"
UNPACKED_MOST = 60_000_000
"""Bytes a spreadsheet may have once unpacked: a small file can hold a very large one."""
CELL_MOST = 10_000


@dataclass(frozen=True)
class Line:
    """One text in one language. `number` is the wording's, `row` the line in the sheet (0: not in one yet)."""

    key: str
    title: str
    part: str
    language: str
    number: int
    source: str
    text: str
    row: int = 0
    is_formula: bool = False


def write(lines: Iterable[Line]) -> bytes:
    """The spreadsheet as a file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    for style in _styles():
        book.add_named_style(style)
    sheet.append([_cell(sheet, head, _HEAD) for head in HEADS])
    for line in lines:
        told = (line.key, line.title, line.part, line.language, str(line.number), line.source)
        sheet.append([*(_cell(sheet, text, _TOLD) for text in told), _cell(sheet, line.text, _OPEN)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _styles() -> list[NamedStyle]:
    """Looks by name: made once for a book, not once for each cell."""
    wrapped = Alignment(wrap_text=True, vertical="top")
    yellow = PatternFill("solid", start_color="FFF7DC")
    return [
        NamedStyle(_HEAD, font=Font(bold=True), alignment=wrapped),
        NamedStyle(_TOLD, alignment=wrapped),
        NamedStyle(_OPEN, alignment=wrapped, fill=yellow, protection=Protection(locked=False)),
    ]


def read(data: bytes, *, rows_most: int) -> list[Line]:
    """The lines of a filled-in spreadsheet. Raises BadInput or TooLarge with a sentence for whoever sent it."""
    _check_archive(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        rows = sheet.iter_rows(min_row=1, max_row=rows_most + 2, max_col=len(HEADS))
        return list(_lines(rows, rows_most))
    except BadInput:
        raise
    except Exception as error:  # openpyxl raises many kinds on damaged files, none of them ours to tell apart
        raise BadInput("Berkas ini rusak atau bukan lembar kerja XLSX.") from error


def _lines(rows: Iterator[tuple[object, ...]], rows_most: int) -> Iterator[Line]:
    heads = [_text(cell).strip().lower() for cell in next(rows, ())]
    if heads != [head.lower() for head in HEADS]:
        raise BadInput(f"Baris pertama harus berisi: {', '.join(HEADS)}. Pakai berkas yang diekspor dari sini.")
    for number, cells in enumerate(rows, start=2):
        if number > rows_most + 1:
            raise TooLarge(f"Paling banyak {rows_most} baris dalam satu berkas.")
        key, title, part, language, revision, source, text = (*(_text(cell) for cell in cells), *[""] * len(HEADS))[
            : len(HEADS)
        ]
        if not any((key, part, language, text)):
            continue
        last = cells[-1] if len(cells) == len(HEADS) else None
        whole = revision.strip().removesuffix(".0")
        yield Line(
            key.strip(), title, part.strip(), language.strip(), int(whole) if whole.isdecimal() else 0, source,
            text.replace("\r\n", "\n").strip(), number, is_formula=getattr(last, "data_type", "") == "f",
        )  # fmt: skip


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BadInput("Berkas ini bukan lembar kerja XLSX.") from None
    if sum(part.file_size for part in parts) > UNPACKED_MOST or len(parts) > 500:
        raise TooLarge("Lembar kerja ini terlalu besar.")


def _text(cell: object) -> str:
    value = getattr(cell, "value", None)
    return "" if value is None else str(value)[:CELL_MOST]


def _cell(sheet: WriteOnlyWorksheet, text: str, style: str) -> Cell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # a text that begins with "=" stays a text
    cell.style = style
    return cell
