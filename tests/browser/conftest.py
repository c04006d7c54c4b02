"""A headless Chromium for the tests that look at screens; without one they are skipped and say so."""

from __future__ import annotations

import inspect
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser.fake_webchat import FakeWebchat, serve

SHOTS = Path(__file__).parents[2] / "var" / "shots"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

OpenPage = Callable[..., Awaitable[Page]]
Shot = Callable[[Page, str], Awaitable[Path]]
Visit = Callable[..., Awaitable[Page]]
Findings = Callable[[Page], Awaitable[list[str]]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a browser test and shares the browser's event loop."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if inspect.iscoroutinefunction(getattr(item, "function", None)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def chromium() -> str | None:
    """Where Chromium is: the environment's CHROMIUM, else the first known name on the path."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole run."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium found: install it or set CHROMIUM to its path")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[OpenPage]:
    """A factory: `await page(width=1280, height=800, dark=True, …)` opens a page in a fresh context of its own.

    Further named arguments go to the context (`has_touch`, `reduced_motion`, `permissions`, `base_url`, …).
    """
    contexts: list[BrowserContext] = []

    async def opened(*, width: int = 390, height: int = 844, dark: bool = False, **more: Any) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
            locale="id-ID", timezone_id="Asia/Jakarta", **more,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        contexts.append(context)
        return await context.new_page()

    yield opened
    for context in contexts:
        await context.close()


@pytest.fixture
def shot() -> Shot:
    """Saves what is on the screen as var/shots/<name>.png, for people to look at."""

    async def taken(page: Page, name: str) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        target = SHOTS / f"{name}.png"
        await page.screenshot(path=target)
        return target

    return taken


@pytest.fixture
def axe() -> Findings:
    """Serious and critical accessibility findings of axe-core (WCAG 2.2 A and AA), one line each."""

    async def found(page: Page) -> list[str]:
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        result = await page.evaluate(
            "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], "
            "resultTypes: ['violations']})"
        )
        return [
            f"{finding['impact']} {finding['id']}: {node['html'][:160]}"
            for finding in result["violations"]
            if finding["impact"] in ("serious", "critical")
            for node in finding["nodes"]
        ]

    return found


@pytest.fixture
def fake() -> Iterator[FakeWebchat]:
    """The web chat's stand-in server, running."""
    fake = FakeWebchat()
    server = serve(fake)
    yield fake
    fake.reading.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(page: OpenPage, fake: FakeWebchat) -> Iterator[Visit]:
    """Opens the web chat at the stand-in; a script error or a breach of the policy fails the test that sees it."""

    errors: list[str] = []

    async def opened(**look: Any) -> Page:
        tab = await page(**look)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        await tab.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => setTimeout(() => "
            "{ throw new Error(`policy: ${e.violatedDirective} ${e.blockedURI}`); }))"
        )
        await tab.goto(fake.address)
        return tab

    yield opened
    assert errors == []
