"""A strict WhatsApp Cloud API of our own: real HTTP, Meta's limits and codes, signed webhooks, failures on request.

It refuses what Meta's documentation says is refused: a wrong token or number, missing and unknown fields, too long
texts, too many or equal buttons and rows, unknown media, a template that is not approved, anything but a template
outside the 24 hours. https://developers.facebook.com/documentation/business-messaging/whatsapp/ (messages, webhooks,
support/error-codes, business-scoped-user-ids), as read in November 2026.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.channels.whatsapp_rules import Refused, check, is_bsuid

TOKEN, SECRET, VERIFY, NUMBER_ID = "EAAcontoh-token-uji", "rahasia-aplikasi-uji", "kata-uji", "106540352242922"
TEMPLATE = "kabar_netral"
VERSION = "v25.0"


@dataclass
class Trouble:
    """One failure to come: a status with a code, or a hang before or after the message was accepted."""

    status: int = 400
    code: int = 131000
    hang: float = 0.0
    accepted: bool = False


@dataclass
class FakeWhatsApp:
    """The API, the phones behind it, and what may go wrong. People are numbers ("62812…") or user ids ("ID.…")."""

    webhook: str = ""
    token: str = TOKEN
    sent: list[dict[str, Any]] = field(default_factory=list)
    """What people received, oldest first, with `id` and `who`."""
    read: list[dict[str, Any]] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    """People who wrote last more than 24 hours ago."""
    gone: set[str] = field(default_factory=set)
    trouble: list[Trouble] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    templates: dict[str, str] = field(default_factory=lambda: {TEMPLATE: "id"})
    media: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    address: str = ""
    expired_links: int = 0
    """So many media addresses are out of date when they are asked for."""
    wrong_digest: bool = False
    echoes: bool = True
    """Whether reports give back what was sent along."""
    now: int = 1_795_000_000
    _number: int = 0

    # --- what people do -------------------------------------------------------------------------

    def says(self, who: str, words: str) -> dict[str, Any]:
        return self.sends(who, "text", {"body": words})

    def sends(self, who: str, kind: str, inner: Any, **more: Any) -> dict[str, Any]:
        """A message of any kind, in a body as Meta sends it."""
        return self.body(messages=[self.message(who, kind, inner, **more)], contacts=[contact(who)])

    def message(self, who: str, kind: str, inner: Any, **more: Any) -> dict[str, Any]:
        sender = {"from_user_id": who} if is_bsuid(who) else {"from": who}
        self.closed.discard(who)
        return {**sender, "id": self._wamid(who), "timestamp": str(self.now), "type": kind, kind: inner, **more}

    def taps(self, who: str, title: str) -> dict[str, Any]:
        """Tap a button or row of the newest message that has it."""
        for message in reversed(self.to(who)):
            for kind, choice in choices_of(message):
                if choice["title"] == title or choice.get("description") == title:
                    reply = {"type": kind, kind: {key: choice[key] for key in ("id", "title")}}
                    return self.sends(who, "interactive", reply, context={"id": message["id"]})
        raise AssertionError(f"no choice {title!r}; offered: {self.titles(who)}")

    def sends_file(self, who: str, kind: str, data: bytes, mime: str, **inner: Any) -> dict[str, Any]:
        identity = f"90{self._next()}"
        self.media[identity] = data
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        return self.sends(who, kind, {"id": identity, "mime_type": mime, "sha256": digest, **inner})

    def reports(self, message: dict[str, Any], status: str, *codes: int) -> dict[str, Any]:
        """A body that says what became of a message of ours."""
        report: dict[str, Any] = {
            "id": message["id"], "status": status, "timestamp": str(self.now), "recipient_id": message["who"],
        }  # fmt: skip
        if self.echoes and "biz_opaque_callback_data" in message:
            report["biz_opaque_callback_data"] = message["biz_opaque_callback_data"]
        if codes:
            report["errors"] = [{"code": code, "title": "trouble", "error_data": {"details": "…"}} for code in codes]
        return self.body(statuses=[report])

    def body(self, *, field_name: str = "messages", **value: Any) -> dict[str, Any]:
        metadata = {"display_phone_number": "15550783881", "phone_number_id": NUMBER_ID}
        inner = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        change = {"field": field_name, "value": inner}
        return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}

    async def deliver(self, body: Any, *, secret: str = SECRET) -> int:
        """Post a body to the webhook, signed as Meta signs; the status it got."""
        raw = json.dumps(body).encode()
        async with httpx.AsyncClient(timeout=10) as client:
            return (await client.post(self.webhook, content=raw, headers=signed(raw, secret))).status_code

    # --- what people see ------------------------------------------------------------------------

    def to(self, who: str) -> list[dict[str, Any]]:
        return [message for message in self.sent if message["who"] == who]

    def texts(self, who: str) -> list[str]:
        return [words_of(message) for message in self.to(who)]

    def titles(self, who: str) -> list[str]:
        """Choices of the newest message that has some."""
        for message in reversed(self.to(who)):
            if found := [choice["title"] for _, choice in choices_of(message)]:
                return found
        return []

    # --- the API --------------------------------------------------------------------------------

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/files/{name}", self._file),
                Route("/{version}/{number}/messages", self._guarded(self._messages), methods=["POST"]),
                Route("/{version}/{number}/media", self._guarded(self._upload), methods=["POST"]),
                Route("/{version}/{name}", self._guarded(self._look), methods=["GET"]),
            ]
        )

    def _guarded(self, endpoint: Any) -> Any:
        async def door(request: Request) -> Response:
            try:
                if request.headers.get("authorization") != f"Bearer {self.token}":
                    raise Refused(190, "Invalid OAuth access token", status=401)
                if request.path_params["version"] != VERSION:
                    raise Refused(2635, "Unknown version")
                if request.path_params.get("number", NUMBER_ID) != NUMBER_ID:
                    raise Refused(100, "Object with this ID does not exist", subcode=33)
                return JSONResponse(await endpoint(request))
            except Refused as refused:
                self.refusals.append(refused.code)
                return JSONResponse(refused.body(), status_code=refused.status)

        return door

    async def _messages(self, request: Request) -> dict[str, Any]:
        body = json.loads(await request.body())
        if body.get("status") == "read":
            self.read.append(body)
            return {"success": True}
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble and not trouble.accepted:
            await _happen(trouble)
        answer = self._take(body)
        if trouble:
            await _happen(trouble)
        return answer

    def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        check(body, known_media={*self.uploads}, templates=self.templates)
        who = body.get("to") or body["recipient"]
        if who in self.gone:
            raise Refused(131026, "Message undeliverable")
        if who in self.closed and body["type"] != "template":
            raise Refused(131047, "Re-engagement message")
        wamid = self._wamid(who)
        self.sent.append({**body, "id": wamid, "who": who})
        known = {"input": who, **({} if is_bsuid(who) else {"wa_id": who})}
        return {"messaging_product": "whatsapp", "contacts": [known], "messages": [{"id": wamid}]}

    async def _upload(self, request: Request) -> dict[str, Any]:
        form = await request.form()
        file = form.get("file")
        if form.get("messaging_product") != "whatsapp" or file is None or isinstance(file, str):
            raise Refused(100, "Invalid parameter")
        identity = f"80{self._next()}"
        self.uploads[identity] = await file.read()
        return {"id": identity}

    async def _look(self, request: Request) -> dict[str, Any]:
        name = request.path_params["name"]
        if name == NUMBER_ID:
            return {"display_phone_number": "+1 555-078-3881", "verified_name": "Langkah Aman", "id": NUMBER_ID}
        if name not in self.media:
            raise Refused(100, "Object with this ID does not exist", subcode=33)
        data = self.media[name]
        digest = hashlib.sha256(b"other" if self.wrong_digest else data).hexdigest()
        link = "lama" if self.expired_links > 0 else name
        self.expired_links -= 1
        return {
            "messaging_product": "whatsapp", "url": f"{self.address}/files/{link}", "mime_type": "x", "sha256": digest,
            "file_size": len(data), "id": name,
        }  # fmt: skip

    async def _file(self, request: Request) -> Response:
        data = self.media.get(request.path_params["name"])
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return Response(status_code=401)
        return Response(status_code=404) if data is None else Response(data)

    def _wamid(self, who: str) -> str:
        """Like Meta's: the person's number stands in it in base64."""
        return f"wamid.{base64.b64encode(f'{who}:{self._next():08}'.encode()).decode()}"

    def _next(self) -> int:
        self._number += 1
        return self._number


def signed(raw: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}


def contact(who: str, *, also: str = "") -> dict[str, Any]:
    """A contact: by number, by user id, or by both."""
    ids = {("user_id" if is_bsuid(one) else "wa_id"): one for one in (who, also) if one}
    return {"profile": {"name": "Contoh"}, **ids}


def choices_of(message: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """(kind of reply, {"id", "title", …}) of a message's buttons or rows."""
    action = message.get("interactive", {}).get("action", {})
    buttons = [("button_reply", button["reply"]) for button in action.get("buttons", [])]
    return buttons + [("list_reply", row) for section in action.get("sections", []) for row in section["rows"]]


def words_of(message: dict[str, Any]) -> str:
    """What a person reads of a message."""
    kind = message["type"]
    if kind == "template":
        return f"<{message['template']['name']}>"
    inner = message[kind]
    words = inner.get("body") or inner.get("caption") or ""
    return str(words["text"] if isinstance(words, dict) else words)


def digits(who: str) -> str:
    return re.sub(r"\D", "", who)


async def _happen(trouble: Trouble) -> None:
    if trouble.hang:
        await asyncio.sleep(trouble.hang)
        if trouble.accepted:
            return
    raise Refused(trouble.code, "trouble", status=trouble.status)
