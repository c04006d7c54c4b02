"""From a published answer to one reply: the right language, the values, source and date, what to tap next."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.answers.controls import Controls, in_language
from bot.answers.published import Published
from bot.conversations.messages import Choice, Media, Reply

RELATED_SHOWN = 3
"""How many related topics are offered under an answer (F20)."""
PUBLISHERS_NAMED = 2
"""How many publishers the source line names before "dan lainnya"."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_HOLE = re.compile(r"\{([a-z_]+)\}")


def render(
    answer: Published,
    *,
    language: str,
    params: Mapping[str, str],
    today: date,
    controls: Controls,
    related_titles: Mapping[str, Mapping[str, str]] | None = None,
    expired_note: str = "",
    part: str = "short",
) -> Reply:
    """Word one answer.

    `params` fill the `{holes}` of the text; `part` is `short` or `long` ("selengkapnya"). What tells facts and is
    past its review date gets `expired_note` first. `Reply.language` says which language was really used.
    """
    content = answer.content
    texts: Mapping[str, str] = content.get(part) or content["short"]
    used = language if texts.get(language) else "id"
    body = fill(in_language(texts, used), params)
    is_topic, cited = answer.kind == "topic", tells_facts(answer)
    paragraphs = [expired_note if cited and today > answer.review_by else "", body]
    if is_topic and content.get("next_step"):
        paragraphs.append(in_language(content["next_step"], used))
    choices = [_choice(button, used) for button in content.get("buttons") or []]
    if is_topic:
        choices += _topic_choices(answer, used, part, controls, related_titles or {})
    return Reply(
        text="\n\n".join(filter(None, paragraphs)),
        choices=tuple(choices),
        answer=answer.key,
        language=used,
        source=source_line(answer, controls, used) if cited else None,
        revision=answer.revision_id,
        media=media_of(content, used) if part == "short" else None,
    )


def media_of(content: Mapping[str, Any], language: str) -> Media | None:
    """The picture or voice note of a wording in this language, else the Indonesian one."""
    stored: Mapping[str, Mapping[str, Any]] = content.get("media") or {}
    found = stored.get(language) or stored.get("id")
    return Media(**found) if found else None


def tells_facts(answer: Published) -> bool:
    """Whether an answer names its sources and its date: every topic, and a system answer marked `cite`."""
    return answer.kind == "topic" or bool(answer.content.get("cite"))


def fill(text: str, params: Mapping[str, str]) -> str:
    """Put values into `{holes}`; a hole nobody filled is left out rather than shown."""
    return _HOLE.sub(lambda hole: params.get(hole[1], ""), text)


def source_line(answer: Published, controls: Controls, language: str) -> str | None:
    """`Sumber: BP3MI Banten, KemenP2MI · dicek 21 Nov 2026` (F18)."""
    if not answer.publishers:
        return None
    named = ", ".join(answer.publishers[:PUBLISHERS_NAMED])
    more = f" +{len(answer.publishers) - PUBLISHERS_NAMED}" if len(answer.publishers) > PUBLISHERS_NAMED else ""
    checked = f"{answer.checked_on.day} {_MONTHS[answer.checked_on.month - 1]} {answer.checked_on.year}"
    return f"{controls.button('sumber', language)}: {named}{more} · {controls.button('dicek', language)} {checked}"


def topic_payload(key: str) -> str:
    """The payload by which a button asks a topic."""
    return "/tanya" + json.dumps({"topic": key}, separators=(",", ":"))


def _topic_choices(
    answer: Published,
    language: str,
    part: str,
    controls: Controls,
    related_titles: Mapping[str, Mapping[str, str]],
) -> Sequence[Choice]:
    choices = []
    if part == "short" and answer.content.get("long"):
        choices.append(Choice(controls.button("selengkapnya", language), f"!selengkapnya:{answer.key}"))
    offered = {button["payload"] for button in answer.content.get("buttons") or []}
    related = [
        key
        for key in answer.content.get("related") or []
        if key in related_titles and topic_payload(key) not in offered
    ]
    choices += [
        Choice(in_language(related_titles[key], language), topic_payload(key)) for key in related[:RELATED_SHOWN]
    ]
    choices.append(Choice(controls.button("terbantu_ya", language), f"!terbantu:ya:{answer.key}"))
    choices.append(Choice(controls.button("terbantu_tidak", language), f"!terbantu:tidak:{answer.key}"))
    return choices


def _choice(button: Mapping[str, Any], language: str) -> Choice:
    return Choice(in_language(button["title"], language), button["payload"])
