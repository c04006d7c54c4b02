"""Translations: a spreadsheet goes out, comes back, is looked at, and becomes drafts while the page shows how far."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.answers.models import TranslationImport
from bot.answers.published import titles
from bot.answers.translating import exporting, importing, sheets, texts
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.editors.compare import marked
from bot.console.visit import Visit, see
from bot.console.words import GROUPS, LANGUAGES
from bot.errors import BadInput, WrongState

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show(desk: Desk, visit: Visit, *, wrong: str = "") -> Response:
    """Both doors: export with its choices, import, and what came back lately."""
    async with desk.runtime.db.read() as session:
        past = await importing.mine(session, by=visit.viewer.staff_id)
    return desk.pages.show(
        visit, "editors/translations.html", status=422 if wrong else 200, past=past, wrong=wrong,
        languages={code: LANGUAGES[code] for code in texts.LANGUAGES}, groups=GROUPS,
    )  # fmt: skip


async def export(desk: Desk, visit: Visit) -> Response:
    """The spreadsheet of what is published."""
    asked = visit.request.query_params.getlist("bahasa")
    languages = [code for code in texts.LANGUAGES if code in asked]
    if not languages:
        return await show(desk, visit, wrong="Pilih sedikitnya satu bahasa.")
    group = visit.query("kelompok")
    wanted = exporting.Wanted(languages, group if group in GROUPS else "", visit.query("isi") == "terbuka")
    async with desk.runtime.db.read() as session:
        lines = await exporting.lines(session, wanted)
    data = await asyncio.to_thread(sheets.write, lines)
    today = visit.now.astimezone(JAKARTA).date().isoformat()
    name = f"terjemahan-{'-'.join(languages)}-{today}.xlsx"
    return Response(data, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def receive(desk: Desk, visit: Visit) -> Response:
    """Read a filled-in spreadsheet and show what it would change; nothing is made yet."""
    upload = visit.form.file("lembar")
    if upload is None:
        return await show(desk, visit, wrong="Pilih dulu berkas XLSX-nya.")
    try:
        most = desk.runtime.settings.translation_rows_most
        lines = await asyncio.to_thread(sheets.read, upload.data, rows_most=most)
        if not lines:
            raise BadInput("Tidak ada baris yang berisi terjemahan di berkas ini.")
    except BadInput as refused:
        return await show(desk, visit, wrong=refused.sentence)
    async with desk.runtime.db.write() as session:
        found = await importing.look(session, lines, by=visit.viewer.staff_id, name=upload.name, now=visit.now)
    return see(f"/konsol/terjemahan/{found.id}")


async def show_one(desk: Desk, visit: Visit, *, wrong: str = "") -> Response:
    """The report of one import."""
    async with desk.runtime.db.read() as session:
        found = await importing.get(session, visit.path("import"), by=visit.viewer.staff_id)
        values = await _values(session, found)
    return desk.pages.show(visit, "editors/import.html", status=422 if wrong else 200, wrong=wrong, **values)


async def progress(desk: Desk, visit: Visit) -> Response:
    """How far the drafts are; the page asks again while they are being made."""
    async with desk.runtime.db.read() as session:
        found = await importing.get(session, visit.path("import"), by=visit.viewer.staff_id)
        values = await _values(session, found)
    return desk.pages.show(visit, "editors/import_progress.html", **values)


async def make(desk: Desk, visit: Visit) -> Response:
    """Let the drafts be made."""
    try:
        async with desk.runtime.db.write() as session:
            found = await importing.begin(session, visit.path("import"), by=visit.viewer.staff_id, now=visit.now)
    except WrongState as refused:
        return await show_one(desk, visit, wrong=refused.sentence)
    return see(f"/konsol/terjemahan/{found.id}")


async def _values(session: AsyncSession, found: TranslationImport) -> dict[str, Any]:
    report = found.report
    keys = {one["key"] for name in ("changes", "refused", "made", "left") for one in report.get(name, [])}
    known = await titles(session, keys)
    return {
        "found": found,
        "changes": _by_answer(report["changes"]),
        "refused": report["refused"],
        "same": report["same"],
        "made": report.get("made", []),
        "left": report.get("left", []),
        "titles": {key: known.get(key, {}).get("id") or key for key in keys},
        "label": texts.label,
        "marked": marked,
    }


def _by_answer(changes: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for change in changes:
        grouped.setdefault(change["key"], []).append(change)
    return grouped
