"""Bring agencies, queues and routing rules of content/ into the database, without undoing what agencies filled in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.agencies.models import Agency, Queue, RoutingRule
from bot.errors import Misconfigured


async def seed(session: AsyncSession, content_dir: Path, *, now: datetime) -> int:
    """Add what is missing and update names and rules. Returns how many agencies are known.

    Contact and hours are written only while the agency's own are empty: an agency fills them itself. Rules that
    content/ no longer holds are switched off, never deleted. What an operator changed on a screen is left alone.
    """
    agencies = _read(content_dir / "agencies.yml", "agencies")
    for stored in agencies:
        await _seed_agency(session, stored)
    await session.flush()
    await _seed_rules(session, _read(content_dir / "routing.yml", "rules"))
    return len(agencies)


async def _seed_agency(session: AsyncSession, stored: dict[str, Any]) -> None:
    agency = await session.get(Agency, stored["key"])
    if agency is None:
        agency = Agency(key=stored["key"], contact={}, hours={})
        session.add(agency)
    if agency.edited_at is None:
        agency.name, agency.short_name, agency.handles = stored["name"], stored["short_name"], stored["handles"]
    agency.contact = agency.contact or {key: value for key, value in (stored.get("contact") or {}).items() if value}
    agency.hours = agency.hours or stored.get("hours") or {}
    await session.flush()
    queue = await session.get(Queue, stored["queue"]["key"])
    if queue is None:
        queue = Queue(key=stored["queue"]["key"], agency=agency.key, name=stored["queue"]["name"])
        session.add(queue)
    elif agency.edited_at is None:
        queue.name = stored["queue"]["name"]


async def _seed_rules(session: AsyncSession, rules: list[dict[str, Any]]) -> None:
    for position, stored in enumerate(rules):
        rule = await session.get(RoutingRule, stored["name"])
        if rule is None:
            rule = RoutingRule(key=stored["name"], active=True)
            session.add(rule)
        elif rule.edited_at is not None:
            continue
        rule.position, rule.when = position, stored["when"]
        rule.to, rule.lead, rule.reason = stored["to"], stored["lead"], stored["reason_id"]
    await session.flush()
    kept = [stored["name"] for stored in rules]
    await session.execute(
        update(RoutingRule).where(RoutingRule.key.not_in(kept), RoutingRule.edited_at.is_(None)).values(active=False)
    )


async def queue_of(session: AsyncSession, agency: str) -> str:
    """The key of the queue in which an agency's referrals wait. Raises Misconfigured when it has none."""
    key = await session.scalar(select(Queue.key).where(Queue.agency == agency).order_by(Queue.key).limit(1))
    if key is None:
        raise Misconfigured(f"Instansi {agency} tidak punya antrean; jalankan `.venv/bin/python -m bot prepare`.")
    return key


def _read(path: Path, name: str) -> list[dict[str, Any]]:
    try:
        return list(yaml.safe_load(path.read_text(encoding="utf-8"))[name])
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise Misconfigured(f"Berkas {path.name} tidak terbaca: {error}") from error
