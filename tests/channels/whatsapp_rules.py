"""What Meta refuses in a message, rule by rule from its documentation; lengths in UTF-16 units, the strictest reading.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/… (text, interactive-reply-buttons,
interactive-list, image, audio, template) and …/support/error-codes
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

FIELDS = {"messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data"}
KINDS = {"text", "interactive", "template", "image", "audio"}


class Refused(Exception):
    """An error answer of the Graph API."""

    def __init__(self, code: int, title: str, *, status: int = 400, subcode: int | None = None) -> None:
        super().__init__(title)
        self.code, self.title, self.status, self.subcode = code, title, status, subcode

    def body(self) -> dict[str, Any]:
        data = {"messaging_product": "whatsapp", "details": self.title}
        error = {"message": f"(#{self.code}) {self.title}", "type": "OAuthException", "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": {**error, "error_data": data, "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam"}}


def is_bsuid(who: str) -> bool:
    return re.fullmatch(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}", who) is not None


def check(body: Mapping[str, Any], *, known_media: Collection[str], templates: Mapping[str, str]) -> None:
    """Raise Refused for anything Meta would not take."""
    kind = body.get("type")
    _must(body.get("messaging_product") == "whatsapp", 100, "messaging_product is required")
    _must(kind in KINDS, 100, "unknown type")
    _must(not set(body) - FIELDS - {str(kind)}, 100, f"unexpected fields {sorted(set(body) - FIELDS)}")
    _must(body.get("recipient_type", "individual") == "individual", 100, "recipient_type")
    _must(("to" in body) != ("recipient" in body), 100, "one of to, recipient")
    if "to" in body:
        _must(re.fullmatch(r"\+?\d{5,20}", body["to"]), 100, "to is no number")
    else:
        _must(is_bsuid(body["recipient"]), 100, "recipient is no user id")
    _fits(body.get("biz_opaque_callback_data", "x"), 512, "biz_opaque_callback_data")
    inner = body.get(str(kind))
    _must(isinstance(inner, dict), 100, f"{kind} is missing")
    assert isinstance(inner, dict)
    if kind == "text":
        _fits(inner.get("body"), 4096, "text body")
    elif kind == "template":
        code = (inner.get("language") or {}).get("code")
        _must(templates.get(inner.get("name", "")) == code, 132001, "Template does not exist")
    elif kind in ("image", "audio"):
        _media(inner, known_media)
        _must("caption" not in inner or kind == "image", 100, "audio has no caption")
        _fits(inner.get("caption", "x"), 1024, "caption")
    else:
        _interactive(inner, known_media)


def _interactive(inner: Mapping[str, Any], known_media: Collection[str]) -> None:
    kind, action = inner.get("type"), inner.get("action") or {}
    words = (inner.get("body") or {}).get("text")
    _must(kind in ("button", "list"), 131009, "interactive type")
    if kind == "button":
        _fits(words, 1024, "body")
        _buttons(action.get("buttons") or [])
        if header := inner.get("header"):
            _must(header.get("type") == "image", 131009, "header")
            _media(header.get("image") or {}, known_media)
        return
    _must("header" not in inner or inner["header"].get("type") == "text", 131009, "a list's header is text")
    _fits(words, 4096, "body")
    _fits(action.get("button"), 20, "button")
    sections = action.get("sections") or []
    _must(1 <= len(sections) <= 10, 131009, "sections")
    rows = [row for section in sections for row in section.get("rows") or []]
    for section in sections:
        _fits(section.get("title"), 24, "section title")
    _must(1 <= len(rows) <= 10, 131009, "Total row count exceeds max allowed count: 10")
    _different([row.get("id") for row in rows], "row id")
    for row in rows:
        _fits(row.get("id"), 200, "row id")
        _fits(row.get("title"), 24, "row title")
        _fits(row.get("description", "x"), 72, "row description")


def _buttons(buttons: list[Any]) -> None:
    _must(1 <= len(buttons) <= 3, 131009, "button count")
    _must(all(button.get("type") == "reply" for button in buttons), 131009, "button type")
    replies = [button.get("reply") or {} for button in buttons]
    _different([reply.get("id") for reply in replies], "button id")
    _different([reply.get("title") for reply in replies], "button title")
    for reply in replies:
        _fits(reply.get("id"), 256, "button id")
        _must(reply["id"] == reply["id"].strip(), 131009, "spaces around an id")
        _fits(reply.get("title"), 20, "button title")


def _media(inner: Mapping[str, Any], known_media: Collection[str]) -> None:
    _must(inner.get("id") in known_media, 131053, "Media upload error")


def _different(values: list[Any], what: str) -> None:
    _must(len(set(values)) == len(values), 131009, f"Duplicated {what}")


def _fits(words: Any, most: int, what: str) -> None:
    fine = isinstance(words, str) and words.strip() and len(words.encode("utf-16-le")) // 2 <= most
    _must(fine, 131009, f"{what}: 1 to {most} characters")


def _must(fine: Any, code: int, title: str) -> None:
    if not fine:
        raise Refused(code, title)
