"""Editors' screens: from a draft to what the next citizen reads, with another person in between."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.answers.models import Revision
from bot.answers.published import find
from bot.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import SignIn, Visitor
from tests.console.form_reader import Fields, fields
from tests.console.invented import SCRIPT, store_misses

KEY = "syarat_umum"


async def drafted(editor: Visitor) -> tuple[str, Fields]:
    answer = await editor.post(f"/konsol/jawaban/{KEY}/naskah")
    path = answer.headers["location"]
    return path, fields((await editor.get(path)).text)


async def test_a_change_is_published_by_another_person_and_read_at_once(signed_in: SignIn, seeded: Runtime) -> None:
    editor, approver = await signed_in("redaktur"), await signed_in("penyetuju")
    path, form = await drafted(editor)
    text = "Syaratnya ada lima, Bu. <b>Umur</b> 18 tahun."
    answer = await editor.post(path, {**form, "short.id": text, "lanjut": "ajukan"})
    review = answer.headers["location"].split("?")[0]
    page = await approver.get(review)
    assert "&lt;b&gt;" in page.text and "<b>Umur" not in page.text
    assert "<ins>" in page.text and "<del>" in page.text
    assert (await approver.post(f"{review}/setuju")).status_code == 303
    async with seeded.db.read() as session:
        published = await find(session, KEY)
    assert published is not None
    assert published.content["short"]["id"] == text
    assert published.content["buttons"], "what the form does not show is kept"
    assert "Terbit" in (await editor.get(f"/konsol/jawaban/{KEY}")).text


async def test_nobody_approves_their_own_words(signed_in: SignIn, seeded: Runtime) -> None:
    both = await signed_in("penyetuju")
    path, form = await drafted(both)
    await both.post(path, {**form, "short.id": "Teks baru", "lanjut": "ajukan"})
    revision = path.rsplit("/", 1)[1]
    answer = await both.post(f"/konsol/tinjau/{revision}/setuju")
    assert answer.status_code == 422
    assert "orang lain" in answer.text
    async with seeded.db.read() as session:
        published = await find(session, KEY)
    assert published is not None and published.content["short"]["id"] != "Teks baru"


async def test_an_editor_without_the_role_approves_nothing(signed_in: SignIn) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    await editor.post(path, {**form, "short.id": "Teks", "lanjut": "ajukan"})
    revision = path.rsplit("/", 1)[1]
    assert (await editor.post(f"/konsol/tinjau/{revision}/setuju")).status_code == 403
    assert (await editor.post(f"/konsol/jawaban/{KEY}/tarik")).status_code == 403


async def test_a_refused_draft_comes_back_as_typed(signed_in: SignIn, seeded: Runtime) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    long = "panjang " * 100
    answer = await editor.post(path, {**form, "short.id": long, "lanjut": "ajukan"})
    assert answer.status_code == 422
    assert "Sudah disimpan, tetapi belum bisa diajukan" in answer.text
    assert long.strip() in answer.text
    answer = await editor.post(path, {**form, "short.id": "Kalimat saya", "dicek": "bukan tanggal"})
    assert answer.status_code == 422
    assert "Kalimat saya" in answer.text and "Belum tersimpan" in answer.text
    async with seeded.db.read() as session:
        kept = await session.scalar(select(Revision).where(Revision.id == path.rsplit("/", 1)[1]))
    assert kept is not None and kept.content["short"]["id"] == long.strip()


async def test_drafts_are_their_authors_own(signed_in: SignIn) -> None:
    editor, other = await signed_in("redaktur"), await signed_in("penyetuju")
    path, form = await drafted(editor)
    assert (await other.get(path)).status_code == 403
    assert (await other.post(path, form)).status_code == 403
    assert (await other.get(path.replace("naskah", "tinjau"))).status_code == 403


async def test_a_wording_is_sent_back_with_a_remark(signed_in: SignIn) -> None:
    editor, approver = await signed_in("redaktur"), await signed_in("penyetuju")
    path, form = await drafted(editor)
    await editor.post(path, {**form, "short.id": "Teks kurang jelas", "lanjut": "ajukan"})
    review = path.replace("naskah", "tinjau")
    assert (await approver.post(f"{review}/kembalikan", {"catatan": " "})).status_code == 422
    await approver.post(f"{review}/kembalikan", {"catatan": "Sebutkan sumbernya"})
    assert "Sebutkan sumbernya" in (await editor.get(path)).text


async def test_an_answer_is_withdrawn_shown_again_and_an_old_wording_taken_back(
    signed_in: SignIn, seeded: Runtime
) -> None:
    editor, approver = await signed_in("redaktur"), await signed_in("penyetuju")
    await approver.post(f"/konsol/jawaban/{KEY}/tarik")
    async with seeded.db.read() as session:
        assert await find(session, KEY) is None
    await approver.post(f"/konsol/jawaban/{KEY}/tayangkan")
    path, form = await drafted(editor)
    await editor.post(path, {**form, "short.id": "Teks kedua", "lanjut": "ajukan"})
    await approver.post(f"{path.replace('naskah', 'tinjau')}/setuju")
    page = (await editor.get(f"/konsol/jawaban/{KEY}")).text
    old = re.search(r"/konsol/naskah/(\w+)/pulihkan", page)
    assert old is not None
    answer = await editor.post(old[0])
    assert form["short.id"] in (await editor.get(answer.headers["location"])).text


async def test_the_preview_words_what_is_typed_and_saves_nothing(signed_in: SignIn, seeded: Runtime) -> None:
    editor = await signed_in("redaktur")
    path, form = await drafted(editor)
    shown = await editor.post(f"{path}/pratinjau", {**form, "short.id": f"Coba {SCRIPT}"})
    assert "Coba &lt;script&gt;" in shown.text and "Sumber:" in shown.text
    assert "Coba" not in (await editor.get(path)).text


async def test_system_texts_keep_their_holes(signed_in: SignIn) -> None:
    editor = await signed_in("redaktur")
    answer = await editor.post("/konsol/jawaban/pesan_petugas/naskah")
    path = answer.headers["location"]
    form = fields((await editor.get(path)).text)
    refused = await editor.post(path, {**form, "short.id": "Pesan tanpa isian", "lanjut": "ajukan"})
    assert refused.status_code == 422 and "{teks}" in refused.text


async def test_the_list_says_what_is_stale(signed_in: SignIn, clock: FakeClock) -> None:
    editor = await signed_in("redaktur")
    assert "Semua jawaban" not in (await editor.get("/konsol/jawaban?saring=kedaluwarsa")).text
    clock.advance(370 * 86_400)
    editor = await signed_in("redaktur")
    page = await editor.get("/konsol/jawaban?saring=kedaluwarsa")
    assert KEY in page.text and "Kedaluwarsa" in page.text
    page = await editor.get("/konsol/jawaban?cari=paspor")
    assert "/konsol/jawaban/paspor_syarat" in page.text and "/konsol/jawaban/tentang_bot" not in page.text


async def test_misses_are_grouped_and_taken_off(signed_in: SignIn, seeded: Runtime, clock: FakeClock) -> None:
    async with seeded.db.write() as session:
        await store_misses(session, now=clock())
    editor = await signed_in("redaktur")
    page = (await editor.get("/konsol/belum-terjawab")).text
    assert page.index("visa umroh") < page.index("gaji perawat") < page.index("umur 50")
    first = page.split("<article")[1]
    await editor.post("/konsol/belum-terjawab", {"id": re.findall(r'name="id" value="(\w+)"', first)})
    assert "visa umroh" not in (await editor.get("/konsol/belum-terjawab")).text
