"""Photos, documents and voice in the web chat: looked at first, with progress, stoppable, within limits."""

from __future__ import annotations

import re

from playwright.async_api import FilePayload, expect

from tests.browser.chatting import PIXEL, becomes, box, settled, write
from tests.browser.conftest import Shot, Visit
from tests.browser.fake_webchat import FakeWebchat


async def test_a_photo_is_looked_at_before_sending_and_goes_with_its_caption(
    visit: Visit, fake: FakeWebchat, shot: Shot
) -> None:
    tab = await visit()
    await tab.set_input_files("#file", FilePayload(name="tiket.png", mimeType="image/png", buffer=PIXEL))
    await expect(tab.locator(".tray li")).to_contain_text("tiket.png")
    await expect(tab.locator(".tray img")).to_be_visible()
    await tab.get_by_role("button", name="Lihat tiket.png").click()
    await expect(tab.locator("#picture-large")).to_be_visible()
    await tab.keyboard.press("Escape")
    await shot(tab, "webchat-390-photo-preview")
    await write(tab, "ini tiketnya")
    await expect(tab.locator(".mine[data-status=sent] img")).to_be_visible()
    await expect(tab.locator(".tray")).to_be_hidden()
    sent = fake.files[0]
    assert sent["file"] == {"name": "tiket.png", "type": "image/png", "bytes": PIXEL}
    assert sent["caption"] == "ini tiketnya" and re.fullmatch(r"[0-9a-f]{32}", sent["message_id"])


async def test_a_big_file_shows_progress_and_can_be_stopped(visit: Visit, fake: FakeWebchat, shot: Shot) -> None:
    tab = await visit()
    fake.reading.clear()
    big = FilePayload(name="surat.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4 " + b"0" * 9_900_000)
    await tab.set_input_files("#file", big)
    await tab.get_by_role("button", name="Kirim", exact=True).click()
    bar = tab.get_by_role("progressbar", name="Kemajuan pengiriman berkas")
    await expect(bar).to_be_visible()
    await becomes(tab, "document.querySelector('progress').value > 0")
    assert 0 < float(await bar.evaluate("bar => bar.value")) < 1
    await write(tab, "sesudahnya")
    await expect(tab.get_by_text("menunggu giliran")).to_be_visible()
    await shot(tab, "webchat-390-upload")
    await tab.get_by_role("button", name="Batal mengirim berkas").click()
    await expect(tab.get_by_text("surat.pdf")).to_have_count(0)
    fake.reading.set()
    await expect(tab.locator(".mine[data-status=sent]")).to_have_count(1)
    assert fake.files == [] and fake.turns[0]["text"] == "sesudahnya"


async def test_a_file_above_the_limit_is_refused_before_it_costs_data(visit: Visit, fake: FakeWebchat) -> None:
    tab = await visit()
    huge = FilePayload(name="video.pdf", mimeType="application/pdf", buffer=b"0" * 10_100_000)
    await tab.set_input_files("#file", huge)
    await expect(tab.locator("#notice")).to_contain_text("Paling besar 10,0 MB")
    await expect(tab.locator(".tray")).to_be_hidden()
    assert fake.files == []


async def test_a_heavy_photo_is_made_lighter_before_it_leaves(visit: Visit, fake: FakeWebchat) -> None:
    tab = await visit()
    heavy = await tab.evaluate_handle(
        """async () => {
          const canvas = Object.assign(document.createElement('canvas'), {width: 3000, height: 1500});
          const pen = canvas.getContext('2d');
          const grey = pen.createImageData(3000, 1500);
          for (let i = 0; i < grey.data.length; i += 4) {
            grey.data[i] = (i * 7919) % 251; grey.data[i + 1] = (i >> 3) % 256; grey.data[i + 3] = 255;
          }
          pen.putImageData(grey, 0, 0);
          const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
          const big = new Blob([blob, new Uint8Array(1_500_000)]);
          const transfer = new DataTransfer();
          transfer.items.add(new File([big], 'besar.png', {type: 'image/png'}));
          return transfer;
        }"""
    )
    await tab.dispatch_event("#text", "drop", {"dataTransfer": heavy})
    await expect(tab.locator(".tray li")).to_contain_text("besar.jpg")
    await tab.get_by_role("button", name="Kirim", exact=True).click()
    await settled(lambda: len(fake.files) == 1)
    sent = fake.files[0]["file"]
    assert sent["type"] == "image/jpeg"
    assert len(sent["bytes"]) < 0.6 * int(await heavy.evaluate("transfer => transfer.files[0].size"))


async def test_a_voice_message_is_recorded_heard_and_sent(visit: Visit, fake: FakeWebchat, shot: Shot) -> None:
    tab = await visit(permissions=["microphone"])
    await tab.get_by_role("button", name="Rekam pesan suara").click()
    await expect(tab.get_by_text("Merekam")).to_be_visible()
    await expect(tab.locator("#recorded")).to_have_text("0:01")
    await shot(tab, "webchat-390-recording")
    await tab.get_by_role("button", name="Selesai").click()
    await expect(tab.locator(".tray li")).to_contain_text("Pesan suara")
    await expect(tab.get_by_role("button", name="Dengarkan rekaman")).to_be_visible()
    await tab.get_by_role("button", name="Kirim", exact=True).click()
    await expect(tab.locator(".mine[data-status=sent]")).to_contain_text("Pesan suara")
    assert fake.files[0]["file"]["type"] in ("audio/webm", "audio/ogg")


async def test_a_forbidden_microphone_is_explained_and_writing_goes_on(visit: Visit) -> None:
    tab = await visit()
    await tab.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = "
        "() => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    await tab.get_by_role("button", name="Rekam pesan suara").click()
    await expect(tab.locator("#notice")).to_contain_text("Mikrofon belum diizinkan")
    await expect(box(tab)).to_be_visible()
