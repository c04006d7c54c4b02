"""Tables of agencies: who receives, in which queue, at which endpoint, and the rules that route."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, SealedText, new_id


class Agency(Base):
    """An agency that receives tips. Contact fields stay empty until the agency fills them."""

    __tablename__ = "agencies"

    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    handles: Mapped[str]
    contact: Mapped[dict[str, Any]]
    hours: Mapped[dict[str, Any]]
    """{"mon": ["08:00", "16:00"], …} in Asia/Jakarta; empty = not confirmed by the agency."""
    active: Mapped[bool] = mapped_column(default=True)
    edited_at: Mapped[datetime | None]
    """When an operator named it; from then on content/ does not rename it."""


class Queue(Base):
    """Where an agency's referrals wait."""

    __tablename__ = "queues"

    key: Mapped[str] = mapped_column(primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agencies.key"))
    name: Mapped[str]


class Endpoint(Base):
    """A machine of an agency that is told about referrals: a signed webhook (the console needs none)."""

    __tablename__ = "endpoints"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    agency: Mapped[str] = mapped_column(ForeignKey("agencies.key"), index=True)
    kind: Mapped[str] = mapped_column(default="webhook")
    url: Mapped[str]
    secret_sealed: Mapped[bytes | None]
    fields: Mapped[list[str]]
    """What may leave by this endpoint; fields outside it are cut."""
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    secret = SealedText("secret_sealed")


class RoutingRule(Base):
    """Data that decides who receives a tip; all rules that match add their agencies, in order."""

    __tablename__ = "routing_rules"

    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    when: Mapped[dict[str, Any]]
    to: Mapped[list[str]]
    lead: Mapped[str | None]
    reason: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    edited_at: Mapped[datetime | None]
    """When an operator changed it; from then on content/ does not touch it."""


class Promise(Base):
    """How soon an agency means to read, answer and finish tips of one urgency: its own promise, no legal deadline.

    Minutes of office hours; with `around_the_clock`, of any hours. Without a row the house's defaults hold
    (`agencies.promises.DEFAULTS`).
    """

    __tablename__ = "promises"

    agency: Mapped[str] = mapped_column(ForeignKey("agencies.key", ondelete="CASCADE"), primary_key=True)
    urgency: Mapped[str] = mapped_column(primary_key=True)  # darurat | segera | biasa
    read_minutes: Mapped[int]
    reply_minutes: Mapped[int]
    close_minutes: Mapped[int]
    silence_minutes: Mapped[int]
    """After so long without a step of its holder an unanswered tip goes back to the queue (F60)."""
    around_the_clock: Mapped[bool]


class Shift(Base):
    """Somebody's turn on duty."""

    __tablename__ = "duty_shifts"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    agency: Mapped[str] = mapped_column(ForeignKey("agencies.key", ondelete="CASCADE"))
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    __table_args__ = (Index("ix_duty_shifts_agency_ends", "agency", "ends_at"),)
