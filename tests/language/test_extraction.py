"""Extraction: what a text names, where, and in which one form."""

from __future__ import annotations

import itertools
import random
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.extraction import extract

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)  # Saturday, 10:00 in Jakarta


def values(text: str, kind: str) -> list[str]:
    return [found.value for found in extract(text, now=NOW) if found.kind == kind]


@pytest.mark.parametrize(
    "written",
    [
        "0812-0000-1234",
        "081200001234",
        "+62 812 0000 1234",
        "62812-0000-1234",
        "0812.0000.1234",
        "0812 0000 1234",
        "(0812) 00001234",
        "0 8 1 2 0 0 0 0 1 2 3 4",
        "+62812‑0000‑1234",
        "o812-oooo-1234",
        "０８１２００００１２３４",
        "wa 81200001234",
        "wa.me/6281200001234",
        "0812\u200b00001234",
        "0812\u20600000\u00ad1234",
        "0062 812 0000 1234",
        "+62 (0)812 0000 1234",
        "nol delapan satu dua nol nol nol nol satu dua tiga empat",
    ],
)
def test_a_mobile_number_is_known_in_every_spelling(written: str) -> None:
    assert values(f"hubungi {written} ya", "phone") == ["+6281200001234"]


@pytest.mark.parametrize(
    "text", ["telepon 110", "sapa 129", "bayar 15.000.000", "tgl 12-12-2026", "jam 08.00", "umur 17 tahun 3 bulan"]
)
def test_other_numbers_are_no_phones(text: str) -> None:
    assert values(text, "phone") == []


def test_what_follows_a_number_is_not_swallowed() -> None:
    assert values("0812-0000-1234 5 orang", "phone") == ["+6281200001234"]
    assert values("081200001234 2500000", "phone") == ["+6281200001234"]
    assert values("0812-0000-1234, 0813-0000-1234", "phone") == ["+6281200001234", "+6281300001234"]


@pytest.mark.parametrize("text", ["081200001234081200001234", "0812000012340813000012340814", "08120000123408"])
def test_a_run_of_digits_that_is_longer_than_a_number_is_not_a_number(text: str) -> None:
    assert values(text, "phone") == []


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("3jt", "3000000"),
        ("3,5 juta", "3500000"),
        ("lima juta", "5000000"),
        ("500rb", "500000"),
        ("tiga setengah juta", "3500000"),
        ("Rp 2.500.000", "2500000"),
        ("Rp1,5 juta", "1500000"),
        ("rp500rb", "500000"),
        ("dua juta lima ratus ribu", "2500000"),
        ("2 juta 500 ribu", "2500000"),
        ("sejuta setengah", "1500000"),
        ("dua puluh lima juta", "25000000"),
        ("bayar 5000000", "5000000"),
        ("sapuluh juta", "10000000"),
        ("telung yuta", "3000000"),
        ("seratus lima puluh ribu", "150000"),
        ("15.5 juta", "15500000"),
    ],
)
def test_money_is_rupiah(text: str, rupiah: str) -> None:
    assert values(text, "money") == [rupiah]


@pytest.mark.parametrize("text", ["3 ribu orang", "20 ribu km", "umur 25", "jam 10", "tgl 5"])
def test_other_amounts_are_not_money(text: str) -> None:
    assert values(text, "money") == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("nik 3601012501900001", "nik", "3601012501900001"),
        ("nik 3601 0125 0190 0001", "nik", "3601012501900001"),
        ("rek BCA 1234567890 an Contoh", "account", "1234567890"),
        ("dana 0812-0000-1234", "account", "+6281200001234"),
        ("email contoh.satu@contoh.com", "email", "contoh.satu@contoh.com"),
        ("lihat https://contoh.id/loker?x=1.", "link", "contoh.id/loker?x=1"),
        ("bit.ly/contoh", "link", "bit.ly/contoh"),
        ("ig: calo.contoh", "handle", "calo.contoh"),
        ("tele @calo_contoh", "handle", "calo_contoh"),
        ("kerja di korsel", "country", "KR"),
        ("ka arab", "country", "SA"),
        ("mau ke hongkong", "country", "HK"),
        ("dari PT Contoh Maju Jaya resmi ga", "company", "PT Contoh Maju Jaya"),
        ("pt contoh maju itu bohong", "company", "PT Contoh Maju"),
        ("lpk contoh, serang", "company", "LPK Contoh"),
        ("12 orang perempuan", "count", "12"),
        ("lima cewek", "count", "5"),
        ("besok saya dijemput", "departure", "besok"),
        ("desa Lontar kec Tirtayasa", "village", "36.04.13.2007"),
    ],
)
def test_each_kind_has_its_one_form(text: str, kind: str, value: str) -> None:
    assert values(text, kind) == [value]


@pytest.mark.parametrize(
    "text", ["PT nya bohong", "pt itu resmi ga", "telegram saja", "transfer 5000000", "bahasa korea", "saya di rumah"]
)
def test_a_cue_alone_is_nothing(text: str) -> None:
    assert {found.kind for found in extract(text, now=NOW)} <= {"money"}


def rubbish(alphabet: str) -> str:
    chooser = random.Random(7)
    return "".join(chooser.choice(alphabet) for _ in range(5000))


@pytest.mark.parametrize(
    "text",
    [
        "1" * 5000,
        "1 " * 2500,
        "0 " * 2500,
        "0812-0000-1234 " * 333,
        "a" * 5000,
        "a." * 2500,
        "a@" * 2500,
        "rp 1.000." * 555,
        "kec tirtayasaa " * 333,
        "di serang " * 500,
        "satu " * 1000,
        "PT Contoh " * 500,
        "-" * 5000,
        "http://a.b/ " * 416,
        " " * 5000,
        rubbish("abc 012.-@:/ogj"),
        rubbish("a1 é✓\u200b０。م"),
        rubbish("0123456789 +-.()"),
    ],
)
def test_five_thousand_characters_of_rubbish_take_little_time(text: str) -> None:
    extract(text, now=NOW)
    best = 1.0
    for _ in range(3):
        begun = time.process_time()
        extract(text, now=NOW)
        best = min(best, time.process_time() - begun)
    assert best < 1.0, "a pattern that runs away takes minutes; how fast it is otherwise, a benchmark tells"


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=200), st.text(alphabet="0812 -+.()@rpjtdesakc:/\u200b", max_size=120)))
def test_any_text_gives_sorted_pieces_of_itself(text: str) -> None:
    found = extract(text, now=NOW)
    for one in found:
        assert text[one.start : one.end] == one.text != ""
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
