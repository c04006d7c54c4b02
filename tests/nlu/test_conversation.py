"""A citizen's message through a real Rasa: names of answers come back, and what was understood."""

from __future__ import annotations

import pytest

from tests.nlu.conftest import House
from tests.nlu.house import Rasa

pytestmark = pytest.mark.rasa


def test_a_question_gets_its_topics_name_and_the_three_best_labels(rasa: Rasa, citizen: str) -> None:
    answer = rasa.say(citizen, "opp itu apa ya")
    assert answer["replies"] == [{"answer": "opp"}]
    assert (answer["intent"]["name"], answer["entities"], answer["verdict"]) == ("tanya", {"topic": "opp"}, "accept")
    assert [label["kind"] for label in answer["labels"]][:1] == ["topic"]
    assert len(answer["labels"]) == 3
    assert answer["labels"][0]["confidence"] >= answer["labels"][1]["confidence"]
    assert answer["failed"] is False


def test_a_doubtful_question_is_asked_back_with_two_labels(rasa: Rasa, citizen: str) -> None:
    answer = rasa.say(citizen, "mau tanya soal paspor")
    assert answer["verdict"] == "clarify"
    assert answer["intent"]["name"] == "ragu"
    (reply,) = answer["replies"]
    assert reply["answer"] == "maksud_anda"
    assert {reply["first"], reply["second"]} == {"paspor_syarat", "paspor_ditahan"}


@pytest.mark.parametrize("rubbish", ["asdkjh qwlkje zxmncb", "!!!", "123 456", "🙂", "mnbvcxz"])
def test_rubbish_is_refused(rasa: Rasa, citizen: str, rubbish: str) -> None:
    answer = rasa.say(citizen, rubbish)
    assert (answer["verdict"], answer["intent"]["name"]) == ("reject", "nlu_fallback")
    assert answer["replies"] == [{"answer": "tidak_paham"}]


def test_a_slip_of_the_thumb_is_still_understood(rasa: Rasa, citizen: str) -> None:
    assert rasa.names(citizen, "SYARAT bkin pasporr apa ajaa") == ["paspor_syarat"]


@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        ("/menu", "menu"),
        ("/salam", "sapa"),
        ("/pamit", "pamit"),
        ("/terima_kasih", "terima_kasih"),
        ("/setuju", "setuju_kosong"),
        ("/menolak", "menolak_kosong"),
        ("/batal", "batal_kosong"),
        ("/tidak_tahu", "tidak_tahu_kosong"),
        ("/makian", "makian"),
        ("/di_luar_topik", "di_luar_topik"),
        ("/cek_tawaran", "cek_tawaran"),
        ("/ikut_belajar", "ikut_belajar"),
        ("/berlangganan", "berlangganan"),
        ("/status_laporan", "status_minta_kode"),
        ("/pilih", "menu"),
        ('/tanya{"topic":"opp"}', "opp"),
        ('/tanya{"topic": "topic_taught_later"}', "topic_taught_later"),
    ],
)
def test_a_button_leads_to_its_answer(rasa: Rasa, citizen: str, payload: str, answer: str) -> None:
    heard = rasa.say(citizen, payload)
    assert [reply["answer"] for reply in heard["replies"]] == [answer]
    assert (heard["verdict"], heard["labels"], heard["failed"]) == ("command", [], False)


@pytest.mark.parametrize("act", ["tambah_info", "cabut_laporan", "bicara_petugas", "hapus_data", "ganti_bahasa"])
def test_an_act_with_an_action_calls_it(rasa: Rasa, citizen: str, act: str) -> None:
    rasa.say(citizen, f"/{act}")
    called = [event.get("name") for event in rasa.tracker(citizen)["events"] if event["event"] == "action"]
    assert f"action_{act}" in called


def test_a_typed_restart_wipes_nothing(rasa: Rasa, citizen: str) -> None:
    rasa.say(citizen, "/lapor")
    rasa.say(citizen, "/restart", next="kapan")
    tracker = rasa.tracker(citizen)
    assert tracker["active_loop"]["name"] == "lapor_form"
    assert "restart" not in [event["event"] for event in tracker["events"]]


def test_an_action_sees_the_message_id_and_what_was_understood(rasa: Rasa, citizen: str) -> None:
    (reply,) = rasa.say(citizen, "/status_laporan", message_id="m-17")["replies"]
    assert reply["message_id"] == "m-17"
    rasa.say(citizen, "opp itu apa ya", message_id="m-18")
    users = [event for event in rasa.tracker(citizen)["events"] if event["event"] == "user"]
    assert [user["message_id"] for user in users] == ["m-17", "m-18"]
    assert users[1]["parse_data"]["labels"][0]["name"] == "opp"
    assert users[1]["parse_data"]["verdict"] == "accept"


def test_replies_can_be_rebuilt_from_the_tracker(rasa: Rasa, citizen: str) -> None:
    said = rasa.say(citizen, "opp itu apa ya", message_id="m-1")["replies"]
    bot = [event["data"]["custom"] for event in rasa.tracker(citizen)["events"] if event["event"] == "bot"]
    assert bot == said


def test_rasa_answers_with_the_models_name(house: House, citizen: str) -> None:
    assert house.rasa.say(citizen, "/menu")["model"] == house.door.etag
