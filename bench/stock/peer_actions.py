"""The peer's custom actions, as a tutorial writes them: they look at a slot and touch no database of their own."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.types import DomainDict

SLOTS = ("kapan", "tempat", "perekrut", "kejadian")


class ValidateLaporForm(FormValidationAction):
    """Takes every answer as it is."""

    def name(self) -> str:
        return "validate_lapor_form"

    def validate_kapan(self, value: Any, *_: Any) -> dict[str, Any]:
        return {"kapan": value}

    def validate_tempat(self, value: Any, *_: Any) -> dict[str, Any]:
        return {"tempat": value}

    def validate_perekrut(self, value: Any, *_: Any) -> dict[str, Any]:
        return {"perekrut": value}

    def validate_kejadian(self, value: Any, *_: Any) -> dict[str, Any]:
        return {"kejadian": value}


class ActionLaporSelesai(Action):
    """Says thanks and forgets the slots."""

    def name(self) -> str:
        return "action_lapor_selesai"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        dispatcher.utter_message(text="Terima kasih. Laporan Anda kami terima.")
        return [SlotSet(slot, None) for slot in SLOTS]
