"""Stand-ins for our actions: they do what the message's metadata says, so that a test can steer the form.

metadata of a message:
  next   the slot to ask for next; "" ends the form
  hasil  how the form ended
  say    an answer given before the next question (a question in the middle)
  fail   "raise" or "garbage": how the action fails
"""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

Events = list[dict[str, Any]]


class ValidateLaporForm(Action):
    def name(self) -> str:
        return "validate_lapor_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        plan = tracker.latest_message.get("metadata") or {}
        if plan.get("fail"):
            raise RuntimeError(f"secret words: {tracker.latest_message['text']}")
        asked = tracker.get_slot("requested_slot")
        following = plan.get("next", "aman")
        if plan.get("say"):
            dispatcher.utter_message(json_message={"answer": plan["say"]})
        if following:
            dispatcher.utter_message(json_message={"answer": f"lapor_{following}", "asked_before": str(asked)})
        events: Events = [SlotSet("lapor_langkah", "langkah"), SlotSet("requested_slot", following or None)]
        if asked and asked != following:
            events.append(SlotSet(asked, "dijawab"))
        if not following:
            events.append(SlotSet("lapor_hasil", plan.get("hasil", "kirim")))
        return events


class ActionLaporSelesai(Action):
    def name(self) -> str:
        return "action_lapor_selesai"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        if (tracker.latest_message.get("metadata") or {}).get("fail_end"):
            raise RuntimeError("no database")
        dispatcher.utter_message(
            json_message={"answer": "lapor_terkirim", "hasil": str(tracker.get_slot("lapor_hasil"))}
        )
        slots = ("aman", "kapan", "tempat", "perekrut", "kejadian", "bukti", "penerima", "balasan", "kirim")
        return [SlotSet(name, None) for name in (*slots, "lapor_langkah", "lapor_hasil")]


class ActionStatusLaporan(Action):
    def name(self) -> str:
        return "action_status_laporan"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        latest = tracker.latest_message
        dispatcher.utter_message(
            json_message={
                "answer": "status_minta_kode",
                "message_id": str((latest.get("metadata") or {}).get("message_id")),
                "labels": [label["name"] for label in latest.get("labels", [])],
                "verdict": str(latest.get("verdict")),
            }
        )
        return []
