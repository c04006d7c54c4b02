"""`bot doctor`: what is set up and what can be reached, one plain sentence each, with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot import jobs, migrations
from bot.crypto import load_keys
from bot.delivery import mail
from bot.delivery.transports import email
from bot.errors import GiveUp, LangkahAmanError, TryAgain
from bot.learning import registry
from bot.operations.children import say
from bot.operations.environments import APP, RASA, ROOT, is_ready
from bot.runtime import Runtime, open_runtime
from bot.settings import Settings
from nlu.fingerprint import code_fingerprint

ROOM_LEAST = 1_000_000_000
"""Free bytes below which the doctor warns."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `well` None means: not set up, and that is fine."""

    well: bool | None
    sentence: str


async def examine(settings: Settings) -> int:
    """Look at everything and say it. Exit code 1 when something needs a hand."""
    findings = [_environments(), _keys(settings), _disk(settings)]
    if findings[1].well:
        runtime = open_runtime(settings)
        findings += [await check(runtime) for check in CHECKS]
        await runtime.close()
    for finding in findings:
        mark = {True: "✓", False: "✗", None: "–"}[finding.well]
        say(f" {mark} {finding.sentence}")
    ill = sum(finding.well is False for finding in findings)
    say("\nSemua baik." if not ill else f"\n{ill} hal perlu ditangani.")
    return 1 if ill else 0


def _environments() -> Finding:
    ready = is_ready(APP, [ROOT / "requirements.txt"]) and is_ready(RASA, [ROOT / "nlu" / "requirements.txt"])
    if ready:
        return Finding(True, "Kedua lingkungan Python terpasang sesuai berkas kunci versinya.")
    return Finding(False, "Lingkungan Python belum lengkap. Jalankan `make setup`.")


def _keys(settings: Settings) -> Finding:
    try:
        load_keys(settings.key_file)
    except LangkahAmanError as error:
        return Finding(False, str(error))
    mode = settings.key_file.stat().st_mode & 0o077
    if mode:
        return Finding(False, f"Berkas kunci {settings.key_file} bisa dibaca orang lain. Jalankan chmod 600.")
    return Finding(True, f"Berkas kunci ada di {settings.key_file}. Sudah disalin ke tempat lain?")


def _disk(settings: Settings) -> Finding:
    place = settings.data_dir if settings.data_dir.exists() else ROOT
    free = shutil.disk_usage(place).free
    sentence = f"Ruang kosong {free / 1e9:.1f} GB di {place}."
    return Finding(free > ROOM_LEAST, sentence if free > ROOM_LEAST else sentence + " Kosongkan ruang.")


async def _database(runtime: Runtime) -> Finding:
    try:
        async with runtime.db.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
            current = await connection.run_sync(migrations.is_current)
    except (SQLAlchemyError, OSError) as error:
        return Finding(False, f"Basis data tidak terjangkau ({type(error).__name__}). Periksa BOT_DATABASE_URL.")
    kind = "SQLite" if runtime.db.is_sqlite else "PostgreSQL"
    if not current:
        return Finding(
            False, f"Skema {kind} belum terbaru. Jalankan `make run` atau `.venv/bin/python -m bot prepare`."
        )
    return Finding(True, f"Basis data {kind} terjangkau dan skemanya terbaru.")


async def _queue(runtime: Runtime) -> Finding:
    try:
        async with runtime.db.read() as session:
            counted = await jobs.counts(session, now=runtime.clock())
    except SQLAlchemyError:
        return Finding(False, "Antrean kerja tidak terbaca karena basis datanya belum siap.")
    sentence = f"Antrean kerja: {counted['open']} menunggu, {counted['late']} terlambat, {counted['parked']} diparkir."
    if counted["parked"] or counted["late"]:
        return Finding(False, sentence + " Lihat Konsol → Pekerjaan.")
    return Finding(True, sentence)


async def _model(runtime: Runtime) -> Finding:
    try:
        async with runtime.db.read() as session:
            live = await registry.live(session)
    except SQLAlchemyError:
        return Finding(False, "Daftar model tidak terbaca karena basis datanya belum siap.")
    if live is None:
        return Finding(False, "Belum ada model bahasa. Jalankan `make train`.")
    if live.figures.get("components") != code_fingerprint(ROOT):
        return Finding(False, "Model bahasa tidak cocok dengan kode sekarang. Jalankan `make train`.")
    return Finding(True, f"Model bahasa {live.sha256[:12]} terpasang ({live.size // 1024} KB).")


async def _rasa(runtime: Runtime) -> Finding:
    settings = runtime.settings
    answer = await _get(f"{settings.rasa_url}/status", params={"token": runtime.keys.token("rasa")})
    if answer is None or not answer.is_success:
        return Finding(False, f"Rasa tidak menjawab di {settings.rasa_url}. Jaring keselamatan tetap bekerja.")
    return Finding(True, f"Rasa menjawab di {settings.rasa_url}.")


async def _actions(runtime: Runtime) -> Finding:
    settings = runtime.settings
    answer = await _get(f"http://{settings.actions_host}:{settings.actions_port}/health")
    if answer is None or not answer.is_success:
        return Finding(False, "Server aksi Rasa tidak menjawab. Laporan baru hanya disimpan mentah.")
    return Finding(True, "Server aksi Rasa menjawab.")


async def _web(runtime: Runtime) -> Finding:
    answer = await _get(f"{runtime.settings.base_url}/health/live")
    if answer is None or not answer.is_success:
        return Finding(False, f"Web tidak menjawab di {runtime.settings.base_url}. Jalankan `make run`.")
    return Finding(True, f"Web menjawab di {runtime.settings.base_url}.")


async def _telegram(runtime: Runtime) -> Finding:
    settings = runtime.settings
    token = settings.telegram_token.get_secret_value()
    if not token:
        return Finding(None, "Telegram belum dipasang (BOT_TELEGRAM_TOKEN kosong). Obrolan web tetap bisa dipakai.")
    answer = await _get(f"{settings.telegram_api_url}/bot{token}/getMe")
    if answer is None:
        return Finding(False, "Telegram tidak terjangkau dari mesin ini.")
    if not answer.is_success:
        return Finding(False, "Telegram menolak token. Minta token baru ke @BotFather.")
    return Finding(True, f"Telegram menerima token; cara menerima pesan: {settings.telegram_mode}.")


async def _mail(runtime: Runtime) -> Finding:
    settings = runtime.settings
    if not settings.smtp_host:
        return Finding(None, "Surel belum dipasang (BOT_SMTP_HOST kosong). Undangan diserahkan dengan tautan.")
    if not mail.is_on(settings):
        return Finding(False, "BOT_SMTP_FROM kosong: server surel tidak akan menerima surat tanpa pengirim.")
    place = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        await email.check(settings)
    except email.MailRefused as error:
        return Finding(False, f"Server surel {place} menolak kita: {error.reason}. Periksa BOT_SMTP_*.")
    except (TryAgain, GiveUp) as error:
        return Finding(False, f"Server surel {place} belum bisa dipakai: {error.reason}.")
    return Finding(True, f"Server surel {place} menerima kita.")


async def _whatsapp(runtime: Runtime) -> Finding:
    settings = runtime.settings
    token = settings.whatsapp_token.get_secret_value()
    if not token:
        return Finding(None, "WhatsApp belum dipasang (BOT_WHATSAPP_TOKEN kosong). Caranya: docs/WHATSAPP.md.")
    needed = {
        "BOT_WHATSAPP_PHONE_NUMBER_ID": settings.whatsapp_phone_number_id,
        "BOT_WHATSAPP_APP_SECRET": settings.whatsapp_app_secret.get_secret_value(),
        "BOT_WHATSAPP_VERIFY_TOKEN": settings.whatsapp_verify_token.get_secret_value(),
    }
    missing = [name for name, value in needed.items() if not value.strip()]
    if missing:
        return Finding(False, f"WhatsApp setengah terpasang: isi {', '.join(missing)} (docs/WHATSAPP.md).")
    base = f"{settings.whatsapp_api_url.rstrip('/')}/{settings.whatsapp_api_version}"
    for number in settings.whatsapp_phone_number_id.replace(",", " ").split():
        answer = await _get(f"{base}/{number}", headers={"Authorization": f"Bearer {token}"})
        if answer is None:
            return Finding(False, "WhatsApp (Graph API) tidak terjangkau dari mesin ini.")
        if answer.status_code in (401, 403):
            return Finding(False, "Meta menolak token WhatsApp. Buat token baru (docs/WHATSAPP.md, langkah 2).")
        if not answer.is_success:
            return Finding(False, f"Meta tidak mengenal id nomor {number}. Periksa BOT_WHATSAPP_PHONE_NUMBER_ID.")
    if not settings.whatsapp_template:
        return Finding(
            False, "WhatsApp jalan, tetapi BOT_WHATSAPP_TEMPLATE kosong: pertanyaan petugas sesudah 24 jam tertahan."
        )
    return Finding(True, "WhatsApp: token dan id nomor diterima Meta; rahasia, kata verifikasi, dan templat terisi.")


async def _second_factor(runtime: Runtime) -> Finding:
    settings = runtime.settings
    if settings.second_factor_roles:
        return Finding(True, f"Faktor kedua wajib untuk: {settings.second_factor_roles}.")
    sentence = "Faktor kedua tidak diwajibkan (BOT_SECOND_FACTOR_ROLES kosong)."
    if settings.behind_tls:
        return Finding(False, sentence + " Pemasangan ini terbuka dari luar: isi *, atau sebut perannya.")
    return Finding(None, sentence)


CHECKS: tuple[Callable[[Runtime], Awaitable[Finding]], ...] = (
    _database,
    _queue,
    _model,
    _web,
    _rasa,
    _actions,
    _telegram,
    _whatsapp,
    _mail,
    _second_factor,
)


async def _get(
    url: str, params: dict[str, str] | None = None, headers: dict[str, str] | None = None
) -> httpx.Response | None:
    try:
        async with httpx.AsyncClient(timeout=3) as client:
            return await client.get(url, params=params, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL):
        return None
