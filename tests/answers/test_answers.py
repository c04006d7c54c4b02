"""An editor's change is what the next citizen reads; two people are needed; nothing of theirs is overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bot.answers import checking, editing, published, seed
from bot.answers.controls import load_controls
from bot.answers.editing import Wording
from bot.answers.models import Revision
from bot.answers.rendering import render
from bot.audit import AuditEntry
from bot.errors import BadInput, NotAllowed, WrongState
from bot.runtime import Runtime
from bot.settings import ROOT
from tests.conftest import FakeClock

NEW = "Kalimat baru untuk uji."


def wording(text: str = NEW) -> Wording:
    return Wording({"short": {"id": text}}, ["uu18-hap"], date(2026, 11, 24), date(2027, 5, 24))


async def drafted(runtime: Runtime, clock: FakeClock, key: str = "opp") -> str:
    async with runtime.db.write() as session:
        draft = await editing.start_draft(session, key, author="redaktur", now=clock())
        await editing.save_draft(session, draft.id, wording(), author="redaktur", now=clock())
    return draft.id


async def read(runtime: Runtime, key: str = "opp") -> str | None:
    async with runtime.db.read() as session:
        found = await published.find(session, key)
    return found.content["short"]["id"] if found else None


async def test_a_change_approved_by_another_person_is_read_at_once(seeded: Runtime, clock: FakeClock) -> None:
    before = await read(seeded)
    draft = await drafted(seeded, clock)
    assert await read(seeded) == before
    async with seeded.db.write() as session:
        await editing.submit(session, draft, author="redaktur", now=clock())
        await editing.approve(session, draft, approver="penyetuju", now=clock())
    assert await read(seeded) == NEW
    async with seeded.db.read() as session:
        states = set(await session.scalars(select(Revision.state).where(Revision.answer_key == "opp")))
        acts = list(await session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert states == {"replaced", "published"}
    assert acts[-3:] == ["answer.draft", "answer.submit", "answer.publish"]


async def test_nobody_approves_their_own_words(seeded: Runtime, clock: FakeClock) -> None:
    draft = await drafted(seeded, clock)
    async with seeded.db.write() as session:
        await editing.submit(session, draft, author="redaktur", now=clock())
    with pytest.raises(NotAllowed):
        async with seeded.db.write() as session:
            await editing.approve(session, draft, approver="redaktur", now=clock())
    assert await read(seeded) != NEW


async def test_a_submitted_wording_cannot_be_changed(seeded: Runtime, clock: FakeClock) -> None:
    draft = await drafted(seeded, clock)
    async with seeded.db.write() as session:
        await editing.submit(session, draft, author="redaktur", now=clock())
    with pytest.raises(WrongState):
        async with seeded.db.write() as session:
            await editing.save_draft(session, draft, wording("lain"), author="redaktur", now=clock())


async def test_a_returned_wording_carries_the_remark_and_can_be_handed_in_again(
    seeded: Runtime, clock: FakeClock
) -> None:
    draft = await drafted(seeded, clock)
    async with seeded.db.write() as session:
        await editing.submit(session, draft, author="redaktur", now=clock())
        await editing.send_back(session, draft, approver="penyetuju", remark="Sumber kurang", now=clock())
        revision = await editing.submit(session, draft, author="redaktur", now=clock())
    assert (revision.state, revision.remark) == ("submitted", "Sumber kurang")


@pytest.mark.parametrize(
    ("short", "sources", "sentence"),
    [
        ({"id": ""}, ["uu18-hap"], "kosong"),
        ({"id": "x" * 601}, ["uu18-hap"], "600"),
        ({"id": "Ada isi."}, [], "sumber"),
    ],
)
def test_what_keeps_an_answer_from_being_published_is_said(
    short: dict[str, str], sources: list[str], sentence: str
) -> None:
    problems = checking.check({"short": short}, sources, kind="topic")
    assert len(problems) == 1
    assert sentence in problems[0]


async def test_a_system_text_keeps_its_holes(seeded: Runtime, clock: FakeClock) -> None:
    async with seeded.db.write() as session:
        draft = await editing.start_draft(session, "lapor_terkirim", author="redaktur", now=clock())
        await editing.save_draft(session, draft.id, wording("Terima kasih."), author="redaktur", now=clock())
        with pytest.raises(BadInput, match="kode"):
            await editing.submit(session, draft.id, author="redaktur", now=clock())


async def test_a_withdrawn_answer_is_not_read_until_it_is_switched_on(seeded: Runtime, clock: FakeClock) -> None:
    before = await read(seeded)
    async with seeded.db.write() as session:
        await editing.withdraw(session, "opp", by="penyetuju", now=clock())
    assert await read(seeded) is None
    async with seeded.db.write() as session:
        await editing.resume(session, "opp", by="penyetuju", now=clock())
    assert await read(seeded) == before


async def test_an_older_wording_comes_back_through_approval(seeded: Runtime, clock: FakeClock) -> None:
    before = await read(seeded)
    draft = await drafted(seeded, clock)
    async with seeded.db.write() as session:
        await editing.submit(session, draft, author="redaktur", now=clock())
        await editing.approve(session, draft, approver="penyetuju", now=clock())
        first = (await editing.history(session, "opp"))[-1]
        again = await editing.restore(session, first.id, author="redaktur", now=clock())
        await editing.submit(session, again.id, author="redaktur", now=clock())
        await editing.approve(session, again.id, approver="penyetuju", now=clock())
    assert await read(seeded) == before


async def test_taking_an_older_wording_back_takes_away_what_it_did_not_have(seeded: Runtime, clock: FakeClock) -> None:
    picture = {"file": "a" * 32, "kind": "picture", "mime": "image/jpeg", "alt": "Contoh", "size": 3}
    async with seeded.db.write() as session:
        draft = await editing.start_draft(session, "opp", author="redaktur", now=clock())
        new = Wording({**draft.content, "media": {"id": picture}}, draft.sources, draft.checked_on, draft.review_by)
        await editing.save_draft(session, draft.id, new, author="redaktur", now=clock())
        await editing.submit(session, draft.id, author="redaktur", now=clock())
        await editing.approve(session, draft.id, approver="penyetuju", now=clock())
        first = (await editing.history(session, "opp"))[-1]
        again = await editing.restore(session, first.id, author="redaktur", now=clock())
    assert again.content == first.content


async def test_seeding_again_changes_nothing_and_never_touches_an_editors_words(
    seeded: Runtime, clock: FakeClock
) -> None:
    async with seeded.db.write() as session:
        assert await seed.seed(session, seeded.settings.content_dir, now=clock()) == 0
    draft = await drafted(seeded, clock)
    async with seeded.db.write() as session:
        await editing.submit(session, draft, author="redaktur", now=clock())
        await editing.approve(session, draft, approver="penyetuju", now=clock())
        assert await seed.seed(session, seeded.settings.content_dir, now=clock()) == 0
    assert await read(seeded) == NEW


async def test_a_topic_names_its_source_and_date_and_offers_what_is_next(seeded: Runtime) -> None:
    async with seeded.db.read() as session:
        answer = await published.find(session, "opp")
        assert answer is not None
        titles = await published.titles(session, answer.content["related"])
    controls = load_controls(ROOT / "content")
    reply = render(answer, language="id", params={}, today=date(2026, 11, 24), controls=controls, related_titles=titles)
    assert reply.source is not None
    assert "dicek 21 Nov 2026" in reply.source
    payloads = [choice.payload for choice in reply.choices]
    assert "!terbantu:ya:opp" in payloads
    assert any(payload.startswith("/tanya{") for payload in payloads)
    assert reply.revision == answer.revision_id

    late = render(
        replace(answer, review_by=date(2026, 11, 1)),
        language="jv",
        params={},
        today=date(2026, 11, 24),
        controls=controls,
        expired_note="Sudah lewat tanggal periksa.",
    )
    assert late.text.startswith("Sudah lewat tanggal periksa.")


async def test_no_answer_offers_the_same_way_on_twice(seeded: Runtime) -> None:
    controls = load_controls(ROOT / "content")
    async with seeded.db.read() as session:
        for key in ("paspor_ditahan", "kirim_uang", "kerja_online_scam"):
            answer = await published.find(session, key)
            assert answer is not None
            titles = await published.titles(session, answer.content["related"])
            reply = render(
                answer, language="id", params={}, today=date(2026, 11, 24), controls=controls, related_titles=titles
            )
            payloads = [choice.payload for choice in reply.choices]
            assert len(payloads) == len(set(payloads)), key
