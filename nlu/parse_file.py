"""Parses texts with a trained model, in one process and without a server, for measuring.

    python -m nlu.parse_file --model var/models/….tar.gz < texts.jsonl > parses.jsonl

Each line in is a JSON string; each line out `{"intent", "entities": {name: value}, "labels", "verdict", "ms"}` as the
gateway's door shows them (see components/channel), with the milliseconds the parse took. A last line
`{"memory_mb", "parts"}` holds the process's greatest memory and what the classifier understands with.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import resource
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlu.components.labels import LABELS, PARTS, VERDICT

_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "LOG_LEVEL": "WARNING",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def main(arguments: Sequence[str]) -> int:
    """Parse standard input."""
    parser = argparse.ArgumentParser(prog="python -m nlu.parse_file", description="Parse texts with a model.")
    parser.add_argument("--model", type=Path, required=True)
    wish = parser.parse_args(arguments)
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    asyncio.run(_parse(wish.model, [json.loads(line) for line in sys.stdin if line.strip()]))
    return 0


async def _parse(model: Path, texts: Sequence[str]) -> None:
    # Read after the environment is set: Rasa looks at it while it is imported.
    warnings.filterwarnings("ignore")
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    agent = Agent.load(str(model))
    await agent.parse_message("halo")
    parts: Any = None
    for text in texts:
        started = time.perf_counter()
        parse = await agent.parse_message(text)
        took = 1000 * (time.perf_counter() - started)
        parts = parse.get(PARTS, parts)
        _write(
            {
                "intent": parse["intent"].get("name"),
                "entities": {entity["entity"]: entity["value"] for entity in parse["entities"]},
                "labels": parse.get(LABELS, []),
                "verdict": parse.get(VERDICT, "command"),
                "ms": round(took, 2),
            }
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _write({"memory_mb": round(memory), "parts": parts})


def _write(row: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
