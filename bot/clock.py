"""Time: always aware, always UTC inside, Asia/Jakarta for people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")

Clock = Callable[[], datetime]

_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def in_words(at: datetime) -> str:
    """Date and time as officers read it, in Jakarta time: `Rab 18 Nov 2026, 14.05`."""
    local = at.astimezone(JAKARTA)
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H.%M}"


def ago(at: datetime, *, now: datetime) -> str:
    """How long ago, or until when, in short Indonesian: `5 menit lalu`, `2 jam lagi`."""
    seconds = (now - at).total_seconds()
    tail = "lalu" if seconds >= 0 else "lagi"
    seconds = abs(seconds)
    if seconds < 60:
        return "baru saja" if tail == "lalu" else "sebentar lagi"
    for size, word in ((86_400, "hari"), (3_600, "jam"), (60, "menit")):
        if seconds >= size:
            return f"{int(seconds // size)} {word} {tail}"
    raise AssertionError("unreachable")
