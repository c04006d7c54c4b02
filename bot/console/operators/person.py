"""One person's account: roles, a link for a new password, the second factor, switching off, leaving for good."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot import audit, clock
from bot.audit import AuditEntry, history
from bot.console.acts import act_words
from bot.console.desk import Desk
from bot.console.forms import Form
from bot.console.operators.accounts import ABOUT_ROLES, agencies_to_choose, known_agency, send_link
from bot.console.visit import Visit, see
from bot.delivery import mail
from bot.errors import BadInput
from bot.staff import accounts, invitations, second_factor
from bot.staff.accounts import find_staff, names_of
from bot.staff.invitations import NO_PASSWORD
from bot.staff.models import Staff
from bot.staff.permissions import Viewer
from bot.staff.sessions import sessions_of
from bot.tips.casework.handing import hand_over
from bot.tips.models import Referral

_SHOWN = 20
_LEFT = "Pemegangnya keluar; laporan kembali ke antrean."


async def show(desk: Desk, visit: Visit) -> Response:
    """The page."""
    return await _page(desk, visit, visit.path("staff"))


async def new_link(desk: Desk, visit: Visit) -> Response:
    """A link to choose a password, for somebody who lost theirs or never came; shown this once."""
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.path("staff"))
        kind = "invitation" if staff.password_hash == NO_PASSWORD else "reset"
        link, invitation, mailed = await send_link(desk, session, staff, kind=kind, visit=visit)
    return await _page(desk, visit, staff.id, link=link, until=invitation.expires_at, mailed=mailed)


async def take_link_back(desk: Desk, visit: Visit) -> Response:
    """End an unused link."""
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.path("staff"))
        await invitations.withdraw(session, staff.id)
        audit.record(session, "staff.link_withdrawn", f"staff:{staff.id}", actor=visit.viewer.actor, now=visit.now)
    return _back(visit, "undangan_ditarik")


async def change_roles(desk: Desk, visit: Visit) -> Response:
    """Other roles, another agency."""
    form = visit.form
    try:
        async with desk.runtime.db.write() as session:
            staff = await find_staff(session, visit.path("staff"))
            agency = await known_agency(session, form.text("instansi"))
            moved = agency != staff.agency
            if moved:
                await _give_back(session, staff, visit)
            await accounts.change_roles(
                session, staff, roles=form.several("peran"), agency=agency, by=visit.viewer.actor, now=visit.now
            )
            await _tell(desk, session, staff, visit, "Peran atau instansi akun Anda diubah oleh pengelola.")
    except BadInput as refused:
        return await _page(desk, visit, visit.path("staff"), wrong=refused.sentence, form=form)
    return _back(visit, "peran_diubah")


async def take_factor_off(desk: Desk, visit: Visit) -> Response:
    """For a lost phone, after having made sure who asks."""
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.path("staff"))
        await second_factor.take_off(session, staff, by=visit.viewer.actor, now=visit.now)
        await accounts.end_sessions(session, staff.id)
        await _tell(desk, session, staff, visit, "Faktor kedua akun Anda dilepas oleh pengelola.")
    return _back(visit, "faktor_orang_dilepas")


async def switch(desk: Desk, visit: Visit) -> Response:
    """Switch an account off for a while, or on again."""
    active = visit.form.text("aktif") == "ya"
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.path("staff"))
        change = accounts.reactivate if active else accounts.deactivate
        await change(session, staff, by=visit.viewer.actor, now=visit.now)
    return _back(visit, "akun_hidup" if active else "akun_mati")


async def leave(desk: Desk, visit: Visit) -> Response:
    """Close the account for good; what the person held goes back to the agency's queue (F72)."""
    async with desk.runtime.db.write() as session:
        staff = await find_staff(session, visit.path("staff"))
        await _give_back(session, staff, visit)
        await accounts.leave(session, staff, by=visit.viewer.actor, now=visit.now)
    return see("/konsol/akun", notice="orang_keluar")


async def _give_back(session: AsyncSession, staff: Staff, visit: Visit) -> None:
    """The operator moves what he cannot read: by the same use case as a supervisor, in the leaver's agency."""
    if staff.agency is None:
        return
    for_agency = Viewer(visit.viewer.staff_id, visit.viewer.name, staff.agency, frozenset({"supervisor"}))
    while await hand_over(session, for_agency, staff.id, to=None, reason=_LEFT, now=visit.now):
        await session.flush()


async def _tell(desk: Desk, session: AsyncSession, staff: Staff, visit: Visit, change: str) -> None:
    settings = desk.runtime.settings
    if staff.email:
        values = {
            "name": staff.name,
            "change": change,
            "at": clock.in_words(visit.now),
            "console": f"{settings.base_url}/konsol/",
        }
        await mail.post(session, settings, "account_changed", to=staff.email, values=values, now=visit.now)


def _back(visit: Visit, notice: str) -> Response:
    return see(f"/konsol/akun/{visit.path('staff')}", notice=notice)


async def _page(
    desk: Desk, visit: Visit, staff_id: str, *, wrong: str = "", form: Form | None = None, **shown: object
) -> Response:
    settings = desk.runtime.settings
    async with desk.runtime.db.read() as session:
        staff = await find_staff(session, staff_id)
        held = await session.scalar(select(func.count()).where(Referral.live, Referral.holder == staff.id))
        entries: Sequence[AuditEntry] = await history(session, f"staff:{staff.id}", most=_SHOWN)
        values = {
            "agencies": await agencies_to_choose(session),
            "sessions": await sessions_of(session, staff.id, now=visit.now, idle=settings.session_idle),
            "waiting": (await invitations.waiting(session, now=visit.now)).get(staff.id),
            "names": await names_of(session, [entry.actor.removeprefix("staff:") for entry in entries]),
        }
    return desk.pages.show(
        visit,
        "operators/person.html",
        status=422 if wrong else 200,
        staff=staff,
        held=held or 0,
        entries=entries,
        act_words=act_words,
        about_roles=ABOUT_ROLES,
        chosen=form.several("peran") if form else staff.roles,
        chosen_agency=form.text("instansi") if form else staff.agency or "",
        locked=staff.locked_until is not None and staff.locked_until > visit.now,
        no_password=NO_PASSWORD,
        mail_is_on=mail.is_on(settings),
        wrong=wrong,
        **values,
        **{"link": "", "until": None, "mailed": False, **shown},
    )
