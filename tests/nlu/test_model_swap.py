"""A topic taught while Rasa runs: data added, trained, pulled by ETag, asked and answered; an open report goes on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.nlu.conftest import TINY, House
from tests.nlu.house import HERE, TOKEN, ModelDoor, Rasa, train

pytestmark = pytest.mark.rasa
NEW_TOPIC = """
version: "3.1"
nlu:
  - intent: tanya/kartu_pmi
    examples: |
      - kartu pmi itu buat apa
      - cara dapat kartu pmi
      - kartu pmi hilang gimana
      - bikin kartu pmi di mana
      - kartu pmi bayar gak
      - wajib punya kartu pmi ya
"""


def test_a_topic_is_added_without_restarting_anything(house: House, model: Path, tmp_path: Path, citizen: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(HERE / "tiny", data)
    (data / "kartu_pmi.yml").write_text(NEW_TOPIC)
    door = ModelDoor()
    rasa = Rasa(tmp_path, actions_url=house.actions.url, model_url=door.url)
    try:
        rasa.start(wait=False)
        _wait(lambda: _status(rasa, citizen) == 503, "an answer without a model")
        door.model = model
        _wait(lambda: _status(rasa, citizen) == 200, "the first model")
        assert rasa.names(citizen, "/lapor") == ["lapor_aman"]
        assert rasa.names(f"{citizen}2", "kartu pmi itu buat apa") != ["kartu_pmi"]
        door.model = train(tmp_path / "models", [TINY[0], data])
        _wait(lambda: rasa.say(f"{citizen}3", "/menu")["model"] == door.etag, "the second model")
        assert rasa.names(f"{citizen}2", "cara dapat kartu pmi gimana") == ["kartu_pmi"]
        assert rasa.names(citizen, "ya", next="kapan") == ["lapor_kapan"]
        asked = door.not_modified
        _wait(lambda: door.not_modified > asked, "a 304")
        assert door.authorizations == {f"Bearer {TOKEN}"}
    finally:
        rasa.stop()
        door.close()


def test_training_the_same_data_again_costs_nothing(model: Path) -> None:
    written = model.stat().st_mtime_ns
    assert train(model.parent, TINY) == model
    assert model.stat().st_mtime_ns == written


def _status(rasa: Rasa, citizen: str) -> int:
    try:
        return rasa.post({"sender": citizen, "message": "/menu"}).status_code
    except httpx.TransportError:  # nobody listens yet
        return 0


def _wait(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 90
    while not holds():
        assert time.monotonic() < deadline, f"waited too long for {what}"
        time.sleep(0.3)
