"""Accounts: invite an officer, editor, approver or operator; switch one off; give a new first password."""

from __future__ import annotations

from sqlalchemy import select
from starlette.responses import Response

from bot.agencies.models import Agency
from bot.console.desk import Desk
from bot.console.forms import Form
from bot.console.visit import Visit, see
from bot.errors import BadInput
from bot.staff import accounts
from bot.staff.models import Staff
from bot.staff.passwords import make_password


async def show(desk: Desk, visit: Visit) -> Response:
    """The list and the form."""
    return await _page(desk, visit, visit.form)


async def add(desk: Desk, visit: Visit) -> Response:
    """Make an account; the answer itself shows the generated password, once."""
    form, password = visit.form, make_password()
    try:
        agency = form.text("instansi") or None
        accounts.check_fields(
            form.text("nama_pengguna").lower(), form.text("nama_orang"), form.several("peran"), agency
        )
        hashed = await desk.hasher.hash(password)
        async with desk.runtime.db.write() as session:
            if agency and await session.get(Agency, agency) is None:
                raise BadInput("Instansi itu tidak dikenal.")
            staff = await accounts.create_staff(
                session,
                username=form.text("nama_pengguna"),
                name=form.text("nama_orang"),
                roles=form.several("peran"),
                agency=agency,
                password_hash=hashed,
                by=visit.viewer.actor,
                now=visit.now,
            )
    except BadInput as refused:
        return await _page(desk, visit, form, wrong=refused.sentence)
    return await _page(desk, visit, Form(), made=staff, password=password)


async def switch(desk: Desk, visit: Visit) -> Response:
    """Switch an account off or on."""
    active = visit.form.text("aktif") == "ya"
    async with desk.runtime.db.write() as session:
        staff = await accounts.find_staff(session, visit.path("staff"))
        change = accounts.reactivate if active else accounts.deactivate
        await change(session, staff, by=visit.viewer.actor, now=visit.now)
    return see("/konsol/akun", notice="akun_hidup" if active else "akun_mati")


async def new_password(desk: Desk, visit: Visit) -> Response:
    """A new first password for somebody who lost theirs, shown once."""
    password = make_password()
    hashed = await desk.hasher.hash(password)
    async with desk.runtime.db.write() as session:
        staff = await accounts.find_staff(session, visit.path("staff"))
        await accounts.give_password(session, staff, password_hash=hashed, by=visit.viewer.actor, now=visit.now)
    return await _page(desk, visit, Form(), made=staff, password=password)


async def _page(
    desk: Desk, visit: Visit, form: Form, *, wrong: str = "", made: Staff | None = None, password: str = ""
) -> Response:
    async with desk.runtime.db.read() as session:
        rows = await accounts.all_staff(session)
        agencies = (await session.scalars(select(Agency).where(Agency.active).order_by(Agency.name))).all()
    return desk.pages.show(
        visit,
        "operators/accounts.html",
        status=422 if wrong else 200,
        rows=rows,
        agencies=agencies,
        form=form,
        wrong=wrong,
        made=made,
        password=password,
        locked={staff.id for staff in rows if staff.locked_until and staff.locked_until > visit.now},
    )
