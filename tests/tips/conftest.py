"""An invented citizen on the web chat, in a house with agencies and routing rules (answers are read from content/)."""

from __future__ import annotations

import pytest

from bot.agencies.seed import seed
from bot.runtime import Runtime
from tests.conftest import FakeClock
from tests.tips.citizen import Citizen


@pytest.fixture
async def house(runtime: Runtime, clock: FakeClock) -> Runtime:
    """Agencies, queues and routing rules."""
    async with runtime.db.write() as session:
        await seed(session, runtime.settings.content_dir, now=clock())
    return runtime


@pytest.fixture
async def citizen(house: Runtime, clock: FakeClock) -> Citizen:
    """Somebody who has just arrived."""
    return await Citizen(house, clock).arrive()
