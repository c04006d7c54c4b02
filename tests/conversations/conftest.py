"""A whole gateway without a network: a Rasa that answers as told, a web chat page, a worker that runs when asked."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.parts import Parts, make_worker, put_together, rasa_client
from bot.runtime import Runtime
from tests.conversations.fakes import FakeRasa, Page


@pytest.fixture
def rasa() -> FakeRasa:
    return FakeRasa()


@pytest.fixture
async def parts(seeded: Runtime, rasa: FakeRasa) -> AsyncIterator[Parts]:
    parts = put_together(seeded, rasa=rasa_client(seeded, transport=httpx.MockTransport(rasa)))
    yield parts
    await parts.close()


@pytest.fixture
def page(parts: Parts) -> Page:
    return Page(parts, make_worker(parts))
