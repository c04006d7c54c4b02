"""Our exceptions, as one tree.

LangkahAmanError
├── BadInput              a stranger sent something we refuse; `sentence` is what they are told (Indonesian)
│   ├── TooLarge          over a named limit
│   └── Forged            signature, secret or token does not match
├── NotAllowed            a person lacks the right, or an agency may not see
├── NotFound              no such thing, or none the viewer may know of
├── WrongState            the step is not lawful from where the thing stands
├── TryAgain              a neighbour failed for now (`after` seconds, if it said so)
│   ├── RasaSilent        empty reply, time-out or 5xx from Rasa (decision 4)
│   ├── Ambiguous         it may have arrived: a time-out after sending
│   ├── ChannelBusy       429 and the like, for one lane only
│   └── ChannelBroken     the platform refuses this installation (token, number): an incident, not one message
├── GiveUp                a neighbour refused for good
│   ├── DeadRecipient     blocked us, or the account is gone
│   └── WindowClosed      the platform takes only a template until the person writes again
└── Misconfigured         a setting or key is missing or wrong; says which
"""

from __future__ import annotations


class LangkahAmanError(Exception):
    """Root of everything we raise on purpose."""


class BadInput(LangkahAmanError):
    """Input that is refused. `sentence` may be shown to whoever sent it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TooLarge(BadInput):
    """Input over a named limit."""


class Forged(BadInput):
    """A signature, secret or token that does not match."""


class NotAllowed(LangkahAmanError):
    """The person may not do or see this."""


class NotFound(LangkahAmanError):
    """No such thing, or none that the asker may know of."""


class WrongState(LangkahAmanError):
    """The step is not lawful from the present state. `sentence` tells an officer why, in Indonesian."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class TryAgain(LangkahAmanError):
    """A neighbour failed for now. `after`: seconds it asked us to wait, if it did."""

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class RasaSilent(TryAgain):
    """Rasa gave no usable reply: empty, late or 5xx."""


class Ambiguous(TryAgain):
    """It may or may not have arrived (time-out after the body was sent)."""


class ChannelBusy(TryAgain):
    """The platform asks this lane to slow down."""


class ChannelBroken(TryAgain):
    """The platform refuses us, not one message. `kind`: which incident that is (`bot.incidents.kinds`)."""

    def __init__(self, reason: str, *, kind: str = "channel_token", after: float | None = None) -> None:
        super().__init__(reason, after=after)
        self.kind = kind


class GiveUp(LangkahAmanError):
    """A neighbour refused for good; trying again would not help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DeadRecipient(GiveUp):
    """The recipient blocked us or no longer exists."""


class WindowClosed(GiveUp):
    """Too long since the person wrote: the platform lets only an approved template pass until they write again."""


class Misconfigured(LangkahAmanError):
    """A setting, key or file is missing or wrong; the message says which and what to do."""
