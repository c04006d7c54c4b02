"""Login and logout: a generic refusal, a fresh token each time, and what was typed before is not lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.console import login_code
from bot.console.desk import Desk
from bot.console.doorway import enter, is_ours, keep_nonce, kept_of, local, mark, nonce_of
from bot.console.forms import Form, read_form
from bot.console.navigation import home
from bot.console.visit import SAFE, Visit, check_origin, cookie_name, see, signed_in
from bot.staff.login import REFUSED, TOO_OFTEN, find_candidate, note_failure
from bot.staff.sessions import close_session

_OUTDATED = "Halaman masuk ini sudah lama terbuka. Coba sekali lagi."


def screen(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the login page; it needs no session."""

    async def answer(request: Request) -> Response:
        if request.method in SAFE:
            signed = await signed_in(desk, request)
            return see(home(signed.viewer)) if signed else _page(desk, request, Form())
        check_origin(request)
        return await _try(desk, request, await read_form(request, most=desk.runtime.settings.console_form_max_bytes))

    return answer


async def _try(desk: Desk, request: Request, form: Form) -> Response:
    now, settings = desk.runtime.clock(), desk.runtime.settings
    if form.text("_target") and not form.text("nama"):
        return _page(desk, request, form)  # a session ended while somebody wrote: their words come along
    if not is_ours(desk, request, form):
        return _page(desk, request, form, wrong=_OUTDATED, status=403)
    address = request.client.host if request.client else "?"
    if not desk.gate.lets(address, now=now):
        return _page(desk, request, form, wrong=TOO_OFTEN, status=429)
    async with desk.runtime.db.read() as session:
        candidate = await find_candidate(session, form.text("nama"), now=now)
    password = form.text("sandi")
    right = await desk.hasher.fits(candidate.password_hash if candidate else None, password)
    if candidate is None or not right:
        if candidate is not None:
            async with desk.runtime.db.write() as session:
                await note_failure(session, candidate.id, now=now, settings=settings)
        return _page(desk, request, form, wrong=REFUSED, status=401)
    if candidate.factor_since is not None:
        return await login_code.ask(desk, request, form, candidate.id)
    new_hash = None
    if desk.hasher.is_outdated(candidate.password_hash):
        new_hash = await desk.hasher.hash(password)
    entered = await enter(desk, request, form, candidate.id, new_hash=new_hash)
    return entered or _page(desk, request, form, wrong=REFUSED, status=401)


def _page(desk: Desk, request: Request, form: Form, *, wrong: str | None = None, status: int = 200) -> Response:
    nonce = nonce_of(desk, request)
    response = desk.pages.show(
        None,
        "login.html",
        status=status,
        wrong=wrong,
        username=form.text("nama"),
        onward=local(form.text("lanjut") or request.query_params.get("lanjut", "")),
        target=local(form.text("_target")),
        kept=kept_of(form),
        mark=mark(desk, nonce),
        left=request.query_params.get("pesan") == "keluar",
    )
    keep_nonce(response, desk.runtime.settings, nonce)
    return response


async def leave(desk: Desk, visit: Visit) -> Response:
    """Log out on this device."""
    settings = desk.runtime.settings
    token = visit.request.cookies.get(cookie_name(settings), "")
    async with desk.runtime.db.write() as session:
        await close_session(session, token)
    response = see("/konsol/masuk", notice="keluar")
    response.delete_cookie(cookie_name(settings), path="/", secure=settings.behind_tls, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"storage"'
    return response
