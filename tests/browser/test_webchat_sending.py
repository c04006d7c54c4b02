"""The web chat page and the network: nothing written is lost, nothing is sent twice, danger overtakes."""

from __future__ import annotations

from playwright.async_api import FilePayload, Route, expect

from tests.browser.chatting import TEXT_OF_STORAGE, becomes, box, report, settled, write
from tests.browser.conftest import Shot, Visit
from tests.browser.fake_webchat import FakeWebchat


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
