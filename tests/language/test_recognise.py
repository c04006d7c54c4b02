"""The language of a text: four ways of speaking, and Indonesian when in doubt."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.recognise import LANGUAGES, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("bagaimana cara daftar kerja ke jepang", "id"),
        ("kumaha carana ngalapor calo, abdi sieun", "su"),
        ("kepriwe carane lapor, kule wedi", "jv"),
        ("pegimane carenye ngelapor calo, aye takut", "bew"),
        ("ok", "id"),
        ("", "id"),
        ("aing sieun", "su"),
        ("cabut laporan", "id"),
        ("status laporan", "id"),
        ("kula rek lapor", "su"),
        ("kula arep lapor", "jv"),
        ("0812-0000-1234", "id"),
    ],
)
def test_the_language_is_known_by_its_small_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_the_cases_of_danger_are_recognised() -> None:
    with Path(__file__).with_name("danger_cases.tsv").open(encoding="utf-8", newline="") as lines:
        cases = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    right = Counter(case["language"] for case in cases if language_of(case["text"]) == case["language"])
    every = Counter(case["language"] for case in cases)
    print({language: round(right[language] / every[language], 3) for language in LANGUAGES})
    assert all(right[language] / every[language] >= 0.93 for language in LANGUAGES)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text) in LANGUAGES
