"""What the phone keeps of a web chat, and how fast it is gone."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.chatting import TEXT_OF_STORAGE, box, settled, write
from tests.browser.conftest import Shot, Visit
from tests.browser.fake_webchat import FakeWebchat


async def test_the_secret_stays_in_the_tab_until_one_asks_to_be_remembered(visit: Visit) -> None:
    tab = await visit()
    await write(tab, "halo")
    await expect(tab.locator(".theirs")).to_have_count(1)
    assert await tab.evaluate("localStorage.length") == 0
    await tab.get_by_role("button", name="Menu dan pengaturan").click()
    await tab.get_by_role("switch", name="Ingat di HP ini").check()
    assert await tab.evaluate("[sessionStorage.length, localStorage.length]") == [0, 1]
    other = await tab.context.new_page()
    await other.goto(tab.url)
    await expect(other.locator(".mine")).to_contain_text("halo")
    await tab.get_by_role("switch", name="Ingat di HP ini").uncheck()
    assert await tab.evaluate("[sessionStorage.length, localStorage.length]") == [1, 0]


async def test_erasing_asks_first_and_begins_a_new_conversation(visit: Visit, fake: FakeWebchat, shot: Shot) -> None:
    tab = await visit()
    await write(tab, "rahasia")
    await expect(tab.locator(".theirs")).to_have_count(1)
    await tab.get_by_role("button", name="Menu dan pengaturan").click()
    await tab.get_by_role("button", name="Hapus percakapan ini dari layar").click()
    await shot(tab, "webchat-390-erase")
    await tab.get_by_role("button", name="Tidak jadi").click()
    await expect(tab.locator(".mine")).to_have_count(1)
    await tab.get_by_role("button", name="Menu dan pengaturan").click()
    await tab.get_by_role("button", name="Hapus percakapan ini dari layar").click()
    await tab.get_by_role("button", name="Hapus", exact=True).click()
    await expect(tab.locator(".row")).to_have_count(0)
    await expect(box(tab)).to_be_focused()
    assert "rahasia" not in await tab.evaluate(TEXT_OF_STORAGE)
    await write(tab, "baru")
    await settled(lambda: len(fake.turns) == 2)
    assert fake.turns[0]["conversation"] != fake.turns[1]["conversation"]


@pytest.mark.parametrize("way", ["button", "escape", "escape in a dialog"])
async def test_the_quick_exit_wipes_everything_and_leaves_for_a_neutral_page(visit: Visit, way: str) -> None:
    tab = await visit()
    await tab.context.route("https://www.bmkg.go.id/", lambda route: route.fulfill(body="cuaca"))
    await write(tab, "rahasia")
    await expect(tab.locator(".theirs")).to_have_count(1)
    home = tab.url
    await box(tab).fill("belum selesai")
    if way == "button":
        await tab.get_by_role("button", name="Keluar cepat").click()
    else:
        if way == "escape in a dialog":
            await tab.get_by_role("button", name="Darurat").click()
        await tab.keyboard.press("Escape")
        await tab.keyboard.press("Escape")
    await tab.wait_for_url("https://www.bmkg.go.id/")
    await tab.go_back()
    assert "rahasia" not in await tab.content()
    await tab.goto(f"{home}chat/icon.svg")  # the same storage, without a script of ours
    assert await tab.evaluate(TEXT_OF_STORAGE) == "{}{}"
    await tab.goto(home)
    await expect(tab.locator(".row")).to_have_count(0)
    await expect(box(tab)).to_have_value("")


async def test_closing_two_dialogs_with_escape_is_no_exit(visit: Visit) -> None:
    tab = await visit()
    for name in ("Darurat", "Menu dan pengaturan"):
        await tab.get_by_role("button", name=name).click()
        await tab.keyboard.press("Escape")
        await expect(tab.get_by_role("dialog")).to_have_count(0)
    await expect(box(tab)).to_be_visible()
