"""What tests of channels share: a seeded house on the real clock, because real workers and real HTTP run in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import clock
from bot.runtime import Runtime


@pytest.fixture
def wall_clock(seeded: Runtime) -> Runtime:
    """The seeded house with the real time."""
    return replace(seeded, clock=clock.now)
