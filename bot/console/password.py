"""Changing one's own password: asked for after the first login, possible at any time."""

from __future__ import annotations

from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.doorway import device_of, set_cookie
from bot.console.navigation import home
from bot.console.visit import Visit, see
from bot.errors import BadInput
from bot.staff.accounts import change_password, find_staff
from bot.staff.passwords import check_new
from bot.staff.sessions import open_session


async def show(desk: Desk, visit: Visit) -> Response:
    """The form."""
    return _page(desk, visit)


async def change(desk: Desk, visit: Visit) -> Response:
    """Check the old password, keep the new one, end every other session."""
    settings, now, form = desk.runtime.settings, visit.now, visit.form
    async with desk.runtime.db.read() as session:
        staff = await find_staff(session, visit.viewer.staff_id)
    new = form.text("sandi_baru")
    try:
        if not desk.gate.lets(f"sandi:{staff.id}", now=now):
            raise BadInput("Terlalu banyak percobaan. Tunggu satu menit.")
        if not await desk.hasher.fits(staff.password_hash, form.text("sandi_lama")):
            raise BadInput("Kata sandi lama tidak cocok.")
        if new != form.text("sandi_ulang"):
            raise BadInput("Kedua isian kata sandi baru tidak sama.")
        check_new(new, username=staff.username, least=settings.password_least)
        if new == form.text("sandi_lama"):
            raise BadInput("Kata sandi baru harus berbeda dari yang lama.")
    except BadInput as refused:
        return _page(desk, visit, wrong=refused.sentence, status=422)
    password_hash = await desk.hasher.hash(new)
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.viewer.staff_id)
        await change_password(session, staff, password_hash=password_hash, now=now)
        opened = await open_session(
            session, staff, replaces=None, now=now, most=settings.session_most, device=device_of(visit.request)
        )
    response = see(home(visit.viewer), notice="sandi_diganti")
    set_cookie(response, settings, opened.token, lasts=settings.session_most)
    return response


def _page(desk: Desk, visit: Visit, *, wrong: str | None = None, status: int = 200) -> Response:
    least = desk.runtime.settings.password_least
    return desk.pages.show(visit, "password.html", status=status, wrong=wrong, least=least, first=visit.must_change)
