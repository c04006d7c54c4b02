"""Danger: the table of cases, and the promises about any text."""

from __future__ import annotations

import csv
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.danger import KINDS, Danger, find_danger

TABLE = Path(__file__).with_name("danger_cases.tsv")
LANGUAGES = ("id", "su", "jv", "bew")

# The rules were mended against this table and the models learn from it, too, so it guards against loss; the unseen is
# measured by test_danger_measured. A question too many is a small price: see the curve in docs/DANGER.md.
FLOOR_A, FLOOR_A_OR_ASKED, CEILING_FALSE_A, CEILING_FALSE_B = 0.99, 0.995, 0.005, 0.06


def cases() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def tier_of(text: str) -> str:
    danger = find_danger(text)
    return danger.tier if danger else "-"


def test_cries_for_help_are_heard_and_harmless_talk_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    counted: Counter[tuple[str, str, str]] = Counter()
    wrong = []
    for case in cases():
        got = tier_of(case["text"])
        counted[case["language"], case["tier"], got] += 1
        if got != case["tier"]:
            wrong.append(f"{case['id']} {case['tier']}→{got} {case['text']}")
    with capsys.disabled():
        for language in LANGUAGES:
            a = {got: counted[language, "A", got] for got in "AB-"}
            n = {got: counted[language, "-", got] for got in "AB-"}
            print(
                f"\ndanger {language}: A heard {a['A']}/{sum(a.values())}, asked {a['B']}, missed {a['-']}; "
                f"harmless {sum(n.values())}: false A {n['A']}, asked {n['B']}",
                end="",
            )
        print("".join(f"\n  {line}" for line in wrong))

    def total(tier: str, got: str) -> int:
        return sum(counted[language, tier, got] for language in LANGUAGES)

    everyone = sum(total("A", got) for got in "AB-")
    harmless = sum(total("-", got) for got in "AB-")
    assert everyone >= 300
    assert harmless >= 300
    assert total("A", "A") / everyone >= FLOOR_A
    assert (total("A", "A") + total("A", "B")) / everyone >= FLOOR_A_OR_ASKED
    assert total("-", "A") / harmless <= CEILING_FALSE_A
    assert total("-", "B") / harmless <= CEILING_FALSE_B


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_of_speaking_is_in_the_table(language: str) -> None:
    tiers = Counter(case["tier"] for case in cases() if case["language"] == language)
    assert tiers["A"] >= 30
    assert tiers["-"] >= 8


def test_the_kind_of_danger_is_named() -> None:
    named = [case for case in cases() if case["kinds"] and case["tier"] != "-"]
    right = [case for case in named if (danger := find_danger(case["text"])) and case["kinds"] in danger.kinds]
    assert len(right) / len(named) >= 0.97


@pytest.mark.parametrize(
    ("text", "child"),
    [
        ("anak saya umur 14 tahun dibawa calo", True),
        ("budak leutik dikurung di imah", True),
        ("bayi saya diambil sama agen", True),
        ("anak saya disiksa majikannya di saudi", False),
        ("saya dipukul majikan, kontrak 2 tahun", False),
        ("anak saya umur 25 disekap di kamboja", False),
    ],
)
def test_a_child_is_told_from_a_grown_up_daughter(text: str, child: bool) -> None:
    danger = find_danger(text)
    assert danger is not None
    assert danger.child is child
    assert ("child" in danger.kinds) is child


@pytest.mark.parametrize(
    "text",
    [
        "SAYA DISEKAP TOLONG",
        "saya di\u200bsekap tolong",
        "s a y a  disekap",
        "saya\ndisekap\nmajikan",
        "sayaaa disekaaap tolooong",
        "ｓａｙａ ｄｉｓｅｋａｐ",
        "saya di sekap",
        "sy dsekap",
    ],
)
def test_odd_writing_hides_no_danger(text: str) -> None:
    assert tier_of(text) == "A"


def test_a_denial_covers_only_what_it_denies() -> None:
    assert tier_of("saya tidak dipukul") == "-"
    assert tier_of("saya tidak dipukul tapi dikurung di gudang") == "A"
    assert tier_of("bukan cuma dipukul, saya juga disetrum") == "A"


def test_a_condition_is_a_question_only_when_something_is_asked() -> None:
    assert tier_of("kalau majikan mukul harus gimana") == "-"
    assert tier_of("kalau target tidak tercapai kami disetrum") == "A"


def test_a_condition_does_not_reach_into_the_next_sentence() -> None:
    assert tier_of("Kalau mau ke Taiwan syaratnya apa? Tolong, saya disekap di penampungan.") == "A"


def test_five_thousand_characters_take_little_time() -> None:
    for text in (
        "tolong " * 715,
        "saya " * 1000,
        "a" * 5000,
        "di " * 1666,
        "tidak boleh " * 416,
        "anak saya dibawa " * 294,
    ):
        find_danger(text)
        begun = time.process_time()
        find_danger(text)
        assert time.process_time() - begun < 2.0, text[:20]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    danger = find_danger(text)
    assert danger is None or (isinstance(danger, Danger) and danger.tier in "AB" and set(danger.kinds) <= set(KINDS))
