"""The document checklist: ticked by tap, number or name, remembered, shown with what is left, emptied on request."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.answers.checklist import Checklist, load_checklist
from bot.conversations.messages import Reply
from bot.conversations.models import Conversation
from bot.parts import Parts
from bot.settings import ROOT

LIST = load_checklist(ROOT / "content")


async def ticked(parts: Parts) -> list[str]:
    async with parts.runtime.db.read() as session:
        kept = (await session.scalars(select(Conversation))).one().checklist
    return list((kept or {}).get("done", ()))


def titles(reply: Reply) -> list[str]:
    return [choice.title for choice in reply.choices]


async def opened(page, rasa) -> Reply:
    await page.send("halo")
    rasa.says("dokumen_cpmi")
    [answer] = await page.send("dokumen apa saja yang harus saya siapkan")
    assert answer.choices[0].title == "Buka daftar periksa"
    [shown] = await page.send(payload=answer.choices[0].payload)
    return shown


async def test_it_opens_under_the_documents_answer_with_nothing_ticked_and_its_source(page, rasa) -> None:
    shown = await opened(page, rasa)
    assert shown.answer == "daftar_periksa" and "Belum ada yang ditandai" in shown.text
    assert titles(shown)[0] == "☐ KTP dan KK" and "Kosongkan" not in titles(shown)
    assert shown.source and "dicek 21 Nov 2026" in shown.source


async def test_a_tap_ticks_an_item_and_says_what_is_left_and_what_comes_next(page, rasa, parts) -> None:
    await opened(page, rasa)
    await page.send(payload="!centang:ktp_kk")
    [shown] = await page.send(payload="!centang:paspor")
    assert {"✓ KTP dan KK", "✓ Paspor", "☐ Visa kerja", "Kosongkan"} <= set(titles(shown))
    assert f"Sudah ada 2 dari {len(LIST.items)}. Belum: Akta atau ijazah," in shown.text
    assert "Berikutnya: Akta atau ijazah." in shown.text and "Belum: Paspor" not in shown.text
    assert await ticked(parts) == ["ktp_kk", "paspor"]


async def test_a_second_tap_on_an_old_button_changes_nothing_and_a_ticked_one_is_unticked(page, rasa, parts) -> None:
    await opened(page, rasa)
    for _ in range(2):
        await page.send(payload="!centang:paspor")
    assert await ticked(parts) == ["paspor"]
    await page.send(payload="!centang:paspor:lepas")
    assert await ticked(parts) == []


async def test_without_buttons_a_number_or_a_name_ticks(page, rasa, parts) -> None:
    shown = await opened(page, rasa)
    number = titles(shown).index("☐ Paspor") + 1
    await page.send(str(number))
    await page.send("visa kerja")
    assert await ticked(parts) == ["paspor", "visa_kerja"]


async def test_it_is_remembered_across_other_talk_and_emptied_on_request(page, rasa, parts) -> None:
    await opened(page, rasa)
    await page.send(payload="!centang:paspor")
    rasa.says("opp")
    await page.send("opp itu apa ya pak")
    [again] = await page.send(payload="!centang")
    assert "✓ Paspor" in titles(again)
    [emptied] = await page.send(payload="!centang:kosongkan")
    assert "Belum ada yang ditandai" in emptied.text and await ticked(parts) == []


async def test_when_all_is_there_the_office_is_named(page, rasa) -> None:
    await opened(page, rasa)
    for item in LIST.items:
        [shown] = await page.send(payload=f"!centang:{item.key}")
    assert f"Semua {len(LIST.items)} sudah ditandai" in shown.text and "Disnaker" in shown.text


@pytest.mark.parametrize("odd", ["!centang:bukan_dokumen", "!centang:paspor:entah", "!centang:a:b:c:d"])
async def test_a_stranger_cannot_write_into_the_list(page, rasa, parts, odd) -> None:
    await opened(page, rasa)
    await page.send(payload=odd)
    assert await ticked(parts) == []


async def test_only_the_ticks_are_kept_and_they_are_sealed(page, rasa, parts) -> None:
    await opened(page, rasa)
    await page.send(payload="!centang:paspor")
    async with parts.runtime.db.read() as session:
        [row] = await session.execute(select(Conversation.checklist_sealed))
    assert row[0] is not None and b"paspor" not in row[0]


async def test_deleting_ones_data_empties_it(page, rasa, parts) -> None:
    await opened(page, rasa)
    await page.send(payload="!centang:paspor")
    async with parts.runtime.db.write() as session:
        (await session.scalars(select(Conversation))).one().pending = "hapus:"
    await page.send("ya hapus", payload="/setuju")
    assert await ticked(parts) == []


@pytest.mark.parametrize("language", ["id", "su", "jv", "bew"])
def test_it_fits_one_message_in_every_language(language: str) -> None:
    keys = [item.key for item in LIST.items]
    for done in ([], keys[:1], keys[:-1], keys):
        assert len(LIST.state(done, language)) <= 350
        assert all(len(choice.title) <= 20 for choice in LIST.choices(done, language))


def test_an_empty_list_is_complete() -> None:
    assert Checklist().marked(["paspor"], ("paspor",)) == [] and Checklist().choices([], "id") == ()
