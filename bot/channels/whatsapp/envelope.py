"""A webhook's body taken apart: every entry, change, message and report in it, whatever else is odd beside it. Pure.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.strangers import mapping, text
from bot.channels.whatsapp.errors import first_code
from bot.channels.whatsapp.names import in_words, name, names_of

MESSAGES, MOVES = "messages", "user_id_update"


@dataclass(frozen=True)
class Heard:
    """A person's message, as it came."""

    account: str
    message: Mapping[str, Any]
    names: tuple[str, ...]
    """The sender's ids; never empty."""


@dataclass(frozen=True)
class Report:
    """What became of a message of ours."""

    account: str
    message_id: str
    status: str
    code: int | None
    """Why it failed."""
    reference: str
    """What we gave along when we sent it; empty when it did not come back."""


@dataclass(frozen=True)
class Moved:
    """A person has a new number or user id; what is before belongs to nobody now."""

    account: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    event: Mapping[str, Any]


@dataclass(frozen=True)
class TakenBack:
    """A person deleted a message of theirs."""

    account: str
    message_id: str
    original_id: str


@dataclass(frozen=True)
class News:
    """Something about our account, number or templates, or an error without a message."""

    field: str
    value: Mapping[str, Any]


@dataclass(frozen=True)
class Odd:
    """Something that is none of these, kept for an operator."""

    account: str
    raw: Any


Item = Heard | Report | Moved | TakenBack | News | Odd


def unpack(body: Any) -> Iterator[Item]:
    """Everything in a body, in its order. A rubbish item is `Odd` and takes nothing with it."""
    entries = mapping(body).get("entry")
    if not isinstance(entries, list):
        yield Odd("", body)
        return
    for entry in entries:
        changes = mapping(entry).get("changes")
        if not isinstance(changes, list):
            yield Odd("", entry)
            continue
        for change in changes:
            yield from _change(change)


def _change(change: Any) -> Iterator[Item]:
    field, value = text(mapping(change).get("field")), mapping(mapping(change).get("value"))
    if not value:
        yield Odd("", change)
        return
    account = name(mapping(value.get("metadata")).get("phone_number_id"))
    contacts = [mapping(contact) for contact in _listed(value, "contacts")]
    for message in _listed(value, "messages"):
        yield _message(account, message, contacts)
    for report in _listed(value, "statuses"):
        yield _report(account, report)
    for event in _listed(value, MOVES):
        yield _moved(account, mapping(event))
    for key in ("messages", "statuses", MOVES):
        if value.get(key) is not None and not isinstance(value[key], list):
            yield Odd(account, {key: value[key]})
    if field not in (MESSAGES, MOVES, "") or _listed(value, "errors"):
        yield News(field, value)


def _message(account: str, raw: Any, contacts: list[Mapping[str, Any]]) -> Item:
    message = mapping(raw)
    message_id, kind, names = text(message.get("id")), text(message.get("type")), names_of(message, contacts)
    if not message_id:
        return Odd(account, raw)
    if kind == "system":
        return _system(account, message)
    original = text(mapping(message.get("revoke")).get("original_message_id"))
    if kind == "revoke" and original:
        return TakenBack(account, message_id, original)
    return Heard(account, message, names) if names else Odd(account, raw)


def _report(account: str, raw: Any) -> Item:
    report = mapping(raw)
    message_id, status = text(report.get("id")), text(report.get("status"))
    if not message_id or not status:
        return Odd(account, raw)
    reference = text(report.get("biz_opaque_callback_data"))
    return Report(account, message_id, status, first_code(report.get("errors")), reference)


def _system(account: str, message: Mapping[str, Any]) -> Item:
    """A new number (`user_changed_number`) or a new user id (`user_changed_user_id`); else nothing to keep."""
    system = mapping(message.get("system"))
    spoken = in_words(system.get("body"))
    before = (message.get("from"), message.get("from_user_id"), system.get("previous_user_id"), *spoken[:1])
    after = (system.get("wa_id"), system.get("new_wa_id"), system.get("user_id"), *spoken[1:2])
    return _move(account, before, after, message)


def _moved(account: str, event: Mapping[str, Any]) -> Item:
    """The change of a user id: {"user_id": {"previous", "current"}, "wa_id": …}."""
    ids, parents = mapping(event.get("user_id")), mapping(event.get("parent_user_id"))
    before = (ids.get("previous"), parents.get("previous"))
    return _move(account, before, (event.get("wa_id"), ids.get("current"), parents.get("current")), event)


def _move(account: str, before: tuple[Any, ...], after: tuple[Any, ...], event: Mapping[str, Any]) -> Item:
    new = dict.fromkeys(one for value in after if (one := name(value)))
    old = dict.fromkeys(one for value in before if (one := name(value)) and one not in new)
    return Moved(account, tuple(old), tuple(new), event)


def _listed(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []
