"""A strict Telegram Bot API of our own: real HTTP, long polling, limits, HTML checked, and every failure on request.

It refuses what the real one refuses: a wrong token, unknown chats, texts over 4096 UTF-16 units, broken HTML,
callback data over 64 bytes, answers to unknown callbacks, files over 20 MB, `getUpdates` beside a webhook.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "123456:contoh-token-uji"
ME = {"id": 123456, "is_bot": True, "first_name": "Langkah Aman", "username": "contoh_bot"}
_TAGS = frozenset(
    ("b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "tg-spoiler", "blockquote", "span")
)
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")


class Refused(Exception):
    """The API's way of saying no."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass
class Trouble:
    """One failure to come: a status, or a hang before or after the message was accepted."""

    code: int = 0
    description: str = ""
    retry_after: int | None = None
    hang: float = 0.0
    accepted: bool = False


@dataclass
class FakeTelegram:
    """The API, the phones behind it, and what may go wrong."""

    chats: set[int] = field(default_factory=lambda: {7001, 7002})
    blocked_by: set[int] = field(default_factory=set)
    sent: list[dict[str, Any]] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    trouble: dict[str, list[Trouble]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    updates: list[dict[str, Any]] = field(default_factory=list)
    webhook: dict[str, Any] = field(default_factory=dict)
    webhook_errors: dict[str, Any] = field(default_factory=dict)
    """`last_error_date` and `last_error_message`, as Telegram tells of a webhook that does not answer."""
    callbacks: set[str] = field(default_factory=set)
    refusals: list[str] = field(default_factory=list)
    _number: int = 1000
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    # --- what people do -------------------------------------------------------------------------

    def says(self, chat: int, text: str) -> dict[str, Any]:
        """Somebody types a message."""
        return self._update("message", self._message(chat, text=text))

    def sends_photo(self, chat: int, data: bytes, caption: str = "") -> dict[str, Any]:
        """Somebody sends a photo, offered in two sizes."""
        file_id = f"foto-{self._next()}"
        self.files[file_id] = data
        sizes = [
            {"file_id": "kecil", "file_unique_id": "k", "width": 90, "height": 90, "file_size": 10},
            {"file_id": file_id, "file_unique_id": "b", "width": 800, "height": 600, "file_size": len(data)},
        ]
        extra = {"caption": caption} if caption else {}
        return self._update("message", self._message(chat, photo=sizes, **extra))

    def sends(self, chat: int, **fields: Any) -> dict[str, Any]:
        """Somebody sends anything else."""
        return self._update("message", self._message(chat, **fields))

    def taps(self, chat: int, title: str) -> dict[str, Any]:
        """Somebody taps a button of the newest message that has it."""
        for message in reversed(self.sent):
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if message["chat"]["id"] == chat and button["text"] == title:
                        return self.taps_data(chat, button["callback_data"], message)
        raise AssertionError(f"no button {title!r}; offered: {self.buttons(chat)}")

    def taps_data(self, chat: int, data: str, message: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """A callback with any data: odd clients can send what they like."""
        query = f"cb{self._next()}"
        self.callbacks.add(query)
        person = {"id": chat, "is_bot": False, "first_name": "Contoh"}
        shown = message or self._message(chat, text="?")
        body = {"id": query, "from": person, "chat_instance": "1", "data": data, "message": shown}
        return self._update("callback_query", body)

    def texts(self, chat: int) -> list[str]:
        return [message.get("text") or message["caption"] for message in self.sent if message["chat"]["id"] == chat]

    def buttons(self, chat: int) -> list[str]:
        """Titles under the newest message to this chat that has buttons."""
        for message in reversed(self.sent):
            rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
            if message["chat"]["id"] == chat and rows:
                return [button["text"] for row in rows for button in row]
        return []

    def fail(self, method: str, *troubles: Trouble) -> None:
        """The next calls of this method go wrong."""
        self.trouble.setdefault(method, []).extend(troubles)

    async def deliver(self, update: Mapping[str, Any]) -> int:
        """Post an update to the webhook as Telegram does; the status it got."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        async with httpx.AsyncClient(timeout=10) as client:
            return (await client.post(self.webhook["url"], json=update, headers=headers)).status_code

    # --- the API --------------------------------------------------------------------------------

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/file/bot{token}/{path:path}", self._download),
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            ]
        )

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        self.calls.append(method)
        try:
            if request.path_params["token"] != TOKEN:
                raise Refused(401, "Unauthorized")
            fields = await _fields(request)
            waiting = self.trouble.get(method) or []
            trouble = waiting.pop(0) if waiting else None
            if trouble and not trouble.accepted:
                await _happen(trouble)
            result = await getattr(self, f"_{method}")(fields)
            if trouble and trouble.accepted:
                await _happen(trouble)
        except Refused as refused:
            self.refusals.append(refused.description)
            body = {"ok": False, "error_code": refused.code, "description": refused.description}
            if refused.parameters:
                body["parameters"] = refused.parameters
            return JSONResponse(body, status_code=refused.code)
        return JSONResponse({"ok": True, "result": result})

    async def _getMe(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return ME

    async def _setWebhook(self, fields: Mapping[str, Any]) -> bool:
        secret = fields.get("secret_token", "")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self.webhook = dict(fields)
        return True

    async def _deleteWebhook(self, _: Mapping[str, Any]) -> bool:
        self.webhook = {}
        return True

    async def _getWebhookInfo(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
            **self.webhook_errors,
        }

    async def _getUpdates(self, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(fields.get("offset") or 0)
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        if not self.updates:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), float(fields.get("timeout") or 0))
            except TimeoutError:
                return []
        return self.updates[:100]

    async def _sendMessage(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        chat = _chat(fields.get("chat_id"))
        if chat not in self.chats:
            raise Refused(400, "Bad Request: chat not found")
        if chat in self.blocked_by:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        text = fields.get("text") or ""
        shown = _plain(text) if fields.get("parse_mode") == "HTML" else text
        if not shown.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if len(shown.encode("utf-16-le")) // 2 > 4096:
            raise Refused(400, "Bad Request: message is too long")
        markup = _keyboard(fields.get("reply_markup"))
        message = self._message(chat, text=shown, **({"reply_markup": markup} if markup else {}))
        message["from"] = ME
        self.sent.append(message)
        return message

    async def _sendPhoto(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        return await self._with_file("photo", fields, b"\xff\xd8")

    async def _sendVoice(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        return await self._with_file("voice", fields, b"OggS")

    async def _with_file(self, kind: str, fields: Mapping[str, Any], begins: bytes) -> dict[str, Any]:
        chat = _chat(fields.get("chat_id"))
        if chat in self.blocked_by:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not (await fields[kind].read()).startswith(begins):
            raise Refused(400, "Bad Request: IMAGE_PROCESS_FAILED")
        caption = fields.get("caption") or ""
        shown = _plain(caption) if fields.get("parse_mode") == "HTML" else caption
        if len(shown.encode("utf-16-le")) // 2 > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        markup = _keyboard(fields.get("reply_markup"))
        message = self._message(chat, caption=shown, **({"reply_markup": markup} if markup else {}))
        message["from"], message["has"] = ME, kind
        self.sent.append(message)
        return message

    async def _answerCallbackQuery(self, fields: Mapping[str, Any]) -> bool:
        query = fields.get("callback_query_id")
        if query not in self.callbacks:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.answered.append(str(query))
        return True

    async def _getFile(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        data = self.files.get(fields.get("file_id", ""))
        if data is None:
            raise Refused(400, "Bad Request: invalid file_id")
        if len(data) > 20 * 2**20:
            raise Refused(400, "Bad Request: file is too big")
        name = fields["file_id"]
        return {"file_id": name, "file_unique_id": name, "file_size": len(data), "file_path": f"photos/{name}"}

    async def _download(self, request: Request) -> Response:
        data = self.files.get(request.path_params["path"].rpartition("/")[2])
        if request.path_params["token"] != TOKEN or data is None:
            return Response(status_code=404)
        return Response(data)

    def _update(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        update = {"update_id": self._next(), kind: body}
        self.updates.append(update)
        self._news.set()
        return update

    def _message(self, chat: int, **fields: Any) -> dict[str, Any]:
        person = {"id": chat, "is_bot": False, "first_name": "Contoh"}
        where = {"id": chat, "type": "private", "first_name": "Contoh"}
        return {"message_id": self._next(), "date": 1_795_000_000, "chat": where, "from": person, **fields}

    def _next(self) -> int:
        self._number += 1
        return self._number


class _Checker(HTMLParser):
    """Raises Refused where Telegram would say "can't parse entities"."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.shown = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in _TAGS:
            raise Refused(400, f'Bad Request: can\'t parse entities: Unsupported start tag "{tag}"')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise Refused(400, "Bad Request: can't parse entities: Unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.shown += data


def _plain(text: str) -> str:
    if _ENTITY.search(text) or re.search(r"<(?![a-z/])", text):
        raise Refused(400, "Bad Request: can't parse entities")
    checker = _Checker()
    checker.feed(text)
    checker.close()
    if checker.open:
        raise Refused(400, f"Bad Request: can't parse entities: Can't find end tag for {checker.open[-1]}")
    return checker.shown


def _keyboard(raw: Any) -> dict[str, Any] | None:
    if not raw:
        return None
    markup = json.loads(raw) if isinstance(raw, str) else raw
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    if len(buttons) > 100:
        raise Refused(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not button.get("text"):
            raise Refused(400, "Bad Request: inline keyboard button text is empty")
        if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
            raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return dict(markup)


async def _happen(trouble: Trouble) -> None:
    if trouble.hang:
        await asyncio.sleep(trouble.hang)
        return
    extra = {} if trouble.retry_after is None else {"retry_after": trouble.retry_after}
    raise Refused(trouble.code, trouble.description or "trouble", **extra)


async def _fields(request: Request) -> dict[str, Any]:
    if request.method == "GET":
        return dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(await request.json())
    return dict(await request.form())


def _chat(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise Refused(400, "Bad Request: chat_id is empty") from None
