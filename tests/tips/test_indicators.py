"""What words indicate is a first guess: good enough to route by, and wrong to be silent about a child."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import ROOT
from bot.tips.rules import indicators
from bot.tips.rules.indicators import all_flags, flags_of, kind_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adik saya umur 15 mau diberangkatkan malam ini ke malaysia", {"child"}),
        ("keponakan saya masih smp diajak calo", {"child", "bukan_p3mi"}),
        ("anak perempuan 16 tahun dibawa orang tadi siang", {"child"}),
        ("tetangga saya dikurung majikan di arab", {"confined", "abroad"}),
        ("gmn ini dikunciin di mess ga boleh keluar", {"confined"}),
        ("paspor saya diambil agen, disuruh pakai visa turis", {"dokumen_ditahan", "visa_kunjungan"}),
        ("agennya nahan ijazah sama ktp", {"dokumen_ditahan"}),
        ("katanya kalo mundur didenda 10 juta", {"denda_mundur"}),
        ("disuruh ngaku jalan2 ke petugas imigrasi", {"bohong_paspor"}),
        ("tetangga ditawari kerja di kamboja gaji 20jt", {"negara_terlarang", "gaji_fantastis"}),
        ("ada calo minta uang 5 juta buat berangkat", {"bukan_p3mi", "uang"}),
        ("umurnya dituakan di ktp", {"umur_dipalsukan"}),
        ("berangkatnya pakai visa umroh padahal kerja", {"visa_umrah"}),
        ("gaji ga dibayar 3 bulan", {"gaji_ditahan"}),
    ],
)
def test_signs_are_seen_in_careless_indonesian(text: str, expected: set[str]) -> None:
    assert expected <= flags_of(text)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("anak saya umur 20 mau berangkat", "child"),
        ("saya kerja 2 tahun gaji ga dibayar", "child"),
        ("kakak saya di malaysia udah 10 tahun", "child"),
        ("kontrak 2 tahun sama PT Contoh", "child"),
        ("mau kerja di taiwan", "abroad"),
        ("tetangga ditawari kerja di kamboja", "abroad"),
        ("biaya paspor berapa", "uang"),
        ("dia tidak dikurung kok", "confined"),
    ],
)
def test_what_only_resembles_a_sign_is_none(text: str, absent: str) -> None:
    assert absent not in flags_of(text)


def test_nothing_said_indicates_nothing() -> None:
    assert flags_of("  ") == frozenset()
    assert all_flags([]) == frozenset()


def test_trafficking_is_named_before_smuggling_and_neither_without_a_sign() -> None:
    assert kind_of({"confined", "visa_kunjungan"}) == "tppo"
    assert kind_of({"visa_kunjungan"}) == "tppm"
    assert kind_of({"uang", "abroad"}) == "unknown"


def test_every_sign_that_we_look_for_is_one_that_editors_know() -> None:
    known = {flag["sign"] for flag in yaml.safe_load((ROOT / "content" / "red_flags.yml").read_text())["red_flags"]}
    assert {name for name, _ in indicators._SIGNS} <= known | {"confined"}


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert kind_of(flags_of(text)) in ("tppo", "tppm", "unknown")
