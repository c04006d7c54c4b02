"""Our whole way, from the webhook to the reply on the phone, beside a stock Rasa on the same data and machine."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.costs import costs, cpu_between, table
from bench.crowd import SCRIPT, Measured, crowd
from bench.ours import Ours, ours
from bench.peer import Peer, peer
from bench.postgres import Server, postgres

HEAD = ["side", "people", "p50 ms", "p95 ms", "messages/s", "CPU ms a message"]
WARM_UP = 2 * len(SCRIPT)


async def run(wish: argparse.Namespace) -> None:
    """Print one table of speed and one of start and memory."""
    rows: list[list[str]] = []
    sizes: list[list[str]] = []
    with postgres() as server:
        if "peer" in wish.only:
            async with peer(server.database("bench_peer")) as side:
                rows += await _measure("stock Rasa, PostgreSQL", side, server, wish)
                sizes += _sizes("stock Rasa", side)
        if "ours" in wish.only:
            async with ours(server.database("bench_ours"), model_file=wish.model) as side:
                rows += await _measure("ours, PostgreSQL", side, server, wish)
                sizes += _sizes("ours", side)
        if "sqlite" in wish.only:
            file = Path(tempfile.mkdtemp(prefix="langkah-bench-")) / "bench.db"
            async with ours(f"sqlite+aiosqlite:///{file}", model_file=wish.model) as side:
                rows += await _measure("ours, SQLite", side, None, wish)
    print(table(HEAD, rows))
    print()
    print(table(["side", "process", "starts in s", "memory MB"], sizes))


async def _measure(name: str, side: Ours | Peer, server: Server | None, wish: argparse.Namespace) -> list[list[str]]:
    pids = {**side.pids(), **({"PostgreSQL": server.pid} if server else {}), "client": os.getpid()}
    await crowd(side.say, people=2, messages=WARM_UP)
    rows = []
    for people in wish.people:
        side.newcomers()
        before = costs(pids)
        measured = await crowd(side.say, people=people, messages=wish.messages if people > 1 else wish.messages // 3)
        rows.append(_row(name, measured, cpu_between(before, costs(pids), len(measured.seconds))))
        print(" | ".join(rows[-1]), flush=True)
    return rows


def _row(name: str, measured: Measured, cpu: Mapping[str, float]) -> list[str]:
    served = sum(spent for part, spent in cpu.items() if part != "client")
    parts = ", ".join(f"{part} {spent:.1f}" for part, spent in cpu.items())
    return [
        name, str(measured.people), f"{measured.quantile(0.5):.0f}", f"{measured.quantile(0.95):.0f}",
        f"{measured.rate:.1f}", f"{served:.1f} ({parts})",
    ]  # fmt: skip


def _sizes(name: str, side: Ours | Peer) -> list[list[str]]:
    memory = costs(side.pids())
    return [[name, part, f"{side.started.get(part, 0):.1f}", f"{memory[part].memory:.0f}"] for part in side.pids()]
