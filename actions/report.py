"""The report form: one action reads every answer and asks the next question; another clears up afterwards."""

from __future__ import annotations

from rasa_sdk.events import SlotSet

from actions.base import Call, OurAction, Outcome
from actions.handoff import hand_over
from bot.tips import intake
from bot.tips.intake.questions import SLOTS

CLEARED = (*SLOTS, "lapor_langkah", "lapor_hasil")


class ValidateLaporForm(OurAction):
    """Takes one message as a step of the report. When the report ends it is sent or dropped right here:
    Rasa keeps a form open whose action failed, so that the citizen can say it again and nothing is lost."""

    def name(self) -> str:
        return "validate_lapor_form"

    async def act(self, call: Call) -> Outcome:
        step = await intake.take(
            call.session,
            call.conversation,
            call.message,
            intent=call.intent,
            topic=call.topic,
            confidence=call.confidence,
            opening=call.tracker.get_slot("requested_slot") is None,
            settings=call.settings,
            now=call.now,
        )
        says = list(step.says)
        if step.aside is not None:
            says[:0] = await hand_over(call)
        if step.result is not None:
            says += await intake.finish(
                call.session, call.conversation, call.message, step.result, settings=call.settings, now=call.now
            )
        markers = [SlotSet(slot, marker) for slot, marker in step.markers.items()]
        steering = [
            SlotSet("lapor_langkah", call.message.id),  # a form that sets no slot counts as refused
            SlotSet("lapor_hasil", step.result),
            SlotSet("requested_slot", step.ask),
        ]
        return Outcome(says, [*markers, *steering])


class ActionLaporSelesai(OurAction):
    """The form is closed: forget its markers, so that the next report begins afresh."""

    def name(self) -> str:
        return "action_lapor_selesai"

    async def act(self, call: Call) -> Outcome:
        return Outcome(events=[SlotSet(slot, None) for slot in CLEARED])
