"""Redaction: nothing personal is left, whatever the spelling, and doing it twice changes nothing."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.redaction import PLACEHOLDERS, mask, redact
from nlu.language.extraction import extract

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
WRITTEN = st.one_of(
    st.text(max_size=150),
    st.text(alphabet="0123456789 -+.()@:/oO\u200b<>rekbcaig_", max_size=100),
    st.from_regex(r"(\+62|0)8[0-9 .\-]{8,20}"),
)


def cleaned(text: str) -> str:
    return redact(text, extract(text, now=NOW))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("wa 0812-0000-1234 ya", "wa <nomor_hp> ya"),
        ("nik 3601012501900001", "nik <nik>"),
        ("rek bca 1234567890", "rek bca <rekening>"),
        ("contoh@contoh.com", "<email>"),
        ("lihat https://contoh.id/x", "lihat <tautan>"),
        ("ig: calo_contoh", "ig: <akun>"),
        ("081200001234@contoh", "<nomor_hp><akun>"),
        ("hubungi 110 atau 129", "hubungi 110 atau 129"),
        ("gaji 15 juta, 3 orang", "gaji 15 juta, 3 orang"),
        ("kode 12345678", "kode <angka>"),
    ],
)
def test_each_kind_has_its_placeholder(text: str, clean: str) -> None:
    assert cleaned(text) == clean


def test_receipt_codes_are_taken_out_where_the_caller_saw_them() -> None:
    assert redact("status contoh-kode-satu dong", (), codes=[(7, 23)]) == "status <kode> dong"


def test_what_the_caller_did_not_see_is_swept_up() -> None:
    assert redact("hubungi 0812 0000 1234", ()) == "hubungi <nomor_hp>"


@settings(max_examples=500, deadline=None)
@given(
    st.text(alphabet="0123456789", min_size=7, max_size=10),
    st.sampled_from(["0", "+62", "62", "0062"]),
    st.lists(
        st.sampled_from(["", "", " ", "-", ".", "  ", " - ", "\u200b", "\u2060", "–", "/", "\u00a0"]),
        min_size=11,
        max_size=11,
    ),
    st.sampled_from(["", "wa ", "hub:", "(", "no"]),
    st.sampled_from(["", " ya", ")", ".", ", makasih"]),
)
def test_no_phone_survives_in_any_spacing(rest: str, prefix: str, gaps: list[str], before: str, after: str) -> None:
    digits = "8" + ("2" if rest[0] == "0" else rest[0]) + rest[1:]
    number = prefix + "".join(digit + gap for digit, gap in zip(digits, gaps, strict=False))
    left = cleaned(before + number + after)
    assert sum(character.isdigit() for character in left) < 7, left


_DIGITS = st.text(alphabet="0123456789", min_size=10, max_size=10)
_NAME = st.text(alphabet="abcdefghij", min_size=5, max_size=9)
_SECRET = st.one_of(
    _DIGITS.map(lambda digits: (f"rek BCA {digits}", digits)),
    _DIGITS.map(lambda digits: (f"norek {digits[:4]}-{digits[4:7]}-{digits[7:]}", digits[4:7] + "-" + digits[7:])),
    _DIGITS.map(lambda digits: (f"gopay 0812{digits[:8]}", digits[:8])),
    _DIGITS.map(lambda digits: (f"nik 360101{digits}", digits)),
    _DIGITS.map(lambda digits: (f"+966 5{digits[:8]}", digits[:8])),
    _NAME.map(lambda name: (f"{name}.x@contoh.com", name)),
    _NAME.map(lambda name: (f"https://contoh.example/{name}?a=1", name)),
    _NAME.map(lambda name: (f"bit.ly/{name}", name)),
    _NAME.map(lambda name: (f"@{name}_x", name)),
    _NAME.map(lambda name: (f"ig nya {name}_{name}", name)),
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "ini ", "tolong cek ", "bayar 3 juta ke ", "kata Pak Contoh "]), _SECRET),
        max_size=4,
    ),
    st.sampled_from([" ", ", ", "\n", " dan ", ". "]),
)
def test_no_account_number_address_or_handle_survives(told: list[tuple[str, tuple[str, str]]], between: str) -> None:
    left = cleaned(between.join(before + written for before, (written, _) in told))
    assert [core for _, (_, core) in told if core in left] == [], left


@settings(max_examples=500, deadline=None)
@given(WRITTEN)
def test_twice_is_once_and_no_long_run_of_digits_is_left(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert not re.search(r"\d{7}", once)
    assert not [run for run in re.findall(r"\d+", unicodedata.normalize("NFKC", once)) if len(run) >= 14]


@settings(max_examples=300, deadline=None)
@given(WRITTEN)
def test_masking_never_fails_and_redacts_as_well(text: str) -> None:
    assert not re.search(r"\d{7}", mask(text))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Pak Contoh dari PT Contoh Maju nagih 5 juta", "Pak <nama> dari PT <perusahaan> nagih 5 juta"),
        ("namanya haji contoh", "namanya haji <nama>"),
        ("H. Contoh Satu", "H. <nama>"),
        ("transfer ke 1234567890 a.n. Contoh Dua", "transfer ke <rekening> a.n. <nama>"),
        ("pak saya mau tanya PT itu resmi ga", "pak saya mau tanya PT itu resmi ga"),
        ("calo minta ktp", "calo minta ktp"),
        ("bu tolong", "bu tolong"),
    ],
)
def test_editors_see_no_names(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_every_personal_kind_has_a_placeholder() -> None:
    assert set(PLACEHOLDERS) == {"phone", "nik", "account", "email", "link", "handle"}
