"""Ask: a short true answer with source and date, or two good guesses, or a human; never a dead end."""

from __future__ import annotations

import pytest

from tests.processes.house import House, WebCitizen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_first_contact_says_that_this_is_a_machine_and_opens_three_doors(citizen: WebCitizen) -> None:
    [reply] = await citizen.say("halo")
    assert "mesin" in reply["text"]
    assert "110" in reply["text"]
    assert [button["title"] for button in reply["buttons"]] == ["Tanya", "Cek tawaran", "Lapor"]


async def test_a_careless_question_gets_the_answer_with_source_date_and_next_steps(citizen: WebCitizen) -> None:
    await citizen.say("halo")
    reply = (await citizen.say("bikin paspor buat kerja ke luar syaratnya apa aja ya min"))[-1]
    assert reply["answer"] == "paspor_syarat"
    assert "Sumber:" in reply["source"]
    assert "dicek 21 Nov 2026" in reply["source"]
    payloads = [button["payload"] for button in reply["buttons"]]
    assert "!terbantu:ya:paspor_syarat" in payloads
    assert any(payload.startswith("/tanya{") for payload in payloads)
    assert (await citizen.tap("Terbantu"))[-1]["answer"] == "terbantu_ya"


async def test_a_tapped_related_topic_is_answered(citizen: WebCitizen) -> None:
    await citizen.say("apa itu opp")
    related = next(button for button in citizen.heard[-1]["buttons"] if button["payload"].startswith("/tanya{"))
    reply = (await citizen.say(related["title"], payload=related["payload"]))[-1]
    assert reply["answer"] in related["payload"]


async def test_two_misses_in_a_row_end_in_menu_and_human(citizen: WebCitizen) -> None:
    await citizen.say("halo")
    first = (await citizen.say("zxqv blorp wekwek"))[-1]
    assert first["answer"] in ("tidak_paham", "maksud_anda", "di_luar_topik")
    second = (await citizen.say("qwrty plok plok"))[-1]
    third = (await citizen.say("mnbvc xkcd zzz"))[-1]
    assert "menu_dan_petugas" in (second["answer"], third["answer"])
    offered = [button["payload"] for button in citizen.heard[-1]["buttons"] or citizen.heard[-2]["buttons"]]
    assert offered, "a miss must never be a dead end"


async def test_asking_for_a_human_joins_the_duty_desks_queue_and_says_the_truth_about_hours(
    citizen: WebCitizen, house: House
) -> None:
    await citizen.say("halo")
    reply = (await citizen.say("mau bicara sama petugas aja"))[-1]
    assert reply["answer"] == "petugas_tutup"
    assert "belum dipastikan" in reply["text"]
    from sqlalchemy import select

    from bot.conversations.models import Handoff

    runtime = house.runtime()
    async with runtime.db.read() as session:
        agencies = set(await session.scalars(select(Handoff.agency).where(Handoff.state == "open")))
    await runtime.close()
    assert agencies == {"bp3mi_banten"}


async def test_the_language_can_be_chosen_and_is_kept(citizen: WebCitizen) -> None:
    await citizen.say("halo")
    assert (await citizen.say("Sunda", payload="!bahasa:su"))[-1]["language"] == "su"
    assert (await citizen.say("menu"))[-1]["language"] == "su"


async def test_a_message_sent_twice_is_answered_once(citizen: WebCitizen) -> None:
    first = await citizen.say("halo", message_id="ulang-1")
    again = await citizen.say("halo", message_id="ulang-1")
    assert [reply["id"] for reply in first] == [reply["id"] for reply in again]
