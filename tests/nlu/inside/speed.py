"""Run by Rasa's own Python: what we recognise by hand is what Rasa's schema takes, and no more."""

from __future__ import annotations

import sys

from rasa.core.actions.action import RemoteAction

from nlu.components import rasa_speed

SLOT = {"event": "slot", "timestamp": None, "name": "aman", "value": "dijawab"}
OURS = [
    {"events": [], "responses": []},
    {"events": [SLOT, {**SLOT, "value": None}], "responses": [{"custom": {"answer": "menu"}}]},
    {"events": [{**SLOT, "timestamp": 1.5, "value": {"any": ["thing"]}}]},
]
NOT_OURS = [
    {"events": [{"event": "followup", "name": "action_listen"}], "responses": []},
    {"events": [{"event": "slot", "name": "aman"}], "responses": []},
    {"events": [{**SLOT, "name": 3}], "responses": []},
    {"events": [SLOT, "slot"], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": ["text"]},
    {"events": [], "responses": {"text": "a"}},
    [],
    {"events": [{**SLOT, "timestamp": "now"}]},
]


def main() -> None:
    action = RemoteAction("action_any", None)
    for result in OURS:
        assert rasa_speed.plain(result), result
        assert verdict(action, result), result
    for result in NOT_OURS:
        assert not rasa_speed.plain(result), result
    before = [verdict(action, result) for result in NOT_OURS]
    assert True in before
    assert False in before
    assert rasa_speed.install()
    assert rasa_speed.install(), "a second call changes nothing"
    assert [verdict(action, result) for result in NOT_OURS] == before
    rasa_speed.KNOWN_VERSION = "0"
    assert not rasa_speed.install(), "another version is left as it is"


def verdict(action: RemoteAction, result: object) -> bool:
    from jsonschema import ValidationError

    try:
        return bool(action._validate_action_result(result))
    except ValidationError:
        return False


if __name__ == "__main__":
    sys.exit(main())
