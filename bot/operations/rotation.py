"""Key rotation: a new data key in front, then every sealed field and file is sealed again with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot import jobs
from bot.conversations.models import OutboxMessage
from bot.crypto import Vault, load_keys, save_keys
from bot.database import Base, sealed_fields
from bot.errors import WrongState
from bot.operations.children import say
from bot.runtime import Runtime, open_runtime
from bot.settings import Settings
from bot.tips.evidence import file_place

ROWS_AT_ONCE = 200


async def rotate(settings: Settings) -> int:
    """Add a key and re-seal. Running processes go on reading with it once they were restarted.

    The new key is in the file before anything is sealed with it; a rotation that was cut short is
    finished by running it again without adding another key.
    """
    keys = load_keys(settings.key_file)
    runtime = open_runtime(settings, keys=keys)
    await _refuse_while_running(runtime)
    unfinished = await _any_old(runtime)
    await runtime.close()
    if not unfinished:
        keys = keys.rotated()
        save_keys(keys, settings.key_file)
    runtime = open_runtime(settings, keys=keys)
    rows = 0
    for model in _sealed_models():
        rows += await _reseal_rows(runtime, model)
    rows += await _reseal_outbox(runtime)
    files = await asyncio.to_thread(_reseal_files, runtime.vault, settings.evidence_dir)
    await runtime.close()
    say(f"Kunci data nomor {keys.current} dipakai; {rows} baris dan {files} berkas disegel ulang.")
    say("Mulai ulang semua proses, lalu buat cadangan baru dan salin berkas kunci yang baru.")
    return 0


async def _refuse_while_running(runtime: Runtime) -> None:
    """A running process holds the old keys and could not read what is sealed with the new one."""
    async with runtime.db.read() as session:
        seen = await jobs.last_beat(session, now=runtime.clock())
    if seen is not None and (runtime.clock() - seen).total_seconds() < 3 * runtime.settings.worker_beat:
        await runtime.close()
        raise WrongState("Langkah Aman masih berjalan. Hentikan dulu semua prosesnya, lalu ulangi.")


async def _any_old(runtime: Runtime) -> bool:
    """Whether something is still sealed with an older key (a rotation was cut short)."""
    if len(runtime.keys.data) == 1:
        return False
    async with runtime.db.read() as session:
        for model in _sealed_models():
            for column in _columns(model):
                async for sealed in await session.stream_scalars(select(column).where(column.is_not(None))):
                    if sealed is not None and not runtime.vault.is_current(sealed):
                        return True
    return False


async def _reseal_rows(runtime: Runtime, model: type[Base]) -> int:
    key, done, last = model.id, 0, ""  # type: ignore[attr-defined]
    while True:
        async with runtime.db.write() as session:
            query = select(model).where(key > last).order_by(key).limit(ROWS_AT_ONCE)
            rows: Sequence[Base] = (await session.scalars(query)).all()
            if not rows:
                return done
            for row in rows:
                done += _reseal_row(row, runtime.vault)
            last = rows[-1].id  # type: ignore[attr-defined]


def _reseal_row(row: Base, vault: Vault) -> bool:
    """Assigning a sealed attribute its own value seals it anew at the flush."""
    old = [
        field
        for field in sealed_fields(type(row))
        if (sealed := getattr(row, field.column)) is not None and not vault.is_current(sealed)
    ]
    for field in old:
        field.__set__(row, field.__get__(row, type(row)))
    return bool(old)


async def _reseal_outbox(runtime: Runtime) -> int:
    done, last = 0, 0
    while True:
        async with runtime.db.write() as session:
            rows = await _outbox_after(session, last)
            if not rows:
                return done
            for row in rows:
                body = row.open_body(runtime.vault)
                if body is not None:
                    row.seal_body(runtime.vault, body)
                    done += 1
            last = rows[-1].id


async def _outbox_after(session: AsyncSession, last: int) -> Sequence[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.id > last).order_by(OutboxMessage.id).limit(ROWS_AT_ONCE)
    return (await session.scalars(query)).all()


def _reseal_files(vault: Vault, folder: Path) -> int:
    done = 0
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        sealed = path.read_bytes()
        if vault.is_current(sealed):
            continue
        plain = vault.open(sealed, place=file_place(path.name))
        scratch = path.with_name(path.name + ".part")
        scratch.write_bytes(vault.seal(plain, place=file_place(path.name)))
        scratch.replace(path)
        done += 1
    return done


def _sealed_models() -> Iterator[type[Base]]:
    for mapper in Base.registry.mappers:
        if sealed_fields(mapper.class_):
            yield mapper.class_


def _columns(model: type[Base]) -> Iterator[InstrumentedAttribute[bytes | None]]:
    for field in sealed_fields(model):
        yield getattr(model, field.column)
