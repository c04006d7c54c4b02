"""The editing form: buttons, pictures, sources, facts, languages, two windows and two editors at once."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import httpx
import pytest
from PIL import Image
from sqlalchemy import func, select

from bot.answers.counting import count_asked, count_verdict
from bot.answers.files import forget_unused
from bot.answers.models import AnswerFile, LanguageCheck, Revision, Source
from bot.answers.published import find
from bot.answers.translating import sheets
from bot.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import SignIn, Visitor
from tests.console.form_reader import Fields, fields

KEY, REGIONAL = "visa_kerja", "syarat_umum"


async def drafted(editor: Visitor, key: str = KEY) -> tuple[str, Fields]:
    path = (await editor.post(f"/konsol/jawaban/{key}/naskah")).headers["location"]
    return path, fields((await editor.get(path)).text)


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, kind)
    return out.getvalue()


async def with_file(editor: Visitor, path: str, form: Fields, data: bytes, **more: str) -> httpx.Response:
    files = {"berkas.id": ("visa <contoh>.png", data, "image/png")}
    plain = {**form, **more, "csrf": editor.csrf}
    return await editor.client.post(path, data=plain, files=files, headers=editor.headers)


async def stored(runtime: Runtime, path: str) -> Revision:
    async with runtime.db.read() as session:
        return await session.get_one(Revision, path.rsplit("/", 1)[1])


async def test_saving_what_nobody_touched_changes_nothing(signed_in: SignIn, seeded: Runtime) -> None:
    editor = await signed_in("redaktur")
    for key in (KEY, REGIONAL, "lapor_aman", "negara_tw"):
        path, form = await drafted(editor, key)
        before = (await stored(seeded, path)).content
        assert (await editor.post(path, form)).status_code == 303
        after = (await stored(seeded, path)).content
        for name in ("title", "short", "long", "next_step", "buttons", "related", "facts", "params"):
            assert (after.get(name) or None) == (before.get(name) or None), (key, name)


async def test_buttons_are_chosen_from_what_is_known_and_have_a_title_in_each_language(
    signed_in: SignIn, seeded: Runtime
) -> None:
    editor, approver = await signed_in("redaktur"), await signed_in("penyetuju")
    path, form = await drafted(editor)
    form |= {"tombol.0.tujuan": '/tanya{"topic":"opp"}', "tombol.0.id": "Soal OPP", "tombol.0.su": "Ngeunaan OPP"}
    assert (await editor.post(path, {**form, "lanjut": "ajukan"})).status_code == 303
    review = path.replace("naskah", "tinjau")
    page = (await approver.get(review)).text
    assert "Tombol · Indonesia" in page and "Soal" in page
    await approver.post(f"{review}/setuju")
    async with seeded.db.read() as session:
        published = await find(session, KEY)
    assert published is not None
    first = published.content["buttons"][0]
    assert first == {"title": {"id": "Soal OPP", "su": "Ngeunaan OPP"}, "payload": '/tanya{"topic":"opp"}'}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tombol.0.tujuan": "!darurat:kirim"}, "tidak terbit"),
        ({"tombol.0.tujuan": '/tanya{"topic":"tidak_ada"}'}, "tidak terbit"),
        ({"tombol.0.tujuan": "/salam"}, "tidak terbit"),
        ({"tombol.0.tujuan": ""}, "belum punya tujuan"),
        ({"tombol.0.id": ""}, "butuh judul"),
        ({"tombol.0.id": "Judul yang terlalu panjang"}, "20 huruf"),
    ],
)
async def test_a_button_to_nowhere_is_refused_and_stays_as_typed(
    signed_in: SignIn, change: dict[str, object], sentence: str
) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    answer = await editor.post(path, {**form, **change, "lanjut": "ajukan", "short.id": "Tulisan saya."})
    assert answer.status_code == 422 and sentence in answer.text and "Tulisan saya." in answer.text


async def test_buttons_of_a_question_of_the_report_cannot_be_led_elsewhere(signed_in: SignIn) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor, "lapor_aman")
    changed = {**form, "tombol.0.tujuan": "/menu", "lanjut": "ajukan"}
    answer = await editor.post(path, changed)
    assert answer.status_code == 422 and "hanya judulnya" in answer.text


async def test_a_picture_is_drawn_anew_and_needs_words_before_it_is_handed_in(
    signed_in: SignIn, seeded: Runtime
) -> None:
    editor, approver = await signed_in("redaktur"), await signed_in("penyetuju")
    path, form = await drafted(editor)
    refused = await with_file(editor, path, form, picture(), lanjut="ajukan")
    assert refused.status_code == 422 and "butuh keterangan" in refused.text
    form = fields(refused.text)
    assert form["berkas_lama.id"], "the picture is kept although the form came back"
    await editor.post(path, {**form, "keterangan.id": "Contoh <visa>", "lanjut": "ajukan"})
    await approver.post(f"{path.replace('naskah', 'tinjau')}/setuju")
    async with seeded.db.read() as session:
        published = await find(session, KEY)
    assert published is not None
    media = published.content["media"]["id"]
    assert (media["mime"], media["width"], media["alt"]) == ("image/jpeg", 64, "Contoh <visa>")
    shown = await approver.get(f"/konsol/berkas/{media['file']}")
    assert shown.content.startswith(b"\xff\xd8") and shown.headers["content-type"] == "image/jpeg"
    path, form = await drafted(editor)
    await editor.post(path, {**form, "buang_berkas.id": "ya"})
    assert (await stored(seeded, path)).content["media"] == {}


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"\x89PNG rusak", b"MZ" + b"0" * 200])
async def test_what_is_no_picture_or_sound_is_refused_by_its_content(signed_in: SignIn, data: bytes) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    answer = await with_file(editor, path, {**form, "short.id": "Masih ada."}, data)
    assert answer.status_code == 422 and "Masih ada." in answer.text


async def test_a_file_over_the_limit_is_refused_before_it_is_read_whole(signed_in: SignIn, seeded: Runtime) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    settings = seeded.settings
    too_large = b"0" * (settings.answer_file_max_bytes + settings.console_form_max_bytes + 1)
    assert (await with_file(editor, path, form, too_large)).status_code == 413


async def test_files_that_no_wording_names_are_forgotten(signed_in: SignIn, seeded: Runtime, clock: FakeClock) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    await with_file(editor, path, form, picture(), **{"keterangan.id": "Dipakai"})
    form = fields((await editor.get(path)).text)
    await with_file(editor, path, form, picture("JPEG"), **{"keterangan.id": "Pengganti"})
    clock.advance(8 * 86_400)
    async with seeded.db.write() as session:
        assert await forget_unused(session, seeded.settings, now=clock()) == 1
        assert await session.scalar(select(func.count()).select_from(AnswerFile)) == 1


async def test_a_new_source_is_added_once_and_picked(signed_in: SignIn, seeded: Runtime) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    new = {
        "sumber_baru.judul": "Pengumuman <contoh>", "sumber_baru.penerbit": "Kantor Contoh",
        "sumber_baru.alamat": "https://contoh.example/umum", "sumber_baru.dicek": "2026-11-20",
    }  # fmt: skip
    for _ in range(2):
        assert (await editor.post(path, {**form, **new})).status_code == 303
    page = (await editor.get(path)).text
    assert "Pengumuman &lt;contoh&gt;" in page and "20 Nov 2026" in page
    async with seeded.db.read() as session:
        rows = (await session.scalars(select(Source).where(Source.kind == "editor"))).all()
    assert len(rows) == 1 and rows[0].id in (await stored(seeded, path)).sources


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("penerbit", "", "judul dan penerbit"),
        ("alamat", "javascript:alert(1)", "https://"),
        ("alamat", "https://[rusak", "https://"),
        ("dicek", "2031-01-01", "belum terjadi"),
        ("dicek", "kemarin", "tanggal yang benar"),
    ],
)
async def test_a_source_that_cannot_be_kept_says_why(signed_in: SignIn, field: str, value: str, sentence: str) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    new = {"judul": "Pengumuman", "penerbit": "Kantor Contoh", field: value}
    answer = await editor.post(path, {**form, **{f"sumber_baru.{name}": text for name, text in new.items()}})
    assert answer.status_code == 422 and sentence in answer.text and "Pengumuman" in answer.text


async def test_a_figure_that_no_fact_says_is_pointed_out_and_a_known_number_is_not(signed_in: SignIn) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    shown = await editor.post(f"{path}/pratinjau", {**form, "short.id": "Bayar Rp4.250.000 ke 0800-1000."})
    assert "4.250.000" in shown.text and "tidak ada di fakta" in shown.text
    assert "“0800" not in shown.text
    shown = await editor.post(f"{path}/pratinjau", {**form, "short.id": "Telepon 999. Bayar Rp999.000."})
    assert "“999.000”" in shown.text and "“999”" not in shown.text


async def test_previews_are_laid_out_by_what_sends_them(signed_in: SignIn) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    shown = (await editor.post(f"{path}/pratinjau", form)).text
    assert "menjadi daftar yang dibuka dengan “Pilih”" in shown
    long = await editor.post(f"{path}/pratinjau", {**form, "short.id": "kata " * 1_000})
    assert "is-over" in long.text and "Menjadi" in long.text


async def test_a_speakers_check_belongs_to_the_words_and_goes_with_them(signed_in: SignIn, seeded: Runtime) -> None:
    editor, approver = await signed_in("redaktur"), await signed_in("penyetuju")
    page = (await editor.get(f"/konsol/jawaban/{REGIONAL}")).text
    mark = re.search(r'action="(/konsol/tinjau/\w+/penutur)"', page)
    assert mark is not None
    for _ in range(2):
        await editor.post(mark[1], {"bahasa": "su", "kembali": "jawaban"})
    page = (await editor.get(f"/konsol/jawaban/{REGIONAL}")).text
    assert page.count("Diperiksa penutur") == 1 and "Dicatat Pak Contoh Redaktur" in page
    async with seeded.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(LanguageCheck)) == 1
    path, form = await drafted(editor, REGIONAL)
    await editor.post(path, {**form, "short.id": "Syaratnya lima.", "lanjut": "ajukan"})
    await approver.post(f"{path.replace('naskah', 'tinjau')}/setuju")
    page = (await editor.get(f"/konsol/jawaban/{REGIONAL}")).text
    assert "Diperiksa penutur" not in page


async def test_the_same_draft_in_two_windows_loses_nothing(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    clock.advance(60)
    await editor.post(path, {**form, "short.id": "Dari jendela pertama."})
    refused = await editor.post(path, {**form, "short.id": "Dari jendela kedua."})
    assert refused.status_code == 422 and "jendela lain" in refused.text and "Dari jendela kedua." in refused.text
    assert (await stored(seeded, path)).content["short"]["id"] == "Dari jendela pertama."
    assert (await editor.post(path, fields(refused.text))).status_code == 303
    assert (await stored(seeded, path)).content["short"]["id"] == "Dari jendela kedua."


async def test_a_draft_handed_in_from_another_window_keeps_what_was_typed_here(signed_in: SignIn) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    await editor.post(path, {**form, "short.id": "Sudah diajukan.", "lanjut": "ajukan"})
    answer = await editor.post(path, {**form, "short.id": "Masih diketik di sini."})
    assert answer.status_code == 422
    assert "sudah diajukan" in answer.text and "Masih diketik di sini." in answer.text


async def test_two_editors_of_one_answer_are_told_of_each_other(signed_in: SignIn) -> None:
    editor, other = await signed_in("redaktur"), await signed_in("penyetuju")
    mine, form = await drafted(editor)
    theirs, their_form = await drafted(other)
    assert "juga sedang menulis" in (await editor.get(f"/konsol/jawaban/{KEY}")).text
    await editor.post(mine, {**form, "short.id": "Perbaikan pertama.", "lanjut": "ajukan"})
    await other.post(f"{mine.replace('naskah', 'tinjau')}/setuju")
    assert "terbit sesudah naskah ini dibuat" in (await other.get(theirs)).text
    await other.post(theirs, {**their_form, "short.id": "Perbaikan kedua.", "lanjut": "ajukan"})
    assert "terbit sesudah naskah ini dibuat" in (await editor.get(theirs.replace("naskah", "tinjau"))).text


async def test_still_true_asks_for_approval_of_new_dates_only(signed_in: SignIn, seeded: Runtime) -> None:
    editor, approver = await signed_in("redaktur"), await signed_in("penyetuju")
    answer = await editor.post(f"/konsol/jawaban/{KEY}/masih-benar")
    review = answer.headers["location"].split("?")[0]
    page = (await approver.get(review)).text
    assert page.split("bagian tidak berubah")[0].count('<div class="compare">') == 2
    await approver.post(f"{review}/setuju")
    async with seeded.db.read() as session:
        published = await find(session, KEY)
    assert published is not None and published.checked_on.isoformat() == "2026-11-24"
    assert published.review_by.isoformat() == "2026-12-24", "a fact of it changes often"


async def test_an_expired_login_or_another_site_changes_nothing(signed_in: SignIn, seeded: Runtime) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    before = (await stored(seeded, path)).content
    foreign = {"Origin": "https://lain.example", "Sec-Fetch-Site": "cross-site"}
    assert (await editor.post(path, {**form, "short.id": "x"}, headers=foreign)).status_code == 403
    stale = await editor.client.post(
        path, data={**form, "short.id": "Tetap ada", "csrf": "basi"}, headers=editor.headers
    )
    assert stale.status_code == 403 and "Tetap ada" in stale.text
    assert (await stored(seeded, path)).content == before


async def test_translations_go_out_come_back_and_are_shown_before_anything_is_made(signed_in: SignIn) -> None:
    editor = await signed_in("redaktur")
    assert (await editor.get("/konsol/terjemahan/ekspor")).status_code == 422
    sheet = await editor.get("/konsol/terjemahan/ekspor?bahasa=su&kelompok=dasar")
    assert sheet.headers["content-disposition"].startswith("attachment") and sheet.content.startswith(b"PK")
    lines = sheets.read(sheet.content, rows_most=10_000)
    filled = [replace(line, text="<b>Anyar</b>") if line.part == "short" else line for line in lines][:40]
    broken = [*filled, replace(lines[0], key="tidak_ada", text="Hilang?")]
    await editor.get("/konsol/terjemahan")
    answer = await editor.client.post(
        "/konsol/terjemahan", data={"csrf": editor.csrf}, headers=editor.headers,
        files={"lembar": ("isi.xlsx", sheets.write(broken), "application/octet-stream")},
    )  # fmt: skip
    page = (await editor.get(answer.headers["location"])).text
    assert "&lt;b&gt;" in page and "<b>Anyar" not in page
    assert "Jawaban dengan kunci ini tidak ada." in page and "Hilang?" in page
    assert (await editor.post(f"{answer.headers['location']}/buat")).status_code == 303
    page = (await editor.get(f"{answer.headers['location']}/kemajuan")).text
    assert "Membuat naskah: 0 dari" in page and "every 1s" in page
    other = await signed_in("penyetuju")
    assert (await other.get(answer.headers["location"])).status_code == 403


async def test_a_sheet_that_is_none_is_refused_with_a_sentence(signed_in: SignIn) -> None:
    editor = await signed_in("redaktur")
    await editor.get("/konsol/terjemahan")
    for data in (b"", b"bukan xlsx"):
        answer = await editor.client.post(
            "/konsol/terjemahan", data={"csrf": editor.csrf}, headers=editor.headers,
            files={"lembar": ("x.xlsx", data, "application/octet-stream")},
        )  # fmt: skip
        assert answer.status_code == 422 and "XLSX" in answer.text
    assert (await editor.post("/konsol/terjemahan")).status_code == 422


async def test_the_duties_of_a_day_say_what_waits_for_whom(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    editor, approver = await signed_in("redaktur"), await signed_in("penyetuju")
    assert (await editor.get("/konsol/")).headers["location"] == "/konsol/tugas"
    path, form = await drafted(editor)
    assert "Naskah saya" in (await editor.get("/konsol/tugas")).text
    await editor.post(path, {**form, "short.id": "Baru.", "lanjut": "ajukan"})
    page = (await approver.get("/konsol/tugas")).text
    assert path.replace("naskah", "tinjau") in page and "diajukan Pak Contoh Redaktur" in page
    await approver.post(f"{path.replace('naskah', 'tinjau')}/kembalikan", {"catatan": "Sumbernya <apa>?"})
    page = (await editor.get("/konsol/tugas")).text
    assert "Dikembalikan ke saya" in page and "Sumbernya &lt;apa&gt;?" in page
    async with seeded.db.write() as session:
        for _ in range(6):
            await count_verdict(session, "opp", helped=False, on=clock().date())
    clock.advance(40 * 86_400)
    editor = await signed_in("redaktur")
    page = (await editor.get("/konsol/tugas")).text
    assert "lewat sejak 21 Des 2026" in page and "Lihat semua" in page
    assert "0 % terbantu" not in page, "forty days later the verdicts are no longer recent"


async def test_the_list_is_sorted_and_narrowed(signed_in: SignIn, seeded: Runtime, clock: FakeClock) -> None:
    async with seeded.db.write() as session:
        for _ in range(3):
            await count_asked(session, "paspor_hilang", on=clock().date())
        for helped in (True, False, False, False, False):
            await count_verdict(session, "opp", helped=helped, on=clock().date())
    editor = await signed_in("redaktur")
    page = (await editor.get("/konsol/jawaban?urut=ditanya")).text
    rows = re.findall(r'class="row-link" href="/konsol/jawaban/(\w+)"', page)
    assert rows[0] == "paspor_hilang" and len(rows) > 150
    low = (await editor.get("/konsol/jawaban?saring=rendah")).text
    assert "20 %" in low and "/konsol/jawaban/opp" in low and "/konsol/jawaban/paspor_hilang" not in low
    group = (await editor.get("/konsol/jawaban?kelompok=imigrasi&urut=judul")).text
    assert "/konsol/jawaban/paspor_hilang" in group and "/konsol/jawaban/opp" not in group
    assert "Tidak ada jawaban yang cocok" in (await editor.get("/konsol/jawaban?cari=zzz&urut=aneh")).text


async def test_a_correction_is_asked_for_approved_by_another_and_listed(signed_in: SignIn) -> None:
    editor, approver = await signed_in("redaktur"), await signed_in("penyetuju")
    assert "Kirim ralat" not in (await editor.get(f"/konsol/jawaban/{KEY}")).text
    path, form = await drafted(editor)
    await editor.post(path, {**form, "short.id": "Yang benar.", "lanjut": "ajukan"})
    await approver.post(f"{path.replace('naskah', 'tinjau')}/setuju")
    assert "Kirim ralat" in (await editor.get(f"/konsol/jawaban/{KEY}")).text
    ask = f"/konsol/jawaban/{KEY}/ralat"
    refused = await editor.post(ask, {"kalimat.id": "Kalimat " * 60, "hari": "7"})
    assert refused.status_code == 422 and "Kalimat Kalimat" in refused.text
    answer = await editor.post(ask, {"kalimat.id": "Yang dulu <keliru>.", "hari": "7"})
    one = answer.headers["location"].split("?")[0]
    assert (await editor.post(f"{one}/kirim")).status_code == 403
    assert one in (await approver.get("/konsol/tugas")).text
    page = (await approver.get(one)).text
    assert "Yang dulu &lt;keliru&gt;." in page and "Setujui dan kirim" in page
    assert (await approver.post(f"{one}/kirim")).status_code == 303
    again = await approver.post(f"{one}/kirim")
    assert again.status_code == 422 and "sudah diputuskan" in again.text


async def test_the_long_lists_of_picks_come_when_they_are_opened(signed_in: SignIn) -> None:
    editor = await signed_in("redaktur")
    path, _ = await drafted(editor)
    page = await editor.get(path)
    assert len(page.content) < 200_000 and "daftar-fakta" not in page.text
    facts = (await editor.get(f"{path}/pilihan?apa=fakta")).text
    assert facts.count('name="fakta"') > 100 and 'value="visa-kerja-wajib"' not in facts
    sources = await editor.get(f"{path}/pilihan?apa=sumber&sumber=langkah-voice")
    assert sources.text.count('name="sumber"') > 100 and 'value="langkah-voice"' not in sources.text
    whole = (await editor.get(f"{path}?daftar=semua")).text
    assert "daftar-fakta" in whole and "daftar-sumber" in whole
