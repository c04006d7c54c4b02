"""Backup and restore: one file with every table, the evidence and the live model, readable on either database.

The file holds sealed values as they are, so it is useless without the key file, which is never inside it.
Rasa's trackers are left out on purpose: an open report lies in our own tables and goes on from there.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import io
import json
import tarfile
import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import audit, migrations, tables
from bot.crypto import CannotOpen
from bot.errors import Misconfigured, WrongState
from bot.operations.children import say
from bot.runtime import Runtime, open_runtime
from bot.settings import Settings
from bot.watching import BACKUPS

FORMAT = 1
ROWS_AT_ONCE = 500
_PROBE = "backup.probe"


async def make_backup(settings: Settings, target: Path) -> int:
    """Write everything into `target` (a .tar.gz) while the installation goes on running."""
    runtime = open_runtime(settings)
    scratch = target.with_name(target.name + ".part")
    try:
        counted: dict[str, int] = {}
        with tarfile.open(scratch, "w:gz") as archive:
            async with _snapshot(runtime) as connection:
                for table in tables.metadata.sorted_tables:
                    lines = [line async for line in _dump(connection, table)]
                    counted[table.name] = len(lines)
                    _add(archive, f"tables/{table.name}.jsonl", "".join(lines).encode())
            await asyncio.to_thread(_add_files, archive, settings)
            _add(archive, "manifest.json", json.dumps(_manifest(runtime, counted), indent=1).encode())
        scratch.replace(target)
        async with runtime.db.write() as session:
            rows = sum(counted.values())
            audit.record(session, "backup.made", BACKUPS, actor="system", now=runtime.clock(), rows=rows)
    finally:
        scratch.unlink(missing_ok=True)
        await runtime.close()
    say(f"Cadangan {target} selesai: {sum(counted.values())} baris, {target.stat().st_size // 1024} KB.")
    say(f"Kunci tidak ikut. Simpan {settings.key_file} di tempat lain: tanpa kunci cadangan ini tak terbaca.")
    return 0


async def restore_backup(settings: Settings, source: Path) -> int:
    """Bring a backup into an empty installation. Raises Misconfigured, WrongState with what to do."""
    if not settings.key_file.exists():
        raise Misconfigured(
            f"Berkas kunci {settings.key_file} belum ada. Salin dulu berkas kunci milik cadangan ini ke sana "
            "(chmod 600). Jangan membuat kunci baru: cadangan hanya terbuka dengan kuncinya sendiri."
        )
    runtime = open_runtime(settings)
    try:
        with tarfile.open(source, "r:gz") as archive:
            manifest = json.loads(_read(archive, "manifest.json"))
            _check(runtime, manifest)
            await migrations.upgrade(runtime.db, manifest["revision"])
            async with runtime.db.engine.begin() as connection:
                await _refuse_if_used(connection)
                for table in tables.metadata.sorted_tables:
                    if table.name in manifest["rows"]:
                        await _load(connection, table, archive)
            await asyncio.to_thread(_extract_files, archive, settings)
        await migrations.upgrade(runtime.db)
    except FileNotFoundError:
        raise Misconfigured(f"Berkas cadangan {source} tidak ada.") from None
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, KeyError, ValueError) as error:
        raise Misconfigured(f"Berkas cadangan {source} rusak atau bukan cadangan Langkah Aman.") from error
    finally:
        await runtime.close()
    say(f"Cadangan {source} dipulihkan: {sum(manifest['rows'].values())} baris.")
    return 0


class _snapshot:
    """One connection that sees one moment, whatever is written meanwhile."""

    def __init__(self, runtime: Runtime) -> None:
        self._db = runtime.db

    async def __aenter__(self) -> AsyncConnection:
        self._connection = await self._db.reading_engine.connect()
        if not self._db.is_sqlite:  # SQLite's WAL shows one moment to a transaction anyway
            await self._connection.execution_options(isolation_level="REPEATABLE READ")
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()


async def _dump(connection: AsyncConnection, table: sa.Table) -> AsyncIterator[str]:
    async with connection.stream(sa.select(table).order_by(*table.primary_key.columns)) as rows:
        async for row in rows:
            yield json.dumps({key: _plain(value) for key, value in row._mapping.items()}, ensure_ascii=False) + "\n"


async def _load(connection: AsyncConnection, table: sa.Table, archive: tarfile.TarFile) -> None:
    rows = [
        {column.name: _typed(column, stored[column.name]) for column in table.columns if column.name in stored}
        for stored in map(json.loads, _read(archive, f"tables/{table.name}.jsonl").splitlines())
    ]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        await connection.execute(sa.insert(table), rows[start : start + ROWS_AT_ONCE])
    key = table.autoincrement_column
    if rows and key is not None and connection.dialect.name == "postgresql":
        newest = max(row[key.name] for row in rows)
        await connection.execute(
            sa.text("SELECT setval(pg_get_serial_sequence(:table, :key), :newest)"),
            {"table": table.name, "key": key.name, "newest": newest},
        )


async def _refuse_if_used(connection: AsyncConnection) -> None:
    for name in ("tips", "conversations", "staff"):
        if await connection.scalar(sa.select(sa.func.count()).select_from(tables.metadata.tables[name])):
            raise WrongState("Pemasangan ini sudah berisi data. Pulihkan hanya ke basis data yang masih kosong.")


def _manifest(runtime: Runtime, counted: dict[str, int]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "revision": migrations.newest(),
        "made_at": runtime.clock().isoformat(),
        "rows": counted,
        "probe": base64.b64encode(runtime.vault.seal(b"langkah aman", place=_PROBE)).decode(),
    }


def _check(runtime: Runtime, manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT:
        raise Misconfigured("Cadangan ini dibuat oleh versi lain yang tidak dikenal.")
    try:
        runtime.vault.open(base64.b64decode(manifest["probe"]), place=_PROBE)
    except CannotOpen:
        raise Misconfigured(
            f"Kunci di {runtime.settings.key_file} bukan kunci cadangan ini. Salin berkas kunci yang benar lebih dulu."
        ) from None


def _add_files(archive: tarfile.TarFile, settings: Settings) -> None:
    for folder in (settings.evidence_dir, settings.models_dir):
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if path.is_file() and not path.name.endswith(".part"):
                archive.add(path, arcname=f"{folder.name}/{path.name}", recursive=False)


def _extract_files(archive: tarfile.TarFile, settings: Settings) -> None:
    for member, folder in _files(archive, settings):
        folder.mkdir(parents=True, exist_ok=True)
        content = archive.extractfile(member)
        if content is not None:
            (folder / PurePosixPath(member.name).name).write_bytes(content.read())


def _files(archive: tarfile.TarFile, settings: Settings) -> Iterator[tuple[tarfile.TarInfo, Path]]:
    """Only plain files directly below our two folders; a crafted path leads nowhere else."""
    known = {"evidence": settings.evidence_dir, "models": settings.models_dir}
    for member in archive.getmembers():
        parts = PurePosixPath(member.name).parts
        if member.isfile() and len(parts) == 2 and parts[0] in known and ".." not in parts:
            yield member, known[parts[0]]


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    archive.addfile(entry, io.BytesIO(content))


def _read(archive: tarfile.TarFile, name: str) -> str:
    content = archive.extractfile(name)
    if content is None:
        raise KeyError(name)
    return content.read().decode()


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"b64": base64.b64encode(value).decode()}
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def _typed(column: sa.Column[Any], value: Any) -> Any:
    stored_as = column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type
    kind = None if isinstance(stored_as, sa.JSON) else stored_as.python_type
    if kind is bytes and isinstance(value, dict):
        return base64.b64decode(value["b64"])
    if kind in (datetime, date) and isinstance(value, str):
        return kind.fromisoformat(value)
    return value
