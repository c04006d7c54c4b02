"""A real Rasa for the contract between it and the gateway's client."""

from __future__ import annotations

from tests.nlu.conftest import citizen, house, model, rasa

__all__ = ["citizen", "house", "model", "rasa"]
