"""The live line of an officer's open page: events that say "look again", never what there is to see."""

from __future__ import annotations

from collections.abc import AsyncIterator

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.visit import Visit

PING = 20
"""Seconds between signs of life, so that proxies keep the line."""
RETRY = 2_000
"""Milliseconds after which a browser tries again."""


async def stream(desk: Desk, visit: Visit) -> Response:
    """News of the viewer's agency after `Last-Event-ID`, or after `?sejak=` on the first call."""
    asked = visit.request.headers.get("last-event-id") or visit.query("sejak")
    since = int(asked) if asked.isascii() and asked.isdigit() else None

    async def events() -> AsyncIterator[ServerSentEvent]:
        async for news in desk.live.listen(visit.viewer, since=since):
            yield ServerSentEvent(data=news.about, event=news.name, id=str(news.id), retry=RETRY)
            if news.about:
                yield ServerSentEvent(data="", event=f"{news.name}-{news.about}", id=str(news.id))

    return EventSourceResponse(events(), ping=PING, headers={"X-Accel-Buffering": "no"})
