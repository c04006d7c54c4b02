"""Rasa answered too late: the report is sent, the reporter heard "disturbed", and the next word gets the code."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.conversations.models import Conversation
from bot.parts import Parts
from bot.tips import intake, sending
from bot.tips.models import Tip
from tests.conversations.fakes import FakeRasa, Page


async def behind_the_gateways_back(parts: Parts) -> None:
    """Rasa's action sends a report; what it says is lost."""
    runtime = parts.runtime
    async with runtime.db.write() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        draft = await intake.new_draft(session, conversation, runtime.settings, now=runtime.clock())
        await sending.submit(session, draft, now=runtime.clock())


@pytest.mark.parametrize("afterwards", ["setuju_kosong", "menu"])
async def test_a_second_yes_after_silence_gets_the_code_once(
    page: Page, rasa: FakeRasa, parts: Parts, afterwards: str
) -> None:
    await page.send("halo")
    rasa.is_silent()
    assert [reply.answer for reply in await page.send("iya benar")] == ["rasa_diam"]
    await behind_the_gateways_back(parts)
    rasa.says(afterwards)
    (told,) = await page.send("iya benar")
    assert told.answer == "lapor_terkirim"
    assert "Kode Anda:" in told.text
    assert "lapor_terkirim" not in [reply.answer for reply in await page.send("iya benar")]
    async with parts.runtime.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Tip)) == 1


async def test_in_the_silence_itself_the_code_is_told_when_the_report_is_out_already(
    page: Page, rasa: FakeRasa, parts: Parts
) -> None:
    await page.send("halo")
    await behind_the_gateways_back(parts)
    rasa.is_silent()
    assert [reply.answer for reply in await page.send("iya benar")] == ["lapor_terkirim"]


async def test_another_question_is_answered_beside_it(page: Page, rasa: FakeRasa, parts: Parts) -> None:
    await page.send("halo")
    await behind_the_gateways_back(parts)
    rasa.says("opp")
    answers = [reply.answer for reply in await page.send("apa itu opp sebenarnya")]
    assert answers[0] == "lapor_terkirim" and answers[-1] == "opp"
