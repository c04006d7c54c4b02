"""Templates to answers: Jinja with escaping always on, dates in Indonesian, static files by content hash."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse

from bot import clock
from bot.console import words
from bot.console.masks import masked
from bot.console.navigation import menu
from bot.console.notices import NOTICES
from bot.incidents import kind_named
from bot.staff.permissions import can

if TYPE_CHECKING:
    from bot.console.visit import Visit

HERE = Path(__file__).parent
STATIC = HERE / "static"


class Pages:
    """Renders templates. A screen gives values; who is looking and what they may see is added here."""

    def __init__(self) -> None:
        self._jinja = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.filters.update(
            when=when, ago=ago, day=day, hour=hour, number=number, clock_text=clock.in_words, size=words.size,
            isoday=words.isoday,
        )  # fmt: skip
        static = _Static()
        self._jinja.globals.update(static=static, icon=_Icons(static), words=words, can=can, kind_named=kind_named)

    def show(self, visit: Visit | None, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page, or a part of one, for this visit (None: nobody is signed in)."""
        return HTMLResponse(self.render(visit, template, **values), status_code=status)

    def render(self, visit: Visit | None, template: str, **values: Any) -> str:
        """The words of a page."""
        return self._jinja.get_template(template).render({**_surroundings(visit), **values})


def _surroundings(visit: Visit | None) -> dict[str, Any]:
    if visit is None:
        nobody: dict[str, Any] = {"viewer": None, "csrf": "", "menu": (), "alarms": (), "notice": None, "here": ""}
        return {**nobody, "now": clock.now(), "theme": ""}
    request = visit.request
    return {
        "viewer": visit.viewer,
        "csrf": masked(visit.csrf),
        "now": visit.now,
        "menu": menu(visit.viewer),
        "alarms": visit.alarms,
        "notice": NOTICES.get(request.query_params.get("pesan", "")),
        "here": request.url.path,
        "theme": "dark" if request.cookies.get("tema") == "gelap" else "light",
    }


class _Static:
    """Addresses of static files that change when the file does, so that browsers may keep them for good."""

    def __init__(self) -> None:
        self._sums = {
            str(path.relative_to(STATIC)): hashlib.sha256(path.read_bytes()).hexdigest()[:10]
            for path in STATIC.rglob("*")
            if path.is_file()
        }

    def __call__(self, name: str) -> str:
        return f"/konsol/static/{name}?v={self._sums[name]}"


class _Icons:
    """Our icons, each drawn once: `icon("clock")`; decoration unless a label is given."""

    def __init__(self, static: _Static) -> None:
        self._sprite = static("vendor/icons/icons.svg")
        self._plain: dict[str, Markup] = {}

    def __call__(self, name: str, label: str = "") -> Markup:
        if label:
            return self._drawn(name, Markup('role="img" aria-label="{}"').format(label))
        if name not in self._plain:
            self._plain[name] = self._drawn(name, Markup('aria-hidden="true"'))
        return self._plain[name]

    def _drawn(self, name: str, role: Markup) -> Markup:
        return Markup('<svg class="icon" {} focusable="false"><use href="{}#{}"/></svg>').format(
            role, self._sprite, name
        )


def when(at: datetime | None) -> str:
    """Date and time in words, machine-readable too."""
    if at is None:
        return Markup('<span class="text-secondary">—</span>')
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), clock.in_words(at))


@pass_context
def ago(context: Context, at: datetime | None) -> str:
    """How long ago, with the exact time on hover."""
    if at is None:
        return Markup('<span class="text-secondary">—</span>')
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        at.isoformat(), clock.in_words(at), clock.ago(at, now=context["now"])
    )


def day(on: date | None) -> str:
    """A date in words: `21 Nov 2026`."""
    if on is None:
        return Markup('<span class="text-secondary">—</span>')
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), words.day(on))


def hour(at: datetime) -> str:
    """The time of day in Jakarta: `08.00`."""
    return f"{at.astimezone(clock.JAKARTA):%H.%M}"


def number(value: float) -> str:
    """A number with Indonesian separators: `12.480`."""
    return f"{value:,}".replace(",", ".")
