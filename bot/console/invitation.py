"""The link of an invitation or of a lost password: its holder chooses a password, once, and is in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.console.desk import Desk
from bot.console.doorway import enter, is_ours, keep_nonce, mark, nonce_of
from bot.console.forms import Form, read_form
from bot.console.login_code import ask
from bot.console.visit import SAFE, check_origin, see
from bot.errors import BadInput, NotFound
from bot.staff import invitations
from bot.staff.models import Staff
from bot.staff.passwords import check_new


def screen(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of the link; it needs no session."""

    async def answer(request: Request) -> Response:
        token = str(request.path_params["token"])[:200]
        address = request.client.host if request.client else "?"
        if request.method not in SAFE:
            check_origin(request)
        elif not desk.gate.lets(f"undangan:{address}", now=desk.runtime.clock()):
            return desk.pages.show(None, "invitation.html", status=429, staff=None)
        try:
            async with desk.runtime.db.read() as session:
                invitation, staff = await invitations.find(session, token, now=desk.runtime.clock())
        except NotFound:
            return desk.pages.show(None, "invitation.html", status=404, staff=None)
        if request.method in SAFE:
            return _page(desk, request, staff, invitation.kind)
        form = await read_form(request, most=desk.runtime.settings.console_form_max_bytes)
        return await _accept(desk, request, form, token, staff, invitation.kind)

    return answer


async def _accept(desk: Desk, request: Request, form: Form, token: str, staff: Staff, kind: str) -> Response:
    now, password = desk.runtime.clock(), form.text("sandi_baru")
    try:
        if not is_ours(desk, request, form):
            raise BadInput("Halaman ini sudah lama terbuka. Isi sekali lagi.")
        if password != form.text("sandi_ulang"):
            raise BadInput("Kedua isian kata sandi tidak sama.")
        check_new(password, username=staff.username, least=desk.runtime.settings.password_least)
    except BadInput as refused:
        return _page(desk, request, staff, kind, wrong=refused.sentence, status=422)
    hashed = await desk.hasher.hash(password)
    try:
        async with desk.runtime.db.write() as session:
            used = await invitations.accept(session, token, password_hash=hashed, now=now)
    except NotFound:
        return desk.pages.show(None, "invitation.html", status=404, staff=None)
    if used.factor_since is not None:  # a new password does not replace the second factor
        return await ask(desk, request, Form(), used.id)
    entered = await enter(desk, request, Form(), used.id, new_hash=None)
    return entered or see("/konsol/masuk")


def _page(
    desk: Desk, request: Request, staff: Staff, kind: str, *, wrong: str | None = None, status: int = 200
) -> Response:
    nonce = nonce_of(desk, request)
    response = desk.pages.show(
        None,
        "invitation.html",
        status=status,
        staff=staff,
        kind=kind,
        wrong=wrong,
        least=desk.runtime.settings.password_least,
        mark=mark(desk, nonce),
        address=request.url.path,
    )
    keep_nonce(response, desk.runtime.settings, nonce)
    return response
