"""The gateway's client against a real Rasa: what it hears, what it can read again, and what it can forget."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from bot.conversations.rasa import Rasa
from bot.errors import RasaSilent
from tests.nlu.conftest import House
from tests.nlu.house import TOKEN

pytestmark = pytest.mark.rasa


def client_for(house: House, token: str = TOKEN) -> Rasa:
    tracker = house.rasa.tracker_url.replace("sqlite:", "sqlite+aiosqlite:")
    address = f"http://127.0.0.1:{house.rasa.port}"
    return Rasa(address, token, timeout=12, connect_timeout=2, tracker_url=tracker)


@pytest.fixture
async def client(house: House) -> AsyncIterator[Rasa]:
    client = client_for(house)
    yield client
    await client.close()


async def test_what_was_heard_can_be_read_again_by_its_message_id(client: Rasa, citizen: str) -> None:
    first, second = uuid4().hex, uuid4().hex
    question = await client.hear(citizen, "opp itu apa ya", first)
    assert question.replies == ({"answer": "opp"},) and question.verdict == "accept" and len(question.labels) == 3
    doubt = await client.hear(citizen, "mau tanya soal paspor", second)
    assert await client.remembered(citizen, first) == question
    assert await client.remembered(citizen, second) == doubt
    assert await client.remembered(citizen, uuid4().hex) is None
    assert await client.remembered(uuid4().hex, first) is None


async def test_a_payload_is_heard_as_a_command(client: Rasa, citizen: str) -> None:
    assert (await client.hear(citizen, "/menu", uuid4().hex)).verdict == "command"


async def test_a_wrong_token_is_silence_and_not_ready(house: House, citizen: str) -> None:
    stranger = client_for(house, token="salah")
    with pytest.raises(RasaSilent):
        await stranger.hear(citizen, "halo", uuid4().hex)
    assert not await stranger.ready(patience=2)
    await stranger.close()


async def test_ready_means_that_a_model_is_loaded(client: Rasa) -> None:
    assert await client.ready(patience=5)


async def test_what_is_forgotten_is_gone_and_the_next_message_begins_anew(client: Rasa, citizen: str) -> None:
    message = uuid4().hex
    await client.hear(citizen, "opp itu apa ya", message)
    await client.forget(citizen)
    assert await client.remembered(citizen, message) is None
    assert (await client.hear(citizen, "opp itu apa ya", message)).replies
