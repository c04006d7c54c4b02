"""Every screen of the console, filled and empty: no serious finding, nothing sideways, light enough, keyboard alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.runtime import Runtime
from bot.staff import invitations
from bot.staff.accounts import find_staff
from tests.browser.conftest import Findings, OpenPage, Shot
from tests.browser.console_site import Running, Site
from tests.browser.every_screen import EXAMPLES, Open, fill_editors_screens, fill_operators_screens, openings, patterns
from tests.console.conftest import PASSWORD

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ZOOMED = {"width": 640, "height": 450}
"""1280 × 900 at 200 %: what a browser's zoom leaves of the window, in CSS pixels."""
MOST_BYTES = 200_000
SHOTS = bool(os.environ.get("SHOTS"))
"""Whether every screen is also kept as a picture in var/shots/, for people to look at."""
STYLESHEET = "tabler.min.css"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WEIGHT = f"""
performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
  .filter((one) => !one.name.includes('{STYLESHEET}'))
  .reduce((sum, one) => sum + one.encodedBodySize, 0)
"""


def test_every_screen_of_the_console_is_looked_at() -> None:
    named = {pattern for pattern in patterns() if "{" in pattern}
    assert named == set(EXAMPLES), "tell in every_screen.py how to open the new screen"


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Site]:
    with Running(tmp_path / "filled") as running:
        yield running


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Site]:
    with Running(tmp_path / "empty", filled=False) as running:
        yield running


async def enter(tab: Page, site: Site, username: str) -> None:
    await tab.context.clear_cookies()
    await tab.goto(f"{site.address}/konsol/masuk")
    await tab.get_by_label("Nama pengguna").fill(username)
    await tab.get_by_label("Kata sandi").fill(PASSWORD)
    await tab.get_by_role("button", name="Masuk").click()
    await expect(tab.locator("main#isi")).to_be_visible()


async def walk(tab: Page, site: Site, axe: Findings, shot: Shot, name: str) -> list[str]:
    """Open every screen once, look at it in three widths; findings, one line each."""
    found: list[str] = []
    screens = sorted(await site.do(openings), key=lambda one: one.username)
    for username, theirs in groupby(screens, key=lambda one: one.username):
        await tab.set_viewport_size(WIDE)  # type: ignore[arg-type]
        await enter(tab, site, username)
        for screen in theirs:
            found += [f"{screen.pattern} ({name}): {line}" for line in await look(tab, site, screen, axe, shot, name)]
    return found


async def look(tab: Page, site: Site, screen: Open, axe: Findings, shot: Shot, name: str) -> list[str]:
    """What is wrong with one screen."""
    await tab.set_viewport_size(WIDE)  # type: ignore[arg-type]
    answer = await tab.goto(f"{site.address}{screen.path}", wait_until="load")
    assert answer is not None
    if answer.status != 200 or "/masuk" in tab.url:
        return [f"answered {answer.status} at {tab.url}"]
    found = list(await axe(tab))
    weight = await tab.evaluate(WEIGHT)
    if weight > MOST_BYTES:
        found.append(f"weighs {weight} bytes")
    label = screen.pattern.strip("/").replace("/", "-").replace("{", "").replace("}", "")
    if SHOTS:
        await shot(tab, f"screen-{name}-{label}-1280")
    for size, word in ((ZOOMED, "200 %"), (NARROW, "390 px")):
        await tab.set_viewport_size(size)  # type: ignore[arg-type]
        if sideways := await tab.evaluate(SIDEWAYS):
            found.append(f"{sideways} px sideways at {word}")
    if SHOTS:
        await shot(tab, f"screen-{name}-{label}-390")
    return found


async def test_filled_screens_hold(page: OpenPage, filled: Site, axe: Findings, shot: Shot) -> None:
    await filled.do(fill_operators_screens)
    await filled.do(fill_editors_screens)
    tab = await page(**WIDE, reduced_motion="reduce")
    assert await walk(tab, filled, axe, shot, "filled") == []


async def test_empty_screens_hold(page: OpenPage, empty: Site, axe: Findings, shot: Shot) -> None:
    tab = await page(**WIDE, reduced_motion="reduce")
    assert await walk(tab, empty, axe, shot, "empty") == []


async def test_the_doors_hold(page: OpenPage, empty: Site, axe: Findings, shot: Shot) -> None:
    """Login with a refusal, an invitation, one that is no longer good, the second factor being set up."""

    async def invite(runtime: Runtime) -> str:
        async with runtime.db.write() as session:
            staff = await find_staff(session, empty.ids["polda"])
            settings, at = runtime.settings, runtime.clock()
            return (await invitations.invite(session, staff, kind="reset", by="system", now=at, settings=settings))[1]

    token = await empty.do(invite)
    tab = await page(**NARROW)
    found: list[str] = []

    async def see(name: str) -> None:
        found.extend(f"{name}: {line}" for line in await axe(tab))
        if await tab.evaluate(SIDEWAYS):
            found.append(f"{name}: sideways")
        await shot(tab, f"screen-door-{name}-390")

    await tab.goto(f"{empty.address}/konsol/masuk")
    await see("login")
    await tab.get_by_label("Nama pengguna").fill("petugas")
    await tab.get_by_label("Kata sandi").fill("salah sekali")
    await tab.get_by_role("button", name="Masuk").click()
    await expect(tab.get_by_role("alert")).to_be_visible()
    await see("refused")
    await tab.goto(f"{empty.address}/konsol/undangan/{token}")
    await see("invitation")
    await tab.goto(f"{empty.address}/konsol/undangan/tidakada")
    await see("stale")
    await enter(tab, empty, "petugas")
    await tab.goto(f"{empty.address}/konsol/tidak-ada")
    await see("missing")
    assert found == []


async def tab_to(tab: Page, name: str, *, most: int = 150, tag: str = "", key: str = "Tab") -> None:
    """Press Tab until something of this name (and kind) has the focus, and can be seen to have it."""
    for _ in range(most):
        await tab.keyboard.press(key)
        here = "(() => { const e = document.activeElement; return (e.getAttribute('aria-label') || '') + ' ' + "
        here += "(e.labels && e.labels[0] ? e.labels[0].innerText : '') + ' ' + e.innerText; })()"
        kind = await tab.evaluate("document.activeElement.tagName")
        if name in await tab.evaluate(here) and kind.startswith(tag):
            assert await tab.evaluate("document.activeElement.matches(':focus-visible')"), name
            return
    raise AssertionError(f"Tab never reached {name}")


async def test_an_officer_needs_no_mouse(page: OpenPage, filled: Site) -> None:
    """Login, inbox, open, accept, ask."""
    tab = await page(**WIDE)
    await tab.goto(f"{filled.address}/konsol/masuk")
    await tab.keyboard.type("petugas")  # the field has the focus
    await tab.keyboard.press("Tab")
    await tab.keyboard.type(PASSWORD)
    await tab.keyboard.press("Enter")
    await expect(tab.locator("[data-tips] .tip-link").first).to_be_visible()
    await tab_to(tab, "LA-7K3QX", tag="A")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("heading", name="LA-7K3QX")).to_be_visible()
    await tab_to(tab, "Terima", tag="BUTTON")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_text("Rujukan diterima.")).to_be_visible()
    await tab_to(tab, "Pertanyaan kepada pelapor", tag="TEXTAREA")
    await tab.keyboard.type("Jam berapa dijemput?")
    await tab.keyboard.press("Control+Enter")
    await expect(tab.locator(".talk-question", has_text="Jam berapa dijemput?")).to_be_visible()


async def test_an_editor_needs_no_mouse(page: OpenPage, filled: Site) -> None:
    """Open an answer, begin a wording, change it, hand it in."""
    tab = await page(**WIDE)
    await enter(tab, filled, "redaktur")
    await tab.goto(f"{filled.address}/konsol/jawaban/syarat_umum")
    await tab_to(tab, "Ubah", tag="BUTTON")
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("button", name="Simpan dan ajukan")).to_be_visible()
    await tab_to(tab, "Jawaban singkat", tag="TEXTAREA")
    await tab.keyboard.press("Control+A")
    await tab.keyboard.type("Umur paling sedikit 18 tahun, sehat, dan dokumen lengkap.")
    await tab_to(tab, "Simpan dan ajukan", tag="BUTTON", key="Shift+Tab", most=200)
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_text("Naskah diajukan")).to_be_visible()
