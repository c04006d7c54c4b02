"""What the documents say exists: links lead somewhere, settings, make targets and commands are real."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.__main__ import app
from bot.settings import ROOT, Settings

DOCS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / ".env.example"]
RASA_FILES = ("endpoints.yml", "credentials.yml", "nlu/serve.py", "nlu/components/tracker_store.py")
every_document = pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))


def test_the_documents_are_all_there() -> None:
    names = {str(path.relative_to(ROOT)) for path in DOCS}
    guides = {
        f"docs/{name}.md" for name in ("ARCHITECTURE", "EDITORS", "GLOSSARY", "OFFICERS", "OPERATIONS", "PRIVACY")
    }
    assert guides | {"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ".env.example"} <= names
    assert sum(name.startswith("docs/adr/") for name in names) >= 6


@every_document
def test_relative_links_and_pictures_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), f"{path.name}: {link}"
        assert not anchor or anchor in _anchors(target), f"{path.name}: {link}"


@every_document
def test_every_setting_that_is_named_exists(path: Path) -> None:
    ours = {f"BOT_{name.upper()}" for name in Settings.model_fields}
    for_rasa = {name for file in RASA_FILES for name in _settings_in((ROOT / file).read_text(encoding="utf-8"))}
    assert _settings_in(path.read_text(encoding="utf-8")) <= ours | for_rasa


@every_document
def test_every_make_target_that_is_named_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^|\n)make ([a-z-]+)", path.read_text(encoding="utf-8"))) <= targets


@every_document
def test_every_command_of_ours_that_is_named_exists(path: Path) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    named = re.findall(
        r"(?:`|\n|&& )(?:\.venv/bin/)?(?:python -m )?bot ([a-z]+)(?: ([a-z]+))?", path.read_text("utf-8")
    )
    for first, second in named:
        assert first in commands, f"bot {first}"
        inner = getattr(commands[first], "commands", None)
        assert inner is None or second in inner, f"bot {first} {second}"


def test_the_table_of_settings_holds_every_setting_with_its_default() -> None:
    text = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
    table = text.partition("<!-- settings")[2].partition("<!-- /settings -->")[0]
    told = re.findall(r"^\| `(BOT_\w+)` \| (?:`([^`]+)`|kosong) \| .{8,} \|$", table, re.MULTILINE)
    assert told == [(f"BOT_{name.upper()}", _shown(name)) for name in Settings.model_fields]


@every_document
def test_files_of_ours_that_are_named_exist(path: Path) -> None:
    rooms = "bot|actions|nlu|content|tests"
    named = re.findall(rf"`((?:{rooms})/[\w/.-]+\.(?:py|yml|csv|txt))`", path.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def _shown(name: str) -> str:
    default = Settings.model_fields[name].default
    if isinstance(default, Path):
        return str(default.relative_to(ROOT))
    return str(getattr(default, "get_secret_value", lambda: default)())


def _settings_in(text: str) -> set[str]:
    return set(re.findall(r"\bBOT_[A-Z][A-Z_]*[A-Z]\b", text))


def _anchors(path: Path) -> set[str]:
    """Headings as GitHub names them in an address."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
