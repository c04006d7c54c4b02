"""What Rasa remembers: encrypted, kept over a kill, shared by two processes, and never silently lost."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.nlu.conftest import House
from tests.nlu.house import Rasa

pytestmark = pytest.mark.rasa
OTHER_KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def own(house: House, tmp_path: Path) -> Iterator[Rasa]:
    """A Rasa that a test may kill."""
    rasa = Rasa(tmp_path, actions_url=house.actions.url, model_url=house.door.url)
    rasa.start()
    yield rasa
    rasa.stop()


def rows(rasa: Rasa) -> list[tuple[str, str, str]]:
    """Sender, type and data of each stored event."""
    with closing(sqlite3.connect(rasa.tracker_url.removeprefix("sqlite:///"))) as database:
        return database.execute("SELECT sender_id, type_name, data FROM events ORDER BY id").fetchall()


def test_no_word_of_a_citizen_stands_in_the_database(rasa: Rasa, citizen: str) -> None:
    rasa.say(citizen, "paspor saya ditahan majikan kata kunci rahasia")
    stored = [data for sender, _, data in rows(rasa) if sender == citizen]
    assert stored
    assert all(data.startswith("1.") for data in stored)
    file = Path(rasa.tracker_url.removeprefix("sqlite:///"))
    for path in (file, Path(f"{file}-wal")):
        assert b"rahasia" not in path.read_bytes()


def test_the_same_event_is_never_stored_in_the_same_letters(rasa: Rasa, citizen: str) -> None:
    rasa.say(citizen, "/menu")
    stored = [data for _, _, data in rows(rasa)]
    assert len(stored) == len({data[:18] for data in stored})


def test_a_row_moved_to_another_conversation_does_not_open(rasa: Rasa, citizen: str) -> None:
    """It is set aside, and the conversation begins anew instead of staying silent for ever."""
    rasa.say(citizen, "/lapor")
    thief = f"{citizen}x"
    with closing(sqlite3.connect(rasa.tracker_url.removeprefix("sqlite:///"))) as database, database:
        database.execute(
            "INSERT INTO events (sender_id, type_name, timestamp, data) "
            "SELECT ?, type_name, timestamp, data FROM events WHERE sender_id = ?",
            (thief, citizen),
        )
    assert rasa.names(thief, "/menu") == ["menu"]
    assert rasa.tracker(thief)["active_loop"] == {}
    assert rasa.tracker(citizen)["active_loop"]["name"] == "lapor_form"
    assert [sender for sender, _, _ in rows(rasa)].count(thief) == 1
    assert any(sender.startswith("damaged:") for sender, _, _ in rows(rasa))


def test_an_open_report_survives_a_kill(own: Rasa, citizen: str) -> None:
    own.say(citizen, "/lapor")
    own.say(citizen, "ya", next="tempat")
    own.kill()
    own.start()
    assert own.names(citizen, "desa contoh", next="perekrut") == ["lapor_perekrut"]
    tracker = own.tracker(citizen)
    assert tracker["active_loop"]["name"] == "lapor_form"
    assert tracker["slots"]["aman"] == "dijawab"


def test_a_broken_store_refuses_the_message_and_forgets_nothing(own: Rasa, citizen: str) -> None:
    own.say(citizen, "/lapor")
    path = own.tracker_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE events RENAME TO elsewhere")
        reply = own.post({"sender": citizen, "message": "ya", "metadata": {"next": "kapan"}})
        assert (reply.status_code, reply.json()) == (503, {"error": "no_memory"})
        database.execute("ALTER TABLE elsewhere RENAME TO events")
    assert own.names(citizen, "ya", next="kapan") == ["lapor_kapan"]


def test_two_processes_share_one_file_and_one_conversation(house: House, own: Rasa, citizen: str) -> None:
    second = Rasa(own.log.parent, actions_url=house.actions.url, model_url=house.door.url, tracker_url=own.tracker_url)
    try:
        second.start()
        own.say(citizen, "/lapor")
        for turn, following in enumerate(("kapan", "tempat", "perekrut", "kejadian", "bukti")):
            assert (second, own)[turn % 2].names(citizen, "jawaban", next=following) == [f"lapor_{following}"]
        journal = closing(sqlite3.connect(own.tracker_url.removeprefix("sqlite:///")))
        with journal as database:
            assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    finally:
        second.stop()


@pytest.mark.parametrize("key", ["", "not base64!", base64.b64encode(b"short").decode(), OTHER_KEY])
def test_without_the_right_key_rasa_does_not_start(house: House, rasa: Rasa, tmp_path: Path, key: str) -> None:
    rasa.say("keeps-one-event", "/menu")
    locked_out = Rasa(
        tmp_path,
        actions_url=house.actions.url,
        model_url=house.door.url,
        tracker_url=rasa.tracker_url,
        BOT_TRACKER_KEY=key,
    )
    locked_out.start(wait=False)
    try:
        assert locked_out.exit_code(within=60) != 0
    finally:
        locked_out.stop()


@pytest.mark.postgres
def test_an_open_report_survives_a_kill_on_postgresql(
    house: House, tmp_path: Path, postgres_url: str, citizen: str
) -> None:
    admin = postgres_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "rasa_{citizen}"')
        host = connection.info
        url = f"postgresql://{host.user}:{host.password}@/rasa_{citizen}?host={host.host}&port={host.port}"
    on_postgres = Rasa(tmp_path, actions_url=house.actions.url, model_url=house.door.url, tracker_url=url)
    try:
        on_postgres.start()
        on_postgres.say(citizen, "/lapor")
        on_postgres.kill()
        on_postgres.start()
        assert on_postgres.names(citizen, "ya", next="kapan") == ["lapor_kapan"]
    finally:
        on_postgres.stop()
    with psycopg.connect(url) as connection:
        stored = connection.execute("SELECT data FROM events").fetchall()
    assert stored
    assert all(data.startswith("1.") for (data,) in stored)
