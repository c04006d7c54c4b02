"""The history of a tip in words: who did what and when, people of other agencies by their agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.audit import AuditEntry
from bot.console.acts import act_words
from bot.console.words import agency
from bot.staff.permissions import Viewer
from bot.tips.casework.reading import TipView


@dataclass(frozen=True)
class Happened:
    """A line of the history; repeats of the same act by the same person are one line."""

    words: str
    who: str
    at: datetime
    times: int = 1
    why: str = ""
    """Why a hidden value was looked at: told to the viewer's own agency only."""


def history(view: TipView, names: Mapping[str, str], viewer: Viewer) -> list[Happened]:
    """Newest first. People of other agencies are named by their agency."""
    told: list[Happened] = []
    for entry in view.history:
        why = view.reasons.get(str(entry.details.get("reason_id", "")), "")
        line = Happened(act_words(entry.act), _who(entry, names, viewer), entry.at, why=why)
        if told and (told[-1].words, told[-1].who, told[-1].why) == (line.words, line.who, line.why):
            told[-1] = Happened(line.words, line.who, told[-1].at, told[-1].times + 1, why)
        else:
            told.append(line)
    return told


def _who(entry: AuditEntry, names: Mapping[str, str], viewer: Viewer) -> str:
    if entry.actor == "citizen":
        return "Pelapor"
    if entry.actor == "system":
        return "Sistem"
    if entry.agency is not None and entry.agency != viewer.agency:
        return agency(entry.agency)
    return names.get(entry.actor.removeprefix("staff:"), "Petugas")
