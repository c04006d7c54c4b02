"""Run in Rasa's environment by test_classifier: trains on a part of the training data and prints what came of it."""

from __future__ import annotations

import json
import sys
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlu.components.label_model import LabelModel, Settings
from nlu.components.remembered import Remembered
from nlu.components.strangers import strangers_for
from nlu.gate_table import ROOT, read_examples
from nlu.language.normalise import normalise

TOPICS = ("opp", "paspor_hilang", "potong_gaji", "g2g_korea", "pmi_meninggal", "nomor_darurat", "privasi_bot", "ltsa")
ACTS = ("lapor", "di_luar_topik")
OURS = "paspor saya kececer di terminal, ngurus gantinya gimana"
STRANGE = "resep opor ayam buat lebaran santannya berapa gelas"


class Letters:
    """Stands in for the embeddings: pairs of letters thrown into sixty-four places."""

    def __init__(self, name: str = "letters") -> None:
        self.name = name
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        self.asked += texts
        rows = np.zeros((len(texts), 64), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for start in range(len(text)):
                row[zlib.crc32(text[start : start + 2].encode()) % 64] += 1.0
        unit: np.ndarray[Any, Any] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return unit


def main() -> None:
    """Print one JSON object of findings."""
    data = ROOT / "nlu" / "data"
    files = [data / "topics" / f"{key}.yml" for key in TOPICS] + [data / "acts" / f"{key}.yml" for key in ACTS]
    examples = list(read_examples(files))
    texts, labels = [text for text, _ in examples], [label for _, label in examples]
    embedder = Letters()
    model = LabelModel.fit(texts, labels, Settings(), embedder=embedder, strangers=strangers_for(9999))
    few = LabelModel.fit(texts[:120], labels[:120], Settings())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model.save(folder)
        found = {
            "files": sorted(file.name for file in folder.iterdir()),
            "trained": told(model),
            "with": told(LabelModel.load(folder, embedder=embedder)),
            "without": told(LabelModel.load(folder)),
            "other": list(LabelModel.load(folder, embedder=Letters("another")).parts),
            "few": told(few),
            "remembered": remembering(folder / "memory"),
        }
        with np.load(folder / "labels.npz", allow_pickle=False) as kept:
            found["kinds"] = sorted({kept[array].dtype.kind for array in kept.files})
    sys.stdout.write(json.dumps(found))


def told(model: LabelModel) -> dict[str, Any]:
    """What a model says of a question of ours and of a strange one."""
    ours, strange = model.scores(normalise(OURS)), model.scores(normalise(STRANGE))
    return {
        "parts": list(model.parts),
        "best": ours.ranking[0][0],
        "strange_best": strange.ranking[0][0],
        "sum": sum(share for _, share in strange.ranking),
        "inside": [ours.inside, strange.inside],
        "trust": [ours.trust, strange.trust],
    }


def remembering(folder: Path) -> dict[str, Any]:
    """How often texts are embedded when they are asked for twice, and after the memory broke."""
    first, second, third = Letters(), Letters(), Letters()
    rows = Remembered(first, folder).embed(["satu", "dua"])
    again = Remembered(second, folder).embed(["dua", "tiga", "satu"])
    for file in folder.iterdir():
        file.write_bytes(b"half a file")
    after = Remembered(third, folder).embed(["satu"])
    return {
        "asked": [first.asked, second.asked, third.asked],
        "same": bool(np.allclose(rows[0], again[2]) and np.allclose(rows[0], after[0])),
    }


if __name__ == "__main__":
    main()
