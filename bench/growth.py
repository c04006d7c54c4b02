"""What grows: the time of a turn with the length of its conversation, memory with messages and with model swaps."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.costs import costs, table
from bench.crowd import ASKS, crowd
from bench.ours import Ours, ours
from bot.learning import registry
from bot.settings import ROOT
from nlu.fingerprint import code_fingerprint
from tests.channels.serving import until

PEOPLE = 8
GZIP_TIME = slice(4, 8)
"""Bytes of a gzip header that say when it was made: another time is another file of the same model."""
SWAPPED_WITHIN = 60.0


async def run(wish: argparse.Namespace) -> None:
    """Print one table of turn times and one of memory, on SQLite."""
    file = Path(tempfile.mkdtemp(prefix="langkah-bench-")) / "growth.db"
    async with ours(f"sqlite+aiosqlite:///{file}", model_file=wish.model) as side:
        await crowd(side.say, people=2, messages=20)
        print(table(["messages of one conversation", "median ms"], await _length(side)))
        print()
        rows = [["start", *_memory(side)]]
        for part in range(1, 5):
            side.newcomers()
            await crowd(side.say, people=PEOPLE, messages=wish.grow // 4)
            rows.append([f"{part * wish.grow // 4} messages", *_memory(side)])
        for swap in range(1, wish.swaps + 1):
            await _swap(side, swap)
            if swap % max(1, wish.swaps // 4) == 0:
                await crowd(side.say, people=2, messages=20)
                rows.append([f"{swap} model swaps", *_memory(side)])
        print(table(["after", *side.pids()], rows))


async def _length(side: Ours) -> list[list[str]]:
    """One citizen asks sixty times in one conversation."""
    seconds = []
    for number in range(60):
        begun = time.perf_counter()
        await side.say("900000", ASKS[number % len(ASKS)])
        seconds.append(time.perf_counter() - begun)
    return [[f"{first + 1}-{first + 20}", f"{1000 * median(seconds[first : first + 20]):.0f}"] for first in (0, 20, 40)]


def _memory(side: Ours) -> list[str]:
    found = costs(side.pids())
    return [f"{found[name].memory:.0f} MB" for name in side.pids()]


async def _swap(side: Ours, number: int) -> None:
    """Another file of the same model is put live; waits until Rasa serves it."""
    raw = bytearray(side.house.model.read_bytes())
    raw[GZIP_TIME] = number.to_bytes(4, "little")
    copy = side.house.folder / f"swap-{number}-{side.house.model.name}"
    copy.write_bytes(raw)
    runtime = side.house.runtime()
    now, components = runtime.clock(), code_fingerprint(ROOT)
    async with runtime.db.write() as session:
        made = await registry.register(
            session, copy, runtime.settings.models_dir, fingerprint=f"swap-{number}",
            figures={"components": components}, most_bytes=runtime.settings.model_max_bytes, now=now,
        )  # fmt: skip
    async with runtime.db.write() as session:
        await registry.put_live(session, made.id, components=components, by="system", now=now)
        sha = made.sha256
    await runtime.close()
    await until(lambda: _serves(side, sha), seconds=SWAPPED_WITHIN)


async def _serves(side: Ours, sha: str) -> bool:
    """Whether this model answers now."""
    token = side.house.keys.token("rasa")
    answer = await side.client.post(
        f"{side.house.settings.rasa_url}/webhooks/gateway/webhook",
        json={"sender": "bench", "message": "/menu"},
        headers={"Authorization": f"Bearer {token}"},
    )
    return bool(answer.json().get("model") == sha)
