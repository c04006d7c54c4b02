"""Who receives a tip: the rules in their order, a try-out with any case, and changes that can be taken back (F42)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot import changes
from bot.agencies import routing
from bot.agencies.models import Agency, RoutingRule
from bot.console.desk import Desk
from bot.console.forms import Form
from bot.console.operators import routing_words
from bot.console.operators.routing_words import Difference
from bot.console.visit import Visit, see
from bot.console.words import DEPARTS, KINDS
from bot.errors import BadInput, NotFound
from bot.staff.accounts import names_of
from bot.tips.rules.routing import Case, Rule, route

NEW = "baru"
_CHANGES_SHOWN = 20
FORM_CONDITIONS = ("flags_any", "kind_any", "departs_any", "emergency")


async def show(desk: Desk, visit: Visit) -> Response:
    """The rules, and who would receive the case that was asked for (`?coba=ya`)."""
    flags = routing_words.flag_words(desk.runtime.settings.content_dir)
    async with desk.runtime.db.read() as session:
        rows = await routing.rules(session)
        agencies = await _agencies(session)
        past = await changes.newest(session, "rule", most=_CHANGES_SHOWN)
        names = await names_of(session, [change.by.removeprefix("staff:") for change in past])
    tried, case = None, _case_of(visit)
    if visit.query("coba"):
        excluded = visit.request.query_params.getlist("tanpa")
        active = [agency.key for agency in agencies if agency.active]
        tried = route(routing_words.as_rules(rows), case, active=active, excluded=excluded)
    return desk.pages.show(
        visit,
        "operators/routing.html",
        rows=rows,
        agencies={agency.key: agency for agency in agencies},
        said={row.key: routing_words.conditions(row.when, flags) for row in rows},
        flags=flags,
        kinds=KINDS,
        departs=DEPARTS,
        case=case,
        excluded=visit.request.query_params.getlist("tanpa"),
        tried=tried,
        tried_words=routing_words.case_words(case, flags),
        past=past,
        names=names,
    )


async def edit(desk: Desk, visit: Visit) -> Response:
    """The form of one rule, or of a new one."""
    return await _page(desk, visit)


async def save(desk: Desk, visit: Visit) -> Response:
    """Show what would change (`langkah=lihat`), or keep it."""
    key, wanted = visit.path("rule"), _wanted(visit.form)
    try:
        async with desk.runtime.db.write() as session:
            if key != NEW:  # a condition that the form does not know stays
                known = (await routing.find(session, key)).when
                wanted["when"].update({name: known[name] for name in known if name not in FORM_CONDITIONS})
            if visit.form.text("langkah") == "lihat":
                await routing.check(session, wanted)
            elif key == NEW:
                await routing.add(session, wanted, by=visit.viewer.actor, now=visit.now)
            else:
                await routing.change(session, key, wanted, by=visit.viewer.actor, now=visit.now)
    except BadInput as refused:
        return await _page(desk, visit, wanted=wanted, wrong=refused.sentence)
    if visit.form.text("langkah") == "lihat":
        return await _page(desk, visit, wanted=wanted, preview=True)
    return see("/konsol/aturan", notice="aturan_disimpan")


async def move(desk: Desk, visit: Visit) -> Response:
    """One place up or down."""
    async with desk.runtime.db.write() as session:
        up = visit.form.text("arah") == "naik"
        await routing.move(session, visit.path("rule"), up=up, by=visit.viewer.actor, now=visit.now)
    return see("/konsol/aturan", notice="aturan_disimpan")


async def take_back(desk: Desk, visit: Visit) -> Response:
    """Undo one change."""
    async with desk.runtime.db.write() as session:
        change = await changes.find(session, visit.path("change"), "rule")
        if change is None:
            raise NotFound("change")
        await routing.take_back(session, change, by=visit.viewer.actor, now=visit.now)
    return see("/konsol/aturan", notice="perubahan_dikembalikan")


def _case_of(visit: Visit) -> Case:
    asked = visit.request.query_params
    kind, departs = asked.get("jenis", "unknown"), asked.get("kapan", "")
    return Case(
        frozenset(flag for flag in asked.getlist("tanda") if len(flag) < 60),
        kind if kind in KINDS else "unknown",
        departs if departs in DEPARTS else None,
        asked.get("darurat") == "ya",
    )


def _wanted(form: Form) -> dict[str, Any]:
    """A rule as the form tells it."""
    when: dict[str, Any] = {}
    for field, condition in (("tanda", "flags_any"), ("jenis", "kind_any"), ("kapan", "departs_any")):
        if chosen := [value for value in form.several(field) if value]:
            when[condition] = chosen
    if form.text("darurat") == "ya":
        when["emergency"] = True
    return {
        "when": when,
        "to": form.several("kepada"),
        "lead": form.text("pimpin") or None,
        "reason": form.text("alasan"),
        "active": form.text("aktif") == "ya",
    }


async def _agencies(session: AsyncSession) -> list[Agency]:
    return list((await session.scalars(select(Agency).order_by(Agency.key))).all())


async def _page(
    desk: Desk, visit: Visit, *, wanted: dict[str, Any] | None = None, wrong: str = "", preview: bool = False
) -> Response:
    flags, key = routing_words.flag_words(desk.runtime.settings.content_dir), visit.path("rule")
    async with desk.runtime.db.read() as session:
        rows = await routing.rules(session)
        agencies = await _agencies(session)
        rule = None if key == NEW else await routing.find(session, key)
    now = wanted or (routing.snapshot(rule) if rule else _empty())
    active = [agency.key for agency in agencies if agency.active]
    changed: list[Difference] = []
    tried = 0
    if preview:
        before = routing_words.as_rules(rows)
        changed, tried = routing_words.differences(before, _with(rows, key, now), flags, active=active)
    return desk.pages.show(
        visit,
        "operators/routing_rule.html",
        status=422 if wrong else 200,
        key=key,
        rule=now,
        agencies=agencies,
        flags=flags,
        kinds=KINDS,
        departs=DEPARTS,
        wrong=wrong,
        preview=preview,
        changed=changed,
        tried=tried,
    )


def _with(rows: Sequence[RoutingRule], key: str, wanted: dict[str, Any]) -> list[Rule]:
    """The rules as they would be after the change."""
    made = Rule(key, wanted["when"], wanted["to"], wanted["lead"], wanted["reason"])
    if key == NEW:
        return [*routing_words.as_rules(rows), *([made] if wanted["active"] else [])]
    after: list[Rule] = []
    for row in rows:
        if row.key == key:
            after += [made] if wanted["active"] else []
        elif row.active:
            after += routing_words.as_rules([row])
    return after


def _empty() -> dict[str, Any]:
    return {"when": {}, "to": [], "lead": None, "reason": "", "active": True}
