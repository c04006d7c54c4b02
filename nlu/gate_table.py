"""Prints the table by which the gate's thresholds were chosen: `python -m nlu.gate_table [DATA…]`.

Three kinds of text are judged by models that have not seen them: examples held out by cross-validation (known
questions), all examples of topics left out whole (questions we have no answer to, the hard case), and invented
keyboard rubbish. For each pair of thresholds: of the known, how many are answered rightly, answered wrongly, asked
back with the right one offered, and refused; of the others, how many are answered as if known.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from nlu.components.label_model import LabelModel, Scores, Settings
from nlu.components.labels import TOPIC_PREFIX, as_label, short_name
from nlu.components.thresholds import Thresholds, decide, thresholds
from nlu.language.normalise import normalise

ROOT = Path(__file__).resolve().parent.parent
FOLDS = 5
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Judged:
    """One text, its true label ("" when there is none), and what a model that never saw it scored."""

    truth: str
    scores: Scores


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    examples = list(_examples([Path(argument) for argument in arguments] or [ROOT / "nlu" / "data"]))
    known, unknown = _known(examples), _unknown(examples)
    rubbish = _rubbish(examples)
    configured = _configured()
    _say(f"{len(known)} known, {len(unknown)} of left-out topics, {len(rubbish)} rubbish; shares in per cent")
    right = sum(_best(one) == one.truth for one in known)
    _say(f"best label right, before the gate: {100 * right / len(known):.1f}")
    _say("accept clar cover | right wrong offered refused | left-out answered, offered | rubbish answered, offered")
    for limits in (configured, *_grid(configured)):
        _say(_line(limits, known, unknown, rubbish))
    return 0


def _examples(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for file in [path] if path.is_file() else sorted(path.rglob("*.yml")):
            for block in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu") or []:
                for line in block["examples"].splitlines():
                    yield normalise(line.strip()[2:]), block["intent"]


def _configured() -> Thresholds:
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return thresholds(next(part for part in pipeline if part["name"].endswith("LabelGate")))


def _grid(limits: Thresholds) -> Iterator[Thresholds]:
    for coverage in (0.4, 0.5, 0.6):
        for accept in (0.5, 0.6, 0.7, 0.8):
            yield replace(limits, accept=accept, coverage=coverage)
    for clarify in (0.1, 0.15, 0.25, 0.3):
        yield replace(limits, clarify=clarify)


def _known(examples: Sequence[tuple[str, str]]) -> list[Judged]:
    shuffled = random.Random(7).sample(list(examples), len(examples))
    found = []
    for fold in range(FOLDS):
        model = _fit([one for i, one in enumerate(shuffled) if i % FOLDS != fold])
        found += [Judged(label, model.scores(text)) for text, label in shuffled[fold::FOLDS]]
    return found


def _unknown(examples: Sequence[tuple[str, str]]) -> list[Judged]:
    topics = sorted({label for _, label in examples if label.startswith(TOPIC_PREFIX)})
    found = []
    for group in (topics[i::FOLDS] for i in range(FOLDS)):
        model = _fit([one for one in examples if one[1] not in group])
        found += [Judged("", model.scores(text)) for text, label in examples if label in group]
    return found


def _rubbish(examples: Sequence[tuple[str, str]]) -> list[Judged]:
    model, dice = _fit(examples), random.Random(7)
    words = ["".join(dice.choices(LETTERS, k=dice.randint(3, 9))) for _ in range(600)]
    return [Judged("", model.scores(normalise(" ".join(words[i : i + 1 + i % 4])))) for i in range(300)]


def _fit(examples: Sequence[tuple[str, str]]) -> LabelModel:
    return LabelModel.fit([text for text, _ in examples], [label for _, label in examples], Settings())


def _line(limits: Thresholds, known: Sequence[Judged], unknown: Sequence[Judged], rubbish: Sequence[Judged]) -> str:
    def outcome(one: Judged) -> str:
        ranking = [as_label(name, share) for name, share in one.scores.ranking]
        decision = decide(ranking, one.scores.coverage, limits)
        if decision.verdict == "accept":
            return "right" if _best(one) == one.truth else "wrong"
        if decision.verdict == "clarify":
            return "offered" if short_name(one.truth) in decision.offered else "offered wrong"
        return "refused"

    def share(group: Sequence[Judged], *wanted: str) -> str:
        return f"{100 * sum(outcome(one) in wanted for one in group) / len(group):5.1f}"

    lost = f"{share(rubbish, 'wrong')} {share(rubbish, 'offered wrong')}"
    return (
        f"{limits.accept:5.2f} {limits.clarify:5.2f} {limits.coverage:5.2f} |"
        f" {share(known, 'right')} {share(known, 'wrong')} {share(known, 'offered')} {share(known, 'refused')} |"
        f" {share(unknown, 'wrong')} {share(unknown, 'offered wrong')} | {lost}"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _best(one: Judged) -> str:
    return one.scores.ranking[0][0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
