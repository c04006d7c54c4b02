"""The second step of a login: a code from the app, or a recovery code; the password alone opens nothing (F115)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.doorway import device_of, enter, is_ours, keep_nonce, kept_of, local, mark, nonce_of, set_cookie
from bot.console.forms import Form, read_form
from bot.console.visit import SAFE, check_origin, cookie_name, see
from bot.staff.accounts import find_staff
from bot.staff.login import TOO_OFTEN, is_locked, note_failure
from bot.staff.models import Staff
from bot.staff.second_factor import check_code, use_recovery
from bot.staff.sessions import find_waiting, open_session

_REFUSED = "Kode itu tidak cocok atau sudah dipakai. Tunggu kode berikutnya di aplikasi, lalu coba lagi."


async def ask(desk: Desk, request: Request, form: Form, staff_id: str) -> Response:
    """After the right password: a session that opens nothing yet, and the page that asks for the code."""
    now, settings = desk.runtime.clock(), desk.runtime.settings
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, staff_id)
        opened = await open_session(
            session,
            staff,
            replaces=request.cookies.get(cookie_name(settings)),
            now=now,
            most=settings.login_code_wait,
            device=device_of(request),
            waits_for_code=True,
        )
    response = _page(desk, request, form)
    set_cookie(response, settings, opened.token, lasts=settings.login_code_wait)
    return response


def screen(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the code page; without a right password before it leads back to the login."""

    async def answer(request: Request) -> Response:
        staff = await _waiting(desk, request)
        if staff is None:
            return see("/konsol/masuk")
        if request.method in SAFE:
            return _page(desk, request, Form())
        check_origin(request)
        form = await read_form(request, most=desk.runtime.settings.console_form_max_bytes)
        return await _try(desk, request, form, staff)

    return answer


async def _waiting(desk: Desk, request: Request) -> Staff | None:
    token = request.cookies.get(cookie_name(desk.runtime.settings))
    if not token:
        return None
    async with desk.runtime.db.read() as session:
        return await find_waiting(session, token, now=desk.runtime.clock())


async def _try(desk: Desk, request: Request, form: Form, staff: Staff) -> Response:
    now = desk.runtime.clock()
    if not is_ours(desk, request, form) or not desk.gate.lets(f"kode:{staff.id}", now=now):
        return _page(desk, request, form, wrong=TOO_OFTEN, status=429)
    if not await _is_right(desk, staff.id, form.text("kode")):
        return _page(desk, request, form, wrong=_REFUSED, status=401)
    entered = await enter(desk, request, form, staff.id, new_hash=None)
    return entered or see("/konsol/masuk")


async def _is_right(desk: Desk, staff_id: str, code: str) -> bool:
    """Check and use up the code; a wrong one counts like a wrong password and locks at the limit."""
    now, runtime = desk.runtime.clock(), desk.runtime
    async with runtime.db.write() as session:
        staff = await find_staff(session, staff_id)
        if is_locked(staff, now=now):
            return False
        if await check_code(session, staff, code, now=now):
            return True
        if await use_recovery(session, staff, code, keys=runtime.keys, now=now):
            return True
        await note_failure(session, staff_id, now=now, settings=runtime.settings)
        return False


def _page(desk: Desk, request: Request, form: Form, *, wrong: str | None = None, status: int = 200) -> Response:
    nonce = nonce_of(desk, request)
    response = desk.pages.show(
        None,
        "login_code.html",
        status=status,
        wrong=wrong,
        onward=local(form.text("lanjut")),
        target=local(form.text("_target")),
        kept=kept_of(form),
        mark=mark(desk, nonce),
    )
    keep_nonce(response, desk.runtime.settings, nonce)
    return response
