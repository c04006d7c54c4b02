"""Compares ways of understanding on one split: `python -m nlu.compare FILE.tsv [--only NAME …] [--epochs N] [--curve]`.

All learn from nlu/data and are measured on the sentences of FILE (columns key, text, lang, alt_keys), which nobody
trained on. Each runs in a process of its own, so that its memory is its own. Ours refuses by its gate, the others
below Rasa's default confidence of 0.3. Times are processor time: what a quiet machine would need.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from nlu.comparison_systems import SYSTEMS, Answer, System, open_system
from nlu.components.labels import NOT_OURS
from nlu.gate_table import ROOT, read_examples

Array: TypeAlias = np.ndarray[Any, Any]

CURVE = (5, 10, 20, 30, 40)
_BINS = 10


@dataclass(frozen=True)
class Row:
    """One measuring sentence: the keys that serve, its words and its way of speaking."""

    keys: tuple[str, ...]
    text: str
    lang: str


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m nlu.compare", description="Compare ways of understanding.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--only", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument(
        "--epochs", type=int, default=100, help="of DIET; Rasa's own default is 300, a new project's 100"
    )
    parser.add_argument("--curve", action="store_true", help="examples per label against top-1, for ours")
    parser.add_argument("--measure", choices=SYSTEMS, help=argparse.SUPPRESS)
    parser.add_argument("--most", type=int, default=0, help=argparse.SUPPRESS)
    wish = parser.parse_args(arguments)
    if wish.measure:
        _say(json.dumps(measure(wish.measure, read_rows(wish.file), epochs=wish.epochs, most=wish.most)))
        return 0
    if wish.curve:
        for most in (*CURVE, 0):
            found = _in_own_process(wish, wish.only[0], most)
            _say(f"{most or 'all':>4} examples a label: top-1 {found['top1']:.3f}")
        return 0
    for number, name in enumerate(wish.only):
        found = _in_own_process(wish, name, 0)
        if not number:
            _say("| | " + " | ".join(found) + " |\n|" + "---|" * (len(found) + 1))
        _say(f"| {name} | " + " | ".join(str(value) for value in found.values()) + " |")
    return 0


def _in_own_process(wish: argparse.Namespace, name: str, most: int) -> dict[str, float]:
    command = [
        sys.executable, "-W", "ignore", "-m", "nlu.compare", str(wish.file),
        "--measure", name, "--epochs", str(wish.epochs), "--most", str(most),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own)
    printed = done.stdout
    found: dict[str, float] = json.loads(printed.strip().splitlines()[-1])
    return found


def read_rows(file: Path) -> list[Row]:
    """The sentences of an evaluation file (see bot.learning.evaluation.reading, which this room cannot import)."""
    names, *lines = [line.rstrip("\r").split("\t") for line in file.read_text(encoding="utf-8-sig").split("\n") if line]
    rows = [dict(zip(names, line, strict=False)) for line in lines]
    return [
        Row(
            (row["key"], *filter(None, row.get("alt_keys", "").split("|"))),
            row["text"].replace("\\n", "\n"),
            row.get("lang", ""),
        )
        for row in rows
    ]


def measure(name: str, rows: Sequence[Row], *, epochs: int, most: int) -> dict[str, float]:
    """Train one system on at most `most` examples a label (0: all) and measure it."""
    examples = _at_most(list(read_examples([ROOT / "nlu" / "data"])), most)
    started, system = time.process_time(), open_system(name, epochs=epochs)
    system.train([text for text, _ in examples], [label for _, label in examples])
    trained = time.process_time() - started
    answers, times = _ask(system, rows)
    strange = [NOT_OURS in row.keys for row in rows]
    right = [answer.ranking[0][0] in row.keys for row, answer in zip(rows, answers, strict=True)]
    found = {
        "top1": _mean(right),
        "top3": _mean(_among(row, answer, 3) for row, answer in zip(rows, answers, strict=True)),
        "ece": calibration_error([answer.ranking[0][1] for answer in answers], right),
        "out_of_topic_refused": _mean(one.refused for one, odd in zip(answers, strange, strict=True) if odd),
        "in_scope_refused": _mean(one.refused for one, odd in zip(answers, strange, strict=True) if not odd),
    }
    by_lang = defaultdict(list)
    for row, one in zip(rows, right, strict=True):
        by_lang[row.lang].append(one)
    found |= {lang: _mean(part) for lang, part in sorted(by_lang.items())}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found | {
        "ms_p50": round(float(np.quantile(times, 0.5)), 1),
        "ms_p95": round(float(np.quantile(times, 0.95)), 1),
        "train_s": round(trained),
        "train_mb": round(memory),
    }


def _at_most(examples: list[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    if not most:
        return examples
    by_label = defaultdict(list)
    for text, label in examples:
        by_label[label].append(text)
    dice = np.random.default_rng(7)
    return [(texts[i], label) for label, texts in by_label.items() for i in dice.permutation(len(texts))[:most]]


def _ask(system: System, rows: Sequence[Row]) -> tuple[list[Answer], list[float]]:
    system.ask("halo")
    answers, times = [], []
    for row in rows:
        started = time.process_time()
        answers.append(system.ask(row.text))
        times.append(1000 * (time.process_time() - started))
    return answers, times


def _among(row: Row, answer: Answer, most: int) -> bool:
    return any(label in row.keys for label, _ in answer.ranking[:most])


def calibration_error(shares: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error over ten bins."""
    place = np.minimum((np.array(shares) * _BINS).astype(int), _BINS - 1)
    gaps = [
        (place == one).sum() * abs(np.array(shares)[place == one].mean() - np.array(right)[place == one].mean())
        for one in np.unique(place)
    ]
    return round(float(sum(gaps) / len(shares)), 4)


def _mean(values: Any) -> float:
    listed = list(values)
    return round(float(np.mean(listed)), 4) if listed else 0.0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
