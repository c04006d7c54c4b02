"""Two places where Rasa 3.6.21 spends time on every message for nothing, mended at start.

* What an action server returns is held against a JSON schema, and the schema itself is checked anew at each call: half
  of the CPU time of a custom action. What our own actions return (slots set, names said) is recognised by hand; any
  other answer still goes Rasa's way, with Rasa's verdict.
* Arguments of debug lines are deep-copied although no debug line is ever written.

Rasa 3.6.21 is the last open-source release, so these places do not move; with another version nothing is touched.
Measured in docs/SPEED.md.
"""

from __future__ import annotations

import logging
from typing import Any

import rasa
import rasa.core.processor
from rasa.core.actions.action import RemoteAction

KNOWN_VERSION = "3.6.21"

logger = logging.getLogger(__name__)


class _NoCopy:
    """In the place of `copy` in a module that copies for its debug lines only."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        """The value itself."""
        return value


def install() -> bool:
    """Mend this process's Rasa, once. False when it is another version, which is left as it is."""
    if rasa.__version__ != KNOWN_VERSION:
        logger.warning("rasa_speed.unknown_version")
        return False
    if not hasattr(RemoteAction._validate_action_result, "mended"):
        RemoteAction._validate_action_result = _mended(RemoteAction._validate_action_result)
        rasa.core.processor.copy = _NoCopy
    return True


def plain(result: Any) -> bool:
    """Whether an action's answer is of the kind ours give: slots set, custom replies said. Lawful by Rasa's schema."""
    if not isinstance(result, dict) or not set(result) <= {"events", "responses"}:
        return False
    events, responses = result.get("events"), result.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    return all(map(_slot_set, events)) and all(isinstance(response, dict) for response in responses)


def _slot_set(event: Any) -> bool:
    return (
        isinstance(event, dict)
        and event.get("event") == "slot"
        and isinstance(event.get("name"), str)
        and "value" in event
        and isinstance(event.get("timestamp"), (int, float, type(None)))
        and not isinstance(event.get("timestamp"), bool)
    )


def _mended(rasas: Any) -> Any:
    def validate(action: RemoteAction, result: Any) -> bool:
        return True if plain(result) else bool(rasas(action, result))

    validate.mended = True  # type: ignore[attr-defined]
    return validate
