"""A model's name changes with everything it is made of, and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.fingerprint import code_fingerprint, fingerprint, made_for, model_name


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "config.yml": "language: id",
        "domain.yml": "intents: []",
        "nlu/components/gate.py": "GATE = 1",
        "nlu/language/data/words.txt": "paspor",
        "nlu/data/topics/opp.yml": "nlu: []",
        "nlu/data/rules.yml": "rules: []",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    "changed", ["config.yml", "domain.yml", "nlu/components/gate.py", "nlu/language/data/words.txt"]
)
def test_a_change_of_the_code_changes_both_prints(root: Path, changed: str) -> None:
    before = code_fingerprint(root), fingerprint(root, [root / "nlu/data"])
    (root / changed).write_text("changed")
    after = code_fingerprint(root), fingerprint(root, [root / "nlu/data"])
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_a_change_of_the_data_changes_the_whole_print_only(root: Path) -> None:
    before = code_fingerprint(root), fingerprint(root, [root / "nlu/data"])
    (root / "nlu/data/topics/opp.yml").write_text("nlu: [new]")
    assert code_fingerprint(root) == before[0]
    assert fingerprint(root, [root / "nlu/data"]) != before[1]


def test_the_same_data_in_another_place_have_the_same_print(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "nlu/data", tmp_path / "elsewhere")
    assert fingerprint(root, [root / "nlu/data"]) == fingerprint(root, [tmp_path / "elsewhere"])


def test_compiled_files_do_not_count(root: Path) -> None:
    before = fingerprint(root, [root / "nlu/data"])
    (root / "nlu/components/__pycache__").mkdir()
    (root / "nlu/components/__pycache__/gate.pyc").write_bytes(b"x")
    assert fingerprint(root, [root / "nlu/data"]) == before


def test_a_model_name_tells_whether_the_model_fits_the_code(root: Path) -> None:
    name = model_name(root, [root / "nlu/data"]) + ".tar.gz"
    assert made_for(name, root)
    (root / "nlu/components/gate.py").write_text("GATE = 2")
    assert not made_for(name, root)
    assert not made_for("20261121-tiny.tar.gz", root)
