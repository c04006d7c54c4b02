"""Steering words: only as the whole message, in every way of speaking."""

# ruff: noqa: SIM905  (word lists read better as text)

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.controls import choice_number, control, yes_no


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("skip", "lewati"),
        ("lewat aja", "lewati"),
        ("Lewati dulu ya", "lewati"),
        ("mundur", "kembali"),
        ("kembali", "kembali"),
        ("ga jadi", "batal"),
        ("nggak jadi deh", "batal"),
        ("batal", "batal"),
        ("ora sido", "batal"),
        ("teu jadi", "batal"),
        ("kirim skrg", "kirim_sekarang"),
        ("Kirim sekarang!", "kirim_sekarang"),
        ("kirim ayeuna", "kirim_sekarang"),
    ],
)
def test_a_steering_word_is_understood(text: str, meaning: str) -> None:
    assert control(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "saya mau batal tapi diancam",
        "dia balik lagi ke rumah saya",
        "kirim uang 5 juta",
        "lewat bandara soetta",
        "mau pulang",
        "",
    ],
)
def test_a_story_is_no_steering_word(text: str) -> None:
    assert control(text) is None


@pytest.mark.parametrize(
    "text",
    "ya|iya|y|ok|muhun|nggih|sip|👍|iyaaa pak|ya betul|oke siap|setuju lanjut|tidak apa apa|gapapa|✅".split("|"),
)
def test_yes_is_yes(text: str) -> None:
    assert yes_no(text) is True


@pytest.mark.parametrize(
    "text",
    "gak|henteu|mboten|ora|tidak|jangan|ga usah|enggak lah|belum|👎|tidak ada|tidak ada yang bahaya|bukan".split("|"),
)
def test_no_is_no(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "tidak boleh keluar",
        "tidak aman",
        "aman",
        "iya tapi saya takut",
        "tidak tahu",
        "terserah",
        "👍👎",
        "",
        "saya di serang",
    ],
)
def test_what_is_neither_is_not_guessed(text: str) -> None:
    assert yes_no(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("satu", 1),
        ("nomor 2", 2),
        ("1️⃣", 1),
        ("hiji", 1),
        ("siji", 1),
        ("no. 3", 3),
        ("yang pertama", 1),
        ("pilih 4", 4),
        ("③", 3),
        ("nomor dua aja", 2),
        ("12 orang", None),
        ("0", None),
        ("081200001234", None),
        ("jam 3", None),
        ("", None),
    ],
)
def test_a_choice_is_its_number(text: str, number: int | None) -> None:
    assert choice_number(text) == number


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert control(text) in (None, "lewati", "kembali", "batal", "kirim_sekarang")
    assert yes_no(text) in (None, True, False)
    assert choice_number(text) is None or 1 <= choice_number(text) <= 99  # type: ignore[operator]
