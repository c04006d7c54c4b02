"""A citizen asks for another language: taken from what they wrote, or asked for."""

from __future__ import annotations

import re

from actions.base import Call, OurAction, Outcome
from bot.tips.say import Say

SPOKEN = (
    ("su", r"sunda\w*|basa sunda|su"),
    ("jv", r"jawa\w*|jaseng|jawa serang|jv"),
    ("id", r"indonesia\w*|indo|nasional|id"),
)
"""Languages we answer in, and how people name them."""


class ActionGantiBahasa(OurAction):
    """ "pakai basa sunda bae"."""

    def name(self) -> str:
        return "action_ganti_bahasa"

    async def act(self, call: Call) -> Outcome:
        said = (call.message.text or "").lower()
        named = [language for language, words in SPOKEN if re.search(rf"\b(?:{words})\b", said)]
        if len(named) != 1:
            return Outcome((Say("ganti_bahasa_tanya"),))
        call.conversation.language, call.conversation.language_pinned = named[0], True
        return Outcome((Say("ganti_bahasa_selesai"),))
