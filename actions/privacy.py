"""A citizen asks for deletion: first whether it is meant; the yes is taken by the gateway."""

from __future__ import annotations

from actions.base import Call, OurAction, Outcome
from bot.tips import follow_up
from bot.tips.say import Say


class ActionHapusData(OurAction):
    """ "hapus data saya"."""

    def name(self) -> str:
        return "action_hapus_data"

    async def act(self, call: Call) -> Outcome:
        call.conversation.pending = f"{follow_up.FORGET}:"
        return Outcome((Say("hapus_data_tanya"),))
