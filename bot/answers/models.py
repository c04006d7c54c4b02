"""Tables of answers: a key that stays, revisions that never change once submitted, one published pointer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.database import Base, new_id


class Answer(Base):
    """What is said under one name (a topic key or a system answer's name). Publishing moves `published_id`."""

    __tablename__ = "answers"

    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # topic | system
    group: Mapped[str]
    owner: Mapped[str]
    published_id: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    """Switched off: citizens get the office instead until it is published again."""
    asked: Mapped[int] = mapped_column(default=0)
    helped: Mapped[int] = mapped_column(default=0)
    not_helped: Mapped[int] = mapped_column(default=0)


class Revision(Base):
    """One wording in all languages. Drafts may be edited by their author; from `submitted` on nothing changes."""

    __tablename__ = "revisions"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    answer_key: Mapped[str] = mapped_column(ForeignKey("answers.key", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")  # draft | submitted | returned | published | replaced
    content: Mapped[dict[str, Any]]
    """title, short, long, next_step by language; buttons, related, params, facts, regional_checked."""
    sources: Mapped[list[str]]
    checked_on: Mapped[date]
    review_by: Mapped[date]
    author: Mapped[str]  # staff id, or "seed"
    approver: Mapped[str | None]
    remark: Mapped[str | None]
    base_id: Mapped[str | None]
    """The wording that was published when this one was begun: another one since then is pointed out."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("answer_key", "number"), Index("ix_revisions_state", "state"))


class Source(Base):
    """Where a fact was read."""

    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    publisher: Mapped[str]
    url: Mapped[str | None]
    published_on: Mapped[str | None]
    seen_on: Mapped[str | None]
    kind: Mapped[str | None]
    reliability: Mapped[str | None]


class AnswerFile(Base):
    """A picture or a voice note for answers (F17). Never changed; nothing personal is in it, so it is not sealed."""

    __tablename__ = "answer_files"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]  # picture | voice
    mime: Mapped[str]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_by: Mapped[str]
    added_at: Mapped[datetime]


class AnswerDay(Base):
    """How often an answer was read, and found helpful, on one day. Counts only; nobody is in them (F93)."""

    __tablename__ = "answer_days"

    answer_key: Mapped[str] = mapped_column(ForeignKey("answers.key", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    asked: Mapped[int] = mapped_column(default=0)
    helped: Mapped[int] = mapped_column(default=0)
    not_helped: Mapped[int] = mapped_column(default=0)


class LanguageCheck(Base):
    """A native speaker read this text beside the Indonesian one. Bound to the words: another wording is unchecked."""

    __tablename__ = "language_checks"

    answer_key: Mapped[str] = mapped_column(ForeignKey("answers.key", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    text_sum: Mapped[str] = mapped_column(primary_key=True)
    checked_by: Mapped[str]  # staff id
    checked_at: Mapped[datetime]


class TranslationImport(Base):
    """A spreadsheet that came back from translators: what it changes, what was refused, how far the drafts are."""

    __tablename__ = "translation_imports"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    state: Mapped[str]  # ready | making | done
    file_name: Mapped[str]
    report: Mapped[dict[str, Any]]
    """changes, refused, same (a count), made, left: texts of answers, nothing of citizens."""
    total: Mapped[int]
    done: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]


class Correction(Base):
    """One sentence for those who read a wording that was wrong (F21). Sent only after somebody else approved it."""

    __tablename__ = "corrections"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    answer_key: Mapped[str] = mapped_column(ForeignKey("answers.key", ondelete="CASCADE"))
    revision_id: Mapped[str]
    """The published wording that is right."""
    sentence: Mapped[dict[str, Any]]
    """By language; `id` is always there."""
    days: Mapped[int]
    """How far back somebody may have read the wrong one."""
    state: Mapped[str] = mapped_column(default="waiting")  # waiting | sending | sent | refused
    author: Mapped[str]
    approver: Mapped[str | None]
    reached: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_corrections_state", "state"),)
