"""Tables of conversations: who is talking (never a name), what came in, what was said, what goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, SealedJson, SealedText, new_id

_BIG = BigInteger().with_variant(Integer, "sqlite")


class Conversation(Base):
    """One person on one channel: (channel, account, external id), nothing else. Rasa knows only `rasa_id`."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    channel: Mapped[str]
    account: Mapped[str]
    external_blind: Mapped[str]
    external_sealed: Mapped[bytes | None]
    rasa_id: Mapped[str] = mapped_column(unique=True, default=new_id)
    language: Mapped[str] = mapped_column(default="id")
    language_pinned: Mapped[bool] = mapped_column(default=False)
    misses: Mapped[int] = mapped_column(default=0)
    """Misses in a row; the second ends in menu and human (F10)."""
    pending: Mapped[str | None]
    """A question of the gateway's own that waits for an answer, e.g. `darurat:tanya`."""
    choices_sealed: Mapped[bytes | None]
    last_topic: Mapped[str | None]
    """The topic asked last, as context for a short follow-up ("biayanya?"); None when something else came between."""
    last_country: Mapped[str | None]
    """The country named last, in ISO 3166-1 alpha-2, for the same purpose."""
    checklist_sealed: Mapped[bytes | None]
    full_block_at: Mapped[datetime | None]
    """When the full block of emergency numbers was last shown."""
    last_heard_at: Mapped[datetime | None]
    held_by: Mapped[str | None]
    """Staff id while a human has taken over; the bot is silent then (F15)."""
    wrong_codes: Mapped[int] = mapped_column(default=0)
    wrong_codes_until: Mapped[datetime | None]
    created_at: Mapped[datetime]

    external_id = SealedText("external_sealed")
    choices = SealedJson("choices_sealed")
    """What the last message offered: {"list": [{"title", "payload"}, …]}, so that "2" or a title works."""
    checklist = SealedJson("checklist_sealed")
    """Which documents were ticked off: {"done": [item key, …]}; never what stands in them (F23)."""

    __table_args__ = (UniqueConstraint("channel", "account", "external_blind"),)


class ConversationAlias(Base):
    """Another id by which the platform knows the same person: WhatsApp's number beside its user id (BSUID)."""

    __tablename__ = "conversation_aliases"

    id: Mapped[int] = mapped_column(_BIG, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel: Mapped[str]
    account: Mapped[str]
    blind: Mapped[str]

    __table_args__ = (
        UniqueConstraint("channel", "account", "blind"),
        Index("ix_aliases_conversation", "conversation_id"),
    )


class InboxItem(Base):
    """A platform's message as it came, kept before it is confirmed; emptied once it was taken in."""

    __tablename__ = "inbox_items"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    channel: Mapped[str]
    account: Mapped[str]
    external_id: Mapped[str]
    """The platform's id of this message or update: the same one is stored once (F124)."""
    body_sealed: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(default="new")  # new | done | parked
    reason: Mapped[str | None]
    conversation_id: Mapped[str | None]
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    body = SealedJson("body_sealed")

    __table_args__ = (
        UniqueConstraint("channel", "account", "external_id"),
        Index("ix_inbox_state", "state"),
        Index("ix_inbox_received", "channel", "received_at"),
    )


class Message(Base):
    """One thing said. Its id is what Rasa's metadata and our actions call the message id."""

    __tablename__ = "messages"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    position: Mapped[int] = mapped_column(_BIG)
    """Order within the conversation, from 1."""
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    author: Mapped[str]  # citizen | bot | officer
    kind: Mapped[str] = mapped_column(default="text")
    text_sealed: Mapped[bytes | None]
    payload_sealed: Mapped[bytes | None]
    found_sealed: Mapped[bytes | None]
    answer: Mapped[str | None]
    language: Mapped[str | None]
    tip_id: Mapped[str | None]
    """The tip this message belongs to, from the moment it was heard inside a report."""
    evidence_id: Mapped[str | None]
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    """When the turn's replies were written to the outbox; None = the turn is not finished."""

    text = SealedText("text_sealed")
    payload = SealedText("payload_sealed")
    found = SealedJson("found_sealed")
    """What extraction found: {"list": [{"kind", "start", "end", "text", "value"}, …]}."""

    __table_args__ = (
        UniqueConstraint("conversation_id", "position"),
        Index("ix_messages_tip", "tip_id"),
    )


class OutboxMessage(Base):
    """A reply on its way to a citizen. Its id is the cursor of the web chat."""

    __tablename__ = "outbox_messages"

    id: Mapped[int] = mapped_column(_BIG, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(unique=True)
    """`<message id>:<n>` or another natural key: the same reply is written once."""
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    channel: Mapped[str]
    body_sealed: Mapped[bytes | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="waiting")
    """How far it came: the words and their order are in `bot/conversations/outbox_states.py`."""
    state_at: Mapped[datetime | None]
    """When it came into this state, where the platform tells what becomes of a message."""
    platform_id: Mapped[str | None]
    """The platform's id of it; for WhatsApp, whose ids hold the number, a blind index of it."""
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_outbox_conversation", "conversation_id", "id"),
        Index("ix_outbox_platform", "platform_id"),
    )

    # Bound to the natural key, because the numeric id exists only after the insert.
    def seal_body(self, vault: Any, body: bytes) -> None:
        """Encrypt the reply for this row."""
        self.body_sealed = vault.seal(body, place=f"outbox_messages.body:{self.key}")

    def open_body(self, vault: Any) -> bytes | None:
        """Decrypt the reply; None when it was emptied."""
        if self.body_sealed is None:
            return None
        opened: bytes = vault.open(self.body_sealed, place=f"outbox_messages.body:{self.key}")
        return opened


class Handoff(Base):
    """A citizen asks for, or an officer takes, the conversation: the bot is quiet while it is `taken`."""

    __tablename__ = "handoffs"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    agency: Mapped[str]
    tip_id: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="open")  # open | taken | closed
    opened_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_handoffs_agency_state", "agency", "state"),)
