"""Who answers a message: decided once, from what was taken in. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from bot.conversations.payloads import TAPPED
from bot.conversations.turn.taking_in import AS_DETAILS, WITH_BYTES, Taken
from bot.settings import Settings
from bot.tips import follow_up
from nlu.language.controls import control, yes_no

_BARE = 3
"""Fewer letters than these beside a receipt code are no words."""


class Who(Enum):
    """Who answers, in the order in which it is asked."""

    HUMAN = "held"
    NOBODY = "busy"
    TOO_LONG = "too_long"
    EMERGENCY = "emergency"
    WAITED_FOR = "waited_for"
    CODE = "code"
    GATEWAY = "gateway"
    RASA = "rasa"
    REFUSED = "refused"
    FILE = "file"
    EMPTY = "empty"
    NET = "net"


@dataclass(frozen=True)
class Route:
    """Who answers, and with what: Rasa's text or payload, or the emergency lane's step, or a yes or no."""

    who: Who
    for_rasa: str = ""
    step: str = ""
    meant: bool | None = None


def route(taken: Taken, settings: Settings) -> Route:
    """The one decision of a turn."""
    if taken.held:
        return Route(Who.HUMAN)
    if taken.crowd > settings.conversation_per_minute:
        return Route(Who.NOBODY)
    if len(taken.text) > settings.text_max_chars and not taken.in_report:
        return Route(Who.TOO_LONG)
    step, meant = _emergency_step(taken), _meant(taken)
    if step is not None:
        return Route(Who.EMERGENCY, step=step)
    if _waited_for(taken, meant):
        return Route(Who.WAITED_FOR, meant=meant)
    if taken.payload is not None:
        return _by_payload(taken.payload.whose, taken.payload.raw)
    if not taken.in_form and _bare_code(taken):
        return Route(Who.CODE)
    if taken.text.strip():
        return Route(Who.RASA, for_rasa=taken.text)
    if taken.in_form:
        return Route(Who.RASA, for_rasa=TAPPED)  # also after a file that was not taken: the form asks again
    if taken.refused is not None:
        return Route(Who.REFUSED)
    return Route(Who.FILE if taken.incoming.kind in (*WITH_BYTES, *AS_DETAILS) else Who.EMPTY)


def gently(route: Route, taken: Taken, kinds: Collection[str]) -> Route:
    """Somebody who speaks of nothing but ending their life is not led into a report: the net speaks alone."""
    alone = set(kinds) == {"suicide"} and route.who is Who.RASA and not taken.in_form
    return Route(Who.NET) if alone else route


def has_code(taken: Taken) -> bool:
    """Whether the message holds what looks like a receipt code."""
    return any(one.kind == "code" for one in taken.found)


def _by_payload(whose: str, raw: str) -> Route:
    if whose == "gateway":
        return Route(Who.GATEWAY)
    return Route(Who.RASA, for_rasa=raw if whose == "rasa" else TAPPED)


def _emergency_step(taken: Taken) -> str | None:
    """A tap in the emergency lane, or a typed yes or no while it waits for one."""
    payload = taken.payload
    if payload is not None:
        ours = payload.whose == "gateway" and payload.name == "darurat"
        return ":".join(payload.arguments) if ours else None
    if not (taken.pending or "").startswith("darurat:"):
        return None
    if control(taken.text) == "batal":
        return "batal"  # before it passes for a no, which after the last question would send anonymously
    said = yes_no(taken.text)
    return None if said is None else ("ya" if said else "tidak")


def _meant(taken: Taken) -> bool | None:
    """Yes, no or neither: tapped or typed."""
    if taken.payload is not None:
        return {"/setuju": True, "/menolak": False, "/batal": False}.get(taken.payload.raw)
    return False if control(taken.text) == "batal" else yes_no(taken.text)


def _waited_for(taken: Taken, meant: bool | None) -> bool:
    """Whether a yes or no, or more words for a tip that was sent, was waited for and this is it."""
    kind = (taken.pending or "").partition(":")[0]
    if kind in follow_up.CONFIRMED:
        return meant is not None
    if kind == follow_up.REPLY and control(taken.text) != "batal":
        return not taken.in_form and taken.payload is None  # "belum" answers an officer's question
    return kind == follow_up.ADD and not taken.in_form and taken.payload is None and meant is not False


def _bare_code(taken: Taken) -> bool:
    codes = [one for one in taken.found if one.kind == "code"]
    if not codes:
        return False
    beside = taken.text[: codes[0].start] + taken.text[codes[-1].end :]
    return sum(letter.isalnum() for letter in beside) < _BARE
