"""A citizen wants a human: the conversation goes to the duty desk, with the truth about its hours."""

from __future__ import annotations

from actions.base import Call, OurAction, Outcome
from bot.agencies import duty
from bot.agencies.models import Agency
from bot.conversations.handoff import open_handoff
from bot.tips.say import Say
from bot.tips.wording import HANDOFF_AGENCY


class ActionBicaraPetugas(OurAction):
    """ "mau bicara petugas"."""

    def name(self) -> str:
        return "action_bicara_petugas"

    async def act(self, call: Call) -> Outcome:
        return Outcome(await hand_over(call))


async def hand_over(call: Call) -> tuple[Say, ...]:
    """Put the conversation into the duty desk's queue, once; say when somebody is there, if that is known."""
    await open_handoff(call.session, call.conversation, HANDOFF_AGENCY, now=call.now)
    agency = await call.session.get(Agency, HANDOFF_AGENCY)
    known = agency is not None and duty.opening(agency.hours, call.now).confirmed
    return (Say("petugas_buka" if known else "petugas_tutup"),)
