"""What can only be asked inside Rasa's own Python: the memory of long conversations, and what makes Rasa faster."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from bot.learning.training import RASA_PYTHON
from bot.settings import ROOT

pytestmark = pytest.mark.rasa


async def test_a_tracker_does_not_grow_and_a_clock_set_back_hides_nothing(tmp_path: Path) -> None:
    await inside("memory", str(tmp_path))


async def test_what_is_recognised_by_hand_is_what_rasas_schema_takes() -> None:
    await inside("speed")


async def inside(script: str, *arguments: str) -> None:
    if not RASA_PYTHON.exists():
        pytest.skip("Rasa's environment is not set up (make setup)")
    process = await asyncio.create_subprocess_exec(
        str(RASA_PYTHON), "-W", "ignore", str(ROOT / "tests" / "nlu" / "inside" / f"{script}.py"), *arguments,
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "SQLALCHEMY_SILENCE_UBER_WARNING": "1"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()[-3000:]
