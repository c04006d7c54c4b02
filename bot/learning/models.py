"""Tables of learning: questions that found no answer, and the models that were trained."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, SealedText, new_id


class Miss(Base):
    """A question the model was unsure of, masked before it is kept; never from a report or an emergency."""

    __tablename__ = "misses"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    text_sealed: Mapped[bytes | None]
    language: Mapped[str]
    verdict: Mapped[str]  # clarify | reject
    guesses: Mapped[dict[str, Any]]
    """{"labels": [{"name", "confidence"}, …]}, best first."""
    at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    text = SealedText("text_sealed")

    __table_args__ = (Index("ix_misses_at", "at"),)


class Model(Base):
    """A trained Rasa model. The one with `live_since` set is what the model door hands out."""

    __tablename__ = "models"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    fingerprint: Mapped[str]
    """Hash of config, domain, nlu/ and training data; a live model must fit the code beside it."""
    file_name: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    trained_at: Mapped[datetime]
    live_since: Mapped[datetime | None]
    figures: Mapped[dict[str, Any]]
