"""What went wrong during one message: Rasa swallows a failed action, this notes it for the channel.

When an action or the action server fails, Rasa logs the exception, keeps what was said before, loses the action's
events and answers 200. The log record is its only sign (Rasa 3.6.21 is the last version, so that sign is stable).
`quiet_log` passes such records to `note`; the channel opens a `watch` around each message.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[list[str] | None] = ContextVar("turn_failures", default=None)


@contextmanager
def watch() -> Iterator[list[str]]:
    """Collect the failures noted in this task until the block ends."""
    failures: list[str] = []
    token = _current.set(failures)
    try:
        yield failures
    finally:
        _current.reset(token)


def note(what: str) -> None:
    """Add a failure to the message being handled, if one is."""
    failures = _current.get()
    if failures is not None:
        failures.append(what)
