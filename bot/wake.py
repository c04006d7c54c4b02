"""PostgreSQL's NOTIFY wakes this process's workers when another process put a job."""

from __future__ import annotations

import asyncio

import psycopg

from bot import logs
from bot.database import WAKE_CHANNEL, Database

log = logs.get(__name__)

LISTEN_AGAIN = 5.0
"""Seconds before a lost connection is opened again; polling covers the time between."""


async def listen(db: Database) -> None:
    """Set `db.jobs_waiting` at each notice, until cancelled."""
    url = db.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
            async with connection:
                await connection.execute(f"LISTEN {WAKE_CHANNEL}".encode())
                async for notice in connection.notifies():
                    if notice.pid not in db.own_backends:  # of our own jobs we know already
                        db.jobs_waiting.set()
        except (psycopg.Error, OSError):
            log.warning("worker.listen_lost")
        await asyncio.sleep(LISTEN_AGAIN)
