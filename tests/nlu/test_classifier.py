"""The classifier by itself: with embeddings and without, saved and loaded, its gate and its memory."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest

from tests.nlu.house import HERE, RASA_PYTHON, ROOT


@pytest.fixture(scope="module")
def found() -> Any:
    """What happened in Rasa's environment."""
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed (make setup)")
    done = subprocess.run(
        [str(RASA_PYTHON), str(HERE / "classifier_at_work.py")], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_a_model_says_what_it_understands_with(found: Any) -> None:
    assert found["with"]["parts"] == ["words", "meaning"]
    assert found["without"]["parts"] == ["words"]


def test_a_model_trained_with_embeddings_understands_without_them(found: Any) -> None:
    assert found["without"]["best"] == found["with"]["best"] == "tanya/paspor_hilang"


def test_embeddings_of_another_model_are_not_taken_for_those_it_was_trained_with(found: Any) -> None:
    assert found["other"] == ["words"]


def test_a_loaded_model_says_what_the_trained_one_said(found: Any) -> None:
    assert found["with"]["inside"] == pytest.approx(found["trained"]["inside"], abs=0.01)
    assert found["with"]["trust"] == pytest.approx(found["trained"]["trust"], abs=0.01)


def test_a_model_is_kept_as_text_and_numbers_and_can_run_no_code(found: Any) -> None:
    assert found["files"] == ["labels.json", "labels.npz"]
    assert set(found["kinds"]) <= {"f", "i"}


@pytest.mark.parametrize("head", ["with", "without"])
def test_the_gate_knows_our_business_from_a_recipe(found: Any, head: str) -> None:
    ours, strange = found[head]["inside"]
    assert ours > 0.7 > strange
    assert found[head]["strange_best"] == "di_luar_topik"


def test_shares_are_probabilities(found: Any) -> None:
    for head in ("with", "without"):
        assert found[head]["sum"] == pytest.approx(1.0, abs=1e-4)


def test_too_few_examples_teach_no_gate_and_refuse_nothing(found: Any) -> None:
    assert found["few"]["inside"] == [1.0, 1.0]


def test_a_sentence_is_embedded_once_and_a_broken_memory_only_costs_time(found: Any) -> None:
    assert found["remembered"]["asked"] == [["satu", "dua"], ["tiga"], ["satu"]]
    assert found["remembered"]["same"]
