"""The last turns of a conversation and the state before the first of them: all that a tracker is rebuilt from.

A turn is `{"state": null | {"at", "slots", "form"}, "events": [...]}`: how things stood before it, and what happened
in it. Slots and the open form stand in the state, everything else (what was said, which action came last) in the
events. Rows of the older kind, one event a row, count as one turn of a conversation that begins with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    SESSION_START_METADATA_SLOT,
)
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

TYPE = "turns"
"""The type name of such a row."""
_MARK = "_langkah_stored"

Turn = dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """What is known of a tracker that came from the store, or goes there: its turns, its row, how many events."""

    turns: list[Turn]
    row: int | None
    events: int = 0
    state: dict[str, Any] | None = None


def turns_of(rows: Sequence[dict[str, Any]]) -> list[Turn]:
    """The turns that a conversation's rows hold. Of several rows with turns the newest is it."""
    for row in reversed(rows):
        if "turns" in row:
            return list(row["turns"])
    return [{"state": None, "events": list(rows)}] if rows else []


def events_of(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """The events from which a tracker is rebuilt."""
    if not turns:
        return []
    state = turns[0]["state"]
    before = [event.as_dict() for event in _as_events(state)] if state else []
    return [*before, *(event for turn in turns for event in turn["events"])]


def remember(tracker: DialogueStateTracker, turns: list[Turn], row: int) -> None:
    """Note on a tracker what of it is stored, and how things stand now: before its next turn."""
    setattr(tracker, _MARK, Stored(turns, row, len(tracker.events), _state(tracker)))


def with_newest(tracker: DialogueStateTracker, most: int) -> Stored | None:
    """The turns to store now, the newest of them what has happened since; None when nothing has."""
    known: Stored = getattr(tracker, _MARK, None) or Stored([], None)
    fresh = list(tracker.events)[known.events :]
    if not fresh:
        return None
    turn = {"state": known.state, "events": [event.as_dict() for event in fresh]}
    return Stored([*known.turns, turn][-most:], known.row)


def _state(tracker: DialogueStateTracker) -> dict[str, Any]:
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None}
    slots.pop(SESSION_START_METADATA_SLOT, None)
    at = tracker.events[-1].timestamp if tracker.events else None
    return {"at": at, "slots": slots, "form": tracker.active_loop_name}


def _as_events(state: dict[str, Any]) -> list[Event]:
    """The shortest story that ends in this state, with the citizen to speak next."""
    at = state["at"]
    opened = [ActiveLoop(state["form"], timestamp=at)] if state["form"] else []
    return [
        ActionExecuted(ACTION_SESSION_START_NAME, timestamp=at),
        SessionStarted(timestamp=at),
        *opened,
        *(SlotSet(name, value, timestamp=at) for name, value in state["slots"].items()),
        ActionExecuted(ACTION_LISTEN_NAME, timestamp=at),
    ]
