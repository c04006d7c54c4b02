"""Run by Rasa's own Python: what the tracker store keeps, over many turns and a clock that is set back."""

from __future__ import annotations

import asyncio
import base64
import os
import sqlite3
import sys
from pathlib import Path

os.environ["BOT_TRACKER_KEY"] = base64.b64encode(b"k" * 32).decode()

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SessionStarted, SlotSet, UserUttered

from nlu.components.tracker_store import EncryptedSQLTrackerStore

TURNS = 60
START = 2_000_000_000.0


async def main(folder: Path) -> None:
    url = f"sqlite:///{folder / 'rasa.db'}"
    domain = Domain.load("domain.yml")
    store = EncryptedSQLTrackerStore(domain=domain, host=url, recent_turns=2)
    lengths = []
    for turn in range(TURNS):
        tracker = await store.get_or_create_tracker("somebody", append_action_listen=False)
        now = START + turn if turn < TURNS // 2 else START - 86_400 + turn  # the clock is set back a day
        if not tracker.events:
            tracker.update_with_events(
                [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")], domain
            )
        tracker.update(UserUttered(f"message {turn}", {"name": "lapor"}, timestamp=now), domain)
        tracker.update(SlotSet("lapor_langkah", f"step {turn}", timestamp=now), domain)
        if turn == 3:
            tracker.update(ActiveLoop("lapor_form", timestamp=now), domain)
            tracker.update(SlotSet("aman", "dijawab", timestamp=now), domain)
            tracker.update(SlotSet("requested_slot", "kapan", timestamp=now), domain)
        tracker.update(ActionExecuted("lapor_form", timestamp=now), domain)
        tracker.update(BotUttered(None, {"custom": {"answer": f"answer {turn}"}}, timestamp=now), domain)
        tracker.update(ActionExecuted("action_listen", timestamp=now), domain)
        await store.save(tracker)
        await store.save(tracker)  # a second save of the same tracker adds nothing
        lengths.append(len(tracker.events))

    known = await store.retrieve("somebody")
    assert known is not None
    assert known.active_loop_name == "lapor_form"
    assert known.get_slot("aman") == "dijawab", "answered fifty turns ago"
    assert known.get_slot("requested_slot") == "kapan"
    assert known.get_slot("lapor_langkah") == f"step {TURNS - 1}"
    assert known.latest_message.text == f"message {TURNS - 1}"
    assert known.latest_action_name == "action_listen"
    assert known.latest_bot_utterance.data["custom"] == {"answer": f"answer {TURNS - 1}"}
    said = [event.text for event in known.events if isinstance(event, UserUttered)]
    assert said == [f"message {TURNS - 2}", f"message {TURNS - 1}"]
    assert max(lengths[10:]) <= lengths[10], "a tracker does not grow with its conversation"
    rows = sqlite3.connect(folder / "rasa.db").execute("SELECT type_name, data FROM events").fetchall()
    assert len(rows) == 1
    assert "message" not in rows[0][1]

    await what_rasa_wrote_before(url, domain, store)
    await forgotten_meanwhile(folder, store, domain)
    await damaged(folder, store, domain)


async def damaged(folder: Path, store: EncryptedSQLTrackerStore, domain: Domain) -> None:
    """A row that does not open is set aside; the conversation begins anew and is kept from then on."""
    with sqlite3.connect(folder / "rasa.db") as database:
        database.execute("UPDATE events SET data = '1.' || substr(data, 12) WHERE sender_id = 'somebody'")
    assert await store.retrieve("somebody") is None
    tracker = await store.get_or_create_tracker("somebody", append_action_listen=False)
    tracker.update(UserUttered("again", {"name": "menu"}), domain)
    await store.save(tracker)
    again = await store.retrieve("somebody")
    assert again is not None
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["again"]
    aside = sqlite3.connect(folder / "rasa.db").execute("SELECT 1 FROM events WHERE sender_id LIKE 'damaged:%'")
    assert len(aside.fetchall()) == 1
    EncryptedSQLTrackerStore(domain=domain, host=f"sqlite:///{folder / 'rasa.db'}")  # starts beside it


async def what_rasa_wrote_before(url: str, domain: Domain, store: EncryptedSQLTrackerStore) -> None:
    """Rows of the older kind, one event each, are read and become one row."""
    import json

    with store.session_scope() as session:
        for event in (SessionStarted(), UserUttered("old", {"name": "menu"}), SlotSet("aman", "dijawab")):
            data = store._cipher.seal("old-timer", json.dumps(event.as_dict()))
            session.add(
                SQLTrackerStore.SQLEvent(sender_id="old-timer", type_name=event.type_name, timestamp=1.0, data=data)
            )
        session.commit()
    tracker = await store.retrieve("old-timer")
    assert tracker is not None
    assert tracker.get_slot("aman") == "dijawab"
    tracker.update(UserUttered("new", {"name": "menu"}), domain)
    await store.save(tracker)
    again = await store.retrieve("old-timer")
    assert again is not None
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["old", "new"]


async def forgotten_meanwhile(folder: Path, store: EncryptedSQLTrackerStore, domain: Domain) -> None:
    """What was deleted while a message was worked on does not come back with it."""
    tracker = await store.retrieve("somebody")
    assert tracker is not None
    with sqlite3.connect(folder / "rasa.db") as database:
        database.execute("DELETE FROM events WHERE sender_id = 'somebody'")
    tracker.update(UserUttered("after", {"name": "menu"}), domain)
    await store.save(tracker)
    again = await store.retrieve("somebody")
    assert again is not None
    assert (
        len(sqlite3.connect(folder / "rasa.db").execute("SELECT 1 FROM events WHERE sender_id = 'somebody'").fetchall())
        == 1
    )


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
