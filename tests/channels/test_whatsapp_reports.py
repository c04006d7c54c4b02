"""What became of our messages: reports in any order, time-outs reconciled, people gone, a token revoked (F125)."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator

import pytest

from bot.conversations.models import OutboxMessage
from bot.runtime import Runtime
from tests.channels.fake_whatsapp import TOKEN, Trouble
from tests.channels.serving import until
from tests.channels.test_whatsapp_journey import report
from tests.channels.whatsapp_house import DAY, House, house
from tests.conftest import FakeClock

PHONE, OTHER = "6281200001111", "6281200003333"
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What both databases do alike is tried on both by the tests without this mark."""


@pytest.fixture
async def home(seeded: Runtime, clock: FakeClock) -> AsyncIterator[House]:
    async with house(seeded, clock) as made:
        made.rasa.says("menu")
        yield made


async def only(home: House) -> OutboxMessage:
    (row,) = await home.outbox()
    return row


async def test_states_never_go_back_and_repeats_change_nothing(home: House) -> None:
    await home.says(PHONE, "halo")
    (message,) = home.api.sent
    assert (await only(home)).state == "sent"
    for status, state in (("read", "read"), ("sent", "read"), ("delivered", "read"), ("failed", "read")):
        for _ in range(2):
            await home.give(home.api.reports(message, status, *([131000] if status == "failed" else [])))
        row = await only(home)
        assert (row.state, row.body_sealed) == (state, None)
    assert len(home.api.sent) == 1


@on_sqlite
async def test_words_are_kept_until_they_arrived_and_no_number_stands_open(home: House) -> None:
    await home.says(PHONE, "halo")
    (message,) = home.api.sent
    row = await only(home)
    assert row.body_sealed is not None and row.platform_id is not None
    assert PHONE in base64.b64decode(message["id"].partition(".")[2]).decode()
    assert row.platform_id not in message["id"] and PHONE not in str(vars(row))
    await home.give(home.api.reports(message, "delivered"))
    assert (await only(home)).body_sealed is None


@pytest.mark.parametrize("echoes", [True, False], ids=["with our reference", "by id alone"])
async def test_a_report_that_comes_before_the_answer_to_our_call_counts(home: House, echoes: bool) -> None:
    home.api.echoes = echoes
    home.set_time()
    await home.give(home.api.says(PHONE, "halo"), work=False)
    early: list[dict[str, object]] = []
    take = home.api._take

    def noted(body: dict[str, object]) -> dict[str, object]:
        answer = take(body)
        early.append(home.api.reports(home.api.sent[-1], "delivered"))
        return answer

    home.api._take = noted  # type: ignore[method-assign]
    home.api.trouble.append(Trouble(hang=0.2, accepted=True))
    await home.worker.step()
    await home.worker.settle()
    running = await home.worker.step()
    await until(lambda: early)
    await home.give(early[0], work=False)
    await home.worker.settle()
    await home.later(10)
    assert running and (await only(home)).state == "delivered" and len(home.api.sent) == 1


@on_sqlite
@pytest.mark.parametrize("echoes", [True, False], ids=["with our reference", "by id alone"])
async def test_a_message_that_arrived_in_spite_of_a_time_out_is_not_sent_twice_if_its_report_names_us(
    home: House, echoes: bool
) -> None:
    home.api.echoes = echoes
    home.api.trouble.append(Trouble(hang=0.8, accepted=True))
    await home.says(PHONE, "halo")
    assert (await only(home)).state == "unsure" and len(home.api.sent) == 1
    await home.give(home.api.reports(home.api.sent[0], "sent"))
    await home.later(20)
    # Without our reference nobody can know that this id is ours: better twice than never.
    assert len(home.api.sent) == (1 if echoes else 2)
    assert (await only(home)).state == "sent"


@on_sqlite
async def test_a_time_out_without_a_report_is_sent_again_after_the_wait_and_not_sooner(home: House) -> None:
    home.api.trouble.append(Trouble(hang=0.8))
    await home.says(PHONE, "halo")
    await home.later(5)
    assert (await only(home)).state == "unsure" and home.api.sent == []
    await home.later(20)
    assert (await only(home)).state == "sent" and len(home.api.sent) == 1


@on_sqlite
async def test_passing_trouble_is_waited_out_in_order(home: House) -> None:
    home.api.trouble += [Trouble(500, 131000), Trouble(400, 131016), Trouble(502, -1)]
    for number in range(3):
        await home.says(PHONE, f"pertanyaan {number}")
    for _ in range(8):
        await home.later(30)
    assert [row.state for row in await home.outbox()] == ["sent"] * 3
    ids = [row.id for row in await home.outbox()]
    assert [message["biz_opaque_callback_data"] for message in home.api.sent] == [f"r{one}" for one in ids]


async def test_a_report_of_passing_trouble_sends_it_again_and_a_final_one_does_not(home: House) -> None:
    await home.says(PHONE, "halo")
    failed = home.api.reports(home.api.sent[0], "failed", 131000)
    for _ in range(2):
        await home.give(failed)
    await home.later(60)
    assert len(home.api.sent) == 2 and (await only(home)).state == "sent"
    await home.give(failed)  # an old report of the first try
    assert (await only(home)).state == "sent"
    await home.give(home.api.reports(home.api.sent[1], "failed", 131053))
    await home.later(3_600)
    assert len(home.api.sent) == 2 and (await only(home)).state == "failed"


@on_sqlite
async def test_a_closed_window_known_only_from_a_report_holds_the_question(home: House) -> None:
    await report(home, PHONE)
    before = len(home.api.sent)
    await home.ask("jam berapa?")
    home.api.closed.add(PHONE)
    await home.give(home.api.reports(home.api.sent[-1], "failed", 131047))
    assert [message["type"] for message in home.api.sent[before:]] == ["interactive", "template"]
    assert (await home.outbox())[-1].state == "held"
    knock = home.api.sent[-1]
    await home.give(home.api.reports(knock, "read"))
    assert (await home.outbox())[-1].state == "held", "the template was read, the question was not"
    await home.says(PHONE, "ya?")
    assert "jam berapa?" in home.api.texts(PHONE)[-1]


@on_sqlite
@pytest.mark.parametrize("by_report", [False, True], ids=["at once", "by report"])
async def test_who_cannot_be_reached_is_left_in_peace_until_they_write(home: House, by_report: bool) -> None:
    await report(home, PHONE)
    sent = len(home.api.sent)
    if not by_report:
        home.api.gone.add(PHONE)
    note = await home.ask("jam berapa?")
    if by_report:
        await home.give(home.api.reports(home.api.sent[-1], "failed", 131026))
        home.api.gone.add(PHONE)
    assert (await home.outbox())[-1].state == "dead" and (await home.note(note)).waiting
    refused = list(home.api.refusals)
    second = await home.ask("naik apa?")
    assert home.api.refusals == refused, "nothing more was tried"
    assert (await home.outbox())[-1].state == "dead" and (await home.note(second)).waiting
    home.api.gone.clear()
    await home.says(PHONE, "halo, saya kembali")
    await home.ask("sudah sampai?")
    assert "sudah sampai?" in home.api.texts(PHONE)[-1] and len(home.api.sent) == sent + 2 + by_report


@on_sqlite
async def test_a_knock_that_nobody_gets_ends_the_question(home: House) -> None:
    await report(home, PHONE)
    await home.later(2 * DAY)
    home.api.gone.add(PHONE)
    note = await home.ask("jam berapa?")
    assert (await home.outbox())[-1].state == "dead" and (await home.note(note)).waiting


@on_sqlite
async def test_a_revoked_token_is_one_incident_and_with_a_new_one_everything_arrives_in_order(home: House) -> None:
    home.api.token = "dicabut"
    for number in range(3):
        await home.says(PHONE, f"pertanyaan {number}")
    await home.says(OTHER, "halo")
    for _ in range(12):
        await home.later(3_600)
    assert await home.incidents() == {"channel_token"}
    assert {row.state for row in await home.outbox()} == {"errored", "waiting"} and home.api.sent == []
    home.api.token = TOKEN
    for _ in range(6):
        await asyncio.sleep(0.03)
        await home.later(3_600)
    assert [row.state for row in await home.outbox()] == ["sent"] * 4
    assert await home.incidents() == set()
    ids = [row.id for row in await home.outbox()][:3]
    told = [message["biz_opaque_callback_data"] for message in home.api.to(PHONE)]
    assert told == [f"r{one}" for one in ids]


@on_sqlite
async def test_reports_about_nobody_of_ours_are_dropped_without_trouble(home: House) -> None:
    stranger = {"id": "wamid.lain", "who": PHONE, "biz_opaque_callback_data": "r999999"}
    for reference in ("r999999", "k1", "x", "r" + "9" * 40, "rä", ""):
        await home.give(home.api.reports({**stranger, "biz_opaque_callback_data": reference}, "read"))
    for _ in range(6):
        await home.later(600)
    assert await home.outbox() == [] and await home.incidents() == set()
