"""The inbox: folders with counts, search and filters, pages, and the "3 laporan baru" bar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.agencies import rota
from bot.console.desk import Desk
from bot.console.live import newest
from bot.console.officers import folder_words, rows
from bot.console.officers.asked import read_asked
from bot.console.officers.saved import saved_of
from bot.console.officers.tip_news import news_of
from bot.console.paging import Page, cut, page_number
from bot.console.visit import Visit
from bot.staff.accounts import names_of
from bot.tips.casework import folders
from bot.tips.casework.sight import agency_of
from nlu.language.gazetteer import place_label

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def show(desk: Desk, visit: Visit) -> Response:
    """The list alone."""
    async with desk.runtime.db.read() as session:
        shown = await read_list(desk, visit, session)
    return desk.pages.show(visit, "officers/desk.html", case=None, **shown)


async def count_new(desk: Desk, visit: Visit) -> Response:
    """For a page that is open: the bar above the list, fresh counts, and news about the tip that is being read."""
    asked = read_asked(visit)
    moment = visit.query("waktu")
    since = EPOCH + timedelta(microseconds=int(moment)) if moment.isdigit() and len(moment) < 17 else visit.now
    async with desk.runtime.db.read() as session:
        count = await folders.newer_than(session, visit.viewer, asked.folder, asked.filters, since, now=visit.now)
        counts = await folders.counts(session, visit.viewer, now=visit.now)
        about = await news_of(session, visit)
    return desk.pages.show(
        visit, "officers/news.html", count=count, counts=counts, folder=asked.folder, place=asked.query, about=about,
        most=folders.COUNT_MOST, **_folder_words(),
    )  # fmt: skip


async def read_list(desk: Desk, visit: Visit, session: AsyncSession) -> dict[str, Any]:
    """Everything the list's template needs. What came later than `known` or `moment` is news."""
    asked, number, size = read_asked(visit), page_number(visit), desk.runtime.settings.page_size
    known = await newest(session)
    found = await folders.listed(
        session, visit.viewer, asked.folder, asked.filters, now=visit.now, most=size + 1,
        skip=(number - 1) * size, shorten=desk.lines,
    )  # fmt: skip
    page = cut(found, number=number, size=size)
    turns = await rota.on_duty(session, agency_of(visit.viewer), at=visit.now)
    names = await names_of(session, [turn.staff_id for turn in turns])
    return {
        "page": Page(await rows.lines(session, visit.viewer, page.rows, now=visit.now), page.number, page.has_more),
        "counts": await folders.counts(session, visit.viewer, now=visit.now),
        "most_counted": folders.COUNT_MOST,
        "folder": asked.folder,
        "asked": asked,
        "place": asked.query,
        "place_label": place_label,
        "saved": await saved_of(session, visit.viewer),
        "on_duty": [names[turn.staff_id] for turn in turns if turn.staff_id in names],
        "known": known,
        "moment": await _moment(session, visit),
        **_folder_words(),
    }


def _folder_words() -> dict[str, Any]:
    return {
        "folders": folder_words.FOLDERS,
        "folder_icons": folder_words.ICONS,
        "folder_empty": folder_words.EMPTY,
        "alarming": folder_words.ALARMING,
    }


async def _moment(session: AsyncSession, visit: Visit) -> int:
    """When the newest referral came that the list can hold, in microseconds: what is later is news."""
    newest_known = await folders.newest_at(session, visit.viewer)
    return (newest_known - EPOCH) // timedelta(microseconds=1) if newest_known else 0
