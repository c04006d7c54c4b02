"""Embeddings of sentences seen before, kept in a file: never needed, only quicker to train with.

Embedding seven thousand sentences is the greater part of a training; an editor changes a few of them. The folder is
named by the environment (`FOLDER`, set by nlu.train); without it nothing is kept.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from nlu.components.embeddings import Embedder

logger = logging.getLogger(__name__)

Array: TypeAlias = np.ndarray[Any, Any]

FOLDER = "LANGKAH_EMBEDDINGS"
_MOST = 40_000
"""Sentences kept; with more, only those of the last training stay."""


class Remembered:
    """An embedder that looks first whether it has embedded a text before."""

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self.name = embedder.name
        self._embedder = embedder
        self._file = folder / f"{hashlib.sha256(embedder.name.encode()).hexdigest()[:12]}.npz"

    def embed(self, texts: Sequence[str]) -> Array:
        """One row of unit length per text."""
        known = self._read()
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = dict(zip(missing, self._embedder.embed(list(missing.values())), strict=True))
            everything = {**known, **fresh}
            self._write(everything if len(everything) <= _MOST else {key: everything[key] for key in keys})
            known = everything
        return np.array([known[key] for key in keys], dtype=np.float32)

    def _read(self) -> dict[str, Array]:
        try:
            with np.load(self._file, allow_pickle=False) as kept:
                return dict(zip(kept["keys"].tolist(), kept["rows"], strict=True))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            logger.warning("embeddings.file_unreadable %s", type(error).__name__)
            return {}

    def _write(self, known: dict[str, Array]) -> None:
        # Written beside and moved: trainings at the same time never read half a file. A full disk stops no training.
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._file.parent, suffix=".npz", delete=False) as beside:
                np.savez(beside, keys=np.array(list(known)), rows=np.array(list(known.values())))
            Path(beside.name).replace(self._file)
        except OSError as error:
            logger.warning("embeddings.file_unwritable %s", type(error).__name__)


def remembering(embedder: Embedder | None) -> Embedder | None:
    """The embedder with its memory, where the environment names a folder for one."""
    folder = os.environ.get(FOLDER)
    return Remembered(embedder, Path(folder)) if embedder is not None and folder else embedder
