"""Training as a process of Rasa's own environment: only when something changed, with progress, into the registry."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.errors import LangkahAmanError, Misconfigured
from bot.learning import registry
from bot.learning.models import Model
from bot.runtime import Runtime
from bot.settings import ROOT
from nlu.fingerprint import code_fingerprint, fingerprint

RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
PROGRESS_EVERY = 10.0
"""Seconds between two signs of life while training."""


class TrainingFailed(LangkahAmanError):
    """Rasa could not train; the message holds the end of what it printed."""


async def ensure_model(
    runtime: Runtime, data: Sequence[Path], *, say: Callable[[str], None], by: str = "system"
) -> Model:
    """The live model for this code and data: found, or trained and put live."""
    folders = [ROOT / folder for folder in data]
    wanted = fingerprint(ROOT, folders)
    async with runtime.db.read() as session:
        known = await registry.find(session, wanted)
        live = await registry.live(session)
    if known is not None and (runtime.settings.models_dir / known.file_name).exists():
        if live is not None and live.id == known.id:
            return known
        return await _put_live(runtime, known.id, by)
    say("Melatih model bahasa (beberapa menit) …")
    model = await train(runtime, folders, say=say)
    return await _put_live(runtime, model.id, by)


async def train(runtime: Runtime, folders: Sequence[Path], *, say: Callable[[str], None]) -> Model:
    """Train on these folders and register the model, not yet live. Raises TrainingFailed."""
    python = rasa_python()
    started = time.monotonic()
    wanted = await asyncio.to_thread(fingerprint, ROOT, list(folders))
    with tempfile.TemporaryDirectory(prefix="langkah-latih-") as scratch:
        command = [str(python), "-m", "nlu.train", "--out", scratch, "--data", *map(str, folders)]
        trained = await _run(command, say)
        async with runtime.db.write() as session:
            return await registry.register(
                session,
                trained,
                runtime.settings.models_dir,
                fingerprint=wanted,
                figures={"components": code_fingerprint(ROOT), "seconds": round(time.monotonic() - started, 1)},
                most_bytes=runtime.settings.model_max_bytes,
                now=runtime.clock(),
            )


async def _run(command: Sequence[str], say: Callable[[str], None]) -> Path:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    reading = asyncio.create_task(process.communicate())
    started = time.monotonic()
    while not reading.done():
        await asyncio.wait({reading}, timeout=PROGRESS_EVERY)
        if not reading.done():
            say(f"  … melatih, {int(time.monotonic() - started)} detik")
    printed, complaints = (stream.decode(errors="replace").strip() for stream in reading.result())
    if process.returncode != 0 or not printed:
        tail = "\n".join(complaints.splitlines()[-15:])
        raise TrainingFailed(f"Pelatihan gagal:\n{tail}")
    return Path(printed.splitlines()[-1])


async def _put_live(runtime: Runtime, model_id: str, by: str) -> Model:
    settings, now = runtime.settings, runtime.clock()
    async with runtime.db.write() as session:
        model = await registry.put_live(session, model_id, components=code_fingerprint(ROOT), by=by, now=now)
        await registry.prune(session, settings.models_dir, keep=settings.model_keep)
    return model


def rasa_python() -> Path:
    """The interpreter of Rasa's environment. Raises Misconfigured when it is not set up."""
    if not os.access(RASA_PYTHON, os.X_OK):
        raise Misconfigured("Lingkungan Rasa belum ada. Jalankan `make setup`.")
    return RASA_PYTHON
