"""Learns to tell languages apart: `python -m nlu.language_training CORPORA` writes the weights and prints a table.

Runs in Rasa's environment (scikit-learn). CORPORA is a folder with `nusatranslation/` (github.com/IndoNLP/nusa-writes),
`nusax/` (github.com/IndoNLP/nusax) and `stif/` (github.com/haryoa/stif-indonesia); nlu/language/data/SOURCES.md names
the commits. Our own training sentences are added under the language that our word lists surely say. Without CORPORA
only the table is printed, over the sentences of our own.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlu.language.recognise import BITS, FOLDER, LANGUAGES, NOTES, UNCLEAR, WEIGHTS, features, language_of, words_of
from nlu.language.regional import SURE, WORDS
from nlu.train import ROOT

TOLD = ROOT / "tests" / "nlu" / "sets" / "understanding.tsv"
_SEED, _STRENGTH, _MOST_EACH, _OWN_WEIGHS = 5, 12.0, 6600, 2
_FRAGMENT = (2, 6)
Row = tuple[str, str]
"""A text and its language."""


def main(arguments: Sequence[str]) -> int:
    """Learn and write if corpora are given; print the table."""
    corpora = Path(arguments[0]) if arguments else None
    if corpora:
        rows = [*_balanced(list(_corpora(corpora, "train"))), *(list(_own()) * _OWN_WEIGHS)]
        _write([*rows, *_fragments(rows)])
        for name, part in (("NusaTranslation, held out", "nusatranslation"), ("NusaX, held out", "nusax")):
            _table(name, list(_corpora(corpora, "valid", only=part)))
    _table("understanding.tsv", list(_told()))
    return 0


def _corpora(folder: Path, part: str, only: str = "") -> Iterator[Row]:
    """Sentences of the licensed corpora: their training or their held-out part."""
    if only in ("", "nusatranslation"):
        for code, language in (("sun", "su"), ("jav", "jv"), ("bew", "bew")):
            for row in _csv(folder / "nusatranslation" / f"nusa_kalimat-mt-{code}-{part}.csv"):
                yield row["tgt_text"], language
                if code == "bew":
                    yield row["ind_text"], "id"
    if only in ("", "nusax"):
        for row in _csv(folder / "nusax" / f"nusax_mt_{part}_id_jv_su.csv"):
            for name, language in (("indonesian", "id"), ("javanese", "jv"), ("sundanese", "su")):
                yield row[name], language
    if not only and part == "train":
        for name in ("train.inf", "train.for"):
            for line in (folder / "stif" / name).read_text(encoding="utf-8").splitlines():
                yield line, "id"


def _csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _own() -> Iterator[Row]:
    """Our own training sentences, where our word lists leave no doubt."""
    small = {language: set(words.split()) for language, words in WORDS.items()}
    sure = {language: set(words.split()) for language, words in SURE.items()}
    for file in sorted((ROOT / "nlu" / "data").rglob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu", ()):
            for line in str(block.get("examples", "")).splitlines():
                text = line.removeprefix("- ").strip()
                words = words_of(text)
                said = {
                    language: sum(word in small[language] for word in words)
                    + 2 * sum(word in sure.get(language, ()) for word in words)
                    for language in LANGUAGES
                }
                best, second, *_ = sorted(said.values(), reverse=True)
                language = max(said, key=lambda one: said[one])
                if best >= (3 if language == "id" else 5) and best >= 2 * second:
                    yield text, language


def _balanced(rows: list[Row]) -> list[Row]:
    """At most as many of each language, chosen evenly."""
    by_language: dict[str, list[Row]] = defaultdict(list)
    for row in dict.fromkeys(rows):
        by_language[row[1]].append(row)
    chooser = random.Random(_SEED)
    return [row for part in by_language.values() for row in chooser.sample(part, min(_MOST_EACH, len(part)))]


def _fragments(rows: Sequence[Row]) -> Iterator[Row]:
    """A few words of each sentence: most messages are short."""
    chooser = random.Random(_SEED)
    for text, language in rows:
        words = text.split()
        length = chooser.randint(*_FRAGMENT)
        if len(words) > length:
            begin = chooser.randrange(len(words) - length + 1)
            yield " ".join(words[begin : begin + length]), language


def _write(rows: Sequence[Row]) -> None:
    columns, values, ends, targets = array("i"), array("f"), array("q", [0]), array("b")
    for text, language in rows:
        places = features(words_of(text))
        if places:
            columns.extend(places.keys())
            values.extend(places.values())
            ends.append(len(columns))
            targets.append(LANGUAGES.index(language))
    matrix = csr_matrix((np.array(values), np.array(columns), np.array(ends)), shape=(len(targets), 1 << BITS))
    content, scales, biases = b"", [], []
    for number in range(len(LANGUAGES)):
        model = LogisticRegression(C=_STRENGTH, solver="liblinear", max_iter=60)
        model.fit(matrix, np.array(targets) == number)
        weights = model.coef_[0]
        scale = float(np.abs(weights).max() / 127)
        content += np.round(weights / scale).astype(np.int8).tobytes()
        scales.append(scale)
        biases.append(float(model.intercept_[0]))
    (FOLDER / WEIGHTS).write_bytes(content)
    notes = {"languages": LANGUAGES, "sentences": len(targets), "scales": scales, "biases": biases}
    (FOLDER / NOTES).write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")


def _told() -> Iterator[Row]:
    with TOLD.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["text"], row["lang"]


def _table(name: str, rows: Sequence[Row]) -> None:
    """For each language: how many texts, and the share read as each language or as unclear."""
    read: dict[str, Counter[str]] = defaultdict(Counter)
    for text, language in rows:
        read[language][language_of(text)] += 1
    sys.stdout.write(f"\n{name}\n{'':8}{'texts':>7}" + "".join(f"{one:>9}" for one in (*LANGUAGES, UNCLEAR)) + "\n")
    for language, got in read.items():
        total = sum(got.values())
        shares = "".join(f"{got[one] / total:9.3f}" for one in (*LANGUAGES, UNCLEAR))
        sys.stdout.write(f"{language:8}{total:7}{shares}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
