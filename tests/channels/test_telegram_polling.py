"""Long polling: an update is confirmed to Telegram only after it was kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.channels.telegram import Telegram
from bot.channels.telegram.polling import Polling
from bot.conversations.models import InboxItem
from bot.errors import ChannelBusy, TryAgain
from bot.runtime import Runtime
from tests.channels.fake_telegram import TOKEN, FakeTelegram, Trouble
from tests.channels.serving import serve

CHAT = 7001


@pytest.fixture
def api() -> FakeTelegram:
    return FakeTelegram()


@pytest.fixture
async def polling(runtime: Runtime, api: FakeTelegram) -> AsyncIterator[Polling]:
    async with serve(api.app()) as address:
        settings = runtime.settings
        settings.telegram_token, settings.telegram_api_url = SecretStr(TOKEN), address
        settings.telegram_poll_seconds = 1
        telegram = Telegram(settings)
        polling = Polling(runtime, telegram)
        yield polling
        await polling.close()
        await telegram.close()


async def kept(runtime: Runtime) -> list[str]:
    async with runtime.db.read() as session:
        return list(await session.scalars(select(InboxItem.external_id).order_by(InboxItem.received_at)))


async def test_updates_are_kept_once_and_confirmed_by_the_next_poll(
    polling: Polling, api: FakeTelegram, runtime: Runtime
) -> None:
    first, second = api.says(CHAT, "satu"), api.says(CHAT, "dua")
    assert await polling.step() == 2 and len(api.updates) == 2
    assert await polling.step() == 0 and api.updates == []
    assert sorted(await kept(runtime)) == [str(first["update_id"]), str(second["update_id"])]


async def test_what_could_not_be_kept_is_asked_for_again(
    polling: Polling, api: FakeTelegram, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def broken() -> AsyncIterator[Any]:
        raise OperationalError("COMMIT", {}, Exception("disk full"))
        yield

    update = api.says(CHAT, "jangan hilang")
    with monkeypatch.context() as breaking:
        breaking.setattr(runtime.db, "write", broken)
        with pytest.raises(OperationalError):
            await polling.step()
    assert await polling.step() == 1
    assert await kept(runtime) == [str(update["update_id"])]


async def test_odd_updates_do_not_stop_the_ones_behind_them(
    polling: Polling, api: FakeTelegram, runtime: Runtime
) -> None:
    api.updates.append({"update_id": 1, "message": "bukan objek"})
    update = api.says(CHAT, "halo")
    assert await polling.step() == 2
    assert sorted(await kept(runtime)) == ["1", str(update["update_id"])]


@pytest.mark.parametrize(
    ("trouble", "ours"),
    [
        (Trouble(429, "Too Many Requests", retry_after=3), ChannelBusy),
        (Trouble(409, "Conflict: terminated by other getUpdates request"), TryAgain),
        (Trouble(502, "Bad Gateway"), TryAgain),
    ],
)
async def test_trouble_is_waited_out(polling: Polling, api: FakeTelegram, trouble: Trouble, ours: type) -> None:
    api.fail("getUpdates", trouble)
    with pytest.raises(ours) as caught:
        await polling.step()
    assert TOKEN not in repr(caught.value) and (ours is not ChannelBusy or caught.value.after == 3)
