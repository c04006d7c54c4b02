"""The web chat page as a citizen meets it: first contact, answers, chips, an officer, what strangers may write."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.chatting import ANSWER, SOURCE, box, report, settled, write
from tests.browser.conftest import Shot, Visit
from tests.browser.fake_webchat import FakeWebchat, Json, reply


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
