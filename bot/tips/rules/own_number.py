"""Which numbers in a text are the reporter's own, and so never the recruiter's. Pure."""

from __future__ import annotations

import re

from nlu.language.found import Found
from nlu.language.normalise import normalise

_OWN_NUMBER = re.compile(
    r"(?:hubungi|kontak|telepon|wa|chat) (?:saya|aku)\b[^.]{0,20}$|(?:nomor|no|hp|wa|telepon) (?:saya|aku)\b[^.]{0,20}$"
)


def of_others(text: str, found: tuple[Found, ...]) -> tuple[Found, ...]:
    """What was found without the reporter's own number, should they give it: it is not the recruiter's."""
    return tuple(
        item for item in found if not _OWN_NUMBER.search(normalise(text[max(0, item.start - 40) : item.start]))
    )
