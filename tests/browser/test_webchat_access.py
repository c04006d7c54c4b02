"""The web chat page for everybody: keyboard, screen reader, small screens, larger type, little data."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.chatting import ANSWER, SOURCE, report, write
from tests.browser.conftest import Findings, OpenPage, Shot, Visit
from tests.browser.fake_webchat import PAGE, FakeWebchat, reply


async def test_everything_can_be_done_with_the_keyboard_alone(visit: Visit, fake: FakeWebchat) -> None:
    fake.on_turn = report
    tab = await visit(width=1280, height=800)

    async def tab_to(name: str) -> None:
        for _ in range(40):
            await tab.keyboard.press("Tab")
            here = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
            if name in await tab.evaluate(here):
                assert await tab.evaluate("document.activeElement.matches(':focus-visible')")
                return
        raise AssertionError(f"Tab never reached {name}")

    await tab_to("Darurat")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("dialog", name="Darurat")).to_be_visible()
    await tab.keyboard.press("Escape")
    await expect(tab.get_by_role("button", name="Darurat")).to_be_focused()
    await tab_to("Lapor")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("button", name="Ya, aman")).to_be_visible()
    await tab_to("Ya, aman")
    await tab.keyboard.press("Space")
    await expect(tab.get_by_role("button", name="Besok")).to_be_visible()
    await tab_to("Tulis pesan")
    await tab.keyboard.type("minggu depan")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_text("Di mana kejadiannya?")).to_be_visible()
    assert [turn["text"] for turn in fake.turns] == ["Lapor", "Ya, aman", "minggu depan"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_no_serious_accessibility_finding_in_any_state(
    visit: Visit, fake: FakeWebchat, axe: Findings, shot: Shot, width: int, dark: bool
) -> None:
    urgent = reply("Telepon polisi 110.", ("Sudah aman", "!darurat:tidak"), urgent=True)
    fake.on_turn = lambda turn: (200, {"replies": [reply(ANSWER, source=SOURCE), urgent]})
    tab = await visit(width=width, height=800, dark=dark, reduced_motion="reduce")
    assert await axe(tab) == []
    await write(tab, "halo")
    await expect(tab.locator(".chip")).to_have_count(1)
    await tab.route("**/webchat/**", lambda route: route.abort())
    await write(tab, "tertahan")
    await expect(tab.locator("#offline")).to_be_visible()
    assert await axe(tab) == []
    await shot(tab, f"webchat-{width}-{'dark' if dark else 'light'}")
    for name in ("Darurat", "Menu dan pengaturan"):
        await tab.get_by_role("button", name=name).click()
        assert await axe(tab) == []
        await tab.keyboard.press("Escape")
        await expect(tab.get_by_role("dialog")).to_have_count(0)


async def test_the_first_visit_is_light_and_asks_nobody_else(visit: Visit, page: OpenPage, fake: FakeWebchat) -> None:
    tab = await page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    await tab.goto(fake.address, wait_until="networkidle")
    assert asked and all(url.startswith(fake.address) for url in asked)
    assert sum(file.stat().st_size for file in PAGE.iterdir()) < 100_000


def test_the_page_has_no_inline_script_style_or_markup_from_text() -> None:
    html = (PAGE / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*src=)", html)
    for file in PAGE.glob("*.js"):
        script = file.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)


@pytest.mark.parametrize("width", [320, 640, 1280])
async def test_nothing_runs_out_of_the_screen_even_in_larger_type(visit: Visit, fake: FakeWebchat, width: int) -> None:
    long = "x" * 300
    fake.on_turn = lambda turn: (200, {"replies": [reply(long, (long, "/menu"), source=long)]})
    tab = await visit(width=width, height=500)
    await tab.evaluate("localStorage.setItem('langkah-aman.tampilan', '{\"large\":true}')")
    await tab.reload()
    await write(tab, long)
    await expect(tab.locator(".chip")).to_have_count(1)
    assert await tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await tab.locator("#scroll").evaluate("scroll => scroll.scrollWidth <= scroll.clientWidth")
    for name in ("Darurat", "Keluar cepat", "Menu dan pengaturan"):
        await expect(tab.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
