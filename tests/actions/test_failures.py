"""A call that fails writes nothing, loses nothing, and tells no log what somebody said."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import func, select

from bot.errors import NotFound
from bot.tips import sending
from bot.tips.models import StepTaken, Tip
from tests.actions.conftest import Rasa

SAID = "Pak Contoh 0812-0000-1234 dari Pontang"
SECRETS = ("Contoh", "0812", "Pontang")


def call_of_nobody(message_id: str) -> dict[str, object]:
    """What Rasa would send for a conversation that we do not know."""
    heard = {"intent": {"name": "lapor"}, "text": SAID, "metadata": {"message_id": message_id}}
    return {
        "next_action": "validate_lapor_form",
        "tracker": {"sender_id": "0" * 32, "slots": {"aman": SAID}, "latest_message": heard},
        "domain": {},
        "version": "3.6.21",
    }


async def test_an_unknown_conversation_fails_and_writes_nothing(rasa: Rasa) -> None:
    with pytest.raises(NotFound):
        await rasa.executor.run(call_of_nobody(await rasa.citizen.send(SAID)))
    async with rasa.citizen.runtime.db.read() as session:
        for model in (Tip, StepTaken):
            assert await session.scalar(select(func.count()).select_from(model)) == 0


async def test_logs_hold_no_words_whether_a_call_works_or_fails(rasa: Rasa, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await rasa.hears(SAID, intent="lapor")
    with pytest.raises(NotFound) as failure:
        await rasa.executor.run(call_of_nobody(rasa.citizen.last_message))
    told = caplog.text + str(failure.value) + "".join(str(record.exc_info) for record in caplog.records)
    assert not any(secret in told for secret in SECRETS)


async def test_when_a_part_of_sending_breaks_nothing_is_left_and_saying_it_again_sends(
    rasa: Rasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rasa.hears(tap="/lapor", intent="lapor")
    for tap in ("#kendali=kirim_sekarang", "#penerima=lanjut", "#balasan=anonim"):
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
    assert rasa.slots == before, "Rasa keeps the form open"

    assert [said["answer"] for said in await rasa.call("validate_lapor_form")] == ["lapor_terkirim"]
    assert len(await rasa.citizen.referrals(tip.id)) == 3
