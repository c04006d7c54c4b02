"""People: who has an account; inviting somebody by a link that works once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot import clock
from bot.agencies.models import Agency
from bot.console.desk import Desk
from bot.console.forms import Form
from bot.console.visit import Visit
from bot.console.words import ROLES
from bot.delivery import mail
from bot.delivery.transports.email import check_address
from bot.errors import BadInput
from bot.staff import accounts, invitations
from bot.staff.invitations import NO_PASSWORD
from bot.staff.models import Invitation, Staff

ABOUT_ROLES = {
    "officer": "menangani laporan dan percakapan instansinya",
    "supervisor": "membagi beban, jadwal jaga, dan menyetujui penutupan",
    "custodian": "memutuskan apakah identitas pelapor dibuka",
    "editor": "menulis jawaban",
    "approver": "menyetujui jawaban yang ditulis orang lain",
    "operator": "gangguan, instansi, akun, dan setelan; tidak melihat laporan",
}


async def show(desk: Desk, visit: Visit) -> Response:
    """The list and the form."""
    return await _page(desk, visit, visit.form)


async def add(desk: Desk, visit: Visit) -> Response:
    """Make an account without a password; the answer shows the link, once, and mails it if mail is set up."""
    form = visit.form
    try:
        async with desk.runtime.db.write() as session:
            agency = await known_agency(session, form.text("instansi"))
            email = check_address(form.text("surel")) if form.text("surel") else None
            staff = await accounts.create_staff(
                session,
                username=form.text("nama_pengguna"),
                name=form.text("nama_orang"),
                roles=form.several("peran"),
                agency=agency,
                email=email,
                password_hash=NO_PASSWORD,
                must_change=False,
                by=visit.viewer.actor,
                now=visit.now,
            )
            await session.flush()
            link, invitation, mailed = await send_link(desk, session, staff, kind="invitation", visit=visit)
    except BadInput as refused:
        return await _page(desk, visit, form, wrong=refused.sentence)
    return await _page(desk, visit, Form(), made=staff, link=link, until=invitation.expires_at, mailed=mailed)


async def send_link(
    desk: Desk, session: AsyncSession, staff: Staff, *, kind: str, visit: Visit
) -> tuple[str, Invitation, bool]:
    """A new link for somebody; mailed when there is an address and a mail server. Returns whether it was."""
    settings = desk.runtime.settings
    invitation, token = await invitations.invite(
        session, staff, kind=kind, by=visit.viewer.actor, now=visit.now, settings=settings
    )
    link = f"{settings.base_url}/konsol/undangan/{token}"
    if not staff.email:
        return link, invitation, False
    values = {
        "name": staff.name,
        "username": staff.username,
        "link": link,
        "until": clock.in_words(invitation.expires_at),
    }
    letter = "password_reset"
    if kind == "invitation":
        letter, values["roles"] = "invitation", ", ".join(ROLES.get(role, role) for role in staff.roles)
    posted = await mail.post(session, settings, letter, to=staff.email, values=values, now=visit.now)
    return link, invitation, posted is not None


async def known_agency(session: AsyncSession, key: str) -> str | None:
    """The agency chosen in a form, or None for "without". Raises BadInput for one that does not exist."""
    if key and await session.get(Agency, key) is None:
        raise BadInput("Instansi itu tidak dikenal.")
    return key or None


async def agencies_to_choose(session: AsyncSession) -> list[Agency]:
    """Active agencies, by name."""
    return list((await session.scalars(select(Agency).where(Agency.active).order_by(Agency.name))).all())


async def _page(
    desk: Desk, visit: Visit, form: Form, *, wrong: str = "", made: Staff | None = None, **shown: object
) -> Response:
    async with desk.runtime.db.read() as session:
        rows = await accounts.all_staff(session)
        agencies = await agencies_to_choose(session)
        waiting = await invitations.waiting(session, now=visit.now)
    settings = desk.runtime.settings
    return desk.pages.show(
        visit,
        "operators/accounts.html",
        status=422 if wrong else 200,
        rows=rows,
        agencies=agencies,
        form=form,
        wrong=wrong,
        made=made,
        about_roles=ABOUT_ROLES,
        waiting=waiting,
        no_password=NO_PASSWORD,
        mail_is_on=mail.is_on(settings),
        hours=settings.invitation_hours,
        locked={staff.id for staff in rows if staff.locked_until and staff.locked_until > visit.now},
        **{"link": "", "until": None, "mailed": False, **shown},
    )
