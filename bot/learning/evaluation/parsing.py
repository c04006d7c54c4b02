"""What the trained model makes of sentences: a process of Rasa's environment, without a server."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.clock import JAKARTA
from bot.conversations.redaction import redact
from bot.errors import LangkahAmanError
from bot.learning import registry
from bot.learning.training import rasa_python
from bot.runtime import Runtime
from bot.settings import ROOT
from nlu.fingerprint import fingerprint
from nlu.language.extraction import extract

DATA = ROOT / "nlu" / "data"
MODELS = "evaluation"
"""Folder of models trained for measuring only, beside the installation's own."""
_WORDS_OF_ERROR = 12


class ParsingFailed(LangkahAmanError):
    """Rasa's environment could not train or parse; the message holds the end of what it printed."""


@dataclass(frozen=True)
class Parse:
    """One sentence understood. `labels`: the three best as (name, probability); `offered`: when it asks back."""

    verdict: str
    shown: str
    offered: tuple[str, ...]
    labels: tuple[tuple[str, float], ...]
    milliseconds: float


@dataclass(frozen=True)
class Parsed:
    """All sentences, and the process that understood them."""

    parses: list[Parse]
    memory_mb: int
    parts: tuple[str, ...]
    model: str


async def known_model(runtime: Runtime) -> Path | None:
    """The installation's model made from the code and data as they stand, or None."""
    wanted = await asyncio.to_thread(fingerprint, ROOT, [DATA])
    async with runtime.db.read() as session:
        known = await registry.find(session, wanted)
    path = runtime.settings.models_dir / known.file_name if known else None
    return path if path is not None and path.exists() else None


async def trained_model(models: Path) -> Path:
    """A model trained from the code and data as they stand, kept in `models` for the next time; older ones go."""
    printed = await _run(["-m", "nlu.train", "--out", str(models), "--data", str(DATA)], "")
    path = Path(printed.splitlines()[-1])
    for older in models.glob("langkah-aman-*.tar.gz"):
        if older.name != path.name:
            older.unlink(missing_ok=True)
    return path


async def parse(texts: Sequence[str], *, model: Path) -> Parsed:
    """Understand texts as Rasa gets them: redacted. Raises ParsingFailed."""
    now = datetime.now(JAKARTA)
    masked = "".join(json.dumps(redact(text, extract(text, now=now))) + "\n" for text in texts)
    printed = await _run(["-m", "nlu.parse_file", "--model", str(model)], masked)
    *rows, last = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    if len(rows) != len(texts):
        raise ParsingFailed(f"{len(rows)} dari {len(texts)} kalimat terbaca")
    return Parsed([_read(row) for row in rows], last["memory_mb"], tuple(last["parts"] or ()), model.name)


async def _run(arguments: Sequence[str], given: str) -> str:
    process = await asyncio.create_subprocess_exec(
        str(rasa_python()),
        *arguments,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    printed, complaints = await process.communicate(given.encode())
    if process.returncode != 0 or not printed.strip():
        tail = "\n".join(complaints.decode(errors="replace").splitlines()[-_WORDS_OF_ERROR:])
        raise ParsingFailed(f"Lingkungan Rasa gagal:\n{tail}")
    return printed.decode()


def _read(row: dict[str, Any]) -> Parse:
    entities = row["entities"]
    shown = entities.get("topic", row["intent"] or "") if row["verdict"] == "accept" else ""
    offered = tuple(entities[name] for name in ("topic_1", "topic_2") if name in entities)
    labels = tuple((label["name"], float(label["confidence"])) for label in row["labels"])
    return Parse(row["verdict"], shown, offered, labels, float(row["ms"]))
