"""What an editor types outlives a lost connection, a closed window and a second press; files and previews are real."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Page, expect
from sqlalchemy import func, select

from bot.answers.models import Correction, Revision
from bot.runtime import Runtime
from tests.browser.conftest import Findings, OpenPage, Shot
from tests.browser.console_site import Running, Site
from tests.console.conftest import PASSWORD

SIZES = pytest.mark.parametrize("width", [1280, 390])
KEY = "visa_kerja"


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """Previews are rendered by the server while one types: a busy machine takes its time."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Running(tmp_path / "var") as running:
        yield running


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    drawn = Image.new("RGB", (900, 600), "#0b6a77")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((70, 70, 830, 530), fill="#f2f7f5")
    pen.text((120, 120), "CONTOH VISA KERJA", fill="#123047", font_size=56)
    pen.text((120, 240), "Jenis: WORK", fill="#123047", font_size=44)
    pen.text((120, 330), "Nama: CONTOH", fill="#123047", font_size=44)
    target = tmp_path / "visa.png"
    drawn.save(target)
    return target


async def enter(page: Page, site: Site, username: str) -> Page:
    await page.goto(f"{site.address}/konsol/masuk")
    await page.get_by_label("Nama pengguna").fill(username)
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.locator("main#isi")).to_be_visible()
    return page


async def begin(at: Page, site: Site) -> None:
    await at.goto(f"{site.address}/konsol/jawaban/{KEY}")
    await at.locator(".page-acts form[action$=naskah] button").click()
    await expect(at.locator("#short-id")).to_be_visible()


async def test_what_was_typed_outlives_a_lost_connection_and_a_closed_window(page: OpenPage, site: Site) -> None:
    at = await enter(await page(width=1280, height=900), site, "redaktur")
    await begin(at, site)
    await at.locator("#short-id").fill("Ditulis sebelum sambungan putus.")
    await at.context.set_offline(True)
    await at.get_by_role("button", name="Simpan naskah").click()
    await expect(at.get_by_text("Belum terkirim")).to_be_visible()
    await expect(at.locator("#short-id")).to_have_value("Ditulis sebelum sambungan putus.")
    await at.context.set_offline(False)
    address = at.url
    at.on("dialog", lambda dialog: dialog.accept())
    await at.goto(f"{site.address}/konsol/tugas")
    await at.goto(address)
    await expect(at.locator("#tertinggal")).to_be_visible()
    await at.get_by_role("button", name="Kembalikan", exact=True).click()
    await expect(at.locator("#short-id")).to_have_value("Ditulis sebelum sambungan putus.")
    await at.get_by_role("button", name="Simpan naskah").click()
    await expect(at.get_by_text("Warga belum melihatnya")).to_be_visible()
    await expect(at.locator("#tertinggal")).to_be_hidden()
    await at.reload()
    await expect(at.locator("#short-id")).to_have_value("Ditulis sebelum sambungan putus.")
    await expect(at.locator("#tertinggal")).to_be_hidden()


@SIZES
async def test_a_picture_is_added_seen_on_every_channel_and_approved(
    page: OpenPage, site: Site, picture: Path, shot: Shot, axe: Findings, width: int
) -> None:
    at = await enter(await page(width=width, height=900), site, "redaktur")
    await begin(at, site)
    await at.locator("#short-id").fill("Visa kerja dari negara tujuan. Biayanya Rp999.000.")
    await at.locator("#berkas-id").set_input_files(picture)
    await at.locator("#keterangan-id").fill("Contoh visa: jenisnya WORK.")
    await at.get_by_role("button", name="Simpan naskah").click()
    await expect(at.get_by_text("Warga belum melihatnya")).to_be_visible()
    for channel in ("whatsapp", "telegram", "web"):
        await at.locator(f"label[for=kanal-{channel}]").click()
        await expect(at.locator(f".channel-pane-{channel} .bubble-picture").first).to_be_visible()
    await expect(at.locator(".looks")).to_contain_text("999.000")
    await at.locator("label[for=bahasa-su]").click()
    await at.locator("#short-su").fill("Visa gawe ti nagara tujuan.")
    await expect(at.locator("#pratinjau")).to_contain_text("Visa gawe ti nagara tujuan.")
    await expect(at.locator("#kanal-web")).to_be_checked()
    await shot(at, f"console-{width}-languages")
    assert await axe(at) == []
    await at.get_by_role("button", name="Simpan dan ajukan").click()
    await expect(at.locator(".compare").first).to_be_visible()
    other = await enter(await page(width=width, height=900), site, "penyetuju")
    await shot(other, f"console-{width}-duties-approver")
    await other.get_by_role("link", name="Tinjau").first.click()
    await expect(other.locator(".bubble-picture").first).to_be_visible()
    await other.get_by_role("button", name="Setujui dan terbitkan").dblclick()
    await expect(other.get_by_text("Sudah terbit.")).to_be_visible()

    async def published(runtime: Runtime) -> int:
        async with runtime.db.read() as session:
            query = select(func.count()).select_from(Revision)
            return await session.scalar(query.where(Revision.answer_key == KEY, Revision.state == "published")) or 0

    assert await site.do(published) == 1


async def test_a_fact_is_found_in_the_long_list_and_picked(page: OpenPage, site: Site) -> None:
    at = await enter(await page(width=1280, height=900), site, "redaktur")
    await begin(at, site)
    await at.get_by_text("Pilih fakta lain").click()
    await at.get_by_label("Saring fakta").fill("syarat menjadi pmi ada lima")
    shown = at.locator("#daftar-fakta .pick:visible")
    await expect(shown).to_have_count(1)
    await shown.click()
    await at.get_by_role("button", name="Simpan naskah").dblclick()
    await expect(at.get_by_text("Warga belum melihatnya")).to_be_visible()
    await expect(at.locator("#tertinggal")).to_be_hidden()
    await expect(at.get_by_role("checkbox", name="Syarat menjadi PMI ada lima")).to_be_checked()


async def test_a_second_press_hands_a_correction_in_once(page: OpenPage, site: Site) -> None:
    at = await enter(await page(width=1280, height=900), site, "redaktur")
    await begin(at, site)
    await at.locator("#short-id").fill("Isi yang benar.")
    await at.get_by_role("button", name="Simpan dan ajukan").click()
    await expect(at.get_by_text("Naskah diajukan.")).to_be_visible()
    other = await enter(await page(width=1280, height=900), site, "penyetuju")
    await other.goto(at.url)
    await other.get_by_role("button", name="Setujui dan terbitkan").click()
    await expect(other.get_by_text("Sudah terbit.")).to_be_visible()
    await at.goto(f"{site.address}/konsol/jawaban/{KEY}/ralat")
    await at.locator("#kalimat-id").fill("Yang benar: tanyakan ke Disnaker.")
    await at.get_by_role("button", name="Ajukan ralat").dblclick()
    await expect(at.get_by_text("Ralat diajukan.")).to_be_visible()

    async def asked(runtime: Runtime) -> int:
        async with runtime.db.read() as session:
            return await session.scalar(select(func.count()).select_from(Correction)) or 0

    assert await site.do(asked) == 1
