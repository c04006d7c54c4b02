"""An officer's day and an editor's day in a real browser, wide and narrow: it works, it holds, it is quiet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.answers.published import find
from bot.clock import now
from bot.conversations.models import Handoff, Message
from bot.runtime import Runtime
from tests.browser.conftest import Findings, OpenPage, Shot
from tests.browser.console_site import Running, Site
from tests.console.conftest import PASSWORD
from tests.console.invented import Told, store_talk, store_tip

SIZES = pytest.mark.parametrize("width", [1280, 390])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Running(tmp_path / "var") as running:
        yield running


class Watched:
    """A page that remembers whatever the browser complained about."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def enter(self, username: str) -> None:
        await self.page.goto(f"{self.site.address}/konsol/masuk")
        await self.page.get_by_label("Nama pengguna").fill(username)
        await self.page.get_by_label("Kata sandi").fill(PASSWORD)
        await self.page.get_by_role("button", name="Masuk").click()
        await expect(self.page.locator("main#isi")).to_be_visible()

    async def go(self, path: str) -> None:
        await self.page.goto(f"{self.site.address}{path}")

    async def holds(self) -> None:
        """Nothing is wider than the screen."""
        widest = await self.page.evaluate("document.documentElement.scrollWidth")
        assert widest <= self.page.viewport_size["width"], f"{self.page.url} is {widest} px wide"  # type: ignore[index]


@SIZES
async def test_an_officers_day(page: OpenPage, site: Site, shot: Shot, axe: Findings, width: int) -> None:
    tab = Watched(await page(width=width, height=844), site)
    at = tab.page
    await tab.enter("petugas")
    await tab.holds()
    assert await axe(at) == []
    await shot(at, f"console-{width}-inbox")

    await _a_new_tip_announces_itself(tab)
    await at.locator(".tip-link", has_text="LA-7K3QX").click()
    await expect(at.get_by_role("heading", name="LA-7K3QX")).to_be_visible()
    await expect(at).to_have_url(f"{site.address}/konsol/laporan/LA-7K3QX?folder=belum_diambil")
    await tab.holds()
    assert await axe(at) == []
    await shot(at, f"console-{width}-tip")

    await at.get_by_role("button", name="Terima").click()
    await expect(at.get_by_text("Rujukan diterima.")).to_be_visible()
    await expect(at.get_by_text("Dipegang Bu Contoh Petugas")).to_be_visible()
    await at.wait_for_timeout(800)  # news of one's own act has come by now
    await expect(at.locator(".news-bar")).to_have_count(0)

    await at.locator(".reveal summary").first.click()
    reason = at.get_by_label("Untuk apa Anda perlu melihatnya?").first
    await reason.fill("Menghubungi perekrut")
    await reason.press("Enter")
    await expect(at.get_by_text("0812-0000-0001")).to_be_visible()

    await at.get_by_text("Catatan internal", exact=True).click()
    await at.get_by_label("Catatan untuk rekan satu instansi").fill("Sudah telepon kepala desa")
    await at.get_by_role("button", name="Simpan catatan").click()
    await expect(at.locator(".talk-note", has_text="Sudah telepon kepala desa")).to_be_visible()

    await at.get_by_text("Tanya pelapor", exact=True).click()
    await at.get_by_label("Pertanyaan kepada pelapor").fill("Jam berapa dijemput?")
    await at.get_by_role("button", name="Kirim pertanyaan").click()
    await expect(at.locator(".talk-question", has_text="Jam berapa dijemput?")).to_be_visible()

    await at.get_by_text("Tutup", exact=True).click()
    await at.get_by_label("Hasil (wajib)").select_option("ditolong")
    await at.get_by_label("Keterangan").fill("Semua sudah pulang")
    await at.get_by_role("button", name="Tutup laporan").click()
    await expect(at.get_by_text("Penutupan menunggu persetujuan.", exact=True)).to_be_visible()
    await tab.holds()

    await tab.go("/konsol/laporan/LA-X0X0X")
    await expect(at).to_have_title("LA-X0X0X · Langkah Aman")
    await _talk(tab, shot, width)
    assert tab.complaints == []


async def _a_new_tip_announces_itself(tab: Watched) -> None:
    """The bar comes by itself; what is being read stays where it is until it is tapped."""

    async def arrive(runtime: Runtime) -> None:
        async with runtime.db.write() as session:
            await store_tip(session, Told("LA-NEW77", "Baru saja terjadi", timedelta(0), score=99), now=now())

    first = tab.page.locator(".tip-case").first
    before = await first.inner_text()
    await tab.site.do(arrive)
    bar = tab.page.get_by_text("1 laporan baru")
    await expect(bar).to_be_visible()
    assert await first.inner_text() == before
    await bar.click()
    await expect(tab.page.locator(".tip-link", has_text="LA-NEW77")).to_be_visible()


async def _talk(tab: Watched, shot: Shot, width: int) -> None:
    """A citizen asks for an officer while the list is open, is answered, and answers back live."""
    at = tab.page
    await tab.go("/konsol/percakapan")
    rows = at.locator("#antrean tbody tr")
    await expect(rows).to_have_count(1)

    async def another(runtime: Runtime) -> Handoff:
        async with runtime.db.write() as session:
            return await store_talk(session, now=now())

    handoff = await tab.site.do(another)
    await expect(rows).to_have_count(2)
    await tab.go(f"/konsol/percakapan/{handoff.id}")
    await at.get_by_role("button", name="Ambil percakapan").click()
    await at.get_by_label("Tulis kepada warga").fill("Selamat pagi, paspornya di tangan siapa?")
    await at.get_by_role("button", name="Kirim").click()
    await expect(at.locator(".talk-officer", has_text="paspornya di tangan siapa")).to_be_visible()

    async def answer(runtime: Runtime) -> None:
        async with runtime.db.write() as session:
            said = Message(position=40, conversation_id=handoff.conversation_id, author="citizen", at=now())
            session.add(said)
            said.text = "di sponsor <b>pak</b>"

    await at.get_by_label("Tulis kepada warga").fill("sedang saya ketik")
    await tab.site.do(answer)
    await expect(at.locator(".talk-citizen", has_text="di sponsor <b>pak</b>")).to_be_visible()
    await expect(at.get_by_label("Tulis kepada warga")).to_have_value("sedang saya ketik")
    await tab.holds()
    await shot(at, f"console-{width}-talk")
    await at.get_by_label("Tulis kepada warga").fill("")
    at.on("dialog", lambda dialog: dialog.accept())
    await at.get_by_text("Kembalikan ke bot").click()
    await at.get_by_role("button", name="Ya, kembalikan").click()
    await expect(at.get_by_text("dikembalikan ke bot")).to_be_visible()


@SIZES
async def test_an_editors_day(page: OpenPage, site: Site, shot: Shot, axe: Findings, width: int) -> None:
    tab = Watched(await page(width=width, height=844), site)
    at = tab.page
    await tab.enter("redaktur")
    await tab.holds()
    assert await axe(at) == []
    await shot(at, f"console-{width}-duties")
    await tab.go("/konsol/jawaban")
    await tab.holds()
    assert await axe(at) == []
    await shot(at, f"console-{width}-answers")

    await at.get_by_role("link", name="Syarat kerja luar negeri", exact=True).click()
    await tab.holds()
    assert await axe(at) == []
    await at.get_by_role("button", name="Ubah", exact=True).click()
    short = at.locator("#short-id")
    await short.fill("Umur paling sedikit 18 tahun, sehat, dan dokumen lengkap.")
    await expect(at.locator("#hitung-short-id [data-count]")).to_have_text("57")
    await expect(at.locator("#pratinjau")).to_contain_text("Umur paling sedikit 18 tahun, sehat")
    await tab.holds()
    assert await axe(at) == []
    await shot(at, f"console-{width}-draft")
    await at.locator("label[for=bahasa-jv]").click()
    await expect(at.locator("#short-jv")).to_be_visible()
    await expect(short).to_be_hidden()
    await at.get_by_role("button", name="Simpan dan ajukan").click()
    await expect(at.get_by_text("Naskah diajukan.")).to_be_visible()
    review = at.url.split("?")[0].removeprefix(site.address)

    other = Watched(await page(width=width, height=844), site)
    await other.enter("penyetuju")
    await other.go(review)
    await expect(other.page.locator("ins").first).to_be_visible()
    await other.holds()
    assert await axe(other.page) == []
    await shot(other.page, f"console-{width}-review")
    await other.page.get_by_role("button", name="Setujui dan terbitkan").click()
    await expect(other.page.get_by_text("Sudah terbit.")).to_be_visible()

    async def published(runtime: Runtime) -> str:
        async with runtime.db.read() as session:
            found = await find(session, "syarat_umum")
        assert found is not None
        return str(found.content["short"]["id"])

    assert (await site.do(published)).startswith("Umur paling sedikit 18 tahun, sehat")
    await tab.go("/konsol/belum-terjawab")
    await expect(at.get_by_text("visa umroh")).to_be_visible()
    await tab.holds()
    assert await axe(at) == []
    assert tab.complaints == [] and other.complaints == []


@SIZES
async def test_an_operators_round(page: OpenPage, site: Site, shot: Shot, axe: Findings, width: int) -> None:
    tab = Watched(await page(width=width, height=844), site)
    await tab.enter("pengelola")
    for name in ("pengiriman", "pekerjaan", "tujuan", "akun", "jejak?periksa=ya"):
        path = f"/konsol/{name}"
        await tab.go(path)
        await tab.holds()
        assert await axe(tab.page) == [], path
        await shot(tab.page, f"console-{width}-{name.split('?')[0]}")
    assert tab.complaints == []


async def test_the_keyboard_walks_opens_and_takes(page: OpenPage, site: Site) -> None:
    tab = Watched(await page(width=1280, height=844), site)
    at = tab.page
    await tab.enter("petugas")
    await at.keyboard.press("j")
    await at.keyboard.press("j")
    case = await at.locator(".tip-link:focus .tip-case").inner_text()
    await at.keyboard.press("o")
    await expect(at.locator("#panel-laporan h1")).to_have_text(case.split()[0])
    await at.keyboard.press("a")
    await expect(at.get_by_text("sekarang dipegang oleh Anda")).to_be_visible()
    await at.keyboard.press("/")
    await expect(at.get_by_role("searchbox")).to_be_focused()
    await at.go_back()
    await expect(at.locator(".tip-link").first).to_be_visible()
    assert tab.complaints == []


async def test_everything_works_without_javascript(page: OpenPage, site: Site) -> None:
    tab = Watched(await page(width=390, height=844, java_script_enabled=False), site)
    at = tab.page
    await tab.enter("petugas")
    await at.locator(".tip-link", has_text="LA-9WD4H").click()
    await at.get_by_role("button", name="Terima").click()
    await expect(at.get_by_text("Rujukan diterima.")).to_be_visible()
    await at.locator("label[for=tulis-rujuk]").click()
    await at.get_by_label("Rujuk ke").select_option("polda_banten")
    await at.get_by_label("Alasan", exact=True).fill("Ada anak")
    await at.locator(".composer-rujuk button").click()
    await expect(at.get_by_text("sudah dirujuk")).to_be_visible()
    await at.locator(".side-burger").click()
    await at.get_by_role("button", name="Keluar").first.click()
    await expect(at.get_by_text("Anda sudah keluar.")).to_be_visible()
