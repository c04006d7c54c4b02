"""A picture or voice note of an answer, for the previews: the same file and headers as citizens get."""

from __future__ import annotations

from starlette.responses import Response

from bot.channels.webchat import media
from bot.console.desk import Desk
from bot.console.visit import Visit


async def serve(desk: Desk, visit: Visit) -> Response:
    """The file by its id; 404 for anything else."""
    return await media.serve(desk.runtime, visit.request)
