"""Danger on sentences that nobody trained on: floors, and the proof that none of them is in the training data."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from functools import cache
from math import ceil, floor
from pathlib import Path

import pytest

from bot.learning.evaluation import danger, reading
from nlu.language.danger import by_rules, find_danger
from nlu.language.danger.second_opinion import FOLDER, NOTES
from nlu.language.normalise import normalise

SETS = Path(__file__).resolve().parents[1] / "nlu" / "sets"
SENTENCES = FOLDER / "danger_sentences.tsv"

# A little under what `python -m bot evaluate danger tests/nlu/sets/danger.tsv` prints: nothing gets worse unseen.
FLOORS = {"recall": 0.945, "recall_with_question": 0.985}
CEILINGS = {"frightening_in_a": 0.055, "usual_in_a": 0.01, "usual_asked": 0.04}
LIKE, WORDS_TO_COMPARE = 0.8, 3


@cache
def measured() -> dict[str, float]:
    return danger.figures(danger.heard(reading.read_pleas(SETS / "danger.tsv")))


@pytest.mark.parametrize(("figure", "floor"), FLOORS.items())
def test_unseen_cries_are_heard(figure: str, floor: float) -> None:
    assert measured()[figure] >= floor


@pytest.mark.parametrize(("figure", "ceiling"), CEILINGS.items())
def test_unseen_harmless_talk_alarms_nobody(figure: str, ceiling: float) -> None:
    assert measured()[figure] <= ceiling


def test_no_measuring_sentence_is_trained_on() -> None:
    trained: dict[int, list[frozenset[str]]] = defaultdict(list)
    for text in sentences():
        tokens = _tokens(text)
        trained[len(tokens)].append(tokens)
    for file in ("danger.tsv", "understanding.tsv"):
        for row in reading.read_pleas(SETS / file):
            words = _tokens(row.text)
            if len(words) >= WORDS_TO_COMPARE:
                sizes = range(ceil(len(words) * LIKE), floor(len(words) / LIKE) + 1)
                assert all(_alike(words, other) <= LIKE for size in sizes for other in trained[size]), row.id


def test_the_weights_were_learned_from_the_sentences_as_they_are() -> None:
    notes = json.loads((FOLDER / NOTES).read_text(encoding="utf-8"))
    assert notes["sentences"] == hashlib.sha256(SENTENCES.read_bytes()).hexdigest()


def test_each_training_sentence_has_a_tier_and_a_situation_and_stands_once() -> None:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()[1:]
    assert all(re.fullmatch(r"[ABN]\t[a-z0-9_]+\t[^\t]*\S[^\t]*", line) for line in lines)
    assert len({text.casefold() for text in sentences()}) == len(lines)


@pytest.mark.parametrize(
    "text",
    [
        "langkah kakinya sudah di tangga, saya cuma bisa mengetik dari bawah kasur",
        "kami dihitung tiap malam seperti ternak dan yang hilang satu semua dihukum",
        "juragan nyekel konci, jandela dipaku, si eneng ceurik bae di jero",
        "wonge nunggu ning lawang karo nggawa arit, kite wedi metu",
        "surat buat anak udah aye tulis, bentar lagi selesai semuanye",
    ],
)
def test_danger_that_no_rule_foresaw_is_heard_without_rasa(text: str) -> None:
    assert by_rules(text) != "A"
    heard = find_danger(text)
    assert heard is not None
    assert heard.tier == "A"


def test_a_cry_at_the_end_of_a_long_story_is_heard() -> None:
    story = "Saya mau tanya syarat kerja ke Taiwan dan berapa lama prosesnya. " * 12
    assert find_danger(story) is None
    heard = find_danger(story + "Tolong, saya dikurung di gudang dan dipukuli.")
    assert heard is not None
    assert heard.tier == "A"


def sentences() -> list[str]:
    return [line.split("\t", 2)[2] for line in SENTENCES.read_text(encoding="utf-8").splitlines()[1:]]


def _tokens(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", normalise(text)))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
