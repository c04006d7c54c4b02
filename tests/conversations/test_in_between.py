"""Words that come between two questions: "kirim" when all is sent, a language in the middle, rubbish for a code."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.conversations.models import Conversation, Message
from bot.parts import Parts
from bot.tips import intake
from bot.tips.models import Tip


def names(replies: list) -> list[str]:
    return [reply.answer for reply in replies]


async def with_a_report(parts: Parts, *, asked: str | None) -> None:
    """Give the only conversation a draft whose question waits, or that rests."""
    async with parts.runtime.db.write() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        draft = await intake.new_draft(session, conversation, parts.runtime.settings, now=parts.runtime.clock())
        draft.asked = asked


async def payload(parts: Parts) -> str | None:
    async with parts.runtime.db.read() as session:
        newest = select(Message).where(Message.author == "citizen").order_by(Message.position.desc()).limit(1)
        return (await session.scalars(newest)).one().payload


async def test_kirim_takes_up_a_resting_report(page, rasa, parts) -> None:
    await page.send("halo")
    await with_a_report(parts, asked=None)
    await page.send("kirim dah")
    assert (rasa.last, await payload(parts)) == ("/lapor", "/lapor")


async def test_kirim_after_sending_is_no_question_about_sending_money(page, rasa, parts) -> None:
    await page.send("halo")
    await with_a_report(parts, asked=None)
    async with parts.runtime.db.write() as session:
        tip = (await session.scalars(select(Tip))).one()
        tip.status, tip.sent_at = "sent", parts.runtime.clock()
    await page.send("kirim")
    assert (rasa.last, await payload(parts)) == ("/pilih", "#kirim=ya")


async def test_after_the_language_is_chosen_in_a_report_its_question_comes_again_in_it(page, rasa, parts) -> None:
    await page.send("halo")
    rasa.says("ganti_bahasa_tanya")
    await page.send("ganti bahasa")
    await with_a_report(parts, asked="kapan")
    replies = await page.send("sunda")
    assert names(replies)[-1] == "lapor_kapan"
    assert replies[-1].language == "su"


@pytest.mark.parametrize("words", ["sunda", "Sunda Banten", "2"])
async def test_a_choice_is_named_by_a_part_of_its_title(page, rasa, parts, words: str) -> None:
    rasa.says("ganti_bahasa_tanya")
    await page.send("ganti bahasa")
    await page.send(words)
    async with parts.runtime.db.read() as session:
        assert (await session.scalars(select(Conversation))).one().language == "su"


async def test_rubbish_instead_of_a_code_is_told_once_more_what_is_needed(page, rasa, parts) -> None:
    await page.send("halo")
    async with parts.runtime.db.write() as session:
        (await session.scalars(select(Conversation))).one().pending = "kode:status"
    rasa.says("tidak_paham", verdict="reject")
    assert names(await page.send("pokoknya yang kemarin")) == ["status_minta_kode"]
    assert names(await page.send("yang kemarin itu")) == ["menu_dan_petugas"]


async def test_who_reports_at_once_is_welcomed_in_few_words(page, rasa) -> None:
    rasa.says("lapor_buka")
    first = (await page.send("mau lapor calo"))[0].text
    assert "Saya mesin, bukan manusia" in first and "110" in first
    assert "menunjukkan tanda bahaya" not in first


async def test_a_language_asked_for_by_name_is_not_asked_about(page, rasa) -> None:
    await page.send("halo")
    rasa.says("ganti_bahasa_tanya")
    replies = await page.send("pake bahasa sunda dong")
    assert (names(replies), replies[0].language) == (["ganti_bahasa_selesai"], "su")


@pytest.mark.parametrize("words", ["inggih lapor", "iya lapor", "Ya, lapor!", "enya lapor"])
async def test_a_yes_before_a_word_of_ours_does_not_hide_it(page, rasa, words: str) -> None:
    await page.send("halo")
    await page.send(words)
    assert rasa.last == "/lapor"


async def test_lanjut_does_not_agree_to_be_written_to(page, rasa, parts) -> None:
    rasa.says("lapor_balasan")
    await page.send("halo")
    await with_a_report(parts, asked="balasan")
    await page.send("lanjut")
    assert await payload(parts) is None, "the form reads it as skipping, which takes the careful choice"
