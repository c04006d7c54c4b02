"""Alembic's entry: runs on the connection it is handed (see bot/migrations/__init__.py)."""

from __future__ import annotations

from alembic import context

from bot import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=False,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
