"""Journeys run through real processes: our web, worker and action server, and a real Rasa with the real model."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.database import new_id
from tests.processes.house import House, WebCitizen


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.rasa)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def house_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str]]:
    """A folder and an empty database of the asked kind, for one house."""
    folder = tmp_path_factory.mktemp("house")
    if request.param == "sqlite":
        yield folder, f"sqlite+aiosqlite:///{folder / 'langkah-aman.db'}"
        return
    server = sa.make_url(request.getfixturevalue("postgres_url"))
    name = f"house_{new_id()[:10]}"
    with sa.create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield folder, server.set(database=name).render_as_string(hide_password=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(house_database: tuple[Path, str], model: Path) -> AsyncIterator[House]:
    """One running installation for all journeys of a kind of database."""
    folder, url = house_database
    house = House(folder, url, model)
    try:
        await house.open()
        yield house
    finally:
        await house.close()


@pytest_asyncio.fixture(loop_scope="session")
async def citizen(house: House) -> AsyncIterator[WebCitizen]:
    """Somebody who has never written before."""
    citizen = WebCitizen(house.url)
    yield citizen
    await citizen.close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = any("house_database" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "house_database" in metafunc.fixturenames and not chosen:
        kinds = [pytest.param("sqlite")]
        if not metafunc.config.getoption("--sqlite-only"):
            kinds.append(pytest.param("postgresql", marks=pytest.mark.postgres))
        metafunc.parametrize("house_database", kinds, indirect=True, scope="session")
