"""The web chat page as a citizen uses it: asking, tapping, losing the network, sending a photo, leaving in a hurry."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import FilePayload, Locator, Page, Route, expect

from tests.browser.conftest import Findings, OpenPage, Shot
from tests.browser.fake_webchat import PAGE, Answer, FakeWebchat, Json, reply, serve

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


@pytest.fixture
def fake() -> Iterator[FakeWebchat]:
    fake = FakeWebchat()
    server = serve(fake)
    yield fake
    fake.reading.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(page: OpenPage, fake: FakeWebchat) -> Iterator[Callable[..., Awaitable[Page]]]:
    """Opens the page; a script error or a breach of the policy fails the test that sees it."""

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


Visit = Callable[..., Awaitable[Page]]


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


async def test_the_first_contact_says_it_is_a_machine_and_opens_three_doors(
    visit: Visit, fake: FakeWebchat, shot: Shot
) -> None:
    tab = await visit()
    await expect(tab.get_by_text("asisten otomatis, bukan manusia")).to_be_visible()
    await expect(tab.get_by_text("Tidak perlu nama.")).to_be_visible()
    doors = tab.locator(".doors button")
    await expect(doors).to_have_count(3)
    for door in await doors.all():
        await expect(door).to_be_in_viewport(ratio=1)
    await shot(tab, "webchat-390-first-contact")

    await tab.get_by_role("button", name="Tanya").click()
    await expect(box(tab)).to_be_focused()
    await expect(box(tab)).to_have_attribute("placeholder", re.compile("Contoh"))
    assert fake.turns == [] and fake.polls == []

    await tab.get_by_role("button", name="Cek tawaran").click()
    await settled(lambda: len(fake.turns) == 1)
    assert fake.turns[0]["payload"] == "/cek_tawaran"


async def test_an_answer_comes_with_its_source_and_safe_links(visit: Visit, fake: FakeWebchat, shot: Shot) -> None:
    fake.on_turn = lambda turn: (200, {"replies": [reply(ANSWER, ("Terbantu", "!terbantu:ya:x"), source=SOURCE)]})
    tab = await visit(width=1280, height=800)
    await box(tab).fill("syaratnya apa")
    await box(tab).press("Shift+Enter")
    await box(tab).press_sequentially("ya?")
    await box(tab).press("Enter")
    await expect(tab.locator(".theirs .source")).to_have_text(SOURCE)
    await expect(box(tab)).to_have_value("")
    turn = fake.turns[0]
    assert turn["text"] == "syaratnya apa\nya?" and turn["payload"] is None
    assert re.fullmatch(r"[0-9a-f]{32}", turn["conversation"])
    links = [await link.get_attribute("href") for link in await tab.locator(".theirs a").all()]
    assert links == ["tel:08001000", "https://siskop2mi.bp2mi.go.id/profil/lembaga/list"]
    await shot(tab, "webchat-1280-answer")


async def test_only_the_latest_chips_can_be_tapped_and_the_focus_stays_in_the_conversation(
    visit: Visit, fake: FakeWebchat, shot: Shot
) -> None:
    fake.on_turn = report
    tab = await visit()
    await tab.get_by_role("button", name="Lapor").click()
    await tab.get_by_role("button", name="Ya, aman").click()
    await expect(tab.get_by_role("button", name="Besok")).to_be_visible()
    await expect(tab.get_by_role("button", name="Tidak aman")).to_have_count(0)
    assert [turn["payload"] for turn in fake.turns] == ["/lapor", "#aman=ya"]
    assert await tab.evaluate("document.activeElement.classList.contains('mine')")
    await shot(tab, "webchat-390-chips")
    await tab.get_by_role("button", name="Besok").click()
    await expect(tab.locator(".chip")).to_have_count(0)


async def test_what_was_written_offline_waits_survives_a_reload_and_leaves_in_order(
    visit: Visit, fake: FakeWebchat, shot: Shot
) -> None:
    tab = await visit()
    await write(tab, "halo")
    await expect(tab.locator(".theirs")).to_have_count(1)
    await tab.route("**/webchat/**", lambda route: route.abort())
    await write(tab, "pertama")
    await write(tab, "kedua")
    await expect(tab.get_by_text("belum terkirim, ketuk untuk ulang")).to_have_count(2)
    await expect(tab.get_by_text("Tidak ada sambungan.")).to_be_visible()
    await box(tab).fill("masih kutulis")
    await shot(tab, "webchat-390-offline")
    await becomes(tab, f"({TEXT_OF_STORAGE}).includes('masih kutulis')")

    await tab.reload()
    await expect(tab.get_by_text("belum terkirim, ketuk untuk ulang")).to_have_count(2)
    await expect(box(tab)).to_have_value("masih kutulis")
    await tab.unroute("**/webchat/**")
    await tab.get_by_role("button", name="belum terkirim, ketuk untuk ulang").first.click()
    await expect(tab.locator(".theirs")).to_have_count(3)
    assert [turn["text"] for turn in fake.turns] == ["halo", "pertama", "kedua"]
    assert len({turn["conversation"] for turn in fake.turns}) == 1
    await expect(tab.get_by_text("Tidak ada sambungan.")).to_be_hidden()


async def test_a_repeat_carries_the_same_message_id_and_shows_one_answer(visit: Visit, fake: FakeWebchat) -> None:
    tab = await visit()

    async def answer_lost(route: Route) -> None:
        await route.fetch()  # the server has it, its answer never arrives
        await route.abort()

    await tab.route("**/webchat/turn", answer_lost, times=1)
    await write(tab, "kirim aku sekali saja")
    await tab.get_by_role("button", name="Coba lagi").click()
    await expect(tab.locator(".mine[data-status=sent]")).to_have_count(1)
    await expect(tab.locator(".theirs")).to_have_count(1)
    assert len(fake.turns) == 2
    assert len({turn["message_id"] for turn in fake.turns}) == 1


async def test_an_answer_that_takes_long_arrives_by_asking_again(visit: Visit, fake: FakeWebchat) -> None:
    fake.on_turn = lambda turn: (202, {})
    tab = await visit()
    await write(tab, "pertanyaan sulit")
    await expect(tab.locator("#typing")).to_be_visible()
    await expect(tab.locator(".mine[data-status=sent]")).to_have_count(1)
    fake.push("Ini jawabannya.")
    await expect(tab.get_by_text("Ini jawabannya.")).to_be_visible()
    await expect(tab.locator("#typing")).to_be_hidden()


async def test_an_officers_line_is_shown_once_and_as_a_humans(visit: Visit, fake: FakeWebchat, shot: Shot) -> None:
    tab = await visit()
    await write(tab, "bicara petugas")
    await expect(tab.locator(".theirs")).to_have_count(1)
    fake.push("Selamat siang, boleh tahu nama perusahaannya?", ("Tidak tahu", "/tidak_tahu"), answer="pesan_petugas")
    await tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(tab.locator(".officer .speaker")).to_have_text("Petugas")
    await tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await settled(lambda: len(fake.polls) >= 2)
    await expect(tab.locator(".theirs")).to_have_count(2)
    await shot(tab, "webchat-390-officer")


async def test_the_page_is_quiet_while_nobody_looks(visit: Visit, fake: FakeWebchat) -> None:
    tab = await visit()
    await tab.clock.install()
    await write(tab, "halo")
    await expect(tab.locator(".theirs")).to_have_count(1)
    await tab.evaluate(
        "Object.defineProperty(document, 'hidden', {get: () => true, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    before = len(fake.polls)
    await tab.clock.run_for(120_000)
    assert len(fake.polls) == before


async def test_a_refusal_is_told_in_the_servers_words_and_the_next_message_goes_on(
    visit: Visit, fake: FakeWebchat, shot: Shot
) -> None:
    sentence = "Pesan ini memuat jenis yang belum bisa kami terima."
    fake.on_turn = lambda turn: (422, {"error": sentence}) if turn["text"] == "aneh" else report(turn)
    tab = await visit()
    await write(tab, "aneh")
    await expect(tab.get_by_text(sentence)).to_be_visible()
    await write(tab, "biasa")
    await expect(tab.get_by_text("Di mana kejadiannya?")).to_be_visible()
    await shot(tab, "webchat-390-refused")
    await tab.get_by_role("button", name="buang").click()
    await expect(tab.get_by_text(sentence)).to_have_count(0)


async def test_a_busy_server_keeps_the_message_and_says_so(visit: Visit, fake: FakeWebchat) -> None:
    fake.on_turn = lambda turn: (503, {"error": "Layanan sedang sibuk. Pesan Anda disimpan."})
    tab = await visit()
    await write(tab, "halo")
    await expect(tab.locator("#offline")).to_contain_text("Layanan sedang sibuk.")
    fake.on_turn = report
    await tab.get_by_role("button", name="Coba lagi").click()
    await expect(tab.locator(".mine[data-status=sent]")).to_have_count(1)
    await expect(tab.locator("#offline")).to_be_hidden()


async def test_a_login_page_of_a_hotspot_is_not_taken_for_an_answer(visit: Visit, fake: FakeWebchat) -> None:
    tab = await visit()
    await tab.route("**/webchat/turn", lambda route: route.fulfill(status=200, body="<html>Masuk WiFi</html>"))
    await write(tab, "halo")
    await expect(tab.get_by_text("belum terkirim, ketuk untuk ulang")).to_be_visible()


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


async def test_the_emergency_numbers_are_there_without_network_and_its_message_overtakes(
    visit: Visit, fake: FakeWebchat, shot: Shot
) -> None:
    tab = await visit()
    fake.reading.clear()
    await tab.set_input_files("#file", FilePayload(name="a.txt", mimeType="text/plain", buffer=b"0" * 9_000_000))
    await tab.get_by_role("button", name="Kirim", exact=True).click()
    await expect(tab.get_by_role("progressbar")).to_be_visible()
    await tab.get_by_role("button", name="Darurat").click()
    numbers = tab.get_by_role("dialog", name="Darurat").get_by_role("link")
    assert [await number.get_attribute("href") for number in await numbers.all()] == [
        "tel:110", "tel:129", "tel:08001000", "tel:+622129244800",
    ]  # fmt: skip
    await shot(tab, "webchat-390-emergency")
    async with tab.expect_request("**/webchat/turn"):  # while the upload is still under way
        await tab.get_by_role("button", name="Kirim pesan darurat").click()
    fake.reading.set()
    await settled(lambda: len(fake.turns) == 2)
    assert "darurat" in [turn["text"] for turn in fake.turns]


async def test_the_language_switch_tells_the_server_and_marks_the_choice(visit: Visit, fake: FakeWebchat) -> None:
    fake.on_turn = lambda turn: (200, {"replies": [reply("Wilujeng sumping.", language="su")]})
    tab = await visit()
    await tab.get_by_role("button", name="Menu dan pengaturan").click()
    await tab.get_by_role("dialog").get_by_role("button", name="Sunda").click()
    await settled(lambda: len(fake.turns) == 1)
    assert fake.turns[0]["payload"] == "!bahasa:su"
    await expect(tab.locator(".langs [data-language=su]")).to_have_attribute("aria-pressed", "true")
    await expect(tab.locator(".theirs .bubble")).to_have_attribute("lang", "su")


async def test_larger_type_and_theme_are_remembered(visit: Visit) -> None:
    tab = await visit()
    await tab.get_by_role("button", name="Menu dan pengaturan").click()
    await tab.get_by_role("switch", name="Huruf lebih besar").check()
    await tab.get_by_role("button", name="Gelap").click()
    await tab.reload()
    assert await tab.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert await tab.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


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


async def test_strangers_words_stay_words(visit: Visit, fake: FakeWebchat) -> None:
    evil = (
        '<img src=x onerror="window.hit=1"><script>window.hit=1</script> '
        'https://a.example/"onmouseover="x javascript:alert(1)'
    )
    said = reply(evil, (evil, "/menu"), source=evil, language='"><b>', answer=evil)
    fake.on_turn = lambda turn: (200, {"replies": [said]})
    tab = await visit()
    await write(tab, evil)
    await expect(tab.locator(".theirs .words")).to_have_text(evil.replace("https://a.example/", "a.example"))
    await expect(tab.locator(".mine .words")).to_have_text(evil)
    assert await tab.locator("#log img, #log script, #log b:not(.sr)").count() == 0
    hrefs = [await link.get_attribute("href") for link in await tab.locator("#log a").all()]
    assert hrefs and all(href == "https://a.example/" for href in hrefs)
    assert await tab.evaluate("window.hit") is None


async def test_a_malformed_answer_breaks_nothing(visit: Visit, fake: FakeWebchat) -> None:
    whole = {"text": "Tetap ada.", "buttons": [None, {"title": 1}]}
    odd: Json = {"replies": [None, 7, {"text": 5, "buttons": "x"}, whole]}
    tab = await visit()
    await tab.route("**/webchat/turn", lambda route: route.fulfill(status=200, json=odd))
    await write(tab, "halo")
    await expect(tab.locator(".theirs")).to_have_count(1)
    await expect(tab.get_by_text("Tetap ada.")).to_be_visible()


async def test_too_long_a_text_is_counted_kept_and_not_sent(visit: Visit, fake: FakeWebchat) -> None:
    tab = await visit()
    await box(tab).fill("x" * 3700)
    await expect(tab.locator("#counter")).to_have_text("Sisa 300 huruf")
    await box(tab).fill("x" * 4010)
    await expect(tab.locator("#counter")).to_contain_text("Terlalu panjang 10 huruf")
    await expect(tab.get_by_role("button", name="Kirim", exact=True)).to_be_disabled()
    await box(tab).press("Enter")
    assert len(await box(tab).input_value()) == 4010
    assert fake.turns == []


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
