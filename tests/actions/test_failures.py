"""A call that does not fit fails cleanly: nothing is written, and no log holds what somebody said."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from rasa_sdk import endpoint
from rasa_sdk.interfaces import ActionNotFoundException
from sqlalchemy import func, select

from actions.server import ACTIONS, executor
from bot.errors import NotFound
from bot.tips import sending
from bot.tips.models import StepTaken, Tip, TipFact
from tests.actions.conftest import Rasa, Tracker

SECRET = "Pak Contoh 0812-0000-1234 dari Pontang"


def unknown_sender(call: Tracker) -> None:
    call["tracker"]["sender_id"] = "0" * 32


def no_metadata(call: Tracker) -> None:
    del call["tracker"]["latest_message"]["metadata"]


def odd_message_id(call: Tracker) -> None:
    call["tracker"]["latest_message"]["metadata"] = {"message_id": {"id": 1}}


def message_of_nobody(call: Tracker) -> None:
    call["tracker"]["latest_message"]["metadata"] = {"message_id": "f" * 32}


@pytest.mark.parametrize("spoil", [unknown_sender, no_metadata, odd_message_id, message_of_nobody])
async def test_a_call_for_nobody_we_know_fails_and_writes_nothing(rasa: Rasa, spoil: Any) -> None:
    await rasa.citizen.send(SECRET)
    call = rasa.call("validate_lapor_form", intent="lapor")
    spoil(call)
    with pytest.raises(NotFound):
        await rasa.actions.run(call)
    async with rasa.citizen.runtime.db.read() as session:
        for model in (Tip, TipFact, StepTaken):
            assert await session.scalar(select(func.count()).select_from(model)) == 0


async def test_a_message_of_somebody_else_is_never_acted_on(rasa: Rasa) -> None:
    other = await type(rasa.citizen)(rasa.citizen.runtime, rasa.citizen.clock).arrive()
    await other.send(SECRET)
    rasa.citizen.last_message = other.last_message
    with pytest.raises(NotFound):
        await rasa.run("validate_lapor_form", intent="lapor")


async def test_when_sending_breaks_nothing_is_left_and_the_form_stays_where_it_was(
    rasa: Rasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rasa.hears(tap="/lapor", intent="lapor")
    await rasa.hears("kirim sekarang")
    for tap in ("#penerima=lanjut", "#balasan=anonim"):
        await rasa.hears(tap=tap, intent="pilih")
    before = dict(rasa.slots)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the notice could not be written")

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(sending, "notify", broken)
        await rasa.hears(tap="#kirim=ya", intent="pilih")
    (tip,) = await rasa.citizen.tips()
    assert (tip.status, tip.receipt_hash, tip.asked) == ("unsent", None, "kirim")
    assert await rasa.citizen.referrals(tip.id) == {}
    assert rasa.slots == before

    assert [said["answer"] for said in await rasa.run("validate_lapor_form")] == ["lapor_terkirim"]


async def test_logs_hold_no_words_whether_it_works_or_fails(rasa: Rasa, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await rasa.hears(SECRET, intent="lapor")
    call = rasa.call("validate_lapor_form", intent="lapor", text=SECRET)
    unknown_sender(call)
    with pytest.raises(NotFound):
        await rasa.actions.run(call)
    told = caplog.text + "".join(str(record.exc_info) for record in caplog.records)
    for secret in ("Contoh", "0812", "Pontang"):
        assert secret not in told


async def test_the_executor_knows_our_actions_and_nothing_else() -> None:
    made = executor()
    assert set(made.actions) == {action().name() for action in ACTIONS}
    with pytest.raises(ActionNotFoundException):
        await made.run({"next_action": "action_session_start", "tracker": {}})


async def test_over_http_an_unknown_conversation_is_an_error_without_words(rasa: Rasa) -> None:
    await rasa.citizen.send(SECRET)
    call = rasa.call("validate_lapor_form", intent="lapor", text=SECRET)
    unknown_sender(call)
    app = endpoint.create_app(rasa.actions)
    _, answer = await app.asgi_client.post("/webhook", json=call)
    assert answer.status == 500
    for secret in ("Contoh", "0812", "Pontang"):
        assert secret not in answer.text
