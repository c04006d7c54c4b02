"""Rasa component: accepts the best label, asks back between two, or refuses.

It reads what classify left on a message and sets the intent that the rules know:

- accept: the act itself, or `tanya` with entity `topic`;
- clarify: `ragu` with entities `topic_1` and `topic_2` (label names: topic key or act);
- reject: `nlu_fallback`.

`verdict` (`accept | clarify | reject`) joins the parse beside `labels`. The thresholds stand in config.yml with
the measurement they come from; `python -m nlu.gate_table` prints it anew.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.labels import (
    CLARIFY_INTENT,
    COVERAGE,
    FALLBACK_INTENT,
    INSIDE,
    LABELS,
    RANKING,
    TOPIC_INTENT,
    TRUST,
    VERDICT,
)
from nlu.components.thresholds import Evidence, Thresholds, decide, thresholds


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LabelGate(GraphComponent):  # type: ignore[misc]
    """Turns a ranking into an intent the rules know."""

    def __init__(self, limits: Thresholds) -> None:
        self._limits = limits

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds by name; see Thresholds."""
        return {field.name: field.default for field in fields(Thresholds)}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LabelGate:
        """Called by Rasa."""
        return cls(thresholds(config))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, entities and verdict of each message that the classifier has ranked."""
        for message in messages:
            ranking = message.get(RANKING)
            if ranking:
                self._judge(message, ranking)
            elif message.get(TEXT) and not message.get(TEXT).startswith("/"):
                _set_intent(message, FALLBACK_INTENT, 0.0)
                message.set(LABELS, [], add_to_output=True)
                message.set(VERDICT, "reject", add_to_output=True)
        return messages

    def _judge(self, message: Message, ranking: list[dict[str, Any]]) -> None:
        evidence = Evidence(message.get(COVERAGE), message.get(TRUST), message.get(INSIDE))
        decision = decide(ranking, evidence, self._limits)
        best = ranking[0]
        if decision.verdict == "reject":
            _set_intent(message, FALLBACK_INTENT, best["confidence"])
        elif decision.verdict == "clarify":
            _set_intent(message, CLARIFY_INTENT, best["confidence"])
            _add_entities(message, {"topic_1": decision.offered[0], "topic_2": decision.offered[1]})
        elif best["kind"] == "topic":
            _set_intent(message, TOPIC_INTENT, best["confidence"])
            _add_entities(message, {"topic": best["name"]})
        else:
            _set_intent(message, best["name"], best["confidence"])
        message.set(VERDICT, decision.verdict, add_to_output=True)


def _set_intent(message: Message, name: str, confidence: float) -> None:
    message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)


def _add_entities(message: Message, values: dict[str, str]) -> None:
    end = len(message.get(TEXT))
    found = [
        {"entity": entity, "value": value, "start": 0, "end": end, "extractor": "LabelGate"}
        for entity, value in values.items()
    ]
    message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
