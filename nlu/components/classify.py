"""Rasa component: ranks the labels (acts and topics) for a message.

It adds to a message's parse
`labels`: the three best, best first, `[{"name": "opp", "kind": "topic", "confidence": 0.83}, …]`, where `name` is a
topic key or an act and `kind` says which; and, for the gate only, the message's full `ranking` and `coverage`.
A payload (`/menu`) is left to Rasa's own reader. How the model is kept and why loading it is safe: label_model.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.label_model import LabelModel, Settings
from nlu.components.labels import COVERAGE, LABELS, RANKING, TOPIC_PREFIX, as_label, short_name
from nlu.language.normalise import normalise

SHOWN = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(GraphComponent):  # type: ignore[misc]
    """Learns labels from examples and ranks them for messages."""

    def __init__(
        self, settings: Settings, storage: ModelStorage, resource: Resource, model: LabelModel | None = None
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The trainable settings, by name; see label_model.Settings."""
        return {name: field.default for name, field in Settings.__dataclass_fields__.items()}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LabelClassifier:
        """Called by Rasa before training."""
        return cls(_settings(config), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LabelClassifier:
        """Called by Rasa when it opens a trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(_settings(config), model_storage, resource, LabelModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has a label. Raises ValueError on an act named like a topic."""
        texts, labels = [], []
        for example in training_data.intent_examples:
            texts.append(normalise(example.get(TEXT)))
            labels.append(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))
        _refuse_ambiguous_names(set(labels))
        self._model = LabelModel.fit(texts, labels, self._settings)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after us learns from our guesses on the training data."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add labels to each message that is text, not a payload."""
        for message in messages:
            text = message.get(TEXT)
            if self._model is None or not text or text.startswith("/"):
                continue
            scores = self._model.scores(normalise(text))
            ranking = [as_label(name, share) for name, share in scores.ranking]
            message.set(LABELS, ranking[:SHOWN], add_to_output=True)
            message.set(RANKING, ranking)
            message.set(COVERAGE, scores.coverage)
        return messages


def _settings(config: dict[str, Any]) -> Settings:
    return Settings(**{name: config[name] for name in Settings.__dataclass_fields__ if name in config})


def _refuse_ambiguous_names(labels: set[str]) -> None:
    topics = {short_name(label) for label in labels if label.startswith(TOPIC_PREFIX)}
    both = sorted(topics & labels)
    if both:
        raise ValueError(f"a topic must not be named like an act: {', '.join(both)}")
