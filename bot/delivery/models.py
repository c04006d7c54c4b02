"""Tables of what leaves: deliveries to agencies' machines, and letters by e-mail, with what became of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, SealedJson, new_id


class Delivery(Base):
    """One notice to one endpoint. Its id is the receiver's idempotency key."""

    __tablename__ = "deliveries"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("endpoints.id", ondelete="CASCADE"))
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id", ondelete="CASCADE"))
    event: Mapped[str]  # referral.sent | referral.revoked | tip.added | tip.withdrawn …
    sequence: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="due")  # due | delivered | errored (will retry) | dead
    attempts: Mapped[int] = mapped_column(default=0)
    last_status: Mapped[int | None]
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("endpoint_id", "referral_id", "event", "sequence"),
        Index("ix_deliveries_state", "state"),
    )


class Mail(Base):
    """One letter to one address. What it says is sealed and emptied once it was sent."""

    __tablename__ = "mails"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    letter: Mapped[str]
    address: Mapped[str]
    once: Mapped[str | None] = mapped_column(unique=True)
    values_sealed: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(default="due")  # due | sent | errored (will retry) | failed (parked) | dead
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_mails_created_at", "created_at"),)

    values = SealedJson("values_sealed")
