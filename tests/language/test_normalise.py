"""The normaliser: chat made plain, words and placeholders left alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.lexicon import chat_words, plain_words
from nlu.language.normalise import normalise


@pytest.mark.parametrize(
    ("chat", "plain"),
    [
        ("Gmn sy brangkattt ke Malay???", "bagaimana saya berangkat ke malaysia???"),
        ("ga bs kluar", "tidak bisa keluar"),
        ("cewe2 mau brgkt", "cewek-cewek mau berangkat"),
        ("tolooong paaak", "tolong pak"),
        ("gaji 2jt500rb", "gaji 2juta500ribu"),
        ("ＢＥＳＯＫ\u200b  pagi", "besok pagi"),
        ("s4y4 m4u k3rj4 k3 m4l4ysia", "saya mau kerja k3 malaysia"),
        ("krja d pnjara, klrga sy dikrm", "kerja d penjara, keluarga saya dikirim"),
        ("gatau gabisa gamau", "tidak tahu tidak bisa tidak mau"),
        ("yg gmn brp bsk", "yang bagaimana berapa besok"),
    ],
)
def test_chat_becomes_plain(chat: str, plain: str) -> None:
    assert normalise(chat) == plain


@pytest.mark.parametrize(
    "text",
    [
        "saat maaf taat",
        "apa itu kk ktp smp sd",
        "desa kebon kelapa",
        "umr dpr kbri ojk tni",
        "mlebu ngrungu nggawa mbiyen njaluk prei",
        "rek indit, nyaho teu, nyaah",
        "covid19 a4 mp3 x2 5x",
    ],
)
def test_words_of_the_dictionary_stay(text: str) -> None:
    assert normalise(text) == text


def test_letters_that_are_digits_elsewhere_are_no_digits_for_letters() -> None:
    assert normalise("\U00016b5b k3rj4 x\U00016b5b") == "\U00016b5b kerja x\U00016b5b"


def test_no_dictionary_word_is_ever_replaced() -> None:
    changed = [word for word in plain_words() if normalise(word) != word]
    assert changed == []


def test_meanings_are_plain_words_themselves() -> None:
    assert [word for word in chat_words() if normalise(normalise(word)) != normalise(word)] == []


@pytest.mark.parametrize(
    "placeholder", ["<nomor_hp>", "<nik>", "<rekening>", "<email>", "<tautan>", "<akun>", "<kode>"]
)
def test_placeholders_stay(placeholder: str) -> None:
    assert normalise(f"Hub {placeholder} skrg") == f"hub {placeholder} sekarang"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_comes_out_without_invisible_characters(text: str) -> None:
    assert not [c for c in normalise(text) if unicodedata.category(c) in ("Cc", "Cf", "Cs")]
