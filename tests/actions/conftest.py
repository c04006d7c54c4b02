"""Rasa's side of an action call: a tracker as Rasa sends it, an executor as the server runs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import base
from actions.server import executor
from bot.agencies.seed import seed
from bot.conversations.models import Conversation
from bot.runtime import Runtime
from tests.conftest import FakeClock
from tests.tips.citizen import Citizen


@dataclass
class Rasa:
    """Calls actions and keeps the slots they set, as Rasa's tracker does."""

    citizen: Citizen
    executor: ActionExecutor
    slots: dict[str, Any]

    async def call(
        self, action: str, *, intent: str = "", confidence: float = 1.0, topic: str | None = None, **latest: Any
    ) -> list[dict[str, Any]]:
        """Call an action about the citizen's last message; returns what it said."""
        async with self.citizen.runtime.db.read() as session:
            conversation = await session.get_one(Conversation, self.citizen.conversation_id)
        tracker = {
            "sender_id": conversation.rasa_id,
            "slots": dict(self.slots),
            "latest_message": {
                "intent": {"name": intent, "confidence": confidence},
                "entities": [{"entity": "topic", "value": topic}] if topic else [],
                "text": "",
                "metadata": {"message_id": self.citizen.last_message},
                **latest,
            },
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": "action_listen",
        }
        result = await self.executor.run({"next_action": action, "tracker": tracker, "domain": {}, "version": "3.6.21"})
        assert result is not None
        for event in result.events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        return [response["custom"] for response in result.responses]

    async def hears(self, text: str = "", *, tap: str | None = None, **understood: Any) -> list[dict[str, Any]]:
        """The citizen says something and the form's action is called."""
        await self.citizen.send(text, tap=tap)
        return await self.call("validate_lapor_form", **understood)


@pytest.fixture
async def rasa(runtime: Runtime, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Rasa:
    """Rasa beside an action server that works on the test's database."""
    async with runtime.db.write() as session:
        await seed(session, runtime.settings.content_dir, now=clock())
    monkeypatch.setattr(base, "runtime", lambda: runtime)
    return Rasa(await Citizen(runtime, clock).arrive(), executor(), {})
