"""The command line: `.venv/bin/python -m bot …`, everything an operator does without a screen."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot import logs
from bot.errors import LangkahAmanError
from bot.settings import Settings

app = typer.Typer(
    help="Langkah Aman: menjalankan, memeriksa dan merawat pemasangan ini.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # they print local variables, and some of those are secrets
)
keys_app = typer.Typer(help="Kunci pemasangan.", no_args_is_help=True)
staff_app = typer.Typer(help="Akun petugas.", no_args_is_help=True)
audit_app = typer.Typer(help="Jejak audit.", no_args_is_help=True)
evaluate_app = typer.Typer(help="Mengukur pemahaman bot dengan kalimat yang tidak dilatihkan.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")
app.add_typer(staff_app, name="staff")
app.add_typer(audit_app, name="audit")
app.add_typer(evaluate_app, name="evaluate")

_File = Annotated[Path, typer.Argument(help="Berkas kalimat ukur")]
_Json = Annotated[Path | None, typer.Option("--json", help="Tulis angka dan yang meleset ke berkas ini")]


@app.command()
def run() -> None:
    """Menyiapkan dan menjalankan semua proses (make run)."""
    from bot.operations.launch import launch

    _finish(launch(_settings(level="WARNING")))


@app.command()
def serve() -> None:
    """Menjalankan proses web, dengan pekerja di dalamnya."""
    from bot.operations.launch import serve_web

    serve_web(_settings())


@app.command()
def work() -> None:
    """Menjalankan satu proses pekerja tersendiri."""
    from bot.app import run_worker

    _finish(run_worker(_settings()))


@app.command()
def actions() -> None:
    """Menjalankan server aksi Rasa."""
    from actions.server import run as run_actions

    run_actions(_settings())


@app.command()
def prepare() -> None:
    """Membuat kunci, menyesuaikan basis data, menerbitkan konten bibit, melatih bila perlu."""
    from bot.operations import prepare
    from bot.operations.children import say

    settings = _settings(level="WARNING")
    first = asyncio.run(prepare.everything(settings, prepare.keys(settings, say), say))
    if first:
        say(f"Masuk pertama: {first[0]} / {first[1]}")


@app.command()
def train() -> None:
    """Melatih model bahasa bila datanya berubah, lalu memasangnya."""
    from bot.learning.training import ensure_model
    from bot.operations import prepare
    from bot.operations.children import say

    async def job() -> None:
        model = await ensure_model(runtime, prepare.DATA, say=say)
        say(f"Model {model.sha256[:12]} terpasang ({model.size // 1024} KB).")
        await runtime.close()

    runtime = _runtime()
    _finish(job())


@app.command()
def chat(url: Annotated[str, typer.Option(help="Alamat server; bawaannya server di mesin ini.")] = "") -> None:
    """Mengobrol dengan bot di terminal (make chat)."""
    from bot.channels.terminal import chat as talk

    settings = _settings(level="WARNING")
    _finish(talk(url or settings.base_url))


@app.command()
def doctor() -> None:
    """Memeriksa apa yang terpasang dan terjangkau, dengan kata-kata biasa."""
    from bot.operations.doctor import examine

    _finish(examine(_settings(level="ERROR")))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="Berkas cadangan yang akan dibuat, mis. cadangan.tar.gz")],
) -> None:
    """Membuat cadangan basis data, bukti dan model. Kunci TIDAK ikut."""
    from bot.operations.backup import make_backup

    _finish(make_backup(_settings(level="WARNING"), target))


@app.command()
def restore(source: Annotated[Path, typer.Argument(help="Berkas cadangan")]) -> None:
    """Memulihkan cadangan ke pemasangan yang masih kosong."""
    from bot.operations.backup import restore_backup

    _finish(restore_backup(_settings(level="WARNING"), source))


@app.command()
def demo() -> None:
    """Mengisi orang, laporan dan pertanyaan karangan, supaya setiap layar ada isinya."""
    from bot.operations.demo import fill

    _finish(fill(_runtime()))


@keys_app.command("make")
def keys_make() -> None:
    """Membuat berkas kunci bila belum ada."""
    from bot.operations import prepare
    from bot.operations.children import say

    prepare.keys(_settings(level="WARNING"), say)


@keys_app.command("rotate")
def keys_rotate() -> None:
    """Menambah kunci data baru dan menyegel ulang isi basis data dengannya."""
    from bot.operations.rotation import rotate

    _finish(rotate(_settings(level="WARNING")))


@keys_app.command("rasa")
def keys_rasa() -> None:
    """Menampilkan dua rahasia yang dibutuhkan proses Rasa di mesin lain (deploy/rasa.env)."""
    from bot.crypto import load_keys
    from bot.operations.children import say

    keys = load_keys(_settings(level="WARNING").key_file)
    say(f"BOT_RASA_TOKEN={keys.token('rasa')}\nBOT_TRACKER_KEY={keys.tracker_key}")


@staff_app.command("add")
def staff_add(
    username: str,
    name: Annotated[str, typer.Option(help="Nama yang tampil di layar")],
    roles: Annotated[str, typer.Option(help="officer,editor,approver,operator")],
    agency: Annotated[str, typer.Option(help="imigrasi_banten, bp3mi_banten atau polda_banten")] = "",
) -> None:
    """Membuat akun; kata sandinya ditampilkan sekali."""
    from bot.operations.people import add_staff

    _finish(add_staff(_runtime(), username, name=name, roles=roles.split(","), agency=agency or None))


@staff_app.command("reset")
def staff_reset(username: str) -> None:
    """Membuat kata sandi baru untuk satu akun; ditampilkan sekali."""
    from bot.operations.people import reset_password

    _finish(reset_password(_runtime(), username))


@audit_app.command("verify")
def audit_verify() -> None:
    """Memeriksa rantai jejak audit."""
    from bot.operations.people import verify_audit

    _finish(verify_audit(_runtime()))


@evaluate_app.command("understanding")
def evaluate_understanding(
    file: _File,
    json: _Json = None,
    model: Annotated[Path | None, typer.Option(help="Model Rasa tertentu (.tar.gz)")] = None,
) -> None:
    """Topik atau maksud mana yang terbaca (TSV: id key text lang difficulty alt_keys)."""
    from bot.operations import evaluating

    _finish(evaluating.understanding(_settings(level="WARNING"), file, out=json, model=model))


@evaluate_app.command("danger")
def evaluate_danger(
    file: _File,
    json: _Json = None,
    model: Annotated[Path | None, typer.Option(help="Model Rasa tertentu (.tar.gz)")] = None,
) -> None:
    """Bahaya yang terdengar dan tanda bahaya palsu (TSV: id text key)."""
    from bot.operations import evaluating

    _finish(evaluating.danger_heard(_settings(level="WARNING"), file, out=json, model=model))


@evaluate_app.command("entities")
def evaluate_entities(file: _File, json: _Json = None) -> None:
    """Nomor, uang, tempat dan nama yang ditemukan (TSV: id text entities)."""
    from bot.operations import evaluating

    evaluating.entities_found(file, out=json)


@evaluate_app.command("conversations")
def evaluate_conversations(
    file: _File,
    json: _Json = None,
    transcript: Annotated[Path, typer.Option(help="Berkas percakapan lengkap")] = Path("percakapan.md"),
    url: Annotated[str, typer.Option(help="Alamat server; bawaannya server di mesin ini.")] = "",
) -> None:
    """Memutar ulang percakapan pada bot yang sedang berjalan (YAML: turns)."""
    from bot.operations import evaluating

    settings = _settings(level="WARNING")
    _finish(evaluating.conversations_replayed(url or settings.base_url, file, out=json, transcript=transcript))


def _settings(*, level: str | None = None) -> Settings:
    settings = Settings()
    logs.set_up(level or settings.log_level, as_json=settings.log_json)
    return settings


def _runtime() -> Any:
    from bot.runtime import open_runtime

    return open_runtime(_settings(level="WARNING"))


def _finish(work: Coroutine[Any, Any, int | None]) -> None:
    try:
        code = asyncio.run(work) or 0
    except KeyboardInterrupt:
        typer.echo("\nDihentikan.", err=True)
        code = 130
    raise typer.Exit(code)


def main() -> None:
    """Run a command; what a person can mend is one sentence, not a stack of lines."""
    try:
        app()
    except (LangkahAmanError, ValidationError, SQLAlchemyError, OSError) as error:
        typer.echo(sentence(error), err=True)
        raise SystemExit(1) from None


def sentence(error: Exception) -> str:
    """What went wrong and what to do about it. Never a value of a setting: some are secrets."""
    if isinstance(error, ValidationError):
        names = ", ".join(f"BOT_{'_'.join(map(str, one['loc'])).upper()}" for one in error.errors())
        return f"Setelan {names} tidak benar. Perbaiki di .env; artinya ada di docs/OPERATIONS.md."
    if isinstance(error, OperationalError) and "no such table" in str(error.orig):
        return "Basis data ini belum disiapkan. Jalankan `make run` atau `.venv/bin/python -m bot prepare` lebih dulu."
    if isinstance(error, SQLAlchemyError):
        return f"Basis data tidak bisa dipakai ({type(error).__name__}). Periksa BOT_DATABASE_URL dan layanannya."
    if isinstance(error, OSError) and error.filename:
        reason = _REASONS.get(type(error), error.strerror or type(error).__name__)
        return f"{error.filename}: {reason}. Periksa letak dan izinnya."
    return str(error)


_REASONS: dict[type[Exception], str] = {
    PermissionError: "tidak ada izin",
    FileNotFoundError: "berkas atau folder tidak ada",
    NotADirectoryError: "bukan folder",
    IsADirectoryError: "itu folder, bukan berkas",
    FileExistsError: "sudah ada",
}


if __name__ == "__main__":
    main()
