"""Several replies of one turn become as few messages as the channel wants; emergency numbers come first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversations.messages import Choice, Reply

_GAP = "\n\n"


def combine(replies: Sequence[Reply], *, one_message: bool, longest: int) -> list[Reply]:
    """Order and join. What would grow beyond `longest` characters stays a message of its own.

    Where several messages are fine, only a preface (nothing to tap, no source) joins what follows it.
    """
    ordered = sorted(replies, key=lambda reply: not reply.urgent)
    joined: list[Reply] = []
    for reply in ordered:
        before = joined[-1] if joined else None
        if before is not None and _joins(before, reply, one_message) and _length(before, reply) <= longest:
            joined[-1] = _join(before, reply)
        else:
            joined.append(reply)
    return joined


def as_preface(reply: Reply) -> Reply:
    """The same words without buttons, to stand before something else."""
    return replace(reply, choices=())


def _joins(before: Reply, reply: Reply, one_message: bool) -> bool:
    if one_message:
        return True
    return not before.urgent and not before.choices and before.source is None


def _length(before: Reply, reply: Reply) -> int:
    return len(before.text) + len(before.source or "") + len(reply.text) + len(reply.source or "") + 2 * len(_GAP)


def _join(before: Reply, reply: Reply) -> Reply:
    """One message; it bears the name of the last part, unless the first is an emergency."""
    above = f"{before.text}\n{before.source}" if before.source else before.text
    return Reply(
        text=above + _GAP + reply.text,
        choices=_choices(before, reply),
        answer=before.answer if before.urgent else reply.answer,
        language=reply.language,
        source=reply.source,
        urgent=before.urgent or reply.urgent,
        revision=reply.revision or before.revision,
    )


def _choices(before: Reply, reply: Reply) -> tuple[Choice, ...]:
    """The last question's choices, after those of an emergency; others would drown the question."""
    if not reply.choices:
        return before.choices
    kept = before.choices if before.urgent else ()
    return tuple(dict.fromkeys((*kept, *reply.choices)))
