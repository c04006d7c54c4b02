"""A backup comes back on another machine, on either database, with its own key and no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import audit, migrations
from bot.crypto import Keys, load_keys, save_keys
from bot.errors import Misconfigured, WrongState
from bot.operations.backup import make_backup, restore_backup
from bot.operations.rotation import rotate
from bot.runtime import Runtime, open_runtime
from bot.settings import Settings
from bot.tips.evidence import read, store
from bot.tips.models import Evidence, Tip, TipFact
from tests.conftest import FakeClock

STORY = "Lima orang dikunci di rumah, kata Pak Contoh"
FILE = b"%PDF-1.4 surat contoh"


@pytest.fixture
async def filled(tmp_path: Path, clock: FakeClock) -> Settings:
    """An installation with one tip, its story and a file."""
    return await _fill(_house(tmp_path / "lama"), clock)


async def test_a_backup_comes_back_on_either_database(
    filled: Settings, database_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    backup = tmp_path / "cadangan.tar.gz"
    await make_backup(filled, backup)
    new = _house(tmp_path / "baru", database_url)
    _copy_key(filled, new)
    await restore_backup(new, backup)
    await _check(new)


async def test_a_backup_of_either_database_comes_back_on_sqlite(
    database_url: str, tmp_path: Path, clock: FakeClock
) -> None:
    old, new, backup = _house(tmp_path / "lama", database_url), _house(tmp_path / "baru"), tmp_path / "cadangan.tar.gz"
    await _fill(old, clock)
    await make_backup(old, backup)
    _copy_key(old, new)
    await restore_backup(new, backup)
    await _check(new)


async def test_a_backup_from_before_a_rotation_opens_with_the_rotated_keys(filled: Settings, tmp_path: Path) -> None:
    backup, new = tmp_path / "cadangan.tar.gz", _house(tmp_path / "baru")
    await make_backup(filled, backup)
    await rotate(filled)
    await _check(filled)
    _copy_key(filled, new)
    await restore_backup(new, backup)
    await _check(new)


async def test_the_key_and_the_words_are_not_in_the_backup(filled: Settings, tmp_path: Path) -> None:
    backup = tmp_path / "cadangan.tar.gz"
    await make_backup(filled, backup)
    shutil.unpack_archive(backup, tmp_path / "isi", filter="data")
    inside = b"".join(path.read_bytes() for path in (tmp_path / "isi").rglob("*") if path.is_file())
    secrets = [*load_keys(filled.key_file).data.values(), STORY.encode(), FILE]
    assert not [secret for secret in secrets if secret in inside]
    assert not list((tmp_path / "isi").rglob("keys*"))


async def test_another_key_is_refused_before_anything_is_written(filled: Settings, tmp_path: Path) -> None:
    backup, new = tmp_path / "cadangan.tar.gz", _house(tmp_path / "baru")
    await make_backup(filled, backup)
    save_keys(Keys.fresh(), new.key_file)
    with pytest.raises(Misconfigured, match="bukan kunci cadangan ini"):
        await restore_backup(new, backup)
    assert not Path(new.data_dir / "langkah-aman.db").exists()


async def test_without_a_key_restoring_asks_for_the_backups_own_and_not_for_a_new_one(
    filled: Settings, tmp_path: Path
) -> None:
    backup, new = tmp_path / "cadangan.tar.gz", _house(tmp_path / "baru")
    await make_backup(filled, backup)
    with pytest.raises(Misconfigured, match="Salin dulu berkas kunci milik cadangan ini") as refused:
        await restore_backup(new, backup)
    assert "keys make" not in str(refused.value)


async def test_an_installation_in_use_is_not_overwritten(filled: Settings, tmp_path: Path) -> None:
    backup = tmp_path / "cadangan.tar.gz"
    await make_backup(filled, backup)
    with pytest.raises(WrongState, match="sudah berisi"):
        await restore_backup(filled, backup)
    await _check(filled)


@pytest.mark.parametrize("kept", [0, 40, 900])
async def test_a_broken_backup_is_said_in_one_sentence(filled: Settings, tmp_path: Path, kept: int) -> None:
    backup, new = tmp_path / "cadangan.tar.gz", _house(tmp_path / "baru")
    await make_backup(filled, backup)
    backup.write_bytes(backup.read_bytes()[:kept])
    _copy_key(filled, new)
    with pytest.raises(Misconfigured, match="rusak"):
        await restore_backup(new, backup)


async def test_a_backup_that_is_not_there_is_said_in_one_sentence(filled: Settings, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="tidak ada"):
        await restore_backup(filled, tmp_path / "entah.tar.gz")


def _house(folder: Path, url: str = "") -> Settings:
    folder.mkdir()
    return Settings(_env_file=None, data_dir=folder, database_url=url)  # type: ignore[call-arg]


def _copy_key(old: Settings, new: Settings) -> None:
    save_keys(load_keys(old.key_file), new.key_file)


async def _fill(settings: Settings, clock: FakeClock) -> Settings:
    save_keys(Keys.fresh(), settings.key_file)
    runtime = open_runtime(settings, clock=clock)
    await migrations.upgrade(runtime.db)
    await _tell(runtime)
    await runtime.close()
    return settings


async def _tell(runtime: Runtime) -> None:
    now = runtime.clock()
    async with runtime.db.write() as session:
        tip = Tip(
            id="a" * 32, case_number="LA-7K3QX", channel="webchat", status="sent", flags=["confined"], excluded=[],
            reasons=[], created_at=now, changed_at=now, sent_at=now, departs_on=now.date(), receipt_salt=b"garam",
        )  # fmt: skip
        fact = TipFact(tip_id=tip.id, slot="kejadian", origin="said", at=now)
        session.add_all([tip, fact])
        fact.value = STORY
        await session.flush()
        stored = await store(
            session, FILE, name="surat.pdf", declared_mime=None, kind="document", conversation_id="b" * 32,
            message_id=None, settings=runtime.settings, vault=runtime.vault, now=now,
        )  # fmt: skip
        stored.tip_id = tip.id
        audit.record(session, "tip.sent", f"tip:{tip.id}", actor="citizen", now=now, score=50)
    async with runtime.db.write() as session:
        await audit.seal(session)


async def _check(settings: Settings) -> None:
    """Story, file, dates and audit chain are what they were, and new rows still find a number."""
    runtime = open_runtime(settings)
    async with runtime.db.write() as session:
        tip = (await session.scalars(select(Tip))).one()
        fact = (await session.scalars(select(TipFact))).one()
        stored = (await session.scalars(select(Evidence))).one()
        assert (tip.flags, tip.receipt_salt, tip.departs_on) == (["confined"], b"garam", tip.created_at.date())
        assert fact.value == STORY
        assert await read(stored, settings, runtime.vault) == FILE
        verdict = await audit.verify(session)
        assert (verdict.sealed, verdict.broken_at) == (1, None)
        later = audit.record(session, "tip.read", f"tip:{tip.id}", actor="system", now=tip.created_at)
        await session.flush()
        assert later.id > 1
        await session.delete(later)
    await runtime.close()
