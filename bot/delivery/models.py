"""Table of deliveries: one row per referral and endpoint, with what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, new_id


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
