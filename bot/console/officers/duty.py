"""Who is on duty, when the office is open, and what the agency promises itself: a supervisor's page (F61)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from starlette.responses import Response

from bot.agencies import office, promises, rota
from bot.agencies.duty import DAYS, week_in_words
from bot.agencies.models import Shift
from bot.agencies.promises import Terms
from bot.clock import JAKARTA
from bot.console.desk import Desk
from bot.console.visit import Visit, see
from bot.errors import BadInput, WrongState
from bot.staff.accounts import names_of
from bot.tips.casework import handing

PAGE = "/konsol/jaga"
DAY_NAMES = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
TERMS = (
    ("read_minutes", "Dibaca", "oleh siapa pun di instansi"),
    ("reply_minutes", "Ditanggapi", "diterima, ditolak, atau bertanya"),
    ("close_minutes", "Selesai", "ditutup dengan hasil"),
    ("silence_minutes", "Kembali ke antrean", "bila pemegangnya diam"),
)
URGENCIES = {
    promises.URGENT: "Darurat",
    promises.SOON: "Berangkat ≤ 72 jam",
    promises.PLAIN: "Lainnya",
}


@dataclass(frozen=True)
class Turn:
    """A turn on duty with its name."""

    id: str
    name: str
    starts_at: datetime
    ends_at: datetime
    runs: bool


@dataclass(frozen=True)
class Day:
    """A day of the week that is shown."""

    name: str
    on: date
    today: bool
    turns: list[Turn]


async def show(desk: Desk, visit: Visit, *, wrong: str = "", failed: str = "") -> Response:
    """One week of turns, the office hours and the promises."""
    agency = visit.viewer.agency or ""
    monday = _monday(visit)
    since = datetime.combine(monday, time(), JAKARTA)
    async with desk.runtime.db.read() as session:
        people = await handing.officers(session, agency)
        turns = await rota.turns(session, agency, since=since, until=since + rota.WEEK)
        names = await names_of(session, [turn.staff_id for turn in turns])
        pledge = await promises.pledge_of(session, agency)
        found = await office.office_of(session, agency)
        values: dict[str, Any] = {
            "days": _days(turns, names, monday, visit.now),
            "people": people,
            "hours": found.hours,
            "week_words": week_in_words(found.hours),
            "terms": pledge.terms,
        }
    today = visit.now.astimezone(JAKARTA).date()
    return desk.pages.show(
        visit, "officers/duty.html", status=422 if wrong else 200, wrong=wrong, failed=failed, typed=visit.form,
        monday=monday, before=monday - timedelta(days=7), after=monday + timedelta(days=7), today=today,
        day_keys=DAYS, day_names=DAY_NAMES, urgencies=URGENCIES, term_words=TERMS, **values,
    )  # fmt: skip


async def add(desk: Desk, visit: Visit) -> Response:
    """Put somebody on duty; a turn that ends before it begins runs into the next day."""
    form, agency = visit.form, visit.viewer.agency or ""
    try:
        starts_at, ends_at = _span(form.text("tanggal"), form.text("dari"), form.text("sampai"))
        async with desk.runtime.db.write() as session:
            people = {officer.id for officer in await handing.officers(session, agency)}
            await rota.add_turn(
                session, agency, form.text("petugas"), people=people, starts_at=starts_at, ends_at=ends_at,
                by=visit.viewer.actor, now=visit.now,
            )  # fmt: skip
    except (BadInput, WrongState) as refused:
        return await show(desk, visit, wrong=refused.sentence, failed="giliran")
    return see(_week(visit), notice="giliran_ditambah")


async def remove(desk: Desk, visit: Visit) -> Response:
    """Take somebody off duty."""
    async with desk.runtime.db.write() as session:
        await rota.remove_turn(
            session, visit.viewer.agency or "", visit.path("turn"), by=visit.viewer.actor, now=visit.now
        )
    return see(_week(visit), notice="giliran_dihapus")


async def repeat(desk: Desk, visit: Visit) -> Response:
    """The week after looks like this one."""
    agency, monday = visit.viewer.agency or "", _monday(visit)
    since = datetime.combine(monday, time(), JAKARTA)
    async with desk.runtime.db.write() as session:
        people = {officer.id for officer in await handing.officers(session, agency)}
        await rota.repeat_week(session, agency, since=since, people=people, by=visit.viewer.actor, now=visit.now)
    return see(f"{PAGE}?minggu={monday + timedelta(days=7)}", notice="minggu_disalin")


async def set_hours(desk: Desk, visit: Visit) -> Response:
    """The week as the agency confirms it; citizens are told these hours."""
    told = {}
    for day in DAYS:
        opens, closes = visit.form.text(f"buka_{day}"), visit.form.text(f"tutup_{day}")
        if opens or closes:
            told[day] = (opens, closes)
    try:
        async with desk.runtime.db.write() as session:
            await office.set_hours(session, visit.viewer.agency or "", told, by=visit.viewer.actor, now=visit.now)
    except BadInput as refused:
        return await show(desk, visit, wrong=refused.sentence, failed="jam")
    return see(_week(visit), notice="jam_disimpan")


async def set_terms(desk: Desk, visit: Visit) -> Response:
    """What the agency promises itself for one urgency."""
    urgency = visit.path("urgency")
    try:
        read, reply, close, silence = (
            _minutes(visit.form.text(name), visit.form.text(f"{name}_satuan")) for name, _, _ in TERMS
        )
        terms = Terms(read, reply, close, silence, around_the_clock=visit.form.text("selalu") == "ya")
        async with desk.runtime.db.write() as session:
            await promises.set_terms(
                session, visit.viewer.agency or "", urgency, terms, by=visit.viewer.actor, now=visit.now
            )
    except BadInput as refused:
        return await show(desk, visit, wrong=refused.sentence, failed=urgency)
    return see(_week(visit), notice="janji_disimpan")


def _minutes(typed: str, unit: str) -> int:
    size = {"menit": 1, "jam": 60}.get(unit)
    if size is None or not (typed.isascii() and typed.isdigit() and len(typed) < 7):
        raise BadInput("Isi setiap waktu dengan angka bulat.")
    return int(typed) * size


def _span(on: str, start: str, end: str) -> tuple[datetime, datetime]:
    try:
        day = date.fromisoformat(on)
        starts_at = datetime.combine(day, time.fromisoformat(start), JAKARTA)
        ends_at = datetime.combine(day, time.fromisoformat(end), JAKARTA)
    except ValueError:
        raise BadInput("Isi tanggal, jam mulai, dan jam selesai.") from None
    return starts_at, ends_at if ends_at > starts_at else ends_at + timedelta(days=1)


def _monday(visit: Visit) -> date:
    try:
        day = date.fromisoformat(visit.query("minggu"))
    except ValueError:
        day = visit.now.astimezone(JAKARTA).date()
    return day - timedelta(days=day.weekday())


def _week(visit: Visit) -> str:
    return f"{PAGE}?minggu={_monday(visit)}"


def _days(turns: Sequence[Shift], names: dict[str, str], monday: date, now: datetime) -> list[Day]:
    today = now.astimezone(JAKARTA).date()
    dates = [monday + timedelta(days=number) for number in range(7)]
    days = [Day(name, on, on == today, []) for name, on in zip(DAY_NAMES, dates, strict=True)]
    for turn in turns:
        on = max(turn.starts_at.astimezone(JAKARTA).date(), monday)
        runs = turn.starts_at <= now < turn.ends_at
        days[(on - monday).days].turns.append(
            Turn(turn.id, names.get(turn.staff_id, "akun lama"), turn.starts_at, turn.ends_at, runs)
        )
    return days
