"""Trains a model, quietly: `python -m nlu.train --out var/models [--data DIR …]` prints the model's path.

It does what `rasa train --force --skip-validation --augmentation 0` does, without the lines that quote every
example, and without Rasa's cache: that knows a component's own source, but neither label_model nor the lexicons
of nlu.language, and would hand out a stale model. The file is named by nlu.fingerprint.
Exit code 0: trained, or there already (`--force` trains again); 1: Rasa could not train, stderr says why.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

from nlu.components.remembered import FOLDER
from nlu.fingerprint import model_name

ROOT = Path(__file__).resolve().parent.parent


_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "RASA_MAX_CACHE_SIZE": "0",
    "LOG_LEVEL": "WARNING",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def main(arguments: Sequence[str]) -> int:
    """Train if there is no model of these data yet; print where it lies."""
    wish = _arguments(arguments)
    target = wish.out / f"{model_name(ROOT, wish.data)}.tar.gz"
    if wish.force or not target.exists():
        wish.out.mkdir(parents=True, exist_ok=True)
        if not _train(wish.data, target):
            return 1
    sys.stdout.write(f"{target}\n")
    return 0


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m nlu.train", description="Train a Rasa model.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model file")
    parser.add_argument("--data", type=Path, nargs="+", default=[ROOT / "nlu" / "data"], help="training data and rules")
    parser.add_argument("--force", action="store_true", help="train even if the model exists")
    return parser.parse_args(arguments)


def _train(data: Sequence[Path], target: Path) -> bool:
    # Rasa reads these while it is imported, and importing takes 4 s that a model in its place need not cost.
    os.environ.update(_QUIET)
    os.environ.setdefault(FOLDER, str(ROOT / "var" / "embeddings"))
    from rasa.model_training import train
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    logging.getLogger("rasa").setLevel(logging.WARNING)
    warnings.filterwarnings("ignore", category=UserWarning)
    # Trained beside its place and moved there whole: a killed training leaves no half model under a good name.
    with tempfile.TemporaryDirectory(dir=target.parent) as beside, redirect_stdout(sys.stderr):
        result = train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(path) for path in data],
            output=beside,
            force_training=True,
            fixed_model_name=target.name,
            core_additional_arguments={"augmentation_factor": 0},
        )
        if result.model is None:
            return False
        Path(result.model).replace(target)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
