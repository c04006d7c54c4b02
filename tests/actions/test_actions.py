"""Rasa's actions: names and markers go out, nothing a citizen said, and a repeated call does no harm."""

from __future__ import annotations

import inspect
import json
import pickle
from pathlib import Path

import pytest
import yaml
from rasa_sdk.interfaces import ActionNotFoundException

from actions.base import OurAction
from actions.server import ACTIONS, executor
from bot.agencies.models import Agency
from bot.conversations import handoff
from bot.conversations.models import Conversation
from bot.errors import NotFound
from bot.settings import ROOT
from bot.tips.intake.questions import SLOTS
from tests.actions.conftest import Rasa


def names(replies: list[dict[str, str]]) -> list[str]:
    return [reply["answer"] for reply in replies]


def test_the_server_knows_exactly_the_actions_of_the_domain() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(executor().actions) == set(domain["actions"])
    assert domain["forms"]["lapor_form"]["required_slots"] == list(SLOTS)


def test_actions_hold_no_live_thing_because_the_server_pickles_them() -> None:
    for action in ACTIONS:
        made = action()
        assert vars(made) == {}
        assert pickle.loads(pickle.dumps(made)).name() == made.name()


def test_the_shared_base_is_abstract_so_that_it_is_never_registered() -> None:
    assert inspect.isabstract(OurAction)


async def test_a_whole_report_through_the_form_gives_markers_and_names_only(rasa: Rasa) -> None:
    said = [await rasa.hears(tap="/lapor", intent="lapor")]
    assert names(said[0]) == ["lapor_buka", "lapor_aman"]
    for tap in ("#aman=ya", "#kapan=besok"):
        said.append(await rasa.hears(tap=tap, intent="pilih"))
    for words in ("Lontar, Tirtayasa", "Pak Contoh 0812-0000-1111", "dikurung di rumah Pak Contoh"):
        said.append(await rasa.hears(words, intent="nlu_fallback", confidence=0.2))
    for tap in ("#bukti=selesai", "#penerima=lanjut", "#balasan=anonim"):
        said.append(await rasa.hears(tap=tap, intent="pilih"))
    assert rasa.slots["requested_slot"] == "kirim"
    assert {rasa.slots[slot] for slot in SLOTS if slot != "kirim"} == {"dijawab", "dilewati"}

    said.append(await rasa.hears(tap="#kirim=ya", intent="pilih"))
    assert names(said[-1]) == ["lapor_terkirim"]
    assert (rasa.slots["requested_slot"], rasa.slots["lapor_hasil"]) == (None, "kirim")
    assert [tip.status for tip in await rasa.citizen.tips()] == ["sent"]
    told = json.dumps(said) + json.dumps(rasa.slots)
    assert "0812" not in told and "Contoh" not in told and "Tirtayasa" not in told

    await rasa.call("action_lapor_selesai")
    assert not [slot for slot in (*SLOTS, "lapor_langkah", "lapor_hasil") if rasa.slots[slot] is not None]


async def test_every_step_sets_a_slot_so_that_the_form_never_counts_as_refused(rasa: Rasa) -> None:
    await rasa.hears(tap="/lapor", intent="lapor")
    steps = []
    for words in ("hmm", "hmm hmm", "ga tau"):
        await rasa.hears(words, intent="nlu_fallback", confidence=0.1)
        steps.append(rasa.slots["lapor_langkah"])
    assert len(set(steps)) == 3


async def test_the_same_call_twice_says_the_same_and_changes_nothing(rasa: Rasa) -> None:
    await rasa.hears(tap="/lapor", intent="lapor")
    await rasa.hears(tap="#aman=ya", intent="pilih")
    before = dict(rasa.slots)
    first = await rasa.hears("besok sama Pak Contoh 0812-0000-1111", intent="nlu_fallback")
    after = dict(rasa.slots)
    rasa.slots = before  # Rasa lost the events of the first call
    assert await rasa.call("validate_lapor_form", intent="nlu_fallback") == first
    assert rasa.slots == after


async def test_sending_repeated_gives_one_tip_and_the_same_reply(rasa: Rasa) -> None:
    await rasa.hears(tap="/lapor", intent="lapor")
    for tap in ("#kendali=kirim_sekarang", "#penerima=lanjut", "#balasan=anonim"):
        await rasa.hears(tap=tap, intent="pilih")
    before = dict(rasa.slots)
    first = await rasa.hears(tap="#kirim=ya", intent="pilih")
    rasa.slots = before
    assert await rasa.call("validate_lapor_form", intent="pilih") == first
    assert len(await rasa.citizen.tips()) == 1


async def test_a_human_asked_for_inside_a_report_is_called_and_the_question_comes_again(rasa: Rasa) -> None:
    await rasa.hears(tap="/lapor", intent="lapor")
    await rasa.hears(tap="#aman=ya", intent="pilih")
    said = await rasa.hears("mau bicara petugas", intent="bicara_petugas", confidence=0.95)
    assert names(said) == ["petugas_tutup", "lapor_kapan"]
    async with rasa.citizen.runtime.db.read() as session:
        waiting = await handoff.current(session, rasa.citizen.conversation_id)
        assert waiting is not None and waiting.agency == "bp3mi_banten"


async def test_asking_for_a_human_opens_one_handoff_and_says_the_hours_only_if_they_are_known(rasa: Rasa) -> None:
    await rasa.citizen.send("petugas")
    assert names(await rasa.call("action_bicara_petugas", intent="bicara_petugas")) == ["petugas_tutup"]
    async with rasa.citizen.at_work() as (session, _):
        (await session.get_one(Agency, "bp3mi_banten")).hours = {"tue": ["08:00", "16:00"]}
    await rasa.citizen.send("petugas")
    assert names(await rasa.call("action_bicara_petugas", intent="bicara_petugas")) == ["petugas_buka"]


@pytest.mark.parametrize(
    ("action", "asks"),
    [
        ("action_status_laporan", "status_minta_kode"),
        ("action_tambah_info", "tambah_info_minta_kode"),
        ("action_cabut_laporan", "cabut_minta_kode"),
    ],
)
async def test_follow_up_without_a_code_asks_for_it(rasa: Rasa, action: str, asks: str) -> None:
    await rasa.citizen.send("laporan saya")
    assert names(await rasa.call(action)) == [asks]


async def test_the_status_is_found_by_a_code_that_rasa_never_saw(rasa: Rasa) -> None:
    code = await rasa.citizen.report("#aman=ya", "#kapan=besok")
    await rasa.citizen.send(f"status {code}")
    said = await rasa.call("action_status_laporan", intent="status_laporan")
    assert names(said) == ["status_laporan"]
    assert code not in json.dumps(said)


async def test_deletion_is_asked_about_first(rasa: Rasa) -> None:
    await rasa.citizen.send("hapus data saya")
    assert names(await rasa.call("action_hapus_data")) == ["hapus_data_tanya"]
    async with rasa.citizen.runtime.db.read() as session:
        assert (await session.get_one(Conversation, rasa.citizen.conversation_id)).pending == "hapus:"


@pytest.mark.parametrize(
    ("text", "answer", "language"),
    [
        ("pake basa sunda bae", "ganti_bahasa_selesai", "su"),
        ("jawa serang", "ganti_bahasa_selesai", "jv"),
        ("bahasa indonesia aja", "ganti_bahasa_selesai", "id"),
        ("ganti bahasa", "ganti_bahasa_tanya", "id"),
        ("sunda apa jawa ya", "ganti_bahasa_tanya", "id"),
    ],
)
async def test_a_language_that_is_named_is_taken(rasa: Rasa, text: str, answer: str, language: str) -> None:
    await rasa.citizen.send(text)
    assert names(await rasa.call("action_ganti_bahasa")) == [answer]
    async with rasa.citizen.runtime.db.read() as session:
        row = await session.get_one(Conversation, rasa.citizen.conversation_id)
        assert (row.language, row.language_pinned) == (language, answer == "ganti_bahasa_selesai")


async def test_a_message_of_another_conversation_is_refused(rasa: Rasa) -> None:
    await rasa.citizen.send("petugas")
    mine = rasa.citizen.last_message
    await rasa.citizen.arrive()
    rasa.citizen.last_message = mine
    with pytest.raises(NotFound):
        await rasa.call("action_bicara_petugas")


@pytest.mark.parametrize("metadata", [{}, None, {"message_id": None}, {"message_id": 7}, {"message_id": "x"}])
async def test_a_call_without_a_known_message_fails_and_changes_nothing(rasa: Rasa, metadata: object) -> None:
    await rasa.citizen.send("petugas")
    with pytest.raises(NotFound):
        await rasa.call("action_bicara_petugas", metadata=metadata)


async def test_an_action_nobody_wrote_is_not_found(rasa: Rasa) -> None:
    await rasa.citizen.send("petugas")
    with pytest.raises(ActionNotFoundException):
        await rasa.call("action_jalan_pintas")


def test_actions_word_nothing_themselves() -> None:
    for path in (Path(ROOT) / "actions").glob("*.py"):
        assert "utter_message(text" not in path.read_text(encoding="utf-8")
