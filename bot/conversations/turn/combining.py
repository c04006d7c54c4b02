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
    groups: list[list[Reply]] = []
    for reply in sorted(replies, key=lambda reply: not reply.urgent):
        group = groups[-1] if groups else []
        if group and _joins(group[-1], one_message) and _length([*group, reply]) <= longest:
            group.append(reply)
        else:
            groups.append([reply])
    return [_joined(group) for group in groups]


def as_preface(reply: Reply) -> Reply:
    """The same words without buttons, to stand before something else."""
    return replace(reply, choices=())


def _joins(before: Reply, one_message: bool) -> bool:
    """Whether something may follow in the same message."""
    return one_message or not (before.urgent or before.choices or before.source)


def _length(group: Sequence[Reply]) -> int:
    return sum(len(reply.text) + len(reply.source or "") + 2 * len(_GAP) for reply in group)


def _joined(group: Sequence[Reply]) -> Reply:
    """One message; it bears the name of the last part, unless the first is an emergency."""
    first, last = group[0], group[-1]
    if first is last:
        return first
    above = [f"{reply.text}\n{reply.source}" if reply.source else reply.text for reply in group[:-1]]
    return Reply(
        text=_GAP.join((*above, last.text)),
        choices=_choices(group),
        answer=first.answer if first.urgent else last.answer,
        language=last.language,
        source=last.source,
        urgent=first.urgent,
        revision=last.revision,
        media=next((reply.media for reply in reversed(group) if reply.media), None),
    )


def _choices(group: Sequence[Reply]) -> tuple[Choice, ...]:
    """An emergency's choices and those of the last question; others would drown the question."""
    urgent = [choice for reply in group if reply.urgent for choice in reply.choices]
    asking = [reply for reply in group if reply.choices and not reply.urgent]
    return tuple(dict.fromkeys((*urgent, *(asking[-1].choices if asking else ()))))
