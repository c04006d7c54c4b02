"""Learns the second opinion on danger: `python -m nlu.danger_training` writes its weights and prints two tables.

Runs in Rasa's environment (scikit-learn). Texts: nlu/language/data/danger_sentences.tsv (A threatened now, B perhaps,
N frightening but not now; `situation` keeps together what was written to one thought), the act `darurat` as A, all
other training data, generic sentences and short everyday talk (everyday.txt) as harmless. Both tables are
cross-validated by situation: a text is judged
by models that have seen nothing of its situation. `--table` prints them and writes nothing.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from nlu.language.danger import by_rules, joined
from nlu.language.danger.folding import fold
from nlu.language.danger.second_opinion import BITS, FOLDER, NOTES, PLACES, VIEWS, WEIGHTS, Opinion, features
from nlu.train import ROOT

SENTENCES = FOLDER / "danger_sentences.tsv"
EMERGENCY = "darurat"
_FOLDS, _SEED, _STRENGTH = 5, 1, 10.0
_ROWS_TOGETHER = 8
"""So many neighbours in a file of examples count as one situation."""
_GROUPS = {"A": "threatened", "B": "perhaps", "N": "frightening", "U": "usual", "E": "everyday"}
# How much a text of each tier counts: for "now", and for "now or perhaps".
_WEIGHTS = (
    {"A": 1.0, "B": 0.3, "N": 1.5, "U": 0.35, "E": 1.0},
    {"A": 1.0, "B": 1.0, "N": 1.0, "U": 0.35, "E": 1.0},
)
_EVERY_VILLAGE = 4
_PLACE_ANSWERS = ("{}", "di {} pak", "desa {}")
"""A report asks for the village: names alone must frighten nobody."""
_CURVE = (-2.0, -1.5, -1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)


@dataclass(frozen=True)
class Row:
    """A text, its tier (one of _GROUPS), and the situation it was written for."""

    text: str
    tier: str
    situation: str


@dataclass(frozen=True)
class Learned:
    """One weight a place, and the bias."""

    weights: Any
    bias: float

    def odds(self, matrix: csr_matrix) -> Any:
        """Log-odds of each row."""
        return matrix @ self.weights + self.bias


def main(arguments: Sequence[str]) -> int:
    """Learn, write, print."""
    rows = list(_rows())
    matrix = _matrix([row.text for row in rows])
    tiers = np.array([row.tier for row in rows])
    situations = np.array([row.situation for row in rows])
    targets = (tiers == "A", (tiers == "A") | (tiers == "B"))
    lessons = [
        (target, np.array([weights[tier] for tier in tiers])) for target, weights in zip(targets, _WEIGHTS, strict=True)
    ]
    unseen = [_unseen(matrix, target, tiers, situations, weigh) for target, weigh in lessons]
    _print_tables(rows, [Opinion(float(now), float(perhaps)) for now, perhaps in zip(*unseen, strict=True)])
    if "--table" not in arguments:
        _write([_learn(matrix, target, weigh) for target, weigh in lessons])
    return 0


def sentences_print() -> str:
    """sha256 of the danger sentences: which ones the weights were learned from."""
    return hashlib.sha256(SENTENCES.read_bytes()).hexdigest()


def _rows() -> Iterator[Row]:
    for line in SENTENCES.read_text(encoding="utf-8").splitlines()[1:]:
        tier, situation, text = line.split("\t", 2)
        yield Row(text, tier, situation)
    for file in sorted((ROOT / "nlu" / "data").rglob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu") or []:
            emergency = block["intent"] == EMERGENCY
            for number, line in enumerate(block["examples"].splitlines()):
                situation = f"{file.stem}:{number // _ROWS_TOGETHER}" if emergency else file.stem
                yield Row(line.strip()[2:], "A" if emergency else "U", situation)
    for number, text in enumerate((FOLDER / "generic.txt").read_text(encoding="utf-8").splitlines()):
        yield Row(text, "U", f"generic:{number // _ROWS_TOGETHER}")
    for number, text in enumerate((FOLDER / "everyday.txt").read_text(encoding="utf-8").splitlines()):
        yield Row(text, "E", f"everyday:{number // _ROWS_TOGETHER}")
    for number, place in enumerate(_villages()[::_EVERY_VILLAGE]):
        for wording in _PLACE_ANSWERS:
            yield Row(wording.format(place), "U", f"villages:{number // _ROWS_TOGETHER}")


def _villages() -> list[str]:
    with (FOLDER / "banten_villages.csv").open(encoding="utf-8", newline="") as lines:
        return sorted({row["nama"] for row in csv.DictReader(lines)})


def _matrix(texts: Sequence[str]) -> csr_matrix:
    ends: list[int] = [0]
    places: list[int] = []
    values: list[float] = []
    for text in texts:
        found = features(fold(text))
        places += found.keys()
        values += found.values()
        ends.append(len(places))
    return csr_matrix((values, places, ends), shape=(len(texts), PLACES))


def _learn(matrix: csr_matrix, target: Any, weigh: Any) -> Learned:
    """One learner a view, and their mean: it makes fewer mistakes than either, or than one learner of both."""
    weights, bias = np.zeros(PLACES), 0.0
    for view in range(VIEWS):
        places = slice(view << BITS, (view + 1) << BITS)
        learner = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=300, random_state=_SEED)
        learner.fit(matrix[:, places], target, weigh)
        weights[places] = learner.coef_[0] / VIEWS
        bias += float(learner.intercept_[0]) / VIEWS
    return Learned(weights, bias)


def _unseen(matrix: csr_matrix, target: Any, tiers: Any, situations: Any, weigh: Any) -> Any:
    odds = np.zeros(len(tiers))
    splits = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=_SEED)
    for known, held_out in splits.split(matrix, tiers, situations):
        odds[held_out] = _learn(matrix[known], target[known], weigh[known]).odds(matrix[held_out])
    return odds


def _print_tables(rows: Sequence[Row], opinions: Sequence[Opinion]) -> None:
    ruled = [by_rules(row.text) for row in rows]
    heard: list[tuple[str, Callable[[int], str]]] = [
        ("rules", lambda i: ruled[i]),
        ("models", lambda i: joined("", opinions[i])),
        ("joined", lambda i: joined(ruled[i], opinions[i])),
    ]
    counted = ", ".join(f"{sum(row.tier == tier for row in rows)} {name}" for tier, name in _GROUPS.items())
    lines = [f"{counted} texts; share in A, share asked (B), per cent"]
    for name, judge in heard:
        lines.append(f"{name:8s}" + _shares(rows, [judge(number) for number in range(len(rows))]))
    lines.append("curve: all odds of now moved by")
    for by in _CURVE:
        moved = [Opinion(one.now + by, one.perhaps) for one in opinions]
        lines.append(f"{by:+8.2f}" + _shares(rows, [joined(tier, one) for tier, one in zip(ruled, moved, strict=True)]))
    sys.stdout.write("\n".join(lines) + "\n")


def _shares(rows: Sequence[Row], tiers: Sequence[str]) -> str:
    parts = []
    for group, name in _GROUPS.items():
        mine = [tier for row, tier in zip(rows, tiers, strict=True) if row.tier == group]
        parts.append(f" {name} {_percent(mine, 'A')} {_percent(mine, 'B')}")
    return " |".join(parts)


def _percent(tiers: Sequence[str], wanted: str) -> str:
    return f"{100 * tiers.count(wanted) / max(1, len(tiers)):5.1f}"


def _write(learned: Sequence[Learned]) -> None:
    notes: dict[str, Any] = {"sentences": sentences_print(), "models": []}
    raw = b""
    for model in learned:
        scale = float(np.abs(model.weights).max()) / 127.0
        raw += np.round(model.weights / scale).astype(np.int8).tobytes()
        notes["models"].append({"scale": scale, "bias": model.bias})
    (FOLDER / WEIGHTS).write_bytes(raw)
    (FOLDER / NOTES).write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
