"""Agencies and their queues: names, contact, office hours, and whether they receive tips."""

from __future__ import annotations

from sqlalchemy import func, select
from starlette.responses import Response

from bot.agencies import naming, office
from bot.agencies.duty import DAYS, opening, opens_in_words, week_in_words
from bot.agencies.models import Queue
from bot.console.desk import Desk
from bot.console.forms import Form
from bot.console.visit import Visit, see
from bot.errors import BadInput
from bot.staff.models import Staff
from bot.tips.models import Referral

DAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


async def show(desk: Desk, visit: Visit) -> Response:
    """Every agency with what is known of it and how much waits there (a number, no tip)."""
    async with desk.runtime.db.read() as session:
        rows = await naming.listed(session)
        held = select(Referral.agency, func.count()).where(Referral.live).group_by(Referral.agency)
        waiting = {row[0]: row[1] for row in await session.execute(held)}
        working = select(Staff.agency, func.count()).where(Staff.active).group_by(Staff.agency)
        people = {row[0]: row[1] for row in await session.execute(working)}
    said = {agency.key: week_in_words(agency.hours) for agency, _ in rows}
    return desk.pages.show(visit, "operators/agencies.html", rows=rows, waiting=waiting, people=people, said=said)


async def edit(desk: Desk, visit: Visit) -> Response:
    """The form of one agency."""
    return await _page(desk, visit)


async def save(desk: Desk, visit: Visit) -> Response:
    """Keep names, contact and hours together."""
    form, key = visit.form, visit.path("agency")
    about = {"by": visit.viewer.actor, "now": visit.now}
    try:
        hours = _hours(form)
        async with desk.runtime.db.write() as session:
            agency = await office.office_of(session, key)
            named = {name: form.text(name) for name in naming.FIELDS}
            await naming.rename(session, agency, named, form.text("queue"), **about)  # type: ignore[arg-type]
            contact = {name: form.text(name) for name in office.CONTACT}
            await office.set_contact(session, key, contact, **about)  # type: ignore[arg-type]
            await office.set_hours(session, key, hours, **about)  # type: ignore[arg-type]
    except BadInput as refused:
        return await _page(desk, visit, form=form, wrong=refused.sentence)
    return see("/konsol/instansi", notice="instansi_disimpan")


async def switch(desk: Desk, visit: Visit) -> Response:
    """Let it receive tips, or not."""
    active = visit.form.text("aktif") == "ya"
    async with desk.runtime.db.write() as session:
        agency = await office.office_of(session, visit.path("agency"))
        await naming.switch(session, agency, active=active, by=visit.viewer.actor, now=visit.now)
    return see("/konsol/instansi", notice="instansi_hidup" if active else "instansi_mati")


def _hours(form: Form) -> dict[str, tuple[str, str]]:
    """The days that are ticked, with their times. Raises BadInput when one has no time."""
    hours = {}
    for day, name in zip(DAYS, DAY_NAMES, strict=True):
        if form.text(f"buka_{day}") == "ya":
            hours[day] = (form.text(f"dari_{day}"), form.text(f"sampai_{day}"))
            if not all(hours[day]):
                raise BadInput(f"Isi jam buka dan jam tutup hari {name}.")
    return hours


async def _page(desk: Desk, visit: Visit, *, form: Form | None = None, wrong: str = "") -> Response:
    async with desk.runtime.db.read() as session:
        agency = await office.office_of(session, visit.path("agency"))
        queue = await session.scalar(select(Queue).where(Queue.agency == agency.key).order_by(Queue.key).limit(1))
    values = {
        **{name: getattr(agency, name) for name in naming.FIELDS},
        **{name: agency.contact.get(name) or "" for name in office.CONTACT},
        "queue": queue.name if queue else "",
    }
    week = [(day, name, agency.hours.get(day)) for day, name in zip(DAYS, DAY_NAMES, strict=True)]
    if form is not None:
        values = {name: form.text(name) for name in values}
        week = [
            (day, name, (form.text(f"dari_{day}"), form.text(f"sampai_{day}")) if form.text(f"buka_{day}") else None)
            for day, name, _ in week
        ]
    state = opening(agency.hours, visit.now)
    return desk.pages.show(
        visit,
        "operators/agency.html",
        status=422 if wrong else 200,
        agency=agency,
        values=values,
        week=week,
        said=week_in_words(agency.hours),
        opens=opens_in_words(state, visit.now) if state.confirmed else "",
        wrong=wrong,
    )
