"""The way in: everyone lands on the screen that their day begins with; light or dark."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.navigation import home
from bot.console.visit import Visit, see

_YEAR = 365 * 86_400


async def show(desk: Desk, visit: Visit) -> Response:
    """Go to the first screen of the person's roles."""
    return see("/konsol/kata-sandi" if visit.must_change else home(visit.viewer))


async def switch_theme(desk: Desk, visit: Visit) -> Response:
    """Remember light or dark in this browser and return to where the person was."""
    back = visit.form.text("kembali")
    response = see(back if back.startswith("/konsol/") and "\\" not in back else "/konsol/")
    theme = "gelap" if visit.form.text("tema") == "gelap" else "terang"
    response.set_cookie(
        "tema",
        theme,
        path="/konsol",
        max_age=_YEAR,
        httponly=True,
        samesite="lax",
        secure=desk.runtime.settings.behind_tls,
    )
    return response
