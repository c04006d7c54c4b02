"""Pictures and voice notes of answers for the web chat: public, never changed, so a browser may keep them."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from bot.answers.files import MIMES, find
from bot.runtime import Runtime

HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Content-Disposition": "inline",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Accept-Ranges": "bytes",
}
_ID = re.compile(r"[0-9a-f]{32}")
_RANGE = re.compile(r"bytes=(\d{0,10})-(\d{0,10})", re.ASCII)


async def serve(runtime: Runtime, request: Request) -> Response:
    """One file by its unguessable id, in parts when asked (telephones play sound only so); 404 for anything else."""
    wanted = str(request.path_params["file"])
    found = None
    if _ID.fullmatch(wanted):
        async with runtime.db.read() as session:
            found = await find(session, wanted)
    if found is None or found.mime not in MIMES:
        return Response(status_code=404)
    return answer(found.data, found.mime, request.headers.get("range"))


def answer(data: bytes, mime: str, asked: str | None) -> Response:
    """The whole file, or the one stretch of it that was asked for."""
    part = _RANGE.fullmatch(asked or "")
    if part is None or not (part[1] or part[2]):
        return Response(data, media_type=mime, headers=HEADERS)
    if part[1]:
        first, last = int(part[1]), min(int(part[2] or len(data)), len(data) - 1)
    else:
        first, last = max(0, len(data) - int(part[2])), len(data) - 1
    if first > last:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(data)}"})
    stretch = {"Content-Range": f"bytes {first}-{last}/{len(data)}"}
    return Response(data[first : last + 1], status_code=206, media_type=mime, headers={**HEADERS, **stretch})
