"""An answer's picture or voice note on the chat page: shown, enlarged, played, and in words where it cannot be."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from playwright.async_api import expect

from tests.browser.conftest import Findings, Shot, Visit
from tests.browser.fake_webchat import FakeWebchat, reply

PICTURE, VOICE, GONE = "a" * 32, "b" * 32, "c" * 32


def media(file: str, kind: str, alt: str) -> dict[str, Any]:
    mime = "image/jpeg" if kind == "picture" else "audio/ogg"
    side = {"width": 600, "height": 400} if kind == "picture" else {"width": None, "height": None}
    return {"kind": kind, "url": f"/webchat/media/{file}", "mime": mime, "size": 9, "alt": alt, **side}


async def test_a_picture_is_shown_enlarged_and_a_missing_one_is_told_in_words(
    visit: Visit, fake: FakeWebchat, axe: Findings, shot: Shot
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "teal").save(out, "JPEG")
    fake.media[PICTURE] = ("image/jpeg", out.getvalue())
    said = [
        reply("Seperti ini visa kerja.", media=media(PICTURE, "picture", "Contoh visa kerja")),
        reply("Gambar kedua.", media=media(GONE, "picture", "Contoh <paspor>")),
        reply("Alamat asing.", media={**media(PICTURE, "picture", "x"), "url": "https://lain.example/x.jpg"}),
    ]
    fake.on_turn = lambda _: (200, {"replies": said})
    tab = await visit()
    await tab.get_by_role("textbox").fill("visa kerja")
    await tab.keyboard.press("Enter")
    picture = tab.get_by_role("img", name="Contoh visa kerja")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.naturalWidth") == 600
    await expect(tab.get_by_text("Gambar: Contoh <paspor>")).to_be_visible()
    await expect(tab.locator(".thumb.shown")).to_have_count(1)
    await shot(tab, "webchat-media")
    assert await axe(tab) == []
    await tab.get_by_role("button", name="Perbesar gambar: Contoh visa kerja").click()
    await expect(tab.locator("#picture-large")).to_be_visible()


async def test_a_voice_note_can_be_played_and_read(visit: Visit, fake: FakeWebchat, axe: Findings) -> None:
    said = [reply("Ulah indit heula.", media=media(VOICE, "voice", "Assalamualaikum. Ulah indit heula."))]
    fake.media[VOICE] = ("audio/ogg", b"OggS" + b"\0" * 40)
    fake.on_turn = lambda _: (200, {"replies": said})
    tab = await visit()
    await tab.get_by_role("textbox").fill("sora")
    await tab.keyboard.press("Enter")
    await expect(tab.locator("audio")).to_be_visible()
    await tab.get_by_text("Isi suara dalam tulisan").click()
    await expect(tab.get_by_text("Assalamualaikum. Ulah indit heula.")).to_be_visible()
    assert await axe(tab) == []
