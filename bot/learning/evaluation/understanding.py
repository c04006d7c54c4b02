"""How well messages are understood: shares over all rows, per language, difficulty and group, and the misses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, quantiles
from typing import Any

from bot.learning.evaluation.parsing import Parse, Parsed
from bot.learning.evaluation.reading import NOT_OURS, Sentence, groups
from nlu.language.danger import find_danger

BINS = 10
CONFUSIONS = 30
EMERGENCY = "darurat"


@dataclass(frozen=True)
class Judged:
    """One row and what became of it."""

    sentence: Sentence
    parse: Parse
    group: str

    @property
    def ours(self) -> bool:
        """Whether the message is our business."""
        return self.group != NOT_OURS

    @property
    def refused(self) -> bool:
        """Whether the bot says that it cannot help; who gets the safety net's numbers is not refused."""
        if self._saved:
            return False
        return self.parse.verdict == "reject" or self.parse.shown == NOT_OURS

    @property
    def best(self) -> str:
        """The label the classifier ranks first; to refuse is to say "not our business"."""
        if self.refused:
            return NOT_OURS
        return self.parse.labels[0][0] if self.parse.labels else ""

    @property
    def right(self) -> bool:
        """Whether the best label serves. What the gate refuses counts as the label ranked first where it is ours."""
        ranked = {name for name, _ in self.parse.labels[:1]}
        return bool(ranked & set(self.sentence.keys)) or (self.refused and not self.ours)

    @property
    def in_three(self) -> bool:
        """Whether one of the three best labels serves."""
        return self.right or any(name in self.sentence.keys for name, _ in self.parse.labels[:3])

    @property
    def shown_or_offered(self) -> bool:
        """Whether the citizen gets, or may tap, what serves; the safety net's numbers serve an emergency."""
        if not self.ours:
            return self.refused
        given = {self.parse.shown, *self.parse.offered}
        return bool(given & set(self.sentence.keys)) or self._saved

    @property
    def _saved(self) -> bool:
        return EMERGENCY in self.sentence.keys and find_danger(self.sentence.text) is not None


def judge(sentences: Sequence[Sentence], parsed: Parsed) -> list[Judged]:
    """Rows beside their parses; a key that the catalogue lacks is not our business."""
    known = groups()
    return [
        Judged(sentence, parse, known.get(sentence.keys[0], NOT_OURS))
        for sentence, parse in zip(sentences, parsed.parses, strict=True)
    ]


def figures(rows: Sequence[Judged], parsed: Parsed) -> dict[str, Any]:
    """Everything measured, by the names of the outside contract."""
    times = sorted(row.parse.milliseconds for row in rows)
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else [*times * 19]
    return {
        "count": len(rows),
        **_shares(rows),
        "macro_f1": _macro_f1(rows),
        "out_of_topic_refused": _share(row.refused for row in rows if not row.ours),
        "in_scope_refused": _share(row.refused for row in rows if row.ours),
        "asked_back": _share(row.parse.verdict == "clarify" for row in rows),
        "ece": _calibration_error(rows),
        "latency_p50_ms": round(cuts[9], 2),
        "latency_p95_ms": round(cuts[18], 2),
        "memory_mb": parsed.memory_mb,
        "parts": list(parsed.parts),
        "model": parsed.model,
        "by_lang": _by(rows, lambda row: row.sentence.lang),
        "by_difficulty": _by(rows, lambda row: row.sentence.difficulty),
        "by_group": _by(rows, lambda row: row.group),
    }


def misses(rows: Sequence[Judged]) -> list[dict[str, Any]]:
    """Rows whose best label does not serve, or that end without the right answer."""
    return [
        {
            "id": row.sentence.id,
            "text": row.sentence.text,
            "expected": row.sentence.keys[0],
            "got": row.best,
            "labels": [{"name": name, "confidence": share} for name, share in row.parse.labels],
            "verdict": row.parse.verdict,
            "offered": list(row.parse.offered),
            "lang": row.sentence.lang,
            "difficulty": row.sentence.difficulty,
            "group": row.group,
        }
        for row in rows
        if not (row.right and row.shown_or_offered)
    ]


def confusions(rows: Sequence[Judged]) -> list[tuple[str, str, list[str]]]:
    """The pairs most often confused (wanted, taken for), each with its sentences."""
    pairs: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        if not row.right and row.parse.labels:
            pairs[row.sentence.keys[0], row.parse.labels[0][0]].append(row.sentence.text)
    ranked = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [(*names, texts) for names, texts in ranked[:CONFUSIONS]]


def _shares(rows: Sequence[Judged]) -> dict[str, float]:
    return {
        "top1": _share(row.right for row in rows),
        "top3": _share(row.in_three for row in rows),
        "shown_or_offered": _share(row.shown_or_offered for row in rows),
    }


def _by(rows: Sequence[Judged], name: Callable[[Judged], str]) -> dict[str, dict[str, float]]:
    parts: defaultdict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        parts[name(row)].append(row)
    return {key: {"count": len(part), **_shares(part)} for key, part in sorted(parts.items())}


def _share(truths: Iterable[bool]) -> float:
    """The share of true ones, four digits; 0 of nothing."""
    listed = list(truths)
    return round(mean(listed), 4) if listed else 0.0


def _macro_f1(rows: Sequence[Judged]) -> float:
    """Mean F1 over the labels wanted; a row that an alternative key serves counts as right."""
    wanted, taken, hit = Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        label = row.sentence.keys[0]
        wanted[label] += 1
        taken[label if row.right else row.best] += 1
        hit[label] += row.right
    return round(mean(2 * hit[label] / (wanted[label] + taken[label]) for label in wanted), 4)


def _calibration_error(rows: Sequence[Judged]) -> float:
    """Expected calibration error of the best label's probability over ten bins."""
    bins: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row in rows:
        if row.parse.labels:
            name, share = row.parse.labels[0]
            bins[min(int(share * BINS), BINS - 1)].append((share, name in row.sentence.keys))
    total = sum(len(part) for part in bins.values())
    gaps = (len(part) * abs(mean(s for s, _ in part) - mean(r for _, r in part)) for part in bins.values())
    return round(sum(gaps) / total, 4) if total else 0.0
