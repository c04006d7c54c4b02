"""Prints the table by which the gate's thresholds were chosen: `python -m nlu.gate_table [--without-embeddings]`.

Each training example is judged by a model that has not seen it (closed form, see kernel_ridge), each topic's examples
also by one that lacks the whole topic: a question we have no answer to, the hard case. For each pair of thresholds:
of questions within our subject, how many are answered rightly, answered wrongly, asked back with the right one
offered, asked back with two wrong ones, and refused; of what is not our business, how many are refused; of
left-out topics, how many get a neighbour's answer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import yaml

from nlu.components.embeddings import open_embedder
from nlu.components.gate_model import shape_of
from nlu.components.head import Head, softmax
from nlu.components.label_model import Settings, Training, ranked
from nlu.components.labels import NOT_OURS, OUTSIDE, TOPIC_PREFIX, as_label, short_name
from nlu.components.remembered import remembering
from nlu.components.strangers import strangers_for
from nlu.components.thresholds import Evidence, Thresholds, decide, thresholds
from nlu.language.normalise import normalise

ROOT = Path(__file__).resolve().parent.parent
Array: TypeAlias = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Judged:
    """One text as a model saw it that does not know it: its true label, and what the gate gets."""

    truth: str
    ranking: list[dict[str, Any]]
    evidence: Evidence


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m nlu.gate_table", description="Choose the gate's thresholds.")
    parser.add_argument("data", type=Path, nargs="*", default=[ROOT / "nlu" / "data"])
    parser.add_argument("--without-embeddings", action="store_true")
    wish = parser.parse_args(arguments)
    examples = list(read_examples(wish.data))
    embedder = None if wish.without_embeddings else remembering(open_embedder())
    strangers = [normalise(text) for text in strangers_for(len(examples))]
    texts, labels = [text for text, _ in examples], [label for _, label in examples]
    training = Training.of(texts, labels, Settings(), embedder=embedder, strangers=strangers)
    name, (head, fitted) = list(training.heads.items())[-1]
    judged = list(_judged(fitted.without_it, training.target, training.labels, head))
    topic = np.array([label.startswith(TOPIC_PREFIX) for label in training.labels])[training.target]
    siblings = list(_judged(fitted.without_label[topic], training.target[topic], training.labels, head, known=False))
    _print(name, judged, siblings)
    return 0


def read_examples(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """(normalised text, label) of every example in training files."""
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("*.yml")):
            for block in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu") or []:
                for line in block["examples"].splitlines():
                    yield normalise(line.strip()[2:]), block["intent"]


def _judged(scores: Array, target: Array, labels: list[str], head: Head, *, known: bool = True) -> Iterator[Judged]:
    if head.gate is None:
        raise SystemExit("too few examples for a gate")
    shares = softmax(scores / head.temperature)
    shape = shape_of(scores, head.gate.outside)
    trust, inside = head.gate.trust.chances(shape), head.gate.inside.chances(shape)
    for row, place in enumerate(target):
        ranking = [as_label(name, share) for name, share in ranked(labels, shares[row])]
        truth = short_name(labels[place]) if known else ""
        yield Judged(truth, ranking, Evidence(1.0, float(trust[row]), float(inside[row])))


def _print(name: str, judged: Sequence[Judged], siblings: Sequence[Judged]) -> None:
    ours = [one for one in judged if one.truth not in (NOT_OURS, OUTSIDE)]
    strange = [one for one in judged if one.truth == NOT_OURS]
    generic = [one for one in judged if one.truth == OUTSIDE]
    right = sum(one.ranking[0]["name"] == one.truth for one in ours)
    _say(f"head {name}: {len(ours)} ours, {len(strange)} {NOT_OURS}, {len(generic)} generic, {len(siblings)} left out")
    _say(f"best label right, before the gate: {100 * right / len(ours):.1f}; all in per cent:")
    _say("accept inside | right wrong offered off.wrong refused | strange, generic refused | left-out answered offered")
    configured = _configured()
    grid = (
        replace(configured, accept=accept, inside=inside)
        for inside in (0.3, 0.5, 0.7)
        for accept in (0.35, 0.45, 0.55, 0.65)
    )
    for limits in (configured, *grid):
        shares = [_share(ours, limits, kind) for kind in ("right", "wrong", "offered", "off_wrong", "refused")]
        refused = [_share(group, limits, "refused") for group in (strange, generic)]
        lost = [_share(siblings, limits, kind) for kind in ("wrong", "off_wrong")]
        line = " | ".join(" ".join(f"{share:5.1f}" for share in part) for part in (shares, refused, lost))
        _say(f"{limits.accept:6.2f} {limits.inside:6.2f} | {line}")


def outcome(one: Judged, limits: Thresholds) -> str:
    """What the citizen gets: right, wrong, offered, off_wrong or refused."""
    decision, best = decide(one.ranking, one.evidence, limits), one.ranking[0]["name"]
    if decision.verdict == "reject" or (decision.verdict == "accept" and best == NOT_OURS):
        return "refused"
    if decision.verdict == "accept":
        return "right" if best == one.truth else "wrong"
    return "offered" if one.truth in decision.offered else "off_wrong"


def _share(group: Sequence[Judged], limits: Thresholds, kind: str) -> float:
    return 100.0 * sum(outcome(one, limits) == kind for one in group) / max(1, len(group))


def _configured() -> Thresholds:
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return thresholds(next(part for part in pipeline if part["name"].endswith("LabelGate")))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
