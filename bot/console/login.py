"""Login and logout: a generic refusal, a fresh token each time, and what was typed before is not lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.forms import Form, read_form
from bot.console.navigation import home
from bot.console.visit import SAFE, Visit, check_origin, cookie_name, see, signed_in
from bot.errors import Forged
from bot.settings import Settings
from bot.staff.login import REFUSED, TOO_OFTEN, find_candidate, note_failure, note_success
from bot.staff.models import Staff
from bot.staff.permissions import Viewer
from bot.staff.sessions import Opened, close_session, open_session, sweep_sessions

_OUTDATED = "Halaman masuk ini sudah lama terbuka. Coba sekali lagi."


def screen(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the login page; the only one that needs no session."""

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
    if not _is_ours(desk, request, form):
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
    return await _let_in(desk, request, form, candidate, password)


async def _let_in(desk: Desk, request: Request, form: Form, candidate: Staff, password: str) -> Response:
    now, settings = desk.runtime.clock(), desk.runtime.settings
    new_hash = None
    if desk.hasher.is_outdated(candidate.password_hash):
        new_hash = await desk.hasher.hash(password)
    async with desk.runtime.db.write() as session:
        staff = await note_success(session, candidate.id, new_hash=new_hash, now=now)
        if staff is None:
            return _page(desk, request, form, wrong=REFUSED, status=401)
        await sweep_sessions(session, now=now, idle=settings.session_idle)
        opened = await open_session(
            session, staff, replaces=request.cookies.get(cookie_name(settings)), now=now, most=settings.session_most
        )
    viewer = Viewer(staff.id, staff.name, staff.agency, frozenset(staff.roles))
    response = _onward(desk, request, form, viewer, opened, must_change=staff.must_change)
    set_cookie(response, settings, opened.token)
    response.delete_cookie(_before_name(settings), path="/")
    return response


def _onward(desk: Desk, request: Request, form: Form, viewer: Viewer, opened: Opened, *, must_change: bool) -> Response:
    """Where the person wanted to go; a form that the old session could not send is shown again."""
    if must_change:
        return see("/konsol/kata-sandi")
    target = _local(form.text("_target"))
    if target:
        visit = Visit(request, viewer, opened.csrf, False, desk.runtime.clock(), form)
        kept = [(name, value) for name, value in form.kept() if name not in ("nama", "tanda", "lanjut")]
        return desk.pages.show(visit, "resend.html", target=target, kept=kept)
    return see(_local(form.text("lanjut")) or home(viewer))


def _page(desk: Desk, request: Request, form: Form, *, wrong: str | None = None, status: int = 200) -> Response:
    nonce = request.cookies.get(_before_name(desk.runtime.settings)) or secrets.token_urlsafe(24)
    onward = _local(form.text("lanjut") or request.query_params.get("lanjut", ""))
    target = _local(form.text("_target"))
    kept = [(name, value) for name, value in form.kept() if name not in ("nama", "tanda", "lanjut")] if target else []
    response = desk.pages.show(
        None,
        "login.html",
        status=status,
        wrong=wrong,
        username=form.text("nama"),
        onward=onward,
        target=target,
        kept=kept,
        mark=_mark(desk, nonce),
        left=request.query_params.get("pesan") == "keluar",
    )
    settings = desk.runtime.settings
    response.set_cookie(
        _before_name(settings), nonce, path="/", httponly=True, samesite="lax", secure=settings.behind_tls
    )
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


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Hand the session's token to the browser; it ends with the browser or the session's limit."""
    response.set_cookie(
        cookie_name(settings),
        token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.behind_tls,
        max_age=int(settings.session_most),
    )


def _local(path: str) -> str:
    """The path when it stays inside the console, else nothing: a login never leads to another site."""
    inside = path.startswith("/konsol/") and "\\" not in path and "\n" not in path and len(path) < 500
    return path if inside else ""


def _before_name(settings: Settings) -> str:
    return "__Host-konsol-masuk" if settings.behind_tls else "konsol-masuk"


def _mark(desk: Desk, nonce: str) -> str:
    """The login form's token: bound to a cookie that only this browser holds."""
    key = desk.runtime.keys.token("console-login").encode()
    return hmac.new(key, nonce.encode(), hashlib.sha256).hexdigest()


def _is_ours(desk: Desk, request: Request, form: Form) -> bool:
    nonce = request.cookies.get(_before_name(desk.runtime.settings), "")
    if not nonce:
        raise Forged("Formulir masuk tidak berasal dari halaman ini.")
    return hmac.compare_digest(_mark(desk, nonce).encode(), form.text("tanda").encode())
