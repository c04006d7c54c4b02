"""A country's answer as citizens read it: published like any other, cut to one paragraph when one was asked for."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers import destinations, editing, focus, published, seed
from bot.answers.controls import load_controls
from bot.answers.destinations import FEE, HELP, WAGE, Name
from bot.answers.editing import Wording
from bot.answers.published import Published
from bot.answers.rendering import render
from bot.errors import Misconfigured
from bot.runtime import Runtime
from bot.settings import ROOT
from tests.conftest import FakeClock


async def the_answer(runtime: Runtime, code: str) -> Published:
    async with runtime.db.read() as session:
        found = await published.find(session, destinations.answer_key(code))
    assert found is not None
    return found


def part(answer: Published, label: str) -> str:
    cut = focus.on(answer, label, leading_to="gaji_negara")
    assert cut is not None
    return str(cut.content["short"]["id"])


async def test_a_listed_country_is_known_and_another_is_said_to_be_unknown(seeded: Runtime) -> None:
    async with seeded.db.read() as session:
        assert await destinations.find(session, "TW") == Name("negara_tw", {})
        assert await destinations.find(session, "AU") == Name("negara_belum_diketahui", {"negara": "Australia"})
        assert await destinations.find(session, "QA") == Name("negara_timur_tengah", {"negara": "Qatar"})


async def test_a_country_switched_off_is_still_known(seeded: Runtime, clock: FakeClock) -> None:
    async with seeded.db.write() as session:
        await editing.withdraw(session, "negara_tw", by="penyetuju", now=clock())
    async with seeded.db.read() as session:
        assert (await destinations.find(session, "TW")).answer == "negara_tw"


def test_the_name_of_an_answer_tells_its_country_and_a_topics_name_tells_none() -> None:
    assert destinations.code_of(destinations.answer_key("TW")) == "TW"
    assert [destinations.code_of(key) for key in ("negara_tujuan", "negara_tertutup", "opp")] == [None, None, None]


async def test_the_short_answer_tells_status_date_way_warning_and_whom_to_call(seeded: Runtime) -> None:
    answer = await the_answer(seeded, "TW")
    reply = render(answer, language="su", params={}, today=date(2026, 11, 24), controls=load_controls(ROOT / "content"))
    assert reply.text.startswith("Kerja di Taiwan: ada penempatan resmi")
    for told in ("tahun 2026", "P3MI", "Hati-hati", "KDEI Taipei", "+886 901 132 000", "bisa berubah"):
        assert told in reply.text, told
    assert reply.source and "dicek 21 Nov 2026" in reply.source and reply.language == "id"
    assert any(choice.payload == "!selengkapnya:negara_tw" for choice in reply.choices)


@pytest.mark.parametrize(
    ("code", "label", "told"),
    [
        ("TW", WAGE, "NT$20.000 per bulan untuk kerja rumah tangga (2026)"),
        ("HK", WAGE, "HKD 5.100"),
        ("JP", WAGE, "belum kami ketahui"),
        ("MY", FEE, "Rincian biaya resmi ke Malaysia belum kami punya"),
        ("SA", HELP, "KJRI Jeddah (hotline) +966 50 360 9667; bisa berubah"),
        ("KH", HELP, "KBRI Phnom Penh"),
    ],
)
async def test_one_paragraph_can_be_asked_for_alone(seeded: Runtime, code: str, label: str, told: str) -> None:
    text = part(await the_answer(seeded, code), label)
    assert told in text and text.startswith("Kerja di ") and f"{label}:" in text
    assert sum(f"{other}:" in text for other in (WAGE, FEE, HELP)) == 1


async def test_of_a_closed_country_there_is_no_wage_to_cut_out(seeded: Runtime) -> None:
    assert focus.on(await the_answer(seeded, "KH"), WAGE, leading_to="gaji_negara") is None


async def test_the_whole_is_offered_first_beside_a_part(seeded: Runtime) -> None:
    cut = focus.on(await the_answer(seeded, "TW"), WAGE, leading_to="gaji_negara")
    assert cut is not None and cut.content["related"][0] == "gaji_negara"


async def test_what_an_editor_changed_in_the_long_form_is_what_the_part_says(seeded: Runtime, clock: FakeClock) -> None:
    async with seeded.db.write() as session:
        draft = await editing.start_draft(session, "negara_tw", author="redaktur", now=clock())
        changed = {**draft.content, "long": {"id": "Gaji: angka baru dari redaksi."}}
        wording = Wording(changed, draft.sources, draft.checked_on, draft.review_by)
        await editing.save_draft(session, draft.id, wording, author="redaktur", now=clock())
        await editing.submit(session, draft.id, author="redaktur", now=clock())
        await editing.approve(session, draft.id, approver="penyetuju", now=clock())
        await seed.seed(session, seeded.settings.content_dir, now=clock())
    assert part(await the_answer(seeded, "TW"), WAGE) == "Kerja di Taiwan. Gaji: angka baru dari redaksi."


@pytest.mark.parametrize(
    ("as_of", "spoken"), [("2026", "tahun 2026"), ("2025-12", "Desember 2025"), ("2025-09-03", "3 September 2025")]
)
def test_a_date_is_told_as_exactly_as_it_is_known(as_of: str, spoken: str) -> None:
    assert destinations.spoken_date(as_of) == spoken


def test_a_country_with_a_part_missing_is_refused_by_name(tmp_path) -> None:
    (tmp_path / "contacts.yml").write_text("contacts: []", encoding="utf-8")
    (tmp_path / "destinations.yml").write_text(
        "shared: {sure: a, next_step: b, next_step_closed: c, facts: []}\nowner: redaksi\nchecked_on: 2026-11-21\n"
        "review_by: 2026-12-21\ndestinations: [{code: XX, name: Contoh, status: open, missions: []}]",
        encoding="utf-8",
    )
    with pytest.raises(Misconfigured, match="XX"):
        list(destinations.read_destinations(tmp_path))
