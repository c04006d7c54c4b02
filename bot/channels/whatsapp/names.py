"""By what WhatsApp knows a person: a number, or since 2026 a user id (BSUID) that hides it. Pure.

https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.channels.strangers import mapping, text

BSUID = re.compile(r"[A-Za-z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
"""A country, a point, letters and digits; `ENT` marks one that several portfolios share."""
_IN_WORDS = re.compile(rf"(?<![\w.]){BSUID.pattern}(?![\w])")
_LONGEST = 160


def name(value: Any) -> str:
    """A user id as it is, a number by its digits; empty when it is neither."""
    said = text(value).strip()
    if BSUID.fullmatch(said):
        return said
    digits = re.sub(r"[\s()+.-]", "", said)
    return digits if digits.isascii() and digits.isalnum() and 0 < len(digits) <= _LONGEST else ""


def names_of(message: Mapping[str, Any], contacts: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """Every id of the sender, the one we answer to first: the number where it is shown, else the user id."""
    number, user = name(message.get("from")), name(message.get("from_user_id"))
    contact = _contact_of(number, user, contacts)
    listed = (number, name(contact.get("wa_id")), user, name(contact.get("user_id")))
    shown = [one for one in listed if one]
    return tuple(dict.fromkeys(sorted(shown, key=lambda one: bool(BSUID.fullmatch(one)))))


def lane_name(names: tuple[str, ...]) -> str:
    """The id that orders a person's messages: the user id, which comes with every message, where there is one."""
    return next((one for one in names if BSUID.fullmatch(one)), names[0])


def address(recipient: str) -> dict[str, str]:
    """How a message names its recipient: a number in `to`, a user id in `recipient`."""
    field = "recipient" if BSUID.fullmatch(recipient) else "to"
    return {"recipient_type": "individual", field: recipient}


def in_words(words: Any) -> list[str]:
    """User ids in a system message's sentence: before and after."""
    return _IN_WORDS.findall(text(words))


def _contact_of(number: str, user: str, contacts: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    for contact in contacts:
        if (number and name(contact.get("wa_id")) == number) or (user and name(contact.get("user_id")) == user):
            return mapping(contact)
    return mapping(contacts[0]) if len(contacts) == 1 else {}
