"""The command line refuses in one Indonesian sentence that says what to mend, and never prints a secret."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.errors import BadInput
from bot.operations.people import add_staff
from bot.runtime import Runtime

CASES: tuple[tuple[tuple[str, ...], dict[str, str], str], ...] = (
    (("doctor",), {"BOT_PORT": "abc"}, "Setelan BOT_PORT tidak benar."),
    (("prepare",), {"BOT_DATABASE_URL": "mysql://u:rahasia@h/d"}, "Setelan BOT_DATABASE_URL tidak benar."),
    (("prepare",), {"BOT_DATABASE_URL": "postgresql+psycopg://u:rahasia@127.0.0.1:1/d"}, "Basis data tidak bisa"),
    (("run",), {"BOT_RASA_URL": "halo"}, "Setelan BOT_RASA_URL tidak benar."),
    (("keys", "make"), {"BOT_DATA_DIR": "/dev/null/var"}, "bukan folder"),
    (("audit", "verify"), {}, "Jalankan `.venv/bin/python -m bot keys make`"),
)  # fmt: skip


@pytest.mark.parametrize(("words", "environment", "sentence"), CASES)
def test_what_a_person_can_mend_is_one_sentence(
    words: tuple[str, ...],
    environment: dict[str, str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert sentence in refused(words, {"BOT_DATA_DIR": str(tmp_path), **environment}, monkeypatch, capsys)


def test_an_unprepared_database_is_named_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {"BOT_DATA_DIR": str(tmp_path)}
    assert "Kunci dibuat" in said(("keys", "make"), environment, monkeypatch, capsys)[0]
    assert "belum disiapkan" in refused(("audit", "verify"), environment, monkeypatch, capsys)


def refused(
    words: tuple[str, ...],
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> str:
    """What a failing command wrote, which must be one line without secrets."""
    quietly, refusal = said(words, environment, monkeypatch, capsys, code=1)
    assert "\n" not in refusal.strip()
    assert "rahasia" not in quietly + refusal
    return refusal


def said(
    words: tuple[str, ...],
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    code: int = 0,
) -> tuple[str, str]:
    """Run a command as a terminal would; what it wrote to standard output and error."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("bot.logs.set_up", lambda *_, **__: None)  # it would outlive this test
    monkeypatch.setattr(sys, "argv", ["bot", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in ((0, None) if code == 0 else (code,))
    written = capsys.readouterr()
    return written.out, written.err


@pytest.mark.parametrize(
    ("roles", "agency", "sentence"),
    [
        (["raja"], None, "Peran raja tidak ada. Yang ada: officer, supervisor"),
        (["officer"], "tidak_ada", "Instansi tidak_ada tidak ada. Yang ada: bp3mi_banten"),
    ],
)
async def test_an_account_has_roles_and_an_agency_that_exist(
    seeded: Runtime, roles: list[str], agency: str | None, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        await add_staff(seeded, "uji.coba", name="Uji Contoh", roles=roles, agency=agency)
