"""The editing page put together: what is typed, what it may pick from, how it reads, and what is noteworthy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.answers import buttons, checking, editing, files, speakers
from bot.answers.models import Answer, AnswerFile, Revision, Source
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.editors.channel_views import views
from bot.console.editors.preview import preview
from bot.console.editors.wording import RELATED_MOST, Typed, content_of
from bot.console.visit import Visit
from bot.console.words import LANGUAGES, isoday
from bot.conversations.messages import Reply


@dataclass(frozen=True)
class Written:
    """A draft of the viewer's own, with its answer."""

    answer: Answer
    revision: Revision


@dataclass(frozen=True)
class Trouble:
    """Why the form came back. `saved`: what was typed is kept all the same."""

    sentence: str = ""
    saved: bool = False


async def page(
    desk: Desk, visit: Visit, session: AsyncSession, written: Written, typed: Typed, trouble: Trouble | None = None
) -> Response:
    """The form, filled with what was typed."""
    trouble = trouble or Trouble()
    tab = visit.query("bahasa")
    sources = (await session.scalars(select(Source).order_by(Source.publisher, Source.title))).all()
    topics = await published_topics(session, but=written.answer.key)
    place = {key: number for number, key in enumerate(typed.related)}
    # What is picked stands first, in its order, which is the order in which citizens see it.
    others = sorted(
        ((titles.get("id", key), key) for key, titles in topics.items()),
        key=lambda pair: (place.get(pair[1], len(place)), pair[0]),
    )
    overtaken = await editing.overtaken_by(session, written.revision)
    return desk.pages.show(
        visit,
        "editors/draft.html",
        status=422 if trouble.sentence else 200,
        answer=written.answer,
        revision=written.revision,
        typed=typed,
        tab=tab if not trouble.sentence and tab in LANGUAGES else typed.tab,
        sources=sources,
        picked=_in_order(sources, typed.sources),
        facts=desk.facts.of(typed.facts),
        all_facts=_offered_facts(desk, typed),
        all_picks=visit.query("daftar") == "semua",
        targets=_targets(desk, typed, topics),
        topics=others,
        overtaken=overtaken,
        limits=_limits(desk),
        trouble=trouble,
        chosen="whatsapp",
        **await shown(desk, visit, session, written, typed),
    )


async def shown(desk: Desk, visit: Visit, session: AsyncSession, written: Written, typed: Typed) -> dict[str, Any]:
    """What stands beside the form and changes while one types: bubbles by channel, and warnings."""
    media = await media_of(session, typed)
    replies = await _replies(desk, visit, session, written, typed, media)
    content = {**written.revision.content, **content_of(typed, media)}
    known = await speakers.checks(session, [written.answer.key])
    return {
        "views": views(replies),
        "language": replies[0].language if replies else "id",
        "warnings": warnings(desk, content, typed, speakers.unchecked(known, written.answer.key, content)),
        "media": media,
    }


async def picks(desk: Desk, visit: Visit, session: AsyncSession, typed: Typed) -> Response:
    """The long list of sources or facts, asked for when it is opened: the page itself stays small."""
    if visit.query("apa") == "fakta":
        return desk.pages.show(visit, "editors/picks_fakta.html", all_facts=_offered_facts(desk, typed))
    sources = (await session.scalars(select(Source).order_by(Source.publisher, Source.title))).all()
    return desk.pages.show(visit, "editors/picks_sumber.html", sources=sources, typed=typed)


async def media_of(session: AsyncSession, typed: Typed) -> dict[str, dict[str, Any]]:
    """What is known of the files that are named; one that does not exist is left out."""
    ids = {one["file"] for one in typed.media.values()}
    rows = {row.id: row for row in await session.scalars(select(AnswerFile).where(AnswerFile.id.in_(ids)))}
    return {
        code: files.as_media(rows[one["file"]], one["alt"]) for code, one in typed.media.items() if one["file"] in rows
    }


async def published_topics(session: AsyncSession, *, but: str) -> dict[str, dict[str, str]]:
    """Titles of the topics that citizens can read, by key."""
    rows = await session.execute(
        select(Answer.key, Revision.content)
        .join(Revision, Revision.id == Answer.published_id)
        .where(Answer.kind == "topic", Answer.withdrawn_at.is_(None), Answer.key != but)
    )
    return {row.key: row.content.get("title") or {} for row in rows}


def warnings(desk: Desk, content: Mapping[str, Any], typed: Typed, unchecked: Sequence[str]) -> list[str]:
    """What an editor should look at again; none of it keeps the wording from being handed in."""
    found = []
    unbacked = desk.facts.unbacked(content)
    if unbacked:
        listed = ", ".join(f"“{figure}”" for figure in unbacked)
        found.append(f"Angka {listed} tidak ada di fakta yang dipilih. Pilih faktanya, atau periksa angkanya.")
    own = desk.facts.of(typed.facts)
    unnamed = [fact for fact in own if not set(fact.sources) & set(typed.sources)]
    if unnamed:
        found.append(f"{len(unnamed)} fakta memakai sumber yang belum dipilih: {unnamed[0].statement}")
    found += [f"Ingat: {fact.correction}" for fact in own if fact.correction]
    if unchecked:
        names = ", ".join(LANGUAGES[code] for code in unchecked)
        found.append(f"Belum diperiksa penutur: {names}.")
    return found


async def _replies(
    desk: Desk, visit: Visit, session: AsyncSession, written: Written, typed: Typed, media: Mapping[str, Any]
) -> list[Reply]:
    today = visit.now.astimezone(JAKARTA).date()
    return await preview(
        session, written.answer, written.revision, typed, media=media, controls=desk.controls, today=today
    )


def _in_order(sources: Sequence[Source], ids: Sequence[str]) -> list[Source]:
    by_id = {source.id: source for source in sources}
    return [by_id[key] for key in ids if key in by_id]


def _offered_facts(desk: Desk, typed: Typed) -> list[Any]:
    """Facts that rest on a picked source come first: they are the likely ones."""
    picked = set(typed.sources)
    others = [fact for fact in desk.facts.by_id.values() if fact.id not in typed.facts]
    return sorted(others, key=lambda fact: (not picked & set(fact.sources), fact.statement))


def _targets(desk: Desk, typed: Typed, topics: Mapping[str, Mapping[str, str]]) -> dict[str, list[buttons.Target]]:
    """Where buttons may lead, by heading; a way on that is already used stays in the list."""
    grouped: dict[str, list[buttons.Target]] = {}
    known = buttons.targets(desk.controls.act_titles, topics)
    for target in known:
        grouped.setdefault(target.group, []).append(target)
    used = {one.payload: one.titles.get("id", one.payload) for one in typed.buttons if one.payload}
    for payload, title in used.items():
        if payload not in {target.payload for target in known}:
            grouped.setdefault("Dipakai sekarang", []).append(buttons.Target(payload, title, "Dipakai sekarang"))
    return grouped


def _limits(desk: Desk) -> dict[str, int]:
    settings = desk.runtime.settings
    return {
        "short": checking.SHORT_MOST,
        "long": checking.LONG_MOST,
        "related": RELATED_MOST,
        "buttons": buttons.MOST,
        "button_title": buttons.TITLE_MOST,
        "picture_alt": files.ALT_MOST[files.PICTURE],
        "voice_alt": files.ALT_MOST[files.VOICE],
        "file_mb": settings.answer_file_max_bytes // 1_000_000,
    }


def source_label(source: Source) -> str:
    """A source in one line, for lists of changes."""
    seen = f" (dibaca {isoday(source.seen_on)})" if source.seen_on else ""
    return f"{source.publisher}: {source.title}{seen}"
