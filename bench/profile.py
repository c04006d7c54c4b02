"""Where the time of a message goes: py-spy beside each process while a crowd talks, kept as text in bench/profiles/.

Needs `py-spy` (PyPI) on PATH or in PY_SPY; it is no part of the lock files.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from bench.crowd import crowd
from bench.ours import ours
from bench.postgres import postgres

OUT = Path(__file__).parent / "profiles"
RATE = 200
"""Samples a second."""
SHOWN = 45
PEOPLE = 8


async def run(wish: argparse.Namespace) -> None:
    """Write one file a process: the functions in whose hands the time was, with all they called and by themselves."""
    spy = os.environ.get("PY_SPY") or shutil.which("py-spy")
    if spy is None:
        raise SystemExit("py-spy is not installed: pip install py-spy")
    scratch = Path(tempfile.mkdtemp(prefix="langkah-profile-"))
    with postgres() as server:
        async with ours(server.database("bench_profile"), model_file=wish.model) as side:
            await crowd(side.say, people=PEOPLE, messages=wish.messages // 4)
            side.newcomers()
            spies = [
                await asyncio.create_subprocess_exec(
                    spy, "record", "-p", str(pid), "-r", str(RATE), "-f", "raw", "-d", "600", "-o",
                    str(scratch / f"{name}.raw"), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
                )
                for name, pid in side.pids().items()
            ]  # fmt: skip
            await asyncio.sleep(1)
            measured = await crowd(side.say, people=PEOPLE, messages=wish.messages)
            for process in spies:
                process.send_signal(2)
            await asyncio.gather(*(process.wait() for process in spies))
    OUT.mkdir(exist_ok=True)
    for raw in sorted(scratch.glob("*.raw")):
        target = OUT / f"{raw.stem.lower().replace(' ', '-')}.txt"
        target.write_text(_told(raw.read_text(), raw.stem, len(measured.seconds)))
        print(target)


def _told(raw: str, name: str, messages: int) -> str:
    """Samples as milliseconds a message, inclusive and own."""
    whole, own, total = Counter[str](), Counter[str](), 0
    for line in raw.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = [_short(frame) for frame in stack.split(";")]
        total += int(count)
        own[frames[-1]] += int(count)
        for frame in set(frames):
            whole[frame] += int(count)
    scale = 1000 / RATE / messages
    lines = [f"{name}: {total * scale:.1f} ms a message on the processor, {messages} messages of {PEOPLE} people", ""]
    for title, counted in (("with all they call", whole), ("by themselves", own)):
        lines += [
            f"{title}:",
            *(f"{count * scale:8.2f} ms  {frame}" for frame, count in counted.most_common(SHOWN)),
            "",
        ]
    return "\n".join(lines)


def _short(frame: str) -> str:
    """`function (package/file.py)` without the machine's folders and line numbers."""
    function, _, place = frame.partition(" (")
    place = place.rstrip(")").rpartition(":")[0] or place.rstrip(")")
    return f"{function} ({'/'.join(place.split('/')[-2:])})"
