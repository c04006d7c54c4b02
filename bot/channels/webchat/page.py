"""The web chat page and its parts: static files under a strict policy, with this installation's limits filled in."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.runtime import Runtime

FOLDER = Path(__file__).parents[1] / "webchat_page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), interest-cohort=()",
    "Cache-Control": "no-cache",
}


def routes(runtime: Runtime) -> list[BaseRoute]:
    """`/` and `/chat/*`."""

    async def page(_: Request) -> Response:
        return HTMLResponse(_filled(runtime), headers=HEADERS)

    return [Route("/", page, methods=["GET"]), Mount("/chat", _Parts(directory=FOLDER))]


class _Parts(StaticFiles):
    """Static files with the page's headers."""

    def file_response(self, *args: object, **options: object) -> Response:
        response = super().file_response(*args, **options)  # type: ignore[arg-type]
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response


def _filled(runtime: Runtime) -> str:
    settings = runtime.settings
    words = (FOLDER / "index.html").read_text(encoding="utf-8")
    words = re.sub(r'data-max-text="\d+"', f'data-max-text="{settings.text_max_chars}"', words, count=1)
    return re.sub(r'data-max-file-bytes="\d+"', f'data-max-file-bytes="{settings.file_max_bytes}"', words, count=1)
