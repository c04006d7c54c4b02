"""A citizen asks for deletion: first whether it is meant; the yes is taken by the gateway."""

from __future__ import annotations

from actions.base import Call, OurAction, Outcome
from bot.tips.say import Say

WAITS = "hapus:"
"""`conversation.pending` while the yes or no is expected."""


class ActionHapusData(OurAction):
    """ "hapus data saya"."""

    def name(self) -> str:
        return "action_hapus_data"

    async def act(self, call: Call) -> Outcome:
        call.conversation.pending = WAITS
        return Outcome((Say("hapus_data_tanya"),))
