"""Tables of tips: what a citizen told, what was made of it, and who received it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.clock import JAKARTA
from bot.database import Base, SealedJson, SealedText, new_id

LIVE = ("sent", "accepted")
"""Statuses in which a tip waits for work."""
OPEN = ("sent", "accepted")
"""States in which a referral waits for work."""
EMERGENCY = 1_000
"""What an emergency adds to a referral's rank."""


def _partly(name: str, *columns: str, where: str = "") -> Index:
    """An index over the live referrals only, which are few beside the finished ones."""
    return Index(name, *columns, sqlite_where=text(f"live = 1{where}"), postgresql_where=text(f"live{where}"))


def leaves_by(departs: str | None, on: date | None, *, told: date) -> date | None:
    """The latest day of a departure that was told in a bucket on the day `told`; a day that was said comes first."""
    if departs == "sudah_berangkat" or departs is None:
        return None
    to_sunday, to_month_end = 6 - told.weekday(), monthrange(told.year, told.month)[1] - told.day
    ahead = {"hari_ini": 0, "besok": 1, "3_hari": 3, "minggu_ini": to_sunday, "bulan_ini": to_month_end}
    return on or (told + timedelta(days=ahead[departs]) if departs in ahead else None)


class Tip(Base):
    """A citizen's tip. While `unsent` it is a draft, visible to nobody, and expires.

    Stored plain: village code, kind, status, times, flags. Everything else is sealed or a blind index.
    """

    __tablename__ = "tips"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    case_number: Mapped[str] = mapped_column(unique=True)
    """What staff and notices use; harmless to see and no way to the tip for a citizen."""
    receipt_hash: Mapped[str | None] = mapped_column(unique=True)
    receipt_salt: Mapped[bytes | None]
    """From it the code can be made again until it was told; emptied then."""
    conversation_id: Mapped[str | None] = mapped_column(index=True)
    channel: Mapped[str]
    status: Mapped[str] = mapped_column(default="unsent")  # unsent|sent|accepted|closed|withdrawn|expired
    kind: Mapped[str] = mapped_column(default="unknown")  # tppo | tppm | unknown
    emergency: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[str | None]
    """The form question that waits for an answer while the tip is unsent."""
    village_code: Mapped[str | None]
    departs: Mapped[str | None]
    """Bucket: hari_ini, besok, 3_hari, minggu_ini, bulan_ini, belum_tahu, sudah_berangkat."""
    departs_on: Mapped[date | None]
    flags: Mapped[list[str]]
    """confined, child, departs_72h, abroad and the like; what routing and score look at."""
    consent: Mapped[str | None]  # anonim | kabar
    excluded: Mapped[list[str]]
    """Agency keys the reporter left out; they see nothing, not even a count (F136)."""
    score: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[list[dict[str, Any]]]
    """[{"rule", "points", "reason"}]: why the score is what it is, in Indonesian."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    expires_at: Mapped[datetime | None]

    __table_args__ = (
        Index("ix_tips_status_sent", "status", "sent_at"),
        Index("ix_tips_score", "score"),
        Index("ix_tips_village", "village_code"),
    )


class TipFact(Base):
    """One answered question of a tip, with where it came from. The newest per slot counts."""

    __tablename__ = "tip_facts"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"))
    slot: Mapped[str]  # aman kapan tempat perekrut kejadian bukti
    value_sealed: Mapped[bytes | None]
    origin: Mapped[str]
    """said (answered), guessed (named in passing), officer, or heard: kept, but not yet understood."""
    skipped: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[str | None]
    by: Mapped[str | None]
    at: Mapped[datetime]

    value = SealedText("value_sealed")

    __table_args__ = (
        UniqueConstraint("tip_id", "slot", "message_id"),
        Index("ix_tip_facts_tip", "tip_id"),
    )


class TipIdentifier(Base):
    """A phone, account, handle, link or company named in a tip: blind index to match, sealed value to read."""

    __tablename__ = "tip_identifiers"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"))
    kind: Mapped[str]
    blind: Mapped[str]
    value_sealed: Mapped[bytes | None]

    value = SealedText("value_sealed")

    __table_args__ = (UniqueConstraint("tip_id", "kind", "blind"), Index("ix_tip_identifiers_blind", "kind", "blind"))


class Evidence(Base):
    """A file that came with a tip (or a handoff): stored encrypted under a random name."""

    __tablename__ = "evidence"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    tip_id: Mapped[str | None] = mapped_column(index=True)
    conversation_id: Mapped[str]
    message_id: Mapped[str | None]
    kind: Mapped[str]  # photo | document | voice | location | contact
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    inline_safe: Mapped[bool] = mapped_column(default=False)
    """Only re-encoded images are shown inside a page; the rest is a download."""
    stored_name: Mapped[str]
    details_sealed: Mapped[bytes | None]
    at: Mapped[datetime]

    details = SealedJson("details_sealed")
    """Original file name, caption, coordinates or contact card."""


class Referral(Base):
    """A tip in one agency's queue. Steps: sent → accepted | declined(reason) → done | revoked."""

    __tablename__ = "referrals"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"))
    agency: Mapped[str]
    queue: Mapped[str]
    state: Mapped[str] = mapped_column(default="sent")  # sent | accepted | declined | done | revoked
    lead: Mapped[bool] = mapped_column(default=False)
    reason_sealed: Mapped[bytes | None]
    referred_by: Mapped[str | None]
    referred_from: Mapped[str | None]
    holder: Mapped[str | None]
    """Staff id of who works on it in this agency."""
    sent_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason_sealed: Mapped[bytes | None]
    live: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether work waits here: this referral is open and the reporter has not withdrawn (see `follow`)."""
    rank: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The order of a queue: the tip's score, and `EMERGENCY` more in an emergency."""
    leaves_by: Mapped[date | None]
    """The latest day somebody leaves, as far as it was said; None when they are gone or nobody knows."""
    asks: Mapped[bool] = mapped_column(default=False, server_default=false())
    """This agency asked the reporter something and has no answer yet."""
    read_due: Mapped[datetime | None]
    reply_due: Mapped[datetime | None]
    close_due: Mapped[datetime | None]
    """What the agency promised itself (bot/agencies/promises.py): reading, the next answer, the end."""
    replied_at: Mapped[datetime | None]
    """When this agency last answered what the reporter said; None while it owes an answer."""
    due_at: Mapped[datetime | None]
    """The nearest promise that is not kept yet (see `reckon`)."""
    returns_at: Mapped[datetime | None]
    """When a holder who stays silent loses the tip to the queue (F60)."""

    reason = SealedText("reason_sealed")
    """Why this agency received it (a routing rule's words, or the referring officer's)."""
    end_reason = SealedText("end_reason_sealed")

    __table_args__ = (
        UniqueConstraint("tip_id", "agency"),
        Index("ix_referrals_agency_state", "agency", "state"),
        Index("ix_referrals_queue", "agency", "live", "rank", "sent_at"),
        Index("ix_referrals_all", "agency", "rank", "sent_at"),
        Index("ix_referrals_sent", "agency", "sent_at"),
        Index("ix_referrals_holder", "holder", "live", "rank"),
        _partly("ix_referrals_free", "agency", "rank", "sent_at", where=" AND holder IS NULL"),
        _partly("ix_referrals_leaving", "agency", "leaves_by"),
        _partly("ix_referrals_due", "agency", "due_at"),
        _partly("ix_referrals_returns", "returns_at"),
        _partly("ix_referrals_asks", "agency", "asks"),
        Index("ix_referrals_from", "referred_from", "agency"),
    )

    def follow(self, tip: Tip, *, today: date) -> None:
        """Copy what queues are ordered and cut by, so that long lists need no second table."""
        self.live = self.state in OPEN and tip.status in LIVE
        self.rank = tip.score + (EMERGENCY if tip.emergency else 0)
        told = tip.sent_at.astimezone(JAKARTA).date() if tip.sent_at else today
        self.leaves_by = leaves_by(tip.departs, tip.departs_on, told=told)
        self.reckon()

    def reckon(self) -> None:
        """Which promise is the next to be kept."""
        owed = [
            due
            for due, kept in (
                (self.read_due, self.opened_at),
                (self.reply_due, self.replied_at),
                (self.close_due, self.ended_at),
            )
            if due is not None and kept is None
        ]
        self.due_at = min(owed, default=None) if self.live else None


class TipNote(Base):
    """What officers write: an internal note of one agency, or a question to the reporter."""

    __tablename__ = "tip_notes"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    tip_id: Mapped[str] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"))
    agency: Mapped[str]
    author: Mapped[str]
    kind: Mapped[str]  # note | question
    text_sealed: Mapped[bytes | None]
    outbox_key: Mapped[str | None]
    waiting: Mapped[bool] = mapped_column(default=False)
    """A question that was not yet shown to the reporter (no news consent: shown when they ask by code)."""
    at: Mapped[datetime]

    text = SealedText("text_sealed")

    __table_args__ = (Index("ix_tip_notes_tip", "tip_id"),)


class StepTaken(Base):
    """What one act made of one message, so that the same message taken twice does no harm (decision 5)."""

    __tablename__ = "steps_taken"

    id: Mapped[str] = mapped_column(primary_key=True)
    """`<message id>:<act>`."""
    outcome: Mapped[dict[str, Any]]
    """Names of answers and markers only."""
    at: Mapped[datetime] = mapped_column(index=True)


class WrongCodes(Base):
    """How many wrong receipt codes were tried in one hour, by everybody together."""

    __tablename__ = "wrong_codes"

    hour: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
