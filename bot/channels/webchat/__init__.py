"""The web chat's contract: a turn, what came later, a file. The conversation is a 128-bit secret of the page.

`POST /webchat/turn {"conversation", "text", "payload", "message_id"}` → `{"replies": […], "cursor"}`, or 202 with a
cursor when it takes longer than `webchat_wait`; `GET /webchat/messages?conversation=&after=`; `POST /webchat/files`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels import strangers
from bot.channels.channel import Limits
from bot.channels.webchat import media
from bot.channels.webchat.files import FileDoor
from bot.channels.webchat.limits import Gate
from bot.channels.webchat.messages import ACCOUNT, CLIENTS, Asked, as_json, external_of, keep, read_asked, secret_of
from bot.channels.webhooks import guarded
from bot.conversations import inbox, outbox, people
from bot.conversations.messages import FileRef, Incoming, Reply
from bot.conversations.models import InboxItem, Message, OutboxMessage
from bot.conversations.waiting import Waiting
from bot.errors import BadInput, GiveUp
from bot.meters import Meters
from bot.runtime import Runtime


class WebChat:
    """The channel as the turn sees it. Nothing is sent: pages fetch what was said."""

    one_message = False
    limits = Limits(text=8_000, choices=24, choice_title=80)
    longest = limits.text

    def __init__(self, name: str = "webchat") -> None:
        self.name = name

    def read(self, account: str, external_id: str, body: Mapping[str, Any]) -> Incoming | None:
        return Incoming(
            channel=self.name,
            account=account,
            external_id=external_id,
            sender=body["conversation"],
            kind=body["kind"],
            at=datetime.fromtimestamp(body["at"], UTC),
            text=body["text"],
            payload=body["payload"],
            file=FileRef(**body["file"]) if body.get("file") else None,
            details=body.get("details") or {},
        )

    async def fetch(self, file: FileRef, *, most: int) -> bytes:
        raise GiveUp("a page's files are stored at the door")

    async def heard(self, incoming: Incoming) -> None:
        return None

    async def send(self, recipient: str, reply: Reply) -> str:
        raise GiveUp("pages fetch their replies")


class WebChatDoor:
    """The three routes. `waiting` is told by this process's worker; other workers are found by looking."""

    def __init__(self, runtime: Runtime, waiting: Waiting, meters: Meters) -> None:
        self.runtime = runtime
        self.waiting = waiting
        self.gate = Gate(runtime.settings)
        self.files = FileDoor(runtime)
        self._meters = meters

    def routes(self) -> list[Route]:
        def door(endpoint: Any) -> Any:
            return guarded("webchat", self._meters, endpoint)

        return [
            Route("/webchat/turn", door(self.turn), methods=["POST"]),
            Route("/webchat/messages", door(self.messages), methods=["GET"]),
            Route("/webchat/files", door(self.upload), methods=["POST"]),
            Route("/webchat/media/{file}", door(self.media), methods=["GET"]),
        ]

    async def turn(self, request: Request) -> Response:
        """Keep the message, wait for its answer."""
        settings = self.runtime.settings
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise BadInput("Kirim pesan sebagai application/json.")
        announced = request.headers.get("content-length")
        raw = await strangers.read_body(request.stream(), most=settings.webchat_max_bytes, announced=announced)
        asked = read_asked(strangers.read_json(raw, deepest=settings.json_max_depth))
        if refusal := await self.gate.refusal(asked.conversation, request):
            return refusal
        kind = "text" if asked.payload is None else "choice"

        async def kept(session: AsyncSession) -> str:
            return await keep(self.runtime, session, asked, kind=kind)

        return await self._answer(await self.runtime.db.together(kept))

    async def upload(self, request: Request) -> Response:
        """Keep a file and its caption, wait for the answer."""
        arrived = await self.files.receive(request)
        asked = read_asked({**arrived.fields, "text": arrived.fields.get("caption", "")})
        if refusal := await self.gate.refusal(asked.conversation, request):
            return refusal
        known = await self._known(asked)
        if known is None:
            now = self.runtime.clock()
            async with self.runtime.db.write() as session:
                conversation = await people.begin(session, asked.client, ACCOUNT, asked.conversation, now=now)
            async with self.runtime.db.write() as session:
                # The picture is made anew before this transaction's first statement: nobody waits for it.
                body = await self.files.store(session, arrived, conversation.id)
                known = await keep(self.runtime, session, asked, kind=arrived.kind, extra=body)
        return await self._answer(known)

    async def messages(self, request: Request) -> Response:
        """What was said after the cursor."""
        secret = secret_of(request.query_params.get("conversation"))
        after = request.query_params.get("after", "0") or "0"
        if not after.isascii() or not after.isdecimal() or len(after) > 18:
            raise BadInput("`after` harus angka dari `cursor`.")
        if refusal := await self.gate.refusal_to_look(request):
            return refusal
        cursor = int(after)
        async with self.runtime.db.read() as session:
            rows: list[OutboxMessage] = []
            for client in CLIENTS:
                conversation = await people.find(session, client, ACCOUNT, secret)
                if conversation is not None:
                    rows += await outbox.after(session, conversation.id, cursor)
        return JSONResponse(self._body(rows, cursor))

    async def media(self, request: Request) -> Response:
        """A picture or voice note of an answer."""
        return await media.serve(self.runtime, request)

    async def _known(self, asked: Asked) -> str | None:
        async with self.runtime.db.read() as session:
            return await inbox.find(session, asked.client, ACCOUNT, external_of(self.runtime, asked))

    async def _answer(self, item_id: str) -> Response:
        """Wait up to `webchat_wait` for the turn; then 202, and the page asks `/webchat/messages`."""
        settings = self.runtime.settings
        for _ in range(max(1, round(settings.webchat_wait / settings.webchat_poll))):
            done, rows, cursor = await self._replies(item_id)
            if done:
                return JSONResponse(self._body(rows, cursor))
            await self.waiting.wait(item_id, settings.webchat_poll)
        done, rows, cursor = await self._replies(item_id)
        return JSONResponse(self._body(rows, cursor), status_code=200 if done else 202)

    async def _replies(self, item_id: str) -> tuple[bool, Sequence[OutboxMessage], int]:
        """Whether the turn is over, its replies, and the conversation's newest position before them."""
        async with self.runtime.db.look() as session:
            item = await session.get_one(InboxItem, item_id)
            if item.conversation_id is None:
                return item.state != "new", (), 0
            message = await session.get(Message, item_id)
            over = item.state != "new" or (message is not None and message.answered_at is not None)
            if not over:
                return False, (), await outbox.newest(session, item.conversation_id)
            rows = await outbox.replies_to(session, item.conversation_id, item_id)
            return True, rows, await outbox.newest(session, item.conversation_id) if not rows else 0

    def _body(self, rows: Sequence[OutboxMessage], cursor: int) -> dict[str, Any]:
        """Replies as the contract words them; a body already emptied is left out."""
        replies = []
        for row in rows:
            raw = row.open_body(self.runtime.vault)
            if raw is not None:
                replies.append(as_json(Reply.from_bytes(raw), row.id))
            cursor = max(cursor, row.id)
        return {"replies": replies, "cursor": cursor}
