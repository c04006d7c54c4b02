"""Settings: the few that may be changed while everything runs, what is deleted when, and where all others stand."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from starlette.responses import Response

from bot import adjustable, changes
from bot.adjustable import ADJUSTABLE, RETENTION, Adjustable
from bot.console.desk import Desk
from bot.console.forms import Form
from bot.console.visit import Visit, see
from bot.errors import BadInput
from bot.settings import Settings
from bot.staff.accounts import names_of

GROUPS = {RETENTION: "Berapa lama disimpan", adjustable.WATCH: "Pengawasan", adjustable.ACCESS: "Masuk dan akun"}
_CHANGES_SHOWN = 20
_SECRET = ("database_url", "rasa_tracker_url", "smtp_user")
"""Settings that may hold a password beside those that say so themselves."""


@dataclass(frozen=True)
class Line:
    """A setting that is only shown: its value in words, and where it was set."""

    name: str
    value: str
    place: str


@dataclass(frozen=True)
class Row:
    """An adjustable setting as it stands."""

    about: Adjustable
    now: str
    by: str
    changed: Any


async def show(desk: Desk, visit: Visit) -> Response:
    """Everything that is set."""
    return await _page(desk, visit, "operators/settings.html")


async def retention(desk: Desk, visit: Visit) -> Response:
    """What is deleted when."""
    return await _page(desk, visit, "operators/retention.html")


async def save(desk: Desk, visit: Visit) -> Response:
    """Change the settings of a form, all or none; those left as they were stay untouched."""
    settings, form = desk.runtime.settings, visit.form
    page = "/konsol/penyimpanan" if form.text("layar") == "penyimpanan" else "/konsol/setelan"
    try:
        async with desk.runtime.db.write() as session:
            for one in ADJUSTABLE:
                typed = form.text(one.name)
                if typed and typed != adjustable.shown(one, getattr(settings, one.name)):
                    await adjustable.adjust(session, settings, one.name, typed, by=visit.viewer.actor, now=visit.now)
    except BadInput as refused:
        template = "operators/retention.html" if page.endswith("penyimpanan") else "operators/settings.html"
        return await _page(desk, visit, template, form=form, wrong=refused.sentence)
    await _in_force(desk)
    return see(page, notice="setelan_disimpan")


async def reset(desk: Desk, visit: Visit) -> Response:
    """Go back to the environment's value."""
    async with desk.runtime.db.write() as session:
        name = visit.path("setting")
        await adjustable.reset(session, desk.runtime.settings, name, by=visit.viewer.actor, now=visit.now)
    await _in_force(desk)
    page = "/konsol/penyimpanan" if visit.form.text("layar") == "penyimpanan" else "/konsol/setelan"
    return see(page, notice="setelan_kembali")


async def _in_force(desk: Desk) -> None:
    """This process at once; the others within a few seconds."""
    await desk.adjusting.refresh()


async def _page(desk: Desk, visit: Visit, template: str, *, form: Form | None = None, wrong: str = "") -> Response:
    settings = desk.runtime.settings
    async with desk.runtime.db.read() as session:
        told = await adjustable.adjusted(session)
        past = await changes.newest(session, "setting", most=_CHANGES_SHOWN)
        actors = [row.by for row in told.values()] + [change.by for change in past]
        names = await names_of(session, [actor.removeprefix("staff:") for actor in actors])
    rows = []
    for one in ADJUSTABLE:
        row = told.get(one.name)
        typed = form.text(one.name) if form is not None else ""
        shown = typed or adjustable.shown(one, row.value["value"] if row else desk.adjusting.base(one.name))
        rows.append(Row(one, shown, names.get(row.by[6:], "") if row else "", row))
    return desk.pages.show(
        visit,
        template,
        status=422 if wrong else 200,
        groups={title: [row for row in rows if row.about.group == key] for key, title in GROUPS.items()},
        retention_rows=[row for row in rows if row.about.group == RETENTION],
        titles={one.name: one for one in ADJUSTABLE},
        shown=adjustable.shown,
        base=desk.adjusting.base,
        past=past,
        names=names,
        lines=_lines(settings),
        settings=settings,
        wrong=wrong,
    )


def _lines(settings: Settings) -> list[Line]:
    """Every other setting, secrets told only as filled or empty."""
    adjustable_names = {one.name for one in ADJUSTABLE}
    return [
        Line(f"BOT_{name.upper()}", _value(settings, name), _place(name))
        for name in Settings.model_fields
        if name not in adjustable_names
    ]


def _value(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    if isinstance(value, SecretStr):
        return "terisi" if value.get_secret_value() else "kosong"
    if name in _SECRET:
        return "terisi" if value else "kosong"
    return str(value) if value != "" else "kosong"


def _place(name: str) -> str:
    """Where the value comes from: the process's environment, `.env`, or the default."""
    if f"BOT_{name.upper()}" in {key.upper() for key in os.environ}:
        return "lingkungan"
    return ".env atau bawaan"
