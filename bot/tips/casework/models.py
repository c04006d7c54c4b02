"""Tables of officers' work beside the tip itself: reasons, blanked words, closings, identities, mentions, marks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, SealedJson, SealedText, new_id


class Revealing(Base):
    """Why somebody unmasked a value. The audit trail holds only this row's id."""

    __tablename__ = "revealings"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"), index=True)
    agency: Mapped[str]
    staff_id: Mapped[str]
    field: Mapped[str]
    reason_sealed: Mapped[bytes | None]
    at: Mapped[datetime]

    reason = SealedText("reason_sealed")


class Blank(Base):
    """Something blanked for agencies that officers bring in later: words, one identifier, or one file (F70)."""

    __tablename__ = "blanks"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"), index=True)
    agency: Mapped[str]
    by: Mapped[str]
    kind: Mapped[str]  # words | identifier | evidence
    about: Mapped[str | None]
    """Id of the identifier or the file; None for words."""
    words_sealed: Mapped[bytes | None]
    at: Mapped[datetime]

    words = SealedText("words_sealed")


class Closing(Base):
    """An officer's wish to close a tip in a way that a second person must agree to (F66)."""

    __tablename__ = "closings"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.id", ondelete="CASCADE"), index=True)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"), index=True)
    agency: Mapped[str]
    outcome: Mapped[str]
    reason_sealed: Mapped[bytes | None]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="asked")  # asked | approved | returned
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    remark_sealed: Mapped[bytes | None]

    reason = SealedText("reason_sealed")
    remark = SealedText("remark_sealed")

    __table_args__ = (Index("ix_closings_agency_state", "agency", "state"),)


class IdentityRequest(Base):
    """An officer's wish to know who wrote, decided by a custodian, valid for a short time (F118)."""

    __tablename__ = "identity_requests"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"), index=True)
    agency: Mapped[str]
    asked_by: Mapped[str]
    reason_sealed: Mapped[bytes | None]
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="asked")  # asked | granted | refused
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    remark_sealed: Mapped[bytes | None]
    open_until: Mapped[datetime | None]

    reason = SealedText("reason_sealed")
    remark = SealedText("remark_sealed")

    __table_args__ = (Index("ix_identity_requests_agency_state", "agency", "state"),)


class Mention(Base):
    """A colleague named in an internal note; open until they read the tip."""

    __tablename__ = "mentions"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    note_id: Mapped[str] = mapped_column(ForeignKey("tip_notes.id", ondelete="CASCADE"))
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"), index=True)
    agency: Mapped[str]
    staff_id: Mapped[str]
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("note_id", "staff_id"), Index("ix_mentions_staff", "staff_id", "seen_at"))


class ReadMark(Base):
    """When one officer last read a tip, or said so; what changed later is news to them."""

    __tablename__ = "read_marks"

    staff_id: Mapped[str] = mapped_column(primary_key=True)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]


class SavedFilter(Base):
    """A search that an officer keeps under a name. What is searched for may be a number, so it is sealed."""

    __tablename__ = "saved_filters"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    query_sealed: Mapped[bytes | None]
    at: Mapped[datetime]

    query = SealedJson("query_sealed")
    """{"name", "folder", "cari", "jenis", "wilayah"}."""


class NameToken(Base):
    """A word of a recruiter's or firm's name in a tip, as blind index: names are found by their words (F31)."""

    __tablename__ = "name_tokens"

    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"), primary_key=True)
    blind: Mapped[str] = mapped_column(primary_key=True)

    __table_args__ = (Index("ix_name_tokens_blind", "blind"),)
