"""`python -m bench PART …`: each part is one run with a printed table; `make bench` runs them all."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence

from bench import burst, growth, peer, profile, turns

PARTS: dict[str, tuple[Callable[[argparse.Namespace], Awaitable[None]], str]] = {
    "turns": (turns.run, "our whole way beside a stock Rasa server: 1, 8 and 32 conversations"),
    "burst": (burst.run, "a thousand webhooks at once"),
    "growth": (growth.run, "turn time by length of conversation, memory by messages and model swaps"),
}
ASKED_FOR: dict[str, tuple[Callable[[argparse.Namespace], Awaitable[None]], str]] = {
    "profile": (profile.run, "where the time of a message goes (needs py-spy)"),
}

ALL = {**PARTS, **ASKED_FOR}


def main(arguments: Sequence[str]) -> int:
    """Run the parts that were named, or all of them."""
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    reader.add_argument("parts", nargs="*", choices=[*ALL, "train-peer"], metavar="PART", help=_about())
    reader.add_argument("--messages", type=int, default=600, help="messages of each crowd (default 600)")
    reader.add_argument("--people", type=int, nargs="+", default=[1, 8, 32], help="sizes of the crowds")
    reader.add_argument("--only", nargs="+", default=["peer", "ours", "sqlite"], choices=["peer", "ours", "sqlite"])
    reader.add_argument("--burst", type=int, default=1_000, help="webhooks of the burst (default 1000)")
    reader.add_argument("--grow", type=int, default=4_000, help="messages whose memory is watched (default 4000)")
    reader.add_argument("--swaps", type=int, default=8, help="model swaps whose memory is watched (default 8)")
    reader.add_argument("--model", help="a trained model file to use instead of training one")
    wish = reader.parse_args(arguments)
    if wish.parts == ["train-peer"]:
        print(peer.trained())
        return 0
    for part in wish.parts or PARTS:
        asyncio.run(_to_its_end(ALL[part][0](wish)))
    return 0


def _about() -> str:
    return "; ".join(f"{name}: {about}" for name, (_, about) in ALL.items())


async def _to_its_end(part: Awaitable[None]) -> None:
    """Also when it is told to stop, the processes that it started are ended."""
    running = asyncio.ensure_future(part)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)
    await running


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
