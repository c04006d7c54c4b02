"""One trained model and one running Rasa for all tests of the room; those that kill a Rasa start their own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.nlu.house import HERE, RASA_PYTHON, ROOT, ActionServer, ModelDoor, Rasa, train

TINY = [ROOT / "nlu" / "data" / "rules.yml", HERE / "tiny"]


@dataclass
class House:
    """A running Rasa and its neighbours."""

    door: ModelDoor
    actions: ActionServer
    rasa: Rasa


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the small examples."""
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed (make setup)")
    return train(tmp_path_factory.mktemp("models"), TINY)


@pytest.fixture(scope="session")
def house(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Rasa as `make run` starts it, with stand-ins for our actions and model door."""
    folder = tmp_path_factory.mktemp("house")
    door = ModelDoor()
    door.model = model
    actions = ActionServer(folder)
    rasa = Rasa(folder, actions_url=actions.url, model_url=door.url)
    try:
        actions.start()
        rasa.start()
        yield House(door, actions, rasa)
    finally:
        rasa.stop()
        actions.stop()
        door.close()


@pytest.fixture(scope="session")
def rasa(house: House) -> Rasa:
    """The shared Rasa."""
    return house.rasa


@pytest.fixture
def citizen() -> str:
    """A new conversation's random id."""
    return uuid.uuid4().hex
