"""What all actions share: one transaction each, who is talking and which message it is, and names instead of words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.conversations.models import Conversation, Message
from bot.errors import NotFound
from bot.runtime import Runtime, open_runtime
from bot.settings import Settings
from bot.tips.say import Say

Events = list[dict[str, Any]]


@cache
def runtime() -> Runtime:
    """The live things of this process, opened at the first call; actions hold none themselves (they are pickled)."""
    return open_runtime(Settings())


@dataclass(frozen=True)
class Call:
    """One call of an action: the open transaction, whose conversation it is, and the message that led here."""

    session: AsyncSession
    conversation: Conversation
    message: Message
    tracker: Tracker
    settings: Settings
    now: datetime

    @property
    def intent(self) -> str:
        """What Rasa understood."""
        return str((self.tracker.latest_message.get("intent") or {}).get("name") or "")

    @property
    def confidence(self) -> float:
        """How sure Rasa is of it, 0 to 1."""
        return float((self.tracker.latest_message.get("intent") or {}).get("confidence") or 0)

    @property
    def topic(self) -> str | None:
        """The topic that was asked, if one was."""
        entities = self.tracker.latest_message.get("entities") or []
        return next((str(one["value"]) for one in entities if one.get("entity") == "topic"), None)


@dataclass(frozen=True)
class Outcome:
    """What an action says, by name, and the events it gives back to Rasa."""

    says: Sequence[Say] = ()
    events: Sequence[dict[str, Any]] = ()


class OurAction(Action, ABC):
    """An action of ours. Subclasses implement `act`; a failure is Rasa's silence, which the gateway words."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        live = runtime()
        async with live.db.write() as session:
            conversation, message = await _who_and_what(session, tracker)
            outcome = await self.act(Call(session, conversation, message, tracker, live.settings, live.clock()))
        for say in outcome.says:
            dispatcher.utter_message(json_message={"answer": say.answer, **say.params})
        return list(outcome.events)

    @abstractmethod
    async def act(self, call: Call) -> Outcome:
        """The use case. The same message acted on twice must do no harm."""


async def _who_and_what(session: AsyncSession, tracker: Tracker) -> tuple[Conversation, Message]:
    """The conversation behind Rasa's random id and the message its metadata names. Raises NotFound.

    The conversation's row stays locked, so that a call and its repetition never run at once.
    """
    conversation = await session.scalar(
        select(Conversation).where(Conversation.rasa_id == tracker.sender_id).with_for_update()
    )
    message_id = (tracker.latest_message.get("metadata") or {}).get("message_id")
    message = await session.get(Message, message_id) if isinstance(message_id, str) else None
    if conversation is None or message is None or message.conversation_id != conversation.id:
        raise NotFound("conversation or message of this call")
    return conversation, message
