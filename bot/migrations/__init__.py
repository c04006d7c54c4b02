"""The schema's history (Alembic), applied by code so that `make run` needs no ini file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from bot.database import Database

_HERE = Path(__file__).resolve().parent


async def upgrade(db: Database, revision: str = "head") -> None:
    """Bring the database to a revision; does nothing when it is there already."""
    async with db.engine.connect() as connection:
        if revision == "head" and await connection.run_sync(is_current):
            return
        await connection.commit()
        await connection.run_sync(lambda sync: command.upgrade(config(sync), revision))
        await connection.commit()


def is_current(connection: Connection) -> bool:
    """Whether the database stands at the newest revision."""
    return MigrationContext.configure(connection).get_current_revision() == newest()


def newest() -> str | None:
    """The newest revision this code knows."""
    return ScriptDirectory(str(_HERE)).get_current_head()


def config(connection: Any = None) -> Config:
    """Alembic's configuration, with a live connection for env.py to use."""
    made = Config()
    made.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made
