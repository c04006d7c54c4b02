"""The schema that migrations make is the schema that the models describe, on each kind of database."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from bot import migrations, tables
from bot.crypto import Keys
from bot.runtime import open_runtime
from bot.settings import Settings


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": False})
    return list(compare_metadata(context, tables.metadata))


async def test_a_new_database_stands_at_the_newest_revision_and_matches_the_models(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    runtime = open_runtime(settings, keys=Keys.fresh())
    await migrations.upgrade(runtime.db)
    async with runtime.db.engine.connect() as connection:
        assert await connection.run_sync(migrations.is_current)
        assert await connection.run_sync(differences) == []
        names = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    assert set(tables.metadata.tables) <= names
    await migrations.upgrade(runtime.db)  # a second time changes nothing
    await runtime.close()
