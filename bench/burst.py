"""A village talks at once: a thousand webhooks in one burst, how soon each is kept, and how soon all are answered."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from bench.costs import table
from bench.crowd import crowd
from bench.ours import Ours, ours
from bench.postgres import postgres
from tests.channels.serving import until

AT_ONCE = 64
"""Connections that the platform opens."""
CHATS = 250
ANSWERED_WITHIN = 900.0


async def run(wish: argparse.Namespace) -> None:
    """Print one row for each database."""
    rows = []
    if "ours" in wish.only:
        with postgres() as server:
            async with ours(server.database("bench_burst"), model_file=wish.model) as side:
                rows.append(["PostgreSQL", *await _burst(side, wish.burst)])
    if "sqlite" in wish.only:
        file = Path(tempfile.mkdtemp(prefix="langkah-bench-")) / "burst.db"
        async with ours(f"sqlite+aiosqlite:///{file}", model_file=wish.model) as side:
            rows.append(["SQLite", *await _burst(side, wish.burst)])
    print(table(["database", "webhooks", "refused", "all kept in s", "kept/s", "p95 ms", "all answered in s"], rows))


async def _burst(side: Ours, count: int) -> list[str]:
    await crowd(side.say, people=2, messages=20)
    side.phones.ears.clear()
    gate, waits, refused = asyncio.Semaphore(AT_ONCE), list[float](), 0
    before = len(side.phones.sent)

    async def one(number: int) -> None:
        nonlocal refused
        chat = 5_000_000 + number % CHATS
        side.phones.chats.add(chat)
        async with gate:
            begun = time.perf_counter()
            try:
                await side.post(side.phones.says(chat, f"apa itu opp nomor {number}"))
            except AssertionError:
                refused += 1
            waits.append(time.perf_counter() - begun)

    begun = time.perf_counter()
    await asyncio.gather(*map(one, range(count)))
    kept = time.perf_counter() - begun
    await until(lambda: len(side.phones.sent) - before >= count - refused, seconds=ANSWERED_WITHIN)
    answered = time.perf_counter() - begun
    p95 = 1000 * sorted(waits)[int(0.95 * count)]
    return [str(count), str(refused), f"{kept:.1f}", f"{count / kept:.0f}", f"{p95:.0f}", f"{answered:.0f}"]
