"""Setting up says what is missing before it takes minutes, and does nothing when nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.operations import environments


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with lock files and nothing installed."""
    (tmp_path / "nlu").mkdir()
    (tmp_path / "requirements.txt").write_text("a==1\n")
    (tmp_path / "nlu" / "requirements.txt").write_text("b==1\n")
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments, "APP", tmp_path / ".venv")
    monkeypatch.setattr(environments, "RASA", tmp_path / ".venv-rasa")
    monkeypatch.setattr("sys.argv", ["environments.py"])
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been run."""
    ran: list[str] = []
    monkeypatch.setattr(environments, "run", lambda command, name: ran.append(" ".join(command)))
    return ran


def nowhere() -> str:
    raise environments.NotInstalled(environments.NO_310)


def test_a_missing_python_310_is_said_before_anything_is_installed(
    tree: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environments, "find_python310", nowhere)
    assert environments.main() == 1
    assert commands == []
    assert "pyenv install 3.10" in capsys.readouterr().out


def test_a_folder_that_may_not_be_written_is_named(
    tree: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert environments.main() == 1
    assert commands == []
    assert f"Folder {tree} tidak boleh ditulisi" in capsys.readouterr().out


def test_nothing_is_installed_again_and_python_310_is_not_even_looked_for(
    tree: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, lock in ((".venv", "requirements.txt"), (".venv-rasa", "nlu/requirements.txt")):
        (tree / folder).mkdir()
        (tree / folder / environments.STAMP).write_text(environments.digest(tree / lock))
    monkeypatch.setattr(environments, "find_python310", nowhere)
    assert environments.main() == 0
    assert commands == []


def test_a_changed_lock_file_is_installed_again(
    tree: Path, commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "find_python310", lambda: "python3.10")
    for folder in (".venv", ".venv-rasa"):
        (tree / folder).mkdir()
        (tree / folder / environments.STAMP).write_text("another\n")
    assert environments.main() == 0
    assert [line.rsplit(" ", 1)[1] for line in commands if "--require-hashes" in line] == [
        str(tree / "requirements.txt"),
        str(tree / "nlu" / "requirements.txt"),
    ]
