"""A house with agencies and routing rules."""

from __future__ import annotations

import pytest

from bot.agencies.seed import seed
from bot.runtime import Runtime
from tests.conftest import FakeClock


@pytest.fixture
async def house(runtime: Runtime, clock: FakeClock) -> Runtime:
    """Agencies, queues and routing rules."""
    async with runtime.db.write() as session:
        await seed(session, runtime.settings.content_dir, now=clock())
    return runtime
