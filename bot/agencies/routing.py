"""Changing the routing rules: they are data, each change keeps what was before, and each can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import changes
from bot.agencies.models import Agency, RoutingRule
from bot.changes import Change
from bot.database import new_id
from bot.errors import BadInput, NotFound, WrongState

_REASON_MOST = 200


async def rules(session: AsyncSession) -> Sequence[RoutingRule]:
    """All rules in the order in which they are read, those switched off among them."""
    return (await session.scalars(select(RoutingRule).order_by(RoutingRule.position, RoutingRule.key))).all()


async def find(session: AsyncSession, key: str) -> RoutingRule:
    """The rule. Raises NotFound."""
    rule = await session.get(RoutingRule, key)
    if rule is None:
        raise NotFound(f"rule {key}")
    return rule


async def check(session: AsyncSession, wanted: dict[str, Any]) -> dict[str, Any]:
    """A rule as it may be kept: `when`, `to`, `lead`, `reason`, `active`. Raises BadInput with a sentence."""
    known = set(await session.scalars(select(Agency.key)))
    if not wanted["to"] or set(wanted["to"]) - known:
        raise BadInput("Pilih paling sedikit satu instansi penerima.")
    if wanted["lead"] is not None and wanted["lead"] not in wanted["to"]:
        raise BadInput("Yang memimpin harus salah satu penerima.")
    if not wanted["when"]:
        raise BadInput("Pilih paling sedikit satu syarat. Aturan tanpa syarat berlaku untuk semua laporan.")
    reason = " ".join(wanted["reason"].split())
    if not 10 <= len(reason) <= _REASON_MOST:
        raise BadInput(f"Tulis alasannya dalam satu kalimat (10–{_REASON_MOST} karakter); petugas membacanya.")
    return {**wanted, "reason": reason}


async def change(session: AsyncSession, key: str, wanted: dict[str, Any], *, by: str, now: datetime) -> RoutingRule:
    """Change a rule. Raises NotFound, BadInput."""
    rule = await find(session, key)
    wanted = await check(session, wanted)
    before = snapshot(rule)
    _write(rule, {**before, **wanted}, now=now)
    changes.note(session, f"rule:{key}", before=before, after=snapshot(rule), by=by, now=now)
    return rule


async def add(session: AsyncSession, wanted: dict[str, Any], *, by: str, now: datetime) -> RoutingRule:
    """Add a rule at the end. Raises BadInput."""
    wanted = await check(session, wanted)
    last = await session.scalar(select(func.max(RoutingRule.position)))
    rule = RoutingRule(key=f"aturan_{new_id()[:8]}")
    _write(rule, {**wanted, "position": (last or 0) + 1}, now=now)
    session.add(rule)
    changes.note(session, f"rule:{rule.key}", before=None, after=snapshot(rule), by=by, now=now)
    return rule


async def move(session: AsyncSession, key: str, *, up: bool, by: str, now: datetime) -> None:
    """Let a rule change places with its neighbour; the first that holds names the lead. Raises NotFound."""
    ordered = list(await rules(session))
    at = next((place for place, rule in enumerate(ordered) if rule.key == key), None)
    if at is None:
        raise NotFound(f"rule {key}")
    other = at - 1 if up else at + 1
    if not 0 <= other < len(ordered):
        return
    ordered[at], ordered[other] = ordered[other], ordered[at]
    for place, rule in enumerate(ordered):
        if rule.position != place:
            before = snapshot(rule)
            rule.position, rule.edited_at = place, now
            if rule.key == key:
                changes.note(session, f"rule:{key}", before=before, after=snapshot(rule), by=by, now=now)


async def take_back(session: AsyncSession, change_: Change, *, by: str, now: datetime) -> None:
    """Put a rule back to what it was before a change; one that the change had made is switched off."""
    rule = await find(session, change_.subject.partition(":")[2])
    current = snapshot(rule)
    wanted = dict(change_.before) if change_.before else {**current, "active": False}
    if wanted == current:
        raise WrongState("Aturan itu sudah seperti sebelum perubahan ini.")
    _write(rule, wanted, now=now)
    changes.note(session, change_.subject, before=current, after=snapshot(rule), by=by, now=now)


def snapshot(rule: RoutingRule) -> dict[str, Any]:
    """A rule as plain data."""
    return {
        "position": rule.position,
        "when": dict(rule.when),
        "to": list(rule.to),
        "lead": rule.lead,
        "reason": rule.reason,
        "active": rule.active,
    }


def _write(rule: RoutingRule, wanted: dict[str, Any], *, now: datetime) -> None:
    rule.position, rule.when, rule.to = wanted["position"], wanted["when"], wanted["to"]
    rule.lead, rule.reason, rule.active = wanted["lead"], wanted["reason"], wanted["active"]
    rule.edited_at = now
