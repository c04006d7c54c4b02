"""Officers' screens: who sees which tip, lawful steps, hidden values, evidence, talks, live lines."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from bot.audit import AuditEntry
from bot.console.live import Live, newest
from bot.conversations.models import Conversation, Handoff, Message, OutboxMessage
from bot.runtime import Runtime
from bot.staff.permissions import Viewer
from bot.tips.evidence import store
from bot.tips.models import Evidence, Referral, Tip, TipFact, TipNote
from tests.conftest import FakeClock
from tests.console.conftest import People, SignIn
from tests.console.invented import SCRIPT, STORIES, Told, fill, picture, store_talk, store_tip

URGENT, OWN, FOREIGN = "LA-7K3QX", "LA-9WD4H", "LA-PRVT8"


@pytest.fixture(autouse=True)
async def filled(seeded: Runtime, people: People, clock: FakeClock) -> None:
    async with seeded.db.write() as session:
        await fill(session, ids=people.ids, now=clock())


async def the_tip(runtime: Runtime, case: str) -> Tip:
    async with runtime.db.read() as session:
        tip = await session.scalar(select(Tip).where(Tip.case_number == case))
    assert tip is not None
    return tip


async def referral(runtime: Runtime, case: str, agency: str = "bp3mi_banten") -> Referral:
    async with runtime.db.read() as session:
        found = await session.scalar(
            select(Referral).join(Tip, Tip.id == Referral.tip_id).where(
                Tip.case_number == case, Referral.agency == agency
            )
        )  # fmt: skip
    assert found is not None
    return found


async def test_editors_and_operators_see_no_tips(signed_in: SignIn) -> None:
    for username in ("redaktur", "penyetuju", "pengelola"):
        somebody = await signed_in(username)
        for path in ("/konsol/laporan", f"/konsol/laporan/{URGENT}", "/konsol/percakapan", "/konsol/siaran"):
            answer = await somebody.get(path)
            assert answer.status_code == 403, path
            assert "Adik saya" not in answer.text
        for act in ("ambil", "terima", "tolak", "tutup", "catatan", "tampilkan", "rujuk", "tanya", "lepas"):
            assert (await somebody.post(f"/konsol/laporan/{URGENT}/{act}")).status_code == 403
        page = await somebody.get("/konsol/")
        assert "Laporan" not in (await somebody.get(page.headers["location"])).text.split("</aside>")[0]


async def test_an_excluded_agency_finds_nothing_not_even_a_count(signed_in: SignIn) -> None:
    excluded, other = await signed_in("petugas"), await signed_in("imigrasi")
    assert (await excluded.get(f"/konsol/laporan/{FOREIGN}")).status_code == 404
    assert FOREIGN not in (await excluded.get("/konsol/laporan?folder=semua")).text
    for act in ("ambil", "terima", "catatan"):
        assert (await excluded.post(f"/konsol/laporan/{FOREIGN}/{act}", {"teks": "halo"})).status_code == 404
    assert (await other.get(f"/konsol/laporan/{FOREIGN}")).status_code == 200
    page = await other.get(f"/konsol/laporan/{FOREIGN}")
    assert 'value="bp3mi_banten"' not in page.text, "the excluded agency is never offered as a receiver"
    answer = await other.post(f"/konsol/laporan/{FOREIGN}/rujuk", {"ke": "bp3mi_banten", "alasan": "perlu bantuan"})
    assert answer.status_code == 422
    assert "perlu bantuan" in answer.text


async def test_a_missing_case_and_a_foreign_case_look_the_same(signed_in: SignIn) -> None:
    somebody = await signed_in("petugas")
    foreign, missing = await somebody.get(f"/konsol/laporan/{FOREIGN}"), await somebody.get("/konsol/laporan/LA-00000")

    def strip(page: httpx.Response) -> str:
        """The page without the case number and the form's token, which is never the same twice."""
        text = page.text.replace(FOREIGN, "").replace("LA-00000", "")
        return re.sub(r'(name="csrf" value=)"[^"]*"', r"\1", text)

    assert strip(foreign) == strip(missing)


async def test_every_reading_is_recorded(signed_in: SignIn, seeded: Runtime, people: People) -> None:
    somebody = await signed_in("petugas")
    await somebody.get(f"/konsol/laporan/{OWN}")
    tip = await the_tip(seeded, OWN)
    async with seeded.db.read() as session:
        entry = await session.scalar(
            select(AuditEntry).where(AuditEntry.subject == f"tip:{tip.id}", AuditEntry.act == "tip.read")
        )
    assert entry is not None
    assert entry.actor == f"staff:{people.ids['petugas']}"


async def test_what_a_citizen_writes_is_inert(signed_in: SignIn) -> None:
    somebody = await signed_in("petugas")
    for path in ("/konsol/laporan?folder=semua", "/konsol/laporan/LA-X0X0X"):
        page = await somebody.get(path)
        assert SCRIPT not in page.text
        assert "&lt;script&gt;" in page.text
        assert "<img src=x" not in page.text


async def test_folders_filters_and_search_find_what_they_say(signed_in: SignIn) -> None:
    somebody = await signed_in("petugas")

    async def cases(query: str) -> set[str]:
        page = (await somebody.get(f"/konsol/laporan?{query}")).text
        return {told.case for told in STORIES if told.case in page}

    assert await cases("folder=darurat") == {URGENT}
    assert await cases("folder=milik_saya") == {"LA-2M9VC"}
    assert await cases("folder=selesai") == {"LA-P1B6R"}
    assert await cases("folder=semua&jenis=tppm") == {"LA-C5T8N"}
    assert await cases("folder=semua&wilayah=36.04.05.2002") == {"LA-2M9VC"}
    assert await cases("folder=semua&wilayah=kramatwatu&jenis=tppo") == {URGENT, "LA-2M9VC", "LA-P1B6R"}
    assert await cases("folder=semua&wilayah=entahdimana") == set()
    assert await cases("folder=semua&cari=2m9vc") == {"LA-2M9VC"}
    assert await cases("folder=semua&cari=PT+Contoh+LA-C5T8N") <= {"LA-C5T8N"}
    assert await cases("folder=tidakada&hal=-3") == await cases("folder=belum_diambil")


async def test_long_lists_come_in_pages(signed_in: SignIn, seeded: Runtime, clock: FakeClock) -> None:
    size = seeded.settings.page_size
    async with seeded.db.write() as session:
        for number in range(size + 3):
            told = Told(f"LA-{number:05}", "Cerita contoh", timedelta(days=9), score=1)
            await store_tip(session, told, now=clock())
    somebody = await signed_in("petugas")
    first = (await somebody.get("/konsol/laporan?folder=semua")).text
    assert first.count('class="tip-link"') == size
    assert 'rel="next"' in first
    second = (await somebody.get("/konsol/laporan?folder=semua&hal=2")).text
    assert second.count('class="tip-link"') == 6 + 3
    assert 'rel="next"' not in second


async def test_an_officers_steps_from_taking_to_closing(signed_in: SignIn, seeded: Runtime, people: People) -> None:
    somebody, path = await signed_in("petugas"), f"/konsol/laporan/{OWN}"
    await somebody.post(f"{path}/terima")
    assert (await referral(seeded, OWN)).state == "accepted"
    await somebody.post(f"{path}/lepas")
    assert (await referral(seeded, OWN)).holder is None
    await somebody.post(f"{path}/ambil")
    assert (await referral(seeded, OWN)).holder == people.ids["petugas"]
    await somebody.post(f"{path}/catatan", {"teks": "Sudah telepon kepala desa"})
    assert "Sudah telepon kepala desa" in (await somebody.get(path)).text
    await somebody.post(f"{path}/rujuk", {"ke": "polda_banten", "alasan": "Ada anak"})
    assert (await referral(seeded, OWN, "polda_banten")).state == "sent"
    polda = await signed_in("polda")
    page = (await polda.get(path)).text
    assert "Ada anak" in page
    assert "Sudah telepon kepala desa" not in page, "notes never leave their agency"
    refused = await somebody.post(f"{path}/tutup", {"hasil": "", "alasan": "Sudah selesai semuanya"})
    assert refused.status_code == 422
    assert "Sudah selesai semuanya" in refused.text
    await somebody.post(f"{path}/tutup", {"hasil": "ditolong", "alasan": "Anak sudah kembali"})
    assert (await referral(seeded, OWN)).state == "accepted", "a child is concerned: a supervisor looks first"
    assert "Anak sudah kembali" in (await somebody.get(path)).text
    supervisor = await signed_in("pengawas")
    page = (await supervisor.get("/konsol/pengawasan")).text
    found = re.search(r"/konsol/pengawasan/penutupan/(\w+)/setuju", page)
    assert found and "Anak sudah kembali" in page
    await supervisor.post(f"/konsol/pengawasan/penutupan/{found[1]}/setuju")
    assert (await referral(seeded, OWN)).state == "done"


async def test_declining_needs_a_reason_and_keeps_what_was_typed(signed_in: SignIn, seeded: Runtime) -> None:
    somebody, path = await signed_in("petugas"), f"/konsol/laporan/{URGENT}"
    refused = await somebody.post(f"{path}/tolak", {"alasan": "x"})
    assert refused.status_code == 422
    assert (await referral(seeded, URGENT)).state == "sent"
    await somebody.post(f"{path}/tolak", {"alasan": "Bukan wilayah kami"})
    assert (await referral(seeded, URGENT)).state == "declined"
    polda = await signed_in("polda")
    assert "Bukan wilayah kami" in (await polda.get(path)).text


async def test_hidden_values_are_shown_for_a_reason_only_once_and_recorded(signed_in: SignIn, seeded: Runtime) -> None:
    somebody, path = await signed_in("petugas"), f"/konsol/laporan/{OWN}"
    page = (await somebody.get(path)).text
    assert "0812-0000-0001" not in page and "0812" not in page
    refused = await somebody.post(f"{path}/tampilkan", {"bidang": "perekrut", "alasan": ""})
    assert refused.status_code == 422 and "0812-0000-0001" not in refused.text
    shown = await somebody.post(f"{path}/tampilkan", {"bidang": "perekrut", "alasan": "Menghubungi perekrut"})
    assert "0812-0000-0001" in shown.text
    assert "0812-0000-0001" not in (await somebody.get(path)).text
    async with seeded.db.read() as session:
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.act == "tip.revealed"))
    assert entry is not None and "Menghubungi" not in str(entry.details), "the reason may name people: it is sealed"
    assert "Menghubungi perekrut" in (await somebody.get(path)).text, "colleagues read why"


async def test_evidence_is_inline_only_when_safe(signed_in: SignIn, seeded: Runtime, clock: FakeClock) -> None:
    tip = await the_tip(seeded, OWN)
    ids = []
    async with seeded.db.write() as session:
        for name, data in (("a.png", picture()), ("b.pdf", b"%PDF-1.4\n<script>alert(1)</script>")):
            kept = await store(
                session, data, name=name, declared_mime="text/html", kind="photo", conversation_id="x",
                message_id=None, settings=seeded.settings, vault=seeded.vault, now=clock(),
            )  # fmt: skip
            kept.tip_id = tip.id
            ids.append(kept.id)
    somebody = await signed_in("petugas")
    image = await somebody.get(f"/konsol/laporan/{OWN}/bukti/{ids[0]}")
    paper = await somebody.get(f"/konsol/laporan/{OWN}/bukti/{ids[1]}")
    assert image.headers["content-type"].startswith("image/")
    assert image.headers["content-disposition"].startswith("inline")
    assert paper.headers["content-type"] == "application/octet-stream"
    assert paper.headers["content-disposition"].startswith("attachment")
    for answer in (image, paper):
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    stranger = await signed_in("polda")
    assert (await stranger.get(f"/konsol/laporan/{OWN}/bukti/{ids[0]}")).status_code == 404
    assert (await somebody.get(f"/konsol/laporan/{URGENT}/bukti/{ids[0]}")).status_code == 404


async def test_a_photo_is_counted_where_the_reporter_only_tapped_done(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    tip = await the_tip(seeded, OWN)
    async with seeded.db.write() as session:
        kept = await store(
            session, picture(), name="a.png", declared_mime="image/png", kind="photo", conversation_id="x",
            message_id=None, settings=seeded.settings, vault=seeded.vault, now=clock(),
        )  # fmt: skip
        kept.tip_id = tip.id
        session.add(TipFact(tip_id=tip.id, slot="bukti", origin="said", skipped=True, message_id="x", at=clock()))
    page = (await (await signed_in("petugas")).get(f"/konsol/laporan/{OWN}")).text
    assert "1 berkas, di bagian Bukti" in page and "dilewati pelapor" not in page


@pytest.mark.parametrize("address", ["laporan/LA%00X", "laporan?cari=%00&wilayah=%00", "percakapan/%00"])
async def test_an_address_with_a_nul_finds_nothing_on_either_database(signed_in: SignIn, address: str) -> None:
    assert (await (await signed_in("petugas")).get(f"/konsol/{address}")).status_code in (200, 404)


async def test_a_nul_in_a_form_is_left_out(signed_in: SignIn) -> None:
    somebody = await signed_in("petugas")
    await somebody.get(f"/konsol/laporan/{OWN}")
    assert (await somebody.post(f"/konsol/laporan/{OWN}/catatan", {"teks": "a\x00b"})).status_code == 303
    assert "ab</p>" in (await somebody.get(f"/konsol/laporan/{OWN}")).text


async def test_a_question_to_the_reporter_is_kept_and_empty_ones_are_refused(
    signed_in: SignIn, seeded: Runtime
) -> None:
    somebody = await signed_in("petugas")
    assert (await somebody.post(f"/konsol/laporan/{OWN}/tanya", {"teks": "  "})).status_code == 422
    answer = await somebody.post(f"/konsol/laporan/{OWN}/tanya", {"teks": "Jam berapa mobilnya datang?"})
    assert answer.status_code == 303
    tip = await the_tip(seeded, OWN)
    async with seeded.db.read() as session:
        kept = (await session.scalars(select(TipNote).where(TipNote.tip_id == tip.id))).all()
        assert [(note.kind, note.text, note.waiting) for note in kept] == [
            ("question", "Jam berapa mobilnya datang?", True)  # anonymous: it waits for the code
        ]


async def test_a_question_goes_out_at_once_to_a_reporter_who_wants_news(signed_in: SignIn, seeded: Runtime) -> None:
    somebody = await signed_in("petugas")
    await somebody.post(f"/konsol/laporan/{URGENT}/tanya", {"teks": "Jam berapa mobilnya datang?"})
    async with seeded.db.read() as session:
        sent = (await session.scalars(select(OutboxMessage))).all()
        assert len(sent) == 1
        body = sent[0].open_body(seeded.vault)
    assert body is not None
    text = json.loads(body)["text"]
    assert "Jam berapa mobilnya datang?" in text and URGENT not in text
    page = (await somebody.get(f"/konsol/laporan/{URGENT}")).text
    assert "Jam berapa mobilnya datang?" in page


async def test_a_talk_is_taken_answered_and_given_back(signed_in: SignIn, seeded: Runtime, people: People) -> None:
    async with seeded.db.read() as session:
        handoff = await session.scalar(select(Handoff))
    assert handoff is not None
    path, somebody = f"/konsol/percakapan/{handoff.id}", await signed_in("petugas")
    early = await somebody.post(f"{path}/kirim", {"teks": "Selamat pagi"})
    assert early.status_code == 422
    await somebody.post(f"{path}/ambil")
    assert (await somebody.post(f"{path}/kirim", {"teks": "Selamat pagi <b>Bu</b>"})).status_code == 303
    page = (await somebody.get(path)).text
    assert "Selamat pagi &lt;b&gt;Bu&lt;/b&gt;" in page
    colleague = await signed_in("petugas2")
    late = await colleague.post(f"{path}/kirim", {"teks": "Saya juga"})
    assert late.status_code == 422 and "Saya juga" not in (await somebody.get(path)).text
    async with seeded.db.read() as session:
        conversation = await session.get(Conversation, handoff.conversation_id)
        assert conversation is not None and conversation.held_by == people.ids["petugas"]
    await somebody.post(f"{path}/selesai")
    async with seeded.db.read() as session:
        conversation = await session.get(Conversation, handoff.conversation_id)
        assert conversation is not None and conversation.held_by is None
    assert (await (await signed_in("imigrasi")).get(path)).status_code == 404


async def test_a_talk_never_shows_what_belongs_to_a_report(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    async with seeded.db.write() as session:
        handoff = await store_talk(session, now=clock())
        draft = Message(position=9, conversation_id=handoff.conversation_id, author="citizen", tip_id="d", at=clock())
        session.add(draft)
        draft.text = "ini untuk laporan saja"
    page = await (await signed_in("petugas")).get(f"/konsol/percakapan/{handoff.id}")
    assert "paspor saya ditahan" in page.text
    assert "ini untuk laporan saja" not in page.text


async def test_a_file_of_a_talk_is_served_but_not_one_of_a_report(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    async with seeded.db.write() as session:
        handoff = await store_talk(session, now=clock())
        kept = [
            await store(
                session, picture(), name="a.png", declared_mime=None, kind="photo",
                conversation_id=handoff.conversation_id, message_id=None, settings=seeded.settings,
                vault=seeded.vault, now=clock(),
            )
            for _ in range(2)
        ]  # fmt: skip
        kept[1].tip_id = "sebuah-laporan"
    somebody = await signed_in("petugas")
    answers = [await somebody.get(f"/konsol/percakapan/{handoff.id}/bukti/{file.id}") for file in kept]
    assert [answer.status_code for answer in answers] == [200, 404]


async def test_live_news_reach_the_agencies_that_hold_the_tip_and_nobody_else(
    seeded: Runtime, clock: FakeClock
) -> None:
    live = Live(seeded)
    heard: dict[str, list[str]] = {"bp3mi_banten": [], "imigrasi_banten": []}
    async with seeded.db.read() as session:
        since = await newest(session)

    async def listen(agency: str) -> None:
        viewer = Viewer("x", "x", agency, frozenset({"officer"}))
        async for news in live.listen(viewer, since=since):
            if news.name == "laporan":
                heard[agency].append(news.about)

    tasks = [asyncio.create_task(listen(agency)) for agency in heard]
    await asyncio.sleep(0.1)
    async with seeded.db.write() as session:
        await store_tip(session, Told("LA-NEW01", "Cerita", timedelta(0)), now=clock())
    async with asyncio.timeout(5):
        while not heard["bp3mi_banten"]:
            await asyncio.sleep(0.05)
    await asyncio.sleep(seeded.settings.live_poll * 2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert heard == {"bp3mi_banten": ["LA-NEW01"], "imigrasi_banten": []}


async def test_a_page_that_lost_its_line_hears_what_it_missed(seeded: Runtime, clock: FakeClock) -> None:
    async with seeded.db.read() as session:
        since = await newest(session)
    async with seeded.db.write() as session:
        await store_tip(session, Told("LA-NEW02", "Cerita", timedelta(0)), now=clock())
    viewer = Viewer("x", "x", "bp3mi_banten", frozenset({"officer"}))
    listening = Live(seeded).listen(viewer, since=since)
    async with asyncio.timeout(5):
        names = [(await anext(listening)).about for _ in range(2)]
    await listening.aclose()  # type: ignore[attr-defined]
    assert names == ["", "LA-NEW02"]


async def test_the_bar_counts_what_came_since_the_page_was_made(
    signed_in: SignIn, seeded: Runtime, clock: FakeClock
) -> None:
    somebody = await signed_in("petugas")
    page = (await somebody.get("/konsol/laporan?folder=belum_diambil")).text
    moment = re.search(r'name="waktu" value="(\d+)"', page)
    assert moment is not None
    path = f"/konsol/laporan/baru?folder=belum_diambil&waktu={moment[1]}"
    assert "laporan baru" not in (await somebody.get(path)).text
    clock.advance(5)
    async with seeded.db.write() as session:
        await store_tip(session, Told("LA-NEW03", "Cerita", timedelta(0)), now=clock())
    assert "1 laporan baru" in (await somebody.get(path)).text


async def test_evidence_rows_need_a_file(signed_in: SignIn, seeded: Runtime, clock: FakeClock) -> None:
    tip = await the_tip(seeded, OWN)
    async with seeded.db.write() as session:
        gone = Evidence(
            tip_id=tip.id, conversation_id="x", kind="photo", mime="image/png", size=1, sha256="0",
            inline_safe=True, stored_name="hilang", at=clock(),
        )  # fmt: skip
        session.add(gone)
    somebody = await signed_in("petugas")
    assert (await somebody.get(f"/konsol/laporan/{OWN}/bukti/{gone.id}")).status_code == 404
