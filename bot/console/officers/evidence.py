"""A file that a citizen sent: shown inside a page only when it is a re-encoded image, else a download."""

from __future__ import annotations

from starlette.responses import Response

from bot import audit
from bot.console.desk import Desk
from bot.console.officers.handoffs import find_line
from bot.console.visit import Visit
from bot.errors import NotFound
from bot.tips.casework.reading import evidence_of
from bot.tips.evidence import read
from bot.tips.models import Evidence

SHOWN = ("image/jpeg", "image/png")
"""Pictures that we wrote anew ourselves."""
PLAYED = ("audio/ogg", "audio/opus", "audio/mpeg", "audio/mp4", "audio/m4a", "audio/x-wav", "audio/aac")
"""Sound that browsers play; it holds nothing that could run. What it really is was looked at when it came."""
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "audio/ogg": "ogg", "text/vcard": "vcf"}


async def serve(desk: Desk, visit: Visit) -> Response:
    """A file of a tip; the look is recorded."""
    async with desk.runtime.db.write() as session:
        found = await evidence_of(
            session, visit.viewer, visit.path("case").upper(), visit.path("evidence"), now=visit.now
        )
    return await _answer(desk, found)


async def serve_handoff(desk: Desk, visit: Visit) -> Response:
    """A file that came in a conversation held by the viewer's agency, never one of a report."""
    async with desk.runtime.db.write() as session:
        line = await find_line(session, visit)
        found = await session.get(Evidence, visit.path("evidence"))
        if found is None or found.conversation_id != line.conversation.id or found.tip_id is not None:
            raise NotFound("evidence")
        audit.record(
            session, "evidence.read", f"handoff:{line.handoff.id}", actor=visit.viewer.actor,
            agency=visit.viewer.agency, now=visit.now, evidence=found.id,
        )  # fmt: skip
    return await _answer(desk, found)


async def _answer(desk: Desk, found: Evidence) -> Response:
    content = await read(found, desk.runtime.settings, desk.runtime.vault)
    shown = (found.inline_safe and found.mime in SHOWN) or (found.kind == "voice" and found.mime in PLAYED)
    name = f"bukti-{found.id[:8]}.{ENDINGS.get(found.mime, 'bin')}"
    return Response(
        content,
        media_type=found.mime if shown else "application/octet-stream",
        headers={
            "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )
