"""Sets up both Python environments, once. Plain standard library: it runs before anything is installed.

    python3 bot/operations/environments.py [--dev]

`.venv` holds the application (Python 3.11 or newer), `.venv-rasa` holds Rasa (Python 3.10). Each is
installed from a lock file with hashes and left alone while that file does not change.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP, RASA = ROOT / ".venv", ROOT / ".venv-rasa"
STAMP = ".installed"

NO_310 = (
    "Rasa membutuhkan Python 3.10, dan itu tidak ditemukan. Pasang lewat salah satu cara ini lalu ulangi:\n"
    "  pyenv install 3.10     atau     uv python install 3.10\n"
    "atau tunjukkan letaknya: PYTHON310=/jalan/ke/python3.10 make run"
)


def main() -> int:
    """Install what is missing; returns the process's exit code."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    reader.add_argument("--dev", action="store_true", help="juga alat untuk menguji dan memeriksa")
    wanted = reader.parse_args()
    app_locks = [ROOT / "requirements.txt"] + ([ROOT / "requirements-dev.txt"] if wanted.dev else [])
    rasa_locks = [ROOT / "nlu" / "requirements.txt"]
    try:
        app_ready, rasa_ready = is_ready(APP, app_locks), is_ready(RASA, rasa_locks)
        if not ((app_ready and rasa_ready) or os.access(ROOT, os.W_OK)):
            raise NotInstalled(f"Folder {ROOT} tidak boleh ditulisi. Beri izin menulis, lalu ulangi.")
        python310 = sys.executable if rasa_ready else find_python310()  # missed now, not after minutes
        if not app_ready:
            install(APP, sys.executable, app_locks, "aplikasi")
        if not rasa_ready:
            install(RASA, python310, rasa_locks, "Rasa (besar, beberapa menit)")
    except NotInstalled as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"{error.filename or ROOT}: {error.strerror}. Periksa letak dan izinnya.")
        return 1
    except KeyboardInterrupt:
        say("\nDihentikan. Perintah yang sama melanjutkannya.")
        return 130
    return 0


class NotInstalled(Exception):
    """Setting up failed; the message says why and what to do."""


def is_ready(environment: Path, locks: Sequence[Path]) -> bool:
    """Whether everything in these lock files was installed, whatever else is there."""
    try:
        installed = (environment / STAMP).read_text().split()
    except OSError:
        return False
    return set(map(digest, locks)) <= set(installed)


def install(environment: Path, python: str, locks: Sequence[Path], name: str) -> None:
    """Make the environment and install the lock files, showing that it goes on."""
    say(f"Menyiapkan lingkungan {name} …")
    if not (environment / "bin" / "python").exists():
        run([python, "-m", "venv", "--clear", str(environment)], name)
    pip = [str(environment / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
    for lock in locks:
        run([*pip, "--require-hashes", "-r", str(lock)], name)
    known = (environment / STAMP).read_text().split() if (environment / STAMP).exists() else []
    (environment / STAMP).write_text("\n".join(dict.fromkeys([*known, *map(digest, locks)])) + "\n")
    say(f"Lingkungan {name} siap.")


def find_python310() -> str:
    """A Python 3.10 that really runs, looked for in the order docs/OPERATIONS.md gives. Raises NotInstalled."""
    for candidate in _candidates():
        if _runs_310(candidate):
            return candidate
    uv = shutil.which("uv")
    if uv:
        subprocess.run([uv, "python", "install", "3.10"], check=False, capture_output=True)  # noqa: S603
        found = subprocess.run([uv, "python", "find", "3.10"], check=False, capture_output=True, text=True)  # noqa: S603
        if found.returncode == 0 and _runs_310(found.stdout.strip()):
            return found.stdout.strip()
    raise NotInstalled(NO_310)


def _candidates() -> Iterator[str]:
    if os.environ.get("PYTHON310"):
        yield os.environ["PYTHON310"]
    on_path = shutil.which("python3.10")
    if on_path:
        yield on_path
    for folder in sorted((Path.home() / ".pyenv" / "versions").glob("3.10.*"), reverse=True):
        yield str(folder / "bin" / "python")


def _runs_310(python: str) -> bool:
    """A pyenv shim may exist and fail, so it is run rather than looked at."""
    try:
        shown = subprocess.run(  # noqa: S603
            [python, "-c", "import sys, venv; print(sys.version_info[:2] == (3, 10))"],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except OSError:
        return False
    return shown.stdout.strip() == "True"


def run(command: Sequence[str], name: str) -> None:
    """Run a long command quietly, with a dot every few seconds; show its words only when it fails."""
    done = threading.Event()
    threading.Thread(target=_dots, args=(done,), daemon=True).start()
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    done.set()
    if result.returncode != 0:
        tail = "\n".join((result.stdout + result.stderr).strip().splitlines()[-15:])
        raise NotInstalled(f"\nMenyiapkan {name} gagal:\n{tail}\nPeriksa jaringan ke PyPI, lalu ulangi.")


def _dots(done: threading.Event) -> None:
    started = time.monotonic()
    while not done.wait(10):
        say(f"  … {int(time.monotonic() - started)} detik")


def digest(path: Path) -> str:
    """Which lock file was installed, by content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def say(text: str) -> None:
    """Tell whoever started us how it goes."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything is set up
        say("Langkah Aman membutuhkan Python 3.11 atau lebih baru untuk aplikasinya.")
        sys.exit(1)
    sys.exit(main())
