"""Names a model after what it was made from, so that nothing is trained twice and no stale model is served.

`code_fingerprint` covers what a model needs to be *run* (config.yml, domain.yml, the code and lexicons of nlu/);
`fingerprint` covers that and the training data. `model_name` holds the beginning of both.
Plain Python, for both environments.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

_ROOT_FILES = ("config.yml", "domain.yml")
# Not part of how a message is understood: compiled files, the programs beside the model, the data themselves.
_LEFT_OUT = ("__pycache__",)
_DATA_FOLDER = ("nlu", "data")
_SHORT = 12


def code_fingerprint(root: Path) -> str:
    """sha256 (hex) over Rasa's own files and nlu/ without its training data."""
    return _digest(root, [], _code_files(root))


def fingerprint(root: Path, data: Sequence[Path]) -> str:
    """sha256 (hex) over the code's files and every .yml file in (or at) the paths of `data`, by content.

    Data count by their place below the path given, so a copy elsewhere has the same fingerprint.
    """
    named = []
    for path in data:
        files = [path] if path.is_file() else sorted(path.rglob("*.yml"))
        named += [(str(file.relative_to(path.parent if path.is_file() else path)), file) for file in files]
    return _digest(root, named, _code_files(root))


def model_name(root: Path, data: Sequence[Path]) -> str:
    """A model's file name without ending: `langkah-aman-<code>-<everything>`, twelve hex digits each."""
    return f"langkah-aman-{code_fingerprint(root)[:_SHORT]}-{fingerprint(root, data)[:_SHORT]}"


def made_for(model_file_name: str, root: Path) -> bool:
    """Whether a model file, by its name, was made with the code as it stands now."""
    parts = model_file_name.split(".")[0].split("-")
    return len(parts) == 4 and parts[2] == code_fingerprint(root)[:_SHORT]


def _code_files(root: Path) -> list[Path]:
    found = [root / name for name in _ROOT_FILES]
    for file in sorted((root / "nlu").rglob("*")):
        inside = file.relative_to(root).parts
        if file.is_file() and inside[:2] != _DATA_FOLDER and not set(inside) & set(_LEFT_OUT):
            found.append(file)
    return found


def _digest(root: Path, data: Iterable[tuple[str, Path]], code: Iterable[Path]) -> str:
    total = hashlib.sha256()
    entries = [(str(file.relative_to(root)), file) for file in code]
    entries += [(f"data:{name}", file) for name, file in sorted(data)]
    for name, file in entries:
        total.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def main(arguments: Sequence[str]) -> int:
    """`python -m nlu.fingerprint DATA…` prints the name of the model these data make."""
    root = Path(__file__).resolve().parent.parent
    name = model_name(root, [Path(argument) for argument in arguments] or [root / "nlu" / "data"])
    sys.stdout.write(f"{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
