"""An installation of the first release, full of data, is brought to today's schema and loses no row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from bot import migrations
from bot.crypto import Keys
from bot.database import Base
from bot.runtime import open_runtime
from bot.settings import Settings
from tests.migrations.test_schema import differences

FIRST = "0001"
ROWS = 3


async def test_every_row_of_the_first_release_is_there_and_can_be_read(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    runtime = open_runtime(settings, keys=Keys.fresh())
    await migrations.upgrade(runtime.db, await _revision(runtime.db.engine, FIRST))
    async with runtime.db.engine.begin() as connection:
        before = await connection.run_sync(_fill)
    assert len(before) > 20
    await migrations.upgrade(runtime.db)
    async with runtime.db.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        kept = set(await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()))
        for table in set(before) & kept:
            count = await connection.scalar(select(sa.func.count()).select_from(sa.table(table)))
            assert count >= before[table], table
    async with runtime.db.read() as session:
        for mapper in Base.registry.mappers:
            await session.execute(select(mapper.class_))
    await runtime.close()


async def _revision(_engine: object, beginning: str) -> str:
    """The full name of a revision by its number."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(migrations.config())
    return next(one.revision for one in scripts.walk_revisions() if one.revision.startswith(beginning))


def _fill(connection: sa.Connection) -> dict[str, int]:
    """A few rows in every table, each pointing at rows that exist; how many, by table."""
    schema = sa.MetaData()
    schema.reflect(connection)
    counts = {}
    for table in schema.sorted_tables:
        if table.name == "alembic_version":
            continue
        for number in range(1, ROWS + 1):
            values = {column.name: _value(column, number) for column in table.columns}
            connection.execute(table.insert().values({k: v for k, v in values.items() if v is not None}))
        counts[table.name] = ROWS
    return counts


def _value(column: sa.Column[Any], number: int) -> Any:
    """Something lawful for this column in the row of this number; the same for both ends of a reference."""
    for key in column.foreign_keys:
        return _value(key.column, number)
    kind = column.type
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 11, number, tzinfo=UTC)
    if isinstance(kind, sa.Date):
        return datetime(2026, 11, number, tzinfo=UTC).date()
    if isinstance(kind, sa.Integer | sa.Numeric):
        return number
    if isinstance(kind, sa.LargeBinary):
        return b"sealed"
    if isinstance(kind, sa.JSON):
        return []
    return f"{column.table.name}-{column.name}-{number}"
