"""The console under /konsol: every address with its screen and the right it needs, and what guards them all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from bot.console import home, invitation, login, login_code, password
from bot.console.desk import Desk, open_desk
from bot.console.editors import misses
from bot.console.editors.screens import EDITORS
from bot.console.failures import handlers
from bot.console.headers import Guarded, KeptFiles
from bot.console.officers.screens import OFFICERS
from bot.console.operators.screens import OPERATORS
from bot.console.own_screens import OWN
from bot.console.pages import STATIC
from bot.console.visit import Screen, endpoint
from bot.runtime import Runtime

SCREENS: tuple[Screen, ...] = (
    Screen("GET", "/", home.show, None),
    Screen("POST", "/keluar", login.leave, None),
    Screen("POST", "/tema", home.switch_theme, None),
    Screen("GET", "/kata-sandi", password.show, None),
    Screen("POST", "/kata-sandi", password.change, None),
    *OWN,
    *OFFICERS,
    # --- editors and approvers --------------------------------------------------------------------
    *EDITORS,
    Screen("GET", "/belum-terjawab", misses.show, "misses.see"),
    Screen("POST", "/belum-terjawab", misses.settle, "misses.see"),
    # --- operators --------------------------------------------------------------------------------
    *OPERATORS,
)

DOORS: tuple[tuple[str, Callable[[Desk], Callable[[Request], Awaitable[Response]]]], ...] = (
    ("/masuk", login.screen),
    ("/masuk/kode", login_code.screen),
    ("/undangan/{token}", invitation.screen),
)
"""The only addresses that need no session."""


def console(runtime: Runtime) -> Starlette:
    """The console as an application of its own, to be mounted at `/konsol`."""
    desk = open_desk(runtime)
    routes: list[BaseRoute] = [
        Mount("/static", KeptFiles(directory=STATIC), middleware=[Middleware(GZipMiddleware)]),
        *(Route(path, screen(desk), methods=["GET", "POST"]) for path, screen in DOORS),
        *(Route(screen.path, endpoint(desk, screen), methods=[screen.method]) for screen in SCREENS),
    ]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Guarded, tls=runtime.settings.behind_tls),
            Middleware(GZipMiddleware, minimum_size=2_000, compresslevel=5),  # villages have slow lines
        ],
        exception_handlers=handlers(desk),
    )
