"""How editors change what citizens read: draft, submit, approval by another person, publish, withdraw (F97–F99).

A revision is immutable once submitted. Publishing moves one pointer, so a change is what the next
citizen reads, and going back is publishing an older wording again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import audit
from bot.answers.checking import check, wrong_buttons
from bot.answers.models import Answer, Revision
from bot.errors import BadInput, NotAllowed, NotFound, WrongState


class Overtaken(WrongState):
    """The draft was saved from another window meanwhile; saving once more is lawful."""


@dataclass(frozen=True)
class Wording:
    """What an editor hands in."""

    content: Mapping[str, Any]
    sources: Sequence[str]
    checked_on: date
    review_by: date


async def start_draft(session: AsyncSession, key: str, *, author: str, now: datetime) -> Revision:
    """A draft of this author's, copied from what is published; an open draft of theirs is returned as it is."""
    answer = await _answer(session, key)
    mine = await session.scalar(
        select(Revision).where(
            Revision.answer_key == key, Revision.author == author, Revision.state.in_(("draft", "returned"))
        )
    )
    if mine is not None:
        return mine
    base = await session.get(Revision, answer.published_id) if answer.published_id else None
    draft = Revision(
        answer_key=key,
        number=await _next_number(session, key),
        state="draft",
        content=dict(base.content) if base else {"title": {"id": key}, "short": {"id": ""}},
        sources=list(base.sources) if base else [],
        checked_on=base.checked_on if base else now.date(),
        review_by=base.review_by if base else now.date(),
        author=author,
        base_id=answer.published_id,
        created_at=now,
        changed_at=now,
    )
    session.add(draft)
    await session.flush()
    _note(session, "answer.draft", draft, author, now)
    return draft


async def save_draft(
    session: AsyncSession,
    revision_id: str,
    wording: Wording,
    *,
    author: str,
    now: datetime,
    seen: datetime | None = None,
) -> Revision:
    """Change one's own draft. Raises NotAllowed for somebody else's, WrongState once it was submitted.

    `seen`: when the draft was last changed as its author saw it; Overtaken if it was changed since.
    """
    draft = await _revision(session, revision_id)
    if draft.author != author:
        raise NotAllowed("draft of another editor")
    if draft.state not in ("draft", "returned"):
        raise WrongState("Naskah ini sudah diajukan dan tidak bisa diubah lagi. Buat naskah baru.")
    if seen is not None and seen != draft.changed_at:
        raise Overtaken("Naskah ini sudah disimpan dari jendela lain sesudah Anda membukanya.")
    draft.content = {**draft.content, **wording.content}
    draft.sources = list(wording.sources)
    draft.checked_on, draft.review_by, draft.changed_at = wording.checked_on, wording.review_by, now
    return draft


async def submit(session: AsyncSession, revision_id: str, *, author: str, now: datetime) -> Revision:
    """Hand a draft to an approver. Raises BadInput when it may not be published as it stands."""
    draft = await _revision(session, revision_id)
    if draft.author != author:
        raise NotAllowed("draft of another editor")
    if draft.state not in ("draft", "returned"):
        raise WrongState("Naskah ini sudah diajukan.")
    answer = await _answer(session, draft.answer_key)
    problems = check(draft.content, draft.sources, kind=answer.kind)
    problems += await wrong_buttons(session, answer, draft)
    if problems:
        raise BadInput(" ".join(problems))
    draft.state, draft.submitted_at, draft.changed_at = "submitted", now, now
    _note(session, "answer.submit", draft, author, now)
    return draft


async def approve(session: AsyncSession, revision_id: str, *, approver: str, now: datetime) -> Revision:
    """Publish a submitted wording. The approver must be somebody else than its author (F99)."""
    revision = await _revision(session, revision_id)
    if revision.state != "submitted":
        raise WrongState("Naskah ini tidak sedang menunggu persetujuan.")
    if revision.author == approver:
        raise NotAllowed("author and approver are the same person")
    answer = await _answer(session, revision.answer_key)
    await _publish(session, answer, revision, now)
    revision.approver = approver
    _note(session, "answer.publish", revision, approver, now)
    return revision


async def send_back(session: AsyncSession, revision_id: str, *, approver: str, remark: str, now: datetime) -> Revision:
    """Return a submitted wording to its author with a remark."""
    revision = await _revision(session, revision_id)
    if revision.state != "submitted":
        raise WrongState("Naskah ini tidak sedang menunggu persetujuan.")
    if not remark.strip():
        raise BadInput("Tulis catatan untuk redaktur: apa yang perlu diperbaiki.")
    revision.state, revision.remark, revision.changed_at = "returned", remark.strip(), now
    _note(session, "answer.return", revision, approver, now)
    return revision


async def withdraw(session: AsyncSession, key: str, *, by: str, now: datetime) -> Answer:
    """Switch an answer off at once (F104); publishing again switches it on."""
    answer = await _answer(session, key)
    if answer.kind == "system":
        raise WrongState("Teks sistem tidak bisa ditarik, hanya diganti.")
    if answer.withdrawn_at is not None:
        raise WrongState("Jawaban ini sudah ditarik.")
    answer.withdrawn_at = now
    audit.record(session, "answer.withdraw", f"answer:{key}", actor=f"staff:{by}", now=now)
    return answer


async def resume(session: AsyncSession, key: str, *, by: str, now: datetime) -> Answer:
    """Switch a withdrawn answer on again as it was."""
    answer = await _answer(session, key)
    if answer.withdrawn_at is None:
        raise WrongState("Jawaban ini tidak sedang ditarik.")
    answer.withdrawn_at = None
    audit.record(session, "answer.resume", f"answer:{key}", actor=f"staff:{by}", now=now)
    return answer


async def restore(session: AsyncSession, revision_id: str, *, author: str, now: datetime) -> Revision:
    """A new draft with an older wording; it goes through approval like any other (F98)."""
    old = await _revision(session, revision_id)
    draft = await start_draft(session, old.answer_key, author=author, now=now)
    wording = Wording(old.content, old.sources, old.checked_on, old.review_by)
    draft = await save_draft(session, draft.id, wording, author=author, now=now)
    draft.content = dict(old.content)  # what the old wording did not have goes, too
    return draft


async def history(session: AsyncSession, key: str) -> Sequence[Revision]:
    """All wordings of an answer, newest first."""
    rows = await session.scalars(select(Revision).where(Revision.answer_key == key).order_by(Revision.number.desc()))
    return rows.all()


async def overtaken_by(session: AsyncSession, revision: Revision) -> Revision | None:
    """The wording published since this one was begun: approving this one would undo its changes. None without one."""
    answer = await session.get(Answer, revision.answer_key)
    if answer is None or revision.state not in ("draft", "returned", "submitted"):
        return None
    if revision.base_id is None or revision.base_id == answer.published_id or answer.published_id is None:
        return None
    return await session.get(Revision, answer.published_id)


async def _publish(session: AsyncSession, answer: Answer, revision: Revision, now: datetime) -> None:
    if answer.published_id and answer.published_id != revision.id:
        before = await session.get(Revision, answer.published_id)
        if before is not None:
            before.state = "replaced"
    revision.state, revision.published_at, revision.changed_at = "published", now, now
    answer.published_id, answer.withdrawn_at = revision.id, None


async def _answer(session: AsyncSession, key: str) -> Answer:
    answer = await session.get(Answer, key, with_for_update=True)
    if answer is None:
        raise NotFound(f"answer {key}")
    return answer


async def _revision(session: AsyncSession, revision_id: str) -> Revision:
    revision = await session.get(Revision, revision_id, with_for_update=True)
    if revision is None:
        raise NotFound(f"revision {revision_id}")
    return revision


async def _next_number(session: AsyncSession, key: str) -> int:
    last = await session.scalar(select(func.max(Revision.number)).where(Revision.answer_key == key))
    return (last or 0) + 1


def _note(session: AsyncSession, act: str, revision: Revision, by: str, now: datetime) -> None:
    audit.record(session, act, f"answer:{revision.answer_key}", actor=f"staff:{by}", now=now, revision=revision.number)
