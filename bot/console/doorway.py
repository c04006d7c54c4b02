"""What every way in shares: the form's own token, the cookie, where a person wanted to go, and what they had typed."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.devices import device_words
from bot.console.forms import Form
from bot.console.navigation import home
from bot.console.visit import Visit, cookie_name, see
from bot.errors import Forged
from bot.settings import Settings
from bot.staff.login import note_success
from bot.staff.models import Staff
from bot.staff.permissions import Viewer
from bot.staff.sessions import Opened, open_session, sweep_sessions

_OWN = ("nama", "tanda", "lanjut", "kode")
"""Fields of the doors themselves; all others belong to a form that a session ended under."""


async def enter(desk: Desk, request: Request, form: Form, staff_id: str, *, new_hash: str | None) -> Response | None:
    """Let somebody in whose every proof was right. None when the account was locked or closed meanwhile."""
    now, settings = desk.runtime.clock(), desk.runtime.settings
    async with desk.runtime.db.write() as session:
        staff = await note_success(session, staff_id, new_hash=new_hash, now=now)
        if staff is None:
            return None
        await sweep_sessions(session, now=now, idle=settings.session_idle)
        opened = await open_session(
            session,
            staff,
            replaces=request.cookies.get(cookie_name(settings)),
            now=now,
            most=settings.session_most,
            device=device_of(request),
        )
    response = _onward(desk, request, form, staff, opened)
    set_cookie(response, settings, opened.token, lasts=settings.session_most)
    response.delete_cookie(_before_name(settings), path="/")
    return response


def _onward(desk: Desk, request: Request, form: Form, staff: Staff, opened: Opened) -> Response:
    """Where the person wanted to go; a form that the old session could not send is shown again."""
    if staff.must_change:
        return see("/konsol/kata-sandi")
    viewer = Viewer(staff.id, staff.name, staff.agency, frozenset(staff.roles))
    target = local(form.text("_target"))
    if target:
        visit = Visit(request, viewer, opened.csrf, False, desk.runtime.clock(), form)
        return desk.pages.show(visit, "resend.html", target=target, kept=kept_of(form))
    return see(local(form.text("lanjut")) or home(viewer))


def device_of(request: Request) -> str:
    """The browser that asks, in two words."""
    return device_words(request.headers.get("user-agent", ""))


def kept_of(form: Form) -> list[tuple[str, str]]:
    """What was typed in the form that a session ended under."""
    return [(name, value) for name, value in form.kept() if name not in _OWN] if form.text("_target") else []


def set_cookie(response: Response, settings: Settings, token: str, *, lasts: float) -> None:
    """Hand the session's token to the browser; it ends with the browser or the session's limit."""
    response.set_cookie(
        cookie_name(settings),
        token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.behind_tls,
        max_age=int(lasts),
    )


def local(path: str) -> str:
    """The path when it stays inside the console, else nothing: a login never leads to another site."""
    inside = path.startswith("/konsol/") and "\\" not in path and "\n" not in path and len(path) < 500
    return path if inside else ""


def nonce_of(desk: Desk, request: Request) -> str:
    """The browser's own number, to which its door forms are bound; a new one when it has none."""
    return request.cookies.get(_before_name(desk.runtime.settings)) or secrets.token_urlsafe(24)


def keep_nonce(response: Response, settings: Settings, nonce: str) -> None:
    """Put the number into a cookie that only this browser holds."""
    response.set_cookie(
        _before_name(settings), nonce, path="/", httponly=True, samesite="lax", secure=settings.behind_tls
    )


def mark(desk: Desk, nonce: str) -> str:
    """A door form's token, bound to the browser's number."""
    key = desk.runtime.keys.token("console-login").encode()
    return hmac.new(key, nonce.encode(), hashlib.sha256).hexdigest()


def is_ours(desk: Desk, request: Request, form: Form) -> bool:
    """Whether the form was shown to this browser. Raises Forged when the browser never saw one."""
    nonce = request.cookies.get(_before_name(desk.runtime.settings), "")
    if not nonce:
        raise Forged("Formulir masuk tidak berasal dari halaman ini.")
    return hmac.compare_digest(mark(desk, nonce).encode(), form.text("tanda").encode())


def _before_name(settings: Settings) -> str:
    return "__Host-konsol-masuk" if settings.behind_tls else "konsol-masuk"
