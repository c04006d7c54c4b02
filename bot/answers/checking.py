"""What keeps a wording from being published, told to its editor in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import buttons
from bot.answers.files import ALT_MOST, PICTURE
from bot.answers.models import Answer, Revision

SHORT_MOST = 600
"""Characters a citizen reads before "selengkapnya" (product rules)."""
LONG_MOST = 3_000


def check(content: Mapping[str, Any], sources: Sequence[str], *, kind: str) -> list[str]:
    """What keeps a wording from being published, in sentences for its editor; empty when nothing does."""
    problems = []
    short = content.get("short") or {}
    if not (short.get("id") or "").strip():
        problems.append("Jawaban singkat dalam Bahasa Indonesia masih kosong.")
    for language, text in short.items():
        if len(text) > SHORT_MOST:
            problems.append(f"Jawaban singkat ({language}) lebih dari {SHORT_MOST} huruf.")
    for language, text in (content.get("long") or {}).items():
        if len(text) > LONG_MOST:
            problems.append(f"Jawaban panjang ({language}) lebih dari {LONG_MOST} huruf.")
    if kind == "topic" and not sources:
        problems.append("Jawaban harus menyebut sedikitnya satu sumber.")
    for language, media in (content.get("media") or {}).items():
        alt = media["alt"].strip()
        if not alt:
            kind = "Gambar" if media["kind"] == PICTURE else "Rekaman suara"
            problems.append(f"{kind} ({language}) butuh keterangan dalam tulisan.")
        if len(alt) > ALT_MOST[media["kind"]]:
            problems.append(f"Keterangan gambar atau rekaman ({language}) lebih dari {ALT_MOST[media['kind']]} huruf.")
    holes = content.get("params") or []
    lost = [hole for hole in holes if any(f"{{{hole}}}" not in text for text in short.values() if text)]
    return problems + [f"Isian {{{hole}}} harus tetap ada di dalam teks." for hole in lost]


async def wrong_buttons(session: AsyncSession, answer: Answer, draft: Revision) -> list[str]:
    """Buttons of a system text lead where its question needs them to; those of a topic to what is published."""
    base = await session.get(Revision, answer.published_id) if answer.published_id else None
    before = list(base.content.get("buttons") or []) if base else []
    now = list(draft.content.get("buttons") or [])
    fixed = answer.kind == "system" and base is not None
    if fixed and [button["payload"] for button in now] != [button["payload"] for button in before]:
        return ["Tombol teks sistem tidak bisa ditambah, dibuang, atau dipindah; hanya judulnya yang diubah."]
    topics = await session.scalars(
        select(Answer.key).where(
            Answer.published_id.is_not(None), Answer.withdrawn_at.is_(None), Answer.key != answer.key
        )
    )
    return buttons.problems(now, before=before, topics=topics.all())
