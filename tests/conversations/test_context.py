"""Short follow-ups mean what was asked before, a named country or place changes the answer, the language follows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.conversations.context import Before, Meant, Understood, understand
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation
from bot.parts import Parts
from bot.tips import intake
from nlu.language import extraction
from tests.conftest import FakeClock
from tests.conversations.context_cases import CASES
from tests.conversations.fakes import FakeRasa, Page


def names(replies: list[Reply]) -> list[str]:
    return [reply.answer for reply in replies]


async def the_conversation(parts: Parts) -> Conversation:
    async with parts.runtime.db.read() as session:
        return (await session.scalars(select(Conversation))).one()


@pytest.mark.parametrize(
    ("text", "before", "verdict", "meant"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)]
)
def test_what_a_follow_up_means(
    text: str, before: Before, verdict: Understood, meant: tuple[Meant, ...], clock: FakeClock
) -> None:
    assert understand(text, extraction.extract(text, now=clock()), verdict, before) == meant


async def asked(page: Page, rasa: FakeRasa, *topics: str) -> None:
    await page.send("halo")
    for topic in topics:
        rasa.says(topic)
        await page.send("pertanyaan panjang yang jelas sekali maksudnya")
    rasa.says("tidak_paham", verdict="reject", labels=("opp", "cek_p3mi"))


async def test_a_country_named_alone_gets_its_answer_with_source_and_date(page, rasa) -> None:
    await asked(page, rasa)
    [reply] = await page.send("kalau ke Taiwan?")
    assert reply.answer == "negara_tw" and reply.text.startswith("Kerja di Taiwan")
    assert reply.source and "dicek" in reply.source


async def test_questions_about_one_country_follow_each_other(page, rasa) -> None:
    await asked(page, rasa, "negara_tujuan")
    await page.send("kalau ke Taiwan?")
    [wage] = await page.send("gajinya?")
    assert "NT$20.000" in wage.text and "Biaya:" not in wage.text
    assert wage.choices[2].payload == '/tanya{"topic":"gaji_negara"}'
    [other] = await page.send("kalau jepang?")
    assert other.text.startswith("Kerja di Jepang. Gaji: belum kami ketahui")
    [cost] = await page.send("biayanya?")
    assert "Rincian biaya resmi ke Jepang" in cost.text and cost.source


async def test_of_a_closed_country_the_warning_is_told_instead_of_a_wage(page, rasa) -> None:
    await asked(page, rasa, "gaji_negara")
    [reply] = await page.send("kalau kamboja?")
    assert "bukan negara tujuan resmi" in reply.text and "Gaji" not in reply.text


@pytest.mark.parametrize(("text", "told"), [("kalau australia?", "Australia"), ("kalo qatar gmn", "Qatar")])
async def test_a_country_that_is_not_listed_is_not_invented(page, rasa, text, told) -> None:
    await asked(page, rasa, "gaji_negara")
    [reply] = await page.send(text)
    assert "belum kami ketahui" in reply.text and told in reply.text and "BP3MI" in reply.text
    assert reply.source and "{" not in reply.text


async def test_a_price_after_a_passport_is_the_passports(page, rasa) -> None:
    await asked(page, rasa, "paspor_syarat")
    assert names(await page.send("biayanya?")) == ["paspor_biaya"]


async def test_a_place_is_told_first_where_the_answer_has_a_line_for_it(page, rasa) -> None:
    await asked(page, rasa, "paspor_syarat")
    [reply] = await page.send("di Serang di mana?")
    assert reply.answer == "paspor_tempat" and "Jl. Warung Jaud" in reply.text and "Tangerang" not in reply.text
    [lebak] = await page.send("kalau di lebak dimana")
    assert "Pandeglang" in lebak.text


async def test_a_confident_other_topic_stands(page, rasa) -> None:
    await asked(page, rasa, "gaji_negara")
    rasa.says("paspor_syarat")
    assert names(await page.send("syarat paspor untuk ke taiwan")) == ["paspor_syarat"]


async def test_a_follow_up_works_while_rasa_is_silent(page, rasa) -> None:
    await asked(page, rasa, "negara_tujuan")
    rasa.is_silent()
    assert names(await page.send("kalau korea?")) == ["negara_kr"]
    assert names(await page.send("opp itu apa sebenarnya")) == ["rasa_diam"]


async def test_a_follow_up_is_no_miss(page, rasa, parts) -> None:
    await asked(page, rasa, "negara_tujuan")
    await page.send("anu itu loh")
    await page.send("kalau korea?")
    assert (await the_conversation(parts)).misses == 0


async def test_after_an_hour_or_a_report_there_is_nothing_to_follow(page, rasa, clock) -> None:
    await asked(page, rasa, "paspor_syarat")
    clock.advance(3_601)
    assert "paspor_biaya" not in names(await page.send("biayanya?"))
    await asked(page, rasa, "paspor_syarat")
    rasa.says("cek_tawaran")
    await page.send("coba cek tawaran ini dong buat saya")
    rasa.says("tidak_paham", verdict="reject")
    assert "paspor_biaya" not in names(await page.send("biayanya?"))


async def test_inside_a_report_nothing_is_followed_and_nothing_remembered(page, rasa, parts) -> None:
    await asked(page, rasa, "gaji_negara")
    async with parts.runtime.db.write() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        draft = await intake.new_draft(session, conversation, parts.runtime.settings, now=parts.runtime.clock())
        draft.asked = "kapan"
    rasa.says("lapor_kapan")
    assert names(await page.send("kalau ke Taiwan?")) == ["lapor_kapan"]
    assert (await the_conversation(parts)).last_country is None


async def test_a_cry_for_help_that_names_a_country_is_no_question(page, rasa) -> None:
    await asked(page, rasa, "gaji_negara")
    replies = await page.send("tolong saya disekap di malaysia")
    assert replies[0].urgent and "negara_my" not in names(replies)


async def test_deleting_ones_data_forgets_the_context(page, rasa, parts) -> None:
    await asked(page, rasa, "negara_tujuan")
    await page.send("kalau ke Taiwan?")
    assert (await the_conversation(parts)).last_country == "TW"
    async with parts.runtime.db.write() as session:
        (await session.scalars(select(Conversation))).one().pending = "hapus:"
    await page.send("ya hapus", payload="/setuju")
    after = await the_conversation(parts)
    assert (after.last_topic, after.last_country) == (None, None)


SUNDANESE = "abdi hayang nyaho dokumen naon wae nu kudu disiapkeun"
JAVANESE = "kule arep weruh dokumen napa bae sing kudu disiapaken"
INDONESIAN = "saya mau tahu dokumen apa saja yang harus disiapkan"


async def test_the_answer_comes_in_the_language_it_was_asked_in(page, rasa) -> None:
    await asked(page, rasa)
    rasa.says("dokumen_cpmi")
    for text, language in ((SUNDANESE, "su"), (JAVANESE, "jv"), (INDONESIAN, "id")):
        [reply] = await page.send(text)
        assert reply.language == language, text
    await page.send(SUNDANESE)
    rasa.says("jalur_ukps")
    [only_indonesian] = await page.send("ari nu dikirim ku pausahaan sorangan kumaha")
    assert only_indonesian.language == "id"
    rasa.says("dokumen_cpmi")
    [still] = await page.send("dokumen")
    assert still.language == "su"


async def test_a_pinned_language_holds_until_it_is_changed(page, rasa) -> None:
    await asked(page, rasa)
    rasa.says("dokumen_cpmi")
    await page.send(payload="!bahasa:su")
    assert [(await page.send(text))[0].language for text in (INDONESIAN, JAVANESE)] == ["su", "su"]
    await page.send(payload="!bahasa:id")
    assert (await page.send(SUNDANESE))[0].language == "id"


async def test_a_language_asked_for_in_words_is_pinned_by_the_action_and_answered_in_it(page, rasa, parts) -> None:
    await asked(page, rasa)

    async def pins() -> None:
        async with parts.runtime.db.write() as session:
            conversation = (await session.scalars(select(Conversation))).one()
            conversation.language, conversation.language_pinned = "jv", True

    rasa.says("ganti_bahasa_selesai")
    rasa.during = pins
    [reply] = await page.send("tolong pakai bahasa jawa serang saja ya")
    rasa.during = None
    assert reply.language == "jv"
    rasa.says("dokumen_cpmi")
    assert (await page.send(INDONESIAN))[0].language == "jv"
