"""Rasa's door for the gateway: one message in, the names of the answers and what was understood out.

    POST /webhooks/gateway/webhook
    Authorization: Bearer <BOT_RASA_TOKEN>
    {"sender": "<conversation id>", "message": "<text or payload>", "metadata": {"message_id": "<id>", …}}

`metadata` is optional and holds plain values only; it reaches the actions as `tracker.latest_message["metadata"]`,
and its `message_id` becomes the id of the user event in the tracker. Answer, 200:

    {"replies":  [{"answer": "opp"}, …],             what the rules, the form and the actions said, in order
     "intent":   {"name": "tanya", "confidence": 0.83},
     "entities": {"topic": "opp"},                      only topic, topic_1, topic_2
     "labels":   [{"name": "opp", "kind": "topic", "confidence": 0.83}, …],   the three best; [] for a payload
     "verdict":  "accept" | "clarify" | "reject" | "command",                command: it was a payload
     "failed":   false,        true: an action failed; its replies are missing and its events are lost
     "model":    "<ETag of the model pulled, or an id of the model loaded from disk>"}

Not 200, always `{"error": "<word>"}`: 400 `not_json | not_an_object | bad_sender | bad_message | bad_metadata |
too_large`, 401 `unauthorised`, 500 `internal`, 503 `no_model`, 503 `no_lock` (another process holds the conversation,
or Redis is away), 503 `no_memory` (the tracker store failed: Rasa still knows what it knew before this message, but
actions may have run).

Only payloads our buttons can carry are read as payloads (`/menu`, `/tanya{"topic": "opp"}`). Any other text with a
slash in front is text: `/restart` typed by somebody must not wipe a conversation, and Rasa would log it in full.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.core.lock_store import LockError
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from nlu.components import quiet_log, rasa_speed, turn_failures
from nlu.components.gateway_request import SHOWN_ENTITIES, Refused, as_text_or_payload, read
from nlu.components.labels import LABELS, VERDICT
from nlu.components.tracker_store import EncryptedSQLTrackerStore

logger = logging.getLogger(__name__)


class MemoryLost(Exception):
    """The tracker store did not answer; going on would treat the citizen as new."""


class GatewayInput(RestInput):  # type: ignore[misc]
    """The REST channel for one known caller, the gateway."""

    def __init__(self, token: str) -> None:
        self._token = token.encode("utf-8")

    @classmethod
    def name(cls) -> str:
        """The last part of the channel's address."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        """Called by Rasa once, before it serves: quiets the log, mends what is slow, reads the token.

        Raises RasaException.
        """
        token = (credentials or {}).get("token")
        if not isinstance(token, str) or not token:
            raise RasaException("the gateway channel needs a token in credentials.yml")
        quiet_log.install()
        rasa_speed.install()
        return cls(token)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes, for Rasa to mount."""
        routes = Blueprint("gateway", __name__)

        @routes.listener("after_server_start")  # type: ignore[untyped-decorator]
        async def check(app: Sanic, _loop: Any) -> None:
            _trust_only_the_store(app.ctx.agent)

        @routes.route("/", methods=["GET"])  # type: ignore[untyped-decorator]
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])  # type: ignore[untyped-decorator]
        async def receive(request: Request) -> HTTPResponse:
            try:
                self._check_token(request)
                agent: Agent = request.app.ctx.agent
                return response.json(await _answer(agent, read(request.body), on_new_message))
            except Refused as refusal:
                return response.json({"error": refusal.word}, status=refusal.status)
            except MemoryLost:
                return response.json({"error": "no_memory"}, status=503)
            except LockError:
                return response.json({"error": "no_lock"}, status=503)
            except Exception:
                logger.exception("gateway.message.failed")
                return response.json({"error": "internal"}, status=500)

        return routes

    def _check_token(self, request: Request) -> None:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, b"Bearer " + self._token):
            raise Refused(401, "unauthorised")


async def _answer(
    agent: Agent, incoming: dict[str, Any], on_new_message: Callable[[UserMessage], Awaitable[Any]]
) -> dict[str, Any]:
    """Parse once, let Rasa decide and act, and put both results together."""
    if not agent.is_ready():
        raise Refused(503, "no_model")
    text = as_text_or_payload(incoming["message"], agent.domain.intents)
    collector = CollectingOutputChannel()
    message = UserMessage(
        text,
        collector,
        incoming["sender"],
        input_channel=GatewayInput.name(),
        message_id=incoming["metadata"].get("message_id"),
        metadata=incoming["metadata"],
    )
    with turn_failures.watch() as failures:
        # Handed over with the message, so that Rasa does not parse a second time.
        message.parse_data = parse = await agent.parse_message(message.text)
        await on_new_message(message)
    replies = [said["custom"] for said in collector.messages if "custom" in said]
    found = {entity["entity"]: entity["value"] for entity in parse["entities"]}
    return {
        "replies": replies,
        "intent": {key: parse["intent"].get(key) for key in ("name", "confidence")},
        "entities": {name: found[name] for name in SHOWN_ENTITIES if name in found},
        "labels": parse.get(LABELS, []),
        "verdict": parse.get(VERDICT, "command"),
        "failed": bool(failures) or len(replies) < len(collector.messages),
        "model": agent.fingerprint,
    }


def _trust_only_the_store(agent: Agent) -> None:
    """Let a failing store fail the message.

    Rasa wraps its store so that a failure starts an empty conversation in memory: the citizen's open report would
    be forgotten without a word. And when it cannot import a store it takes one in memory: refuse to serve then.
    """
    wrapper = agent.tracker_store
    store = getattr(wrapper, "_tracker_store", None)
    if not isinstance(wrapper, FailSafeTrackerStore) or not isinstance(store, EncryptedSQLTrackerStore):
        raise RasaException("endpoints.yml must name EncryptedSQLTrackerStore as tracker store")

    def refuse(error: Exception) -> None:
        raise MemoryLost from error

    wrapper._on_tracker_store_error = refuse
