"""Promises and departures as clocks: how much time is left, in words, a colour and the part of a ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot import clock
from bot.console.words import Chip, day
from bot.tips.models import Referral
from bot.tips.rules.risk import is_near

SOON = 25
"""Percent of the time left from which a clock turns amber."""


@dataclass(frozen=True)
class Ring:
    """One running clock. `left`: percent of the time that is left, 0 when it is late."""

    words: str
    due: datetime
    left: int
    colour: str
    late: bool


@dataclass(frozen=True)
class Promised:
    """One promise on a tip's page: until when, and when it was kept."""

    name: str
    due: datetime | None
    kept: datetime | None
    ring: Ring | None


def ring(verb: str, *, since: datetime, due: datetime, now: datetime) -> Ring:
    """The clock of one promise that is not kept yet. `verb`: what is to be done, e.g. `Baca`."""
    late = due <= now
    whole = max(1.0, (due - since).total_seconds())
    left = 0 if late else max(1, min(100, round(100 * (due - now).total_seconds() / whole)))
    away = clock.ago(due, now=now)
    words = f"Terlambat {verb.lower()} {away.removesuffix(' lalu')}" if late else f"{verb} {away}"
    colour = "red" if late else "amber" if left <= SOON else "grey"
    return Ring(words.replace(" baru saja", ""), due, left, colour, late)


def next_ring(*, sent_at: datetime, due_at: datetime | None, opened: bool, replied: bool, now: datetime) -> Ring | None:
    """The clock of the promise that is next to be kept."""
    if due_at is None:
        return None
    verb = "Baca" if not opened else "Tanggapi" if not replied else "Selesaikan"
    return ring(verb, since=sent_at, due=due_at, now=now)


def promised(own: Referral, *, now: datetime) -> list[Promised]:
    """All three promises of a tip's page; nothing when their clocks were never started."""
    told = (
        ("Dibaca", "Baca", own.read_due, own.opened_at),
        ("Ditanggapi", "Tanggapi", own.reply_due, own.replied_at),
        ("Selesai", "Selesaikan", own.close_due, own.ended_at),
    )
    return [
        Promised(
            name, due, kept,
            ring(verb, since=own.sent_at, due=due, now=now) if due and kept is None and own.live else None,
        )
        for name, verb, due, kept in told
        if due is not None
    ]  # fmt: skip


def leaving(departs: str | None, by: date | None, *, live: bool, today: date) -> Chip | None:
    """When somebody leaves, counted from today; None when nobody knows or it is far off."""
    if departs == "sudah_berangkat":
        return Chip("Sudah berangkat", "grey", "plane-departure")
    if by is None or not live:
        return None
    days = (by - today).days
    if not is_near(by, today):
        return Chip(f"Hari berangkat lewat, {day(by)}", "grey", "plane-departure") if days < 0 else None
    words = {-1: "Berangkat kemarin", 0: "Berangkat hari ini", 1: "Berangkat besok"}.get(
        days, f"Berangkat dalam {days} hari"
    )
    return Chip(words, "red" if days <= 1 else "amber", "plane-departure")
