"""One's own account: address, where one is signed in, and the way to password and second factor."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot import audit
from bot.audit import history
from bot.console.acts import act_words
from bot.console.desk import Desk
from bot.console.visit import Visit, cookie_name, see
from bot.delivery.transports.email import check_address
from bot.errors import BadInput, NotFound
from bot.staff import second_factor
from bot.staff.accounts import find_staff
from bot.staff.sessions import end_one, end_others, sessions_of, token_hash

_LOGINS_SHOWN = 8
_LOGIN_ACTS = ("staff.login", "staff.locked", "staff.recovery_used", "staff.password_changed")


async def show(desk: Desk, visit: Visit) -> Response:
    """The page."""
    return await _page(desk, visit)


async def change_address(desk: Desk, visit: Visit) -> Response:
    """Set or empty one's own e-mail address; the password is asked for, since links are sent there."""
    address, form = visit.form.text("surel"), visit.form
    try:
        address = check_address(address) if address else ""
        await require_password(desk, visit, form.text("sandi"))
    except BadInput as refused:
        return await _page(desk, visit, wrong=refused.sentence, address=form.text("surel"))
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.viewer.staff_id)
        staff.email = address or None
        audit.record(session, "staff.address", f"staff:{staff.id}", actor=visit.viewer.actor, now=visit.now)
    return see("/konsol/akun-saya", notice="surel_disimpan")


async def end_session(desk: Desk, visit: Visit) -> Response:
    """End one of one's own sessions."""
    async with desk.runtime.db.write() as session:
        if not await end_one(session, visit.viewer.staff_id, visit.path("session")):
            raise NotFound("session")
        _record_end(session, visit)
    return see("/konsol/akun-saya", notice="sesi_diakhiri")


async def end_other_sessions(desk: Desk, visit: Visit) -> Response:
    """End all of them but this one."""
    async with desk.runtime.db.write() as session:
        await end_others(session, visit.viewer.staff_id, _own_token(desk, visit))
        _record_end(session, visit)
    return see("/konsol/akun-saya", notice="sesi_lain_diakhiri")


async def require_password(desk: Desk, visit: Visit, password: str) -> None:
    """Raise BadInput unless the person types their password again."""
    async with desk.runtime.db.read() as session:
        staff = await find_staff(session, visit.viewer.staff_id)
    if not desk.gate.lets(f"sandi:{staff.id}", now=visit.now):
        raise BadInput("Terlalu banyak percobaan. Tunggu satu menit.")
    if not await desk.hasher.fits(staff.password_hash, password):
        raise BadInput("Kata sandi Anda tidak cocok.")


def _own_token(desk: Desk, visit: Visit) -> str:
    return visit.request.cookies.get(cookie_name(desk.runtime.settings), "")


def _record_end(session: AsyncSession, visit: Visit) -> None:
    subject = f"staff:{visit.viewer.staff_id}"
    audit.record(session, "staff.session_ended", subject, actor=visit.viewer.actor, now=visit.now)


async def _page(desk: Desk, visit: Visit, *, wrong: str = "", address: str | None = None) -> Response:
    settings, viewer = desk.runtime.settings, visit.viewer
    async with desk.runtime.db.read() as session:
        staff = await find_staff(session, viewer.staff_id)
        sessions = await sessions_of(session, staff.id, now=visit.now, idle=settings.session_idle)
        left = await second_factor.codes_left(session, staff.id)
        acts = [entry for entry in await history(session, f"staff:{staff.id}") if entry.act in _LOGIN_ACTS]
    return desk.pages.show(
        visit,
        "own_account.html",
        status=422 if wrong else 200,
        staff=staff,
        sessions=sessions,
        own=token_hash(_own_token(desk, visit)),
        codes_left=left,
        required=second_factor.is_required(settings, viewer.roles),
        act_words=act_words,
        acts=acts[:_LOGINS_SHOWN],
        wrong=wrong,
        address=staff.email or "" if address is None else address,
    )
