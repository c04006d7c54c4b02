"""One request of a signed-in person: session, CSRF and permission are settled before a screen sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.desk import Desk
from bot.console.forms import NUL, Form, read_form
from bot.console.masks import fits
from bot.errors import Forged
from bot.incidents import Incident, open_now
from bot.settings import Settings
from bot.staff.permissions import Viewer, can, require
from bot.staff.sessions import SignedIn, find_session, touch_session

SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Visit:
    """Who asks for what, and when. `form` is empty for GET."""

    request: Request
    viewer: Viewer
    csrf: str
    must_change: bool
    now: datetime
    form: Form
    alarms: tuple[Incident, ...] = ()
    """What is broken now, for those who mend it."""

    @property
    def is_htmx(self) -> bool:
        """A part of a page is wanted, not the whole of it."""
        return self.request.headers.get("hx-request") == "true" and not self.request.headers.get("hx-boosted")

    def path(self, name: str) -> str:
        """A parameter of the path, without the one character that PostgreSQL refuses."""
        return str(self.request.path_params[name]).replace(NUL, "")

    def query(self, name: str, default: str = "") -> str:
        """A parameter of the address."""
        return self.request.query_params.get(name, default)[:200].replace(NUL, "")


Handler = Callable[[Desk, Visit], Awaitable[Response]]


@dataclass(frozen=True)
class Screen:
    """A line of the route table. `act` None: anyone signed in. `quiet`: does not keep the session awake."""

    method: str
    path: str
    handler: Handler
    act: str | None
    quiet: bool = False
    takes_file: bool = False


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to TLS; without TLS browsers would refuse it."""
    return "__Host-konsol" if settings.behind_tls else "konsol"


def endpoint(desk: Desk, screen: Screen) -> Callable[[Request], Awaitable[Response]]:
    """Wrap a screen's handler into an endpoint that checks first."""

    async def answer(request: Request) -> Response:
        form = Form()
        if request.method not in SAFE:
            check_origin(request)
            settings = desk.runtime.settings
            files_most = settings.answer_file_max_bytes if screen.takes_file else 0
            form = await read_form(request, most=settings.console_form_max_bytes, files_most=files_most)
        signed = await signed_in(desk, request, touch=not screen.quiet)
        if signed is None:
            return _to_login(desk, request, form)
        now = desk.runtime.clock()
        alarms = await _alarms(desk, signed.viewer)
        visit = Visit(request, signed.viewer, signed.csrf, signed.must_change, now, form, alarms)
        given = form.text("csrf") or request.headers.get("x-csrf", "")
        if request.method not in SAFE and not fits(given, signed.csrf):
            # Same origin, but a token of an earlier login: what was typed is shown to be sent again.
            return desk.pages.show(visit, "resend.html", status=403, target=request.url.path, kept=form.kept())
        if signed.must_change and screen.act is not None:
            return see("/konsol/kata-sandi")
        if signed.must_enrol and screen.act is not None:
            return see("/konsol/akun-saya/faktor")
        if screen.act is not None:
            require(signed.viewer, screen.act)
        return await screen.handler(desk, visit)

    return answer


async def signed_in(desk: Desk, request: Request, *, touch: bool = True) -> SignedIn | None:
    """The session of this request's cookie, marked as seen at most once a minute."""
    runtime = desk.runtime
    token = request.cookies.get(cookie_name(runtime.settings))
    if not token:
        return None
    now = runtime.clock()
    async with runtime.db.read() as session:
        found = await find_session(session, token, now=now, settings=runtime.settings)
    if found is not None and found.stale and touch:
        async with runtime.db.write() as session:
            await touch_session(session, token, now=now)
    return found


async def _alarms(desk: Desk, viewer: Viewer) -> tuple[Incident, ...]:
    if not can(viewer, "incidents.see"):
        return ()
    async with desk.runtime.db.read() as session:
        return tuple(await open_now(session))


def check_origin(request: Request) -> None:
    """Refuse a form that another site sent. Raises Forged.

    Every current browser sends Sec-Fetch-Site or Origin with a POST; the token is the second lock.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        raise Forged("Permintaan ini datang dari situs lain.")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Forged("Permintaan ini datang dari situs lain.")


def see(path: str, *, notice: str | None = None) -> RedirectResponse:
    """Go on to another page after an act. `notice` is a key of `notices.NOTICES`."""
    if notice:
        path += f"{'&' if '?' in path else '?'}pesan={notice}"
    return RedirectResponse(path, status_code=303)


def _to_login(desk: Desk, request: Request, form: Form) -> Response:
    if request.method in SAFE:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        login = f"/konsol/masuk?lanjut={quote(target, safe='')}"
        if request.headers.get("hx-request") == "true":
            return Response(status_code=204, headers={"HX-Redirect": login})
        return RedirectResponse(login, status_code=303)
    return desk.pages.show(None, "resend_login.html", status=401, target=request.url.path, kept=form.kept(), wrong=None)
