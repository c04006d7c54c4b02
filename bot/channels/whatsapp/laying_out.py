"""A reply as WhatsApp shows it: reply buttons, a list, or numbered text beyond their limits; the last part asks. Pure.

Limits: https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
and …/interactive-list-messages. Lengths are counted in UTF-16 units, which is never less than Meta counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.channels.splitting import cut, pages, units
from bot.conversations.choices import handle
from bot.conversations.messages import Choice, Reply

TEXT = 4_096
BUTTONS, BUTTON_TITLE, BUTTONS_BODY = 3, 20, 1_024
ROWS, ROW_TITLE, ROW_DESCRIPTION, LIST_BODY = 10, 24, 72, 4_096
CAPTION = 1_024
OPEN_LIST = "Pilih"
"""What the button says that opens a list (20); the same word in all our languages."""
SECTION = "Pilihan"
NUMBERS = {
    "id": "Balas dengan angkanya.",
    "su": "Bales ku angkana.",
    "jv": "Bales nganggo angkane.",
}
"""The line under numbered choices."""


def lay_out(reply: Reply) -> list[dict[str, Any]]:
    """The messages that say this reply, in order; mostly one. Choices hang on the last."""
    words, choices = as_words(reply), reply.choices
    if not choices:
        return [_text(page) for page in pages(words, TEXT)]
    if fit_buttons(choices) and units(words) <= BUTTONS_BODY:
        return [_buttons(words, choices)]
    if fit_list(choices):
        *before, last = pages(words, LIST_BODY)
        return [*(_text(page) for page in before), _list(last, choices)]
    return [_text(page) for page in pages(f"{words}\n\n{numbered(choices, reply.language)}", TEXT)]


def as_words(reply: Reply) -> str:
    """Text and source; the source in small italics where that cannot go wrong."""
    if not reply.source:
        return reply.text or OPEN_LIST
    return f"{reply.text}\n\n{reply.source if '_' in reply.source else f'_{reply.source}_'}"


def fit_buttons(choices: Sequence[Choice]) -> bool:
    """Whether reply buttons can show them whole: three, short, and told apart by title and by id."""
    titles = {_title(choice) for choice in choices}
    return (
        len(choices) <= BUTTONS
        and len(titles) == len(choices) == len({choice.payload for choice in choices})
        and all(units(title) <= BUTTON_TITLE for title in titles)
    )


def fit_list(choices: Sequence[Choice]) -> bool:
    """Whether a list can show them: ten rows, each with an id of its own and words that fit title or description."""
    return (
        len(choices) <= ROWS
        and len({choice.payload for choice in choices}) == len(choices)
        and all(units(_title(choice)) <= ROW_DESCRIPTION for choice in choices)
    )


def buttons(choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """Reply buttons; their id is a short form of the payload, which the conversation knows again."""
    return [{"type": "reply", "reply": {"id": handle(choice.payload), "title": _title(choice)}} for choice in choices]


def numbered(choices: Sequence[Choice], language: str) -> str:
    """The choices as lines with numbers, in the order in which "2" is understood."""
    lines = (f"{number}. {_title(choice)}" for number, choice in enumerate(choices, start=1))
    return "\n".join((*lines, NUMBERS.get(language, NUMBERS["id"])))


def _text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": body, "preview_url": False}}


def _buttons(words: str, choices: Sequence[Choice]) -> dict[str, Any]:
    action = {"buttons": buttons(choices)}
    return {"type": "interactive", "interactive": {"type": "button", "body": {"text": words}, "action": action}}


def _list(words: str, choices: Sequence[Choice]) -> dict[str, Any]:
    action = {"button": OPEN_LIST, "sections": [{"title": SECTION, "rows": [_row(choice) for choice in choices]}]}
    return {"type": "interactive", "interactive": {"type": "list", "body": {"text": words}, "action": action}}


def _row(choice: Choice) -> dict[str, str]:
    """A title too long for its place stands whole in the description."""
    title = _title(choice)
    row = {"id": handle(choice.payload), "title": cut(title, ROW_TITLE)}
    return row if row["title"] == title else {**row, "description": title}


def _title(choice: Choice) -> str:
    return " ".join(choice.title.split()) or OPEN_LIST


def with_media(reply: Reply, messages: list[dict[str, Any]], identity: str) -> list[dict[str, Any]]:
    """A picture becomes the head of the buttons or has the words under it; else it goes first, as a voice note does."""
    assert reply.media is not None
    first = messages[0]
    if reply.media.kind == "voice":
        return [{"type": "audio", "audio": {"id": identity}}, *messages]
    inner = first.get("interactive", {})
    if len(messages) == 1 and inner.get("type") == "button":
        header = {"type": "image", "image": {"id": identity}}
        return [{**first, "interactive": {**inner, "header": header}}]
    words = as_words(reply)
    if len(messages) == 1 and first["type"] == "text" and not reply.choices and units(words) <= CAPTION:
        return [{"type": "image", "image": {"id": identity, "caption": words}}]
    picture = {"id": identity, "caption": cut(reply.media.alt, CAPTION)}
    return [{"type": "image", "image": picture}, *messages]
