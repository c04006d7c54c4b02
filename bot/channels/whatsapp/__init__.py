"""WhatsApp by Meta's Cloud API: the channel. Reading, laying out, files, reports and the door stand beside."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from bot import logs
from bot.channels.channel import Limits
from bot.channels.reporting import Letter
from bot.channels.strangers import mapping, text
from bot.channels.whatsapp import laying_out, media, reading
from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.media import Uploads
from bot.channels.whatsapp.names import address
from bot.channels.whatsapp.reports import kept_id
from bot.conversations.messages import FileRef, Incoming, Media, Reply
from bot.crypto import Vault
from bot.errors import DeadRecipient, GiveUp, LangkahAmanError, TryAgain, WindowClosed
from bot.settings import Settings

log = logs.get(__name__)

PART = "part"
"""The reference of a reply's earlier messages: nobody asks what became of them alone."""


class WhatsApp:
    """The channel. Costs one connection pool; nothing is sent before `post`."""

    name = reading.CHANNEL
    one_message = True
    limits = Limits(text=laying_out.TEXT, choices=laying_out.ROWS, choice_title=laying_out.ROW_TITLE)
    longest = limits.text

    def __init__(self, settings: Settings, vault: Vault, *, graph: Graph | None = None) -> None:
        self._settings = settings
        self._vault = vault
        self.graph = graph or Graph(settings)
        self._uploads = Uploads(self.graph, keep=settings.whatsapp_media_keep)
        self._signs: set[asyncio.Task[None]] = set()
        self.window, self.unsure_wait = settings.whatsapp_window, settings.whatsapp_unsure_wait

    async def close(self) -> None:
        for sign in self._signs:
            sign.cancel()
        await asyncio.gather(*self._signs, return_exceptions=True)
        await self.graph.close()

    def read(self, account: str, external_id: str, body: Mapping[str, Any]) -> Incoming | None:
        return reading.read(account, external_id, body)

    async def heard(self, incoming: Incoming) -> None:
        """Blue ticks and "is typing …", beside the turn: nobody waits for a courtesy."""
        if incoming.callback_id is None:
            return
        sign = asyncio.create_task(self._show_heard(incoming.account, incoming.callback_id))
        self._signs.add(sign)
        sign.add_done_callback(self._signs.discard)

    async def fetch(self, file: FileRef, *, most: int) -> bytes:
        """Download a file. Raises as `media.fetch`; whatever the pause, an answer must not wait long for a file."""
        try:
            return await media.fetch(self.graph, file, most=most)
        except TryAgain as error:
            raise TryAgain(error.reason) from None

    async def send(self, recipient: str, reply: Reply) -> str:
        """Without a reference nothing can be reconciled: this channel sends by `post`."""
        raise GiveUp("WhatsApp sends by post")

    async def post(self, letter: Letter) -> str:
        """Send one reply, mostly one message; the id is the last one's, which carries the choices and reference."""
        self.graph.take_place(letter.recipient)
        words, carrying = laying_out.lay_out(letter.reply), await self._with_media(letter)
        if carrying is None or letter.reply.media is None:
            return await self._post_all(letter, words)
        try:
            return await self._post_all(letter, carrying)
        except (DeadRecipient, WindowClosed):
            raise
        except GiveUp as error:
            log.warning("whatsapp.file_refused", file=letter.reply.media.file, reason=error.reason)
            self._uploads.forget(letter.account, letter.reply.media)
            return await self._post_all(letter, words)

    async def knock(self, letter: Letter) -> str:
        """Send the neutral template, which says nothing of what waits behind it."""
        if not self._settings.whatsapp_template:
            raise GiveUp("BOT_WHATSAPP_TEMPLATE is empty")
        self.graph.take_place(letter.recipient)
        language = {"code": self._settings.whatsapp_template_language}
        template = {"name": self._settings.whatsapp_template, "language": language}
        return await self._post(letter, {"type": "template", "template": template}, letter.reference)

    def platform_id(self, identity: str) -> str:
        return kept_id(self._vault, identity)

    async def _post_all(self, letter: Letter, messages: list[dict[str, Any]]) -> str:
        *before, last = messages
        for message in before:
            await self._post(letter, message, PART)
            await self.graph.wait_place(letter.recipient)
        return await self._post(letter, last, letter.reference)

    async def _post(self, letter: Letter, message: Mapping[str, Any], reference: str) -> str:
        body = {"messaging_product": "whatsapp", **address(letter.recipient), **message}
        body["biz_opaque_callback_data"] = reference
        answer = await self.graph.post(f"{letter.account}/messages", body, chat=letter.recipient)
        sent = answer.get("messages")
        return text(mapping(sent[0]).get("id")) if isinstance(sent, list) and sent else ""

    async def _with_media(self, letter: Letter) -> list[dict[str, Any]] | None:
        """The reply's messages with its picture or voice note; None when there is none, or Meta does not want it."""
        reply = letter.reply
        if reply.media is None or not reply.media.data:
            return None
        identity = await self._uploaded(letter.account, reply.media)
        return laying_out.with_media(reply, laying_out.lay_out(reply), identity) if identity else None

    async def _uploaded(self, account: str, file: Media) -> str | None:
        """None when Meta does not want the file: the words go alone, they say the same."""
        try:
            return await self._uploads.id_of(account, file, now=time.monotonic())
        except GiveUp as error:
            log.warning("whatsapp.file_refused", file=file.file, reason=error.reason)
            return None

    async def _show_heard(self, account: str, message_id: str) -> None:
        body = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
            "typing_indicator": {"type": "text"},
        }
        try:
            await self.graph.post(f"{account}/messages", body)
        except LangkahAmanError as error:
            log.info("whatsapp.not_marked_read", error_kind=type(error).__name__)
