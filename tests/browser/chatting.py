"""Steps that the web chat's tests share: writing, waiting, a tiny report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from playwright.async_api import Locator, Page

from tests.browser.fake_webchat import Answer, Json, reply

ANSWER = (
    "Umur paling rendah 18 tahun dan dokumen lengkap. Ragu? Telepon KP2MI 0800-1000 "
    "atau baca https://siskop2mi.bp2mi.go.id/profil/lembaga/list."
)
SOURCE = "Sumber: UU 18/2017 · dicek 21 November 2026"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
TEXT_OF_STORAGE = "JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})"


def box(tab: Page) -> Locator:
    return tab.get_by_role("textbox", name="Tulis pesan")


async def write(tab: Page, text: str) -> None:
    await box(tab).fill(text)
    await tab.get_by_role("button", name="Kirim", exact=True).click()


async def settled(condition: Callable[[], bool]) -> None:
    """Waits until the stand-in has seen something; five seconds at most."""
    for _ in range(250):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the stand-in never saw it")


async def becomes(tab: Page, expression: str) -> None:
    """Waits until an expression is true in the page; its policy forbids the eval behind `wait_for_function`."""
    for _ in range(250):
        if await tab.evaluate(expression):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"never true: {expression}")


def report(turn: Json) -> Answer:
    """A tiny report: the safety question, then the departure."""
    if turn["payload"] == "/lapor":
        chips = (("Ya, aman", "#aman=ya"), ("Tidak aman", "#aman=tidak"), ("Lewati", "#kendali=lewati"))
        return 200, {"replies": [reply("Apakah Anda aman bicara sekarang?", *chips)]}
    if turn["payload"] == "#aman=ya":
        return 200, {"replies": [reply("Kapan berangkat?", ("Hari ini", "#kapan=hari_ini"), ("Besok", "#kapan=besok"))]}
    return 200, {"replies": [reply("Di mana kejadiannya?")]}
