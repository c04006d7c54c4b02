"""After sending: status, additions and withdrawal, each by the receipt code in the message."""

from __future__ import annotations

from abc import ABC

from actions.base import Call, OurAction, Outcome
from bot.tips import follow_up


class _ByCode(OurAction, ABC):
    """Looks for the code in the message itself, which Rasa never saw."""

    purpose: str

    async def act(self, call: Call) -> Outcome:
        return Outcome(
            await follow_up.by_code(
                call.session, call.conversation, call.message, self.purpose, settings=call.settings, now=call.now
            )
        )


class ActionStatusLaporan(_ByCode):
    """ "status <kode>": how the tip stands, and questions of officers that waited."""

    purpose = follow_up.STATUS

    def name(self) -> str:
        return "action_status_laporan"


class ActionTambahInfo(_ByCode):
    """ "tambah info <kode>": more words or files for a tip that was sent."""

    purpose = follow_up.ADD

    def name(self) -> str:
        return "action_tambah_info"


class ActionCabutLaporan(_ByCode):
    """ "cabut laporan <kode>": asks whether it is really meant; the yes is taken by the gateway."""

    purpose = follow_up.WITHDRAW

    def name(self) -> str:
        return "action_cabut_laporan"
