"""A receipt code is five harmless words: unguessable, easy to say, forgiving to type."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tips.receipts import find_codes, make_code, words

KEY, SALT = b"k" * 32, b"s" * 16
WORDS = " ".join(words()[number] for number in (3, 200, 401, 777, 1000))


def _one_edit(left: str, right: str) -> bool:
    if abs(len(left) - len(right)) > 1:
        return False
    if len(left) == len(right):
        return sum(a != b for a, b in zip(left, right, strict=True)) == 1
    short, long = sorted((left, right), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def test_five_words_of_the_list_make_at_least_fifty_bits() -> None:
    assert len(set(words())) == len(words()) >= 1024
    assert len(words()) & (len(words()) - 1) == 0, "a power of two, so that every word is equally likely"


def test_no_two_words_of_the_list_are_one_letter_apart() -> None:
    near = [pair for pair in itertools.combinations(words(), 2) if _one_edit(*pair)]
    assert not near


def test_words_are_plain_letters_and_none_gives_the_matter_away() -> None:
    telling = {"lapor", "polisi", "paspor", "agen", "calo", "korban", "visa", "imigrasi", "tki", "saksi"}
    assert all(re.fullmatch("[a-z]{4,9}", word) for word in words())
    assert not telling & set(words())


def test_the_same_salt_gives_the_same_code_and_another_salt_another() -> None:
    assert make_code(KEY, SALT) == make_code(KEY, SALT)
    assert make_code(KEY, SALT) != make_code(KEY, b"t" * 16)
    assert make_code(KEY, SALT) != make_code(b"l" * 32, SALT)


def test_codes_use_the_whole_list() -> None:
    seen = {word for number in range(3000) for word in make_code(KEY, number.to_bytes(16, "big")).split()}
    assert len(seen) > 0.99 * len(words())


@pytest.mark.parametrize(
    "typed",
    [
        WORDS,
        WORDS.upper(),
        WORDS.title() + ".",
        WORDS.replace(" ", "-"),
        WORDS.replace(" ", " - "),
        WORDS.replace(" ", "\n"),
        WORDS.replace(" ", ", "),
        WORDS.replace(" ", ""),
        f"status {WORDS}",
        f"Status: {WORDS} makasih pak",
        f"kode saya “{WORDS}” tolong dicek",
    ],
)
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    found = find_codes(typed)
    assert [code for _, _, code in found] == [WORDS]
    start, end, _ = found[0]
    assert re.sub("[^a-z]", "", typed[start:end].lower()) == WORDS.replace(" ", "")


def test_one_slip_in_one_word_is_forgiven_two_are_not() -> None:
    first, second, *rest = WORDS.split()
    assert find_codes(" ".join((first + "q", second, *rest)))[0][2] == WORDS
    assert find_codes(" ".join((first + "q", second + "q", *rest))) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "saya mau tanya biaya paspor",
        "tetangga saya dijanjikan kerja di kebun sawit",
        " ".join(WORDS.split()[:4]),
        "status laporan saya bagaimana",
        "0812-0000-1111",
    ],
)
def test_ordinary_sentences_hold_no_code(text: str) -> None:
    assert find_codes(text) == ()


@given(st.text(max_size=400))
def test_no_text_breaks_the_search_and_places_lie_within_it(text: str) -> None:
    for start, end, code in find_codes(text):
        assert 0 <= start < end <= len(text)
        assert len(code.split()) >= 5


@given(st.binary(min_size=16, max_size=16), st.sampled_from([" ", "-", "  ", ", ", "\n"]))
def test_every_code_that_we_make_is_found_again(salt: bytes, separator: str) -> None:
    code = make_code(KEY, salt)
    assert find_codes("kode: " + code.replace(" ", separator))[0][2] == code
