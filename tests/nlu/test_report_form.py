"""The report form: one action decides every step, no rule interrupts it, and failures do not end it."""

from __future__ import annotations

import pytest

from tests.nlu.house import Rasa

pytestmark = pytest.mark.rasa


def requested(rasa: Rasa, citizen: str) -> tuple[object, object]:
    """The open form and the slot it asks for."""
    tracker = rasa.tracker(citizen)
    return tracker["active_loop"].get("name"), tracker["slots"]["requested_slot"]


@pytest.mark.parametrize("opening", ["/lapor", "/darurat", "saya mau lapor"])
def test_a_report_opens_with_the_question_that_the_action_asks(rasa: Rasa, citizen: str, opening: str) -> None:
    assert rasa.names(citizen, opening) == ["lapor_aman"]
    assert requested(rasa, citizen) == ("lapor_form", "aman")


def test_the_action_may_jump_forward_and_back(rasa: Rasa, citizen: str) -> None:
    rasa.say(citizen, "/lapor")
    for following in ("kapan", "penerima", "tempat", "tempat", "kirim", "aman"):
        assert rasa.names(citizen, "jawaban", next=following) == [f"lapor_{following}"]
        assert requested(rasa, citizen) == ("lapor_form", following)


@pytest.mark.parametrize("message", ["/menu", "/salam", "/batal", "/pilih", "/lapor", "opp itu apa ya", "asdkjh qwlk"])
def test_no_rule_interrupts_the_form(rasa: Rasa, citizen: str, message: str) -> None:
    rasa.say(citizen, "/lapor")
    assert rasa.names(citizen, message, next="kapan") == ["lapor_kapan"]


def test_a_question_in_the_middle_is_answered_by_the_action_and_the_form_goes_on(rasa: Rasa, citizen: str) -> None:
    rasa.say(citizen, "/lapor")
    rasa.say(citizen, "ya", next="kapan")
    assert rasa.names(citizen, "opp itu apa ya", next="kapan", say="opp") == ["opp", "lapor_kapan"]
    assert rasa.names(citizen, "besok", next="tempat") == ["lapor_tempat"]


@pytest.mark.parametrize("end", ["kirim", "batal", "tidak_aman"])
def test_an_ended_form_calls_the_last_action_once_and_a_new_report_may_open(rasa: Rasa, citizen: str, end: str) -> None:
    rasa.say(citizen, "/lapor")
    rasa.say(citizen, "ya", next="kapan")
    assert rasa.say(citizen, "selesai", next="", hasil=end)["replies"] == [{"answer": "lapor_terkirim", "hasil": end}]
    events = rasa.tracker(citizen)["events"]
    assert [event.get("name") for event in events].count("action_lapor_selesai") == 1
    assert requested(rasa, citizen) == (None, None)
    assert rasa.names(citizen, "/salam") == ["sapa"]
    assert rasa.names(citizen, "/lapor") == ["lapor_aman"]


def test_a_form_may_end_in_the_message_that_opened_it(rasa: Rasa, citizen: str) -> None:
    assert rasa.names(citizen, "/lapor", next="", hasil="tidak_aman") == ["lapor_terkirim"]
    assert requested(rasa, citizen) == (None, None)


def test_an_action_that_fails_at_the_opening_leaves_no_form_and_sends_nothing(rasa: Rasa, citizen: str) -> None:
    answer = rasa.say(citizen, "/lapor", fail="raise")
    assert (answer["failed"], answer["replies"]) == (True, [])
    assert requested(rasa, citizen) == (None, None)
    assert rasa.names(citizen, "/lapor") == ["lapor_aman"]


def test_an_action_that_fails_in_the_middle_leaves_the_form_where_it_was(rasa: Rasa, citizen: str) -> None:
    rasa.say(citizen, "/lapor")
    rasa.say(citizen, "ya", next="kapan")
    answer = rasa.say(citizen, "besok", fail="raise")
    assert (answer["failed"], answer["replies"]) == (True, [])
    assert requested(rasa, citizen) == ("lapor_form", "kapan")
    assert rasa.names(citizen, "besok", next="tempat") == ["lapor_tempat"]


def test_when_the_last_action_fails_it_is_said_and_a_new_report_still_opens(rasa: Rasa, citizen: str) -> None:
    rasa.say(citizen, "/lapor")
    assert rasa.say(citizen, "kirim", next="", fail_end="yes")["failed"] is True
    assert rasa.names(citizen, "/lapor") == ["lapor_aman"]
    assert rasa.names(citizen, "ya", next="kapan") == ["lapor_kapan"]
