"""What the Cloud API's error codes mean for us: one table, from the code to what is to be done. Pure.

Codes: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from bot.channels.strangers import mapping, whole_number
from bot.errors import ChannelBroken, ChannelBusy, DeadRecipient, GiveUp, LangkahAmanError, TryAgain, WindowClosed


class Kind(Enum):
    """What is to be done about an error."""

    AGAIN = "again"
    """Passing trouble on their side: the same again later."""
    NUMBER = "number"
    """Our number or account sends too fast: all of it rests."""
    PAIR = "pair"
    """This one person gets too much at once: only their lane rests."""
    WINDOW = "window"
    """More than 24 hours since the person wrote: only templates pass."""
    DEAD = "dead"
    """This person cannot be reached."""
    TOKEN = "token"  # noqa: S105 -- the name of a kind, not a secret
    """Our token or its rights are refused: nothing can be sent."""
    ACCOUNT = "account"
    """Our account or number is blocked, unpaid or restricted: nothing can be sent."""
    TEMPLATE = "template"
    """The template is missing, paused or worded otherwise."""
    REFUSED = "refused"
    """Refused for good; the same again would not help."""


KINDS: tuple[tuple[Kind, tuple[int, ...]], ...] = (
    (Kind.AGAIN, (1, 2, 131000, 131016, 131057, 133004)),
    (Kind.NUMBER, (4, 80007, 130429)),
    (Kind.PAIR, (131056,)),
    (Kind.WINDOW, (131047,)),
    (Kind.DEAD, (131021, 131026, 131030, 131050)),
    (Kind.TOKEN, (0, 3, 10, 190, *range(200, 300), 131005)),
    (Kind.ACCOUNT, (33, 368, 130497, 131031, 131037, 131042, 131045, 131048, 133010)),
    (Kind.TEMPLATE, (132000, 132001, 132005, 132007, 132012, 132015, 132016, 132068, 132069)),
)
NO_SUCH_PARAMETER, NO_SUCH_NUMBER = 100, 33
"""A wrong parameter, and beside it: what stands in the address does not exist, or not for our token."""
INCIDENTS = {Kind.TOKEN: "channel_token", Kind.ACCOUNT: "channel_paused", Kind.TEMPLATE: "template_missing"}
"""Kinds that an operator must act on, with the incident they are."""
STOPS = (Kind.TOKEN, Kind.ACCOUNT)
"""Kinds after which nothing of ours will pass until somebody acts."""
_BY_CODE = {code: kind for kind, codes in KINDS for code in codes}


def kind_of(code: int | None, *, status: int = 400) -> Kind:
    """The kind of an error by its code; by the HTTP status where there is no code we know."""
    if code is not None and code in _BY_CODE:
        return _BY_CODE[code]
    if status == 401:
        return Kind.TOKEN
    if status == 429:
        return Kind.NUMBER
    return Kind.AGAIN if status >= 500 else Kind.REFUSED


def code_of(body: Any, *, sending: bool = False) -> int | None:
    """The code in an error answer, if there is one. When `sending`, a number that is gone has its own."""
    error = mapping(mapping(body).get("error"))
    code, inner = whole_number(error.get("code")), whole_number(error.get("error_subcode"))
    return inner if sending and (code, inner) == (NO_SUCH_PARAMETER, NO_SUCH_NUMBER) else code


def first_code(errors: Any) -> int | None:
    """The code of the first error in a webhook's list."""
    listed: list[Any] = errors if isinstance(errors, list) else []
    return next((code for one in listed if (code := whole_number(mapping(one).get("code"))) is not None), None)


def ours(kind: Kind, reason: str, *, rests: Mapping[Kind, float]) -> LangkahAmanError:
    """An error of our tree. `rests`: seconds that the kinds which ask for a pause are given."""
    match kind:
        case Kind.AGAIN:
            return TryAgain(reason)
        case Kind.NUMBER | Kind.PAIR:
            return ChannelBusy(reason, after=rests.get(kind))
        case Kind.TOKEN | Kind.ACCOUNT:
            return ChannelBroken(reason, kind=INCIDENTS[kind], after=rests.get(kind))
        case Kind.WINDOW:
            return WindowClosed(reason)
        case Kind.DEAD:
            return DeadRecipient(reason)
    return GiveUp(reason)
