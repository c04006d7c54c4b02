"""Safety does not depend on a model: with Rasa and its actions dead, numbers come and a raw tip can be sent."""

from __future__ import annotations

import re

import pytest

from tests.processes.house import House, WebCitizen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_cry_for_help_gets_numbers_and_a_sent_tip_while_rasa_and_its_actions_are_dead(
    citizen: WebCitizen, house: House
) -> None:
    house.pause("Rasa")
    house.pause("Aksi Rasa")
    try:
        replies = await citizen.say("tolong saya dikunci di kamar, tidak boleh keluar, hp saya mau diambil")
        assert "110" in replies[0]["text"]
        assert replies[0]["urgent"] is True
        await citizen.tap("Ya, kirim")
        assert citizen.heard[-1]["answer"] == "darurat_penerima"
        await citizen.tap("kirim semua")
        reply = (await citizen.tap("anonim"))[-1]
        assert reply["answer"] == "darurat_terkirim"
        assert re.search(r"Kode Anda: (?:[a-z]+ ){4}[a-z]+", reply["text"])
    finally:
        house.resume("Rasa")
        house.resume("Aksi Rasa")


async def test_an_ordinary_question_meets_an_apology_with_numbers_and_menu_while_rasa_is_dead(
    citizen: WebCitizen, house: House
) -> None:
    await citizen.say("halo")
    house.pause("Rasa")
    try:
        reply = (await citizen.say("syarat jadi tki apa aja"))[-1]
        assert reply["answer"] == "rasa_diam"
        assert "110" in reply["text"]
        assert reply["buttons"]
    finally:
        house.resume("Rasa")
    assert (await citizen.say("syarat jadi tki apa aja"))[-1]["answer"] == "syarat_umum"


async def test_what_is_told_in_a_report_is_kept_while_the_action_server_is_dead(
    citizen: WebCitizen, house: House
) -> None:
    await citizen.say("lapor")
    await citizen.tap("Ya, aman")
    house.pause("Aksi Rasa")
    try:
        assert (await citizen.say("besok dari desa pontang"))[-1]["answer"] == "rasa_diam"
    finally:
        house.resume("Aksi Rasa")
    await citizen.say("besok dari desa pontang")
    assert citizen.heard[-1]["answer"] == "lapor_perekrut"
