"""What comes back from translators: compared with what is published now, told in a report, made into drafts.

A row is refused when its Indonesian text or its translation has changed since it was exported; nothing is overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit, jobs
from bot.answers import buttons, checking, editing
from bot.answers.models import Answer, Revision, TranslationImport
from bot.answers.translating import texts
from bot.answers.translating.sheets import Line
from bot.database import new_id
from bot.errors import NotAllowed, NotFound, WrongState
from bot.settings import Settings

JOB = "answers.import"
"""The kind of job that makes the drafts of one import."""
READY, MAKING, DONE = "ready", "making", "done"
_MOST = {"short": checking.SHORT_MOST, "long": checking.LONG_MOST, "title": 120, "next_step": 300}


async def look(session: AsyncSession, lines: Sequence[Line], *, by: str, name: str, now: datetime) -> TranslationImport:
    """Compare a sheet with what is published and keep the report: what would change, what is refused and why."""
    changes: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    known: dict[str, tuple[Revision, dict[int, Revision], bool] | None] = {}
    same, seen = 0, set[tuple[str, str, str]]()
    for line in lines:
        if line.key not in known:
            known[line.key] = await _known(session, line.key, by)
        found = known[line.key]
        if not line.is_formula and _is_same(line, found):
            same += 1
            continue
        reason = _refusal(line, found, seen)
        if reason:
            refused.append({"row": line.row, "key": line.key, "part": line.part, "reason": reason, "text": line.text})
            continue
        seen.add((line.key, line.part, line.language))
        before = texts.text_of(found[0].content, line.part, line.language) if found else ""
        changes.append(
            {"key": line.key, "part": line.part, "language": line.language, "before": before, "after": line.text}
        )
    made = TranslationImport(
        id=new_id(), state=READY, file_name=name[:120], report={"changes": changes, "refused": refused, "same": same},
        total=len({change["key"] for change in changes}), done=0, by=by, at=now,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    return made


async def begin(session: AsyncSession, import_id: str, *, by: str, now: datetime) -> TranslationImport:
    """Let a worker make the drafts. A second press changes nothing."""
    found = await get(session, import_id, by=by)
    if found.state == READY:
        if not found.report["changes"]:
            raise WrongState("Tidak ada yang berubah, jadi tidak ada naskah yang dibuat.")
        found.state = MAKING
        audit.record(session, "answer.import", f"import:{found.id}", actor=f"staff:{by}", now=now, answers=found.total)
        jobs.put(session, JOB, {"import": found.id}, lane=f"house:import:{found.id}", now=now)
    return found


async def make_next(session: AsyncSession, import_id: str, *, now: datetime) -> bool:
    """Make the draft of the next answer of an import; False when there is none left. One transaction each."""
    found = await session.get(TranslationImport, import_id, with_for_update=True)
    if found is None or found.state != MAKING:
        return False
    report = dict(found.report)
    finished = [*report.get("made", []), *report.get("left", [])]
    done = {one["key"] for one in finished}
    key = next((change["key"] for change in report["changes"] if change["key"] not in done), None)
    if key is None:
        found.state = DONE
        return False
    own = [change for change in report["changes"] if change["key"] == key]
    known = await _known(session, key, found.by)
    reason = _overtaken(own, known)
    if reason or known is None:
        report["left"] = [*report.get("left", []), {"key": key, "reason": reason}]
    else:
        draft = await _drafted(session, key, own, by=found.by, now=now)
        report["made"] = [*report.get("made", []), {"key": key, "revision": draft.id}]
    found.report, found.done = report, found.done + 1
    return True


async def get(session: AsyncSession, import_id: str, *, by: str) -> TranslationImport:
    """One's own import. Raises NotFound or NotAllowed."""
    found = await session.get(TranslationImport, import_id)
    if found is None:
        raise NotFound(f"import {import_id}")
    if found.by != by:
        raise NotAllowed("import of another editor")
    return found


async def mine(session: AsyncSession, *, by: str) -> Sequence[TranslationImport]:
    """One's own imports, newest first."""
    rows = await session.scalars(
        select(TranslationImport).where(TranslationImport.by == by).order_by(TranslationImport.at.desc()).limit(10)
    )
    return rows.all()


async def forget(session: AsyncSession, settings: Settings, *, now: datetime) -> None:
    """Delete reports past their time; the drafts that were made of them stay."""
    old = now - timedelta(days=settings.keep_import_days)
    await session.execute(delete(TranslationImport).where(TranslationImport.at < old))


async def _drafted(
    session: AsyncSession, key: str, changes: Sequence[Mapping[str, Any]], *, by: str, now: datetime
) -> Revision:
    draft = await editing.start_draft(session, key, author=by, now=now)
    content: dict[str, Any] = dict(draft.content)
    for change in changes:
        content = texts.with_text(content, change["part"], change["language"], change["after"])
    content["regional_checked"] = False
    wording = editing.Wording(content, draft.sources, draft.checked_on, draft.review_by)
    return await editing.save_draft(session, draft.id, wording, author=by, now=now)


async def _known(session: AsyncSession, key: str, by: str) -> tuple[Revision, dict[int, Revision], bool] | None:
    """What is published under a name, every wording by number, and whether this editor has an open draft of it."""
    answer = await session.get(Answer, key)
    published = await session.get(Revision, answer.published_id) if answer and answer.published_id else None
    if published is None:
        return None
    rows = (await session.scalars(select(Revision).where(Revision.answer_key == key))).all()
    is_open = any(row.author == by and row.state in ("draft", "returned") for row in rows)
    return published, {row.number: row for row in rows if row.published_at is not None}, is_open


def _is_same(line: Line, known: tuple[Revision, dict[int, Revision], bool] | None) -> bool:
    """Whether the translator left this row as it was exported, or wrote what is published already."""
    if known is None:
        return not line.text
    published, by_number, _ = known
    wordings = [published, by_number[line.number]] if line.number in by_number else [published]
    return line.text in ("", *(texts.text_of(one.content, line.part, line.language) for one in wordings))


def _refusal(
    line: Line, known: tuple[Revision, dict[int, Revision], bool] | None, seen: set[tuple[str, str, str]]
) -> str:
    """Why a row is not taken; empty when it is."""
    if known is None:
        return "Jawaban dengan kunci ini tidak ada."
    published, by_number, is_open = known
    if line.language not in texts.LANGUAGES:
        return "Bahasa ini tidak dikenal. Yang dikenal: su, jv, bew."
    if line.part not in texts.names(published.content):
        return "Bagian ini tidak ada lagi di jawaban yang terbit."
    if (line.key, line.part, line.language) in seen:
        return "Bagian ini sudah ada di baris lain."
    if line.is_formula:
        return "Terjemahan berupa rumus. Tulis sebagai teks biasa."
    exported = by_number.get(line.number)
    if exported is None:
        return "Nomor naskahnya tidak dikenal. Ekspor lagi."
    if texts.text_of(exported.content, line.part, "id") != texts.text_of(published.content, line.part, "id"):
        return "Teks Indonesianya berubah sesudah diekspor. Ekspor lagi dan sesuaikan terjemahannya."
    then, today = (texts.text_of(one.content, line.part, line.language) for one in (exported, published))
    if then != today:
        return "Terjemahan di konsol berubah sesudah diekspor. Bandingkan dulu keduanya."
    return _unfit(line, published) or (
        "Anda punya naskah yang belum diajukan untuk jawaban ini. Selesaikan itu dulu." if is_open else ""
    )


def _unfit(line: Line, published: Revision) -> str:
    most = buttons.TITLE_MOST if line.part.startswith(texts.BUTTON) else _MOST[line.part]
    if len(line.text) > most:
        return f"Terlalu panjang: {len(line.text)} dari {most} karakter."
    holes = published.content.get("params") or []
    lost = [hole for hole in holes if line.part == "short" and line.text and f"{{{hole}}}" not in line.text]
    return f"Isian {{{lost[0]}}} harus tetap ada di dalam teks." if lost else ""


def _overtaken(changes: Sequence[Mapping[str, Any]], known: tuple[Revision, dict[int, Revision], bool] | None) -> str:
    """Why an answer is left alone although its report was clean: something happened since."""
    if known is None:
        return "Jawaban ini tidak terbit lagi."
    published, _, is_open = known
    if is_open:
        return "Anda membuka naskah untuk jawaban ini sesudah berkas diperiksa."
    moved = [one for one in changes if texts.text_of(published.content, one["part"], one["language"]) != one["before"]]
    return "Jawaban ini terbit dengan teks lain sesudah berkas diperiksa." if moved else ""
