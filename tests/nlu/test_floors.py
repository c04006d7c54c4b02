"""The tree's own model on sentences nobody trained on: floors, a little under what docs/UNDERSTANDING.md tells."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.learning.evaluation.parsing import Parsed, parse
from bot.learning.evaluation.reading import ACTS_GROUP, NOT_OURS, groups, read_sentences
from bot.learning.evaluation.understanding import figures, judge
from nlu.language.normalise import normalise
from tests.conftest import MODELS
from tests.nlu.house import HERE, RASA_PYTHON, ROOT

SENTENCES = HERE / "sets" / "understanding.tsv"

AT_LEAST = {"top1": 0.93, "top3": 0.975, "macro_f1": 0.92, "shown_or_offered": 0.96, "out_of_topic_refused": 0.94}
AT_MOST = {"in_scope_refused": 0.02, "ece": 0.04, "memory_mb": 900}
TOP1_BY_LANG = {"id": 0.93, "slang": 0.93, "su": 0.90, "jv": 0.87, "bew": 0.89, "mixed": 0.88}
TOP1_BY_GROUP = {
    "aksi": 0.94, "bahaya": 0.82, "bantuan": 0.88, "biaya": 0.93, "bot": 0.83, "cek": 0.84, "dasar": 0.90,
    "di_luar_topik": 0.94, "hak": 0.84, "imigrasi": 0.91, "jalur": 0.93, "jaminan": 0.88, "lembaga": 0.93,
    "negara": 0.84, "persiapan": 0.90,
}  # fmt: skip
ALIKE = 0.8
FEW_WORDS = 3
"""An act of so few words ("halo kak", "ga jadi") is said by everybody in the same way."""


@pytest.fixture(scope="module")
def parsed() -> Parsed:
    """What the model makes of the sentences; it is trained once for all tests that use it."""
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed (make setup)")
    command = [str(RASA_PYTHON), "-m", "nlu.train", "--out", str(MODELS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    model = Path(done.stdout.strip().splitlines()[-1])
    return asyncio.run(parse([sentence.text for sentence in read_sentences(SENTENCES)], model=model))


@pytest.fixture(scope="module")
def measured(parsed: Parsed) -> dict[str, Any]:
    """The figures."""
    return figures(judge(read_sentences(SENTENCES), parsed), parsed)


def test_the_model_understands_with_embeddings(parsed: Parsed) -> None:
    assert parsed.parts == ("words", "meaning")


def test_no_figure_is_below_its_floor(measured: dict[str, Any]) -> None:
    below = {name: measured[name] for name, floor in AT_LEAST.items() if measured[name] < floor}
    above = {name: measured[name] for name, most in AT_MOST.items() if measured[name] > most}
    assert (below, above) == ({}, {})


def test_no_way_of_speaking_is_below_its_floor(measured: dict[str, Any]) -> None:
    shares = {name: part["top1"] for name, part in measured["by_lang"].items()}
    assert {name: share for name, share in shares.items() if share < TOP1_BY_LANG[name]} == {}


def test_no_group_of_topics_is_below_its_floor(measured: dict[str, Any]) -> None:
    shares = {name: part["top1"] for name, part in measured["by_group"].items()}
    assert {name: share for name, share in shares.items() if share < TOP1_BY_GROUP[name]} == {}


def test_no_measuring_sentence_stands_in_the_training_data() -> None:
    acts = {key for key, group in groups().items() if group == ACTS_GROUP} - {NOT_OURS}
    by_word = defaultdict(list)
    for text, words in _trained():
        for word in words:
            by_word[word].append((text, words))
    alike = []
    for sentence in read_sentences(SENTENCES):
        words = _words(sentence.text)
        if len(words) <= FEW_WORDS and sentence.keys[0] in acts:
            continue
        near = {text: other for word in words for text, other in by_word[word]}
        alike += [
            (sentence.id, text) for text, other in near.items() if len(words & other) > ALIKE * len(words | other)
        ]
    assert alike == []


@cache
def _trained() -> list[tuple[str, frozenset[str]]]:
    found = []
    for file in sorted((ROOT / "nlu" / "data").rglob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu") or []:
            found += [(line[2:], _words(line[2:])) for line in block["examples"].splitlines()]
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", normalise(text)))
