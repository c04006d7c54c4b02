"""What must be there before the processes start: keys, schema, content, a model, a first login."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from bot import migrations
from bot.agencies.seed import seed as seed_agencies
from bot.answers.seed import seed as seed_answers
from bot.crypto import Keys, load_keys, save_keys
from bot.errors import Misconfigured
from bot.learning import training
from bot.runtime import Runtime, open_runtime
from bot.settings import Settings
from bot.staff import accounts
from bot.staff.passwords import Hasher, make_password

FIRST_LOGIN = "pengelola"
DATA = (Path("nlu") / "data",)
"""Where training data lies, below the root of the tree."""

Say = Callable[[str], None]


def keys(settings: Settings, say: Say) -> Keys:
    """The installation's keys, made on the first start. They lie outside the database on purpose."""
    if settings.key_file.exists():
        return load_keys(settings.key_file)
    if _holds_data(settings):
        raise Misconfigured(
            f"Berkas kunci {settings.key_file} hilang, padahal basis datanya sudah berisi. Kunci baru tidak bisa "
            "membacanya. Salin kembali berkas kunci dari simpanan Anda (docs/OPERATIONS.md: kunci hilang)."
        )
    made = Keys.fresh()
    save_keys(made, settings.key_file)
    say(f"Kunci dibuat di {settings.key_file}. Simpan salinannya di tempat lain: tanpa kunci, data tak terbaca.")
    return made


def _holds_data(settings: Settings) -> bool:
    """Whether the database was already used: then its keys cannot simply be made anew."""
    url = sa.make_url(settings.database)
    if url.get_backend_name() == "sqlite":
        if not url.database or not Path(url.database).exists():
            return False
        url = url.set(drivername="sqlite")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("staff"):
            return False
        return connection.execute(sa.text("SELECT 1 FROM staff LIMIT 1")).first() is not None


async def everything(settings: Settings, made: Keys, say: Say) -> tuple[str, str] | None:
    """Migrate, seed, train if needed. Returns the first login when it was made just now."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    runtime = open_runtime(settings, keys=made)
    try:
        await migrations.upgrade(runtime.db)
        await seed(runtime, say)
        await training.ensure_model(runtime, DATA, say=say)
        return await first_login(runtime)
    finally:
        await runtime.close()


async def seed(runtime: Runtime, say: Say) -> None:
    """Publish the seed content where no editor has written since."""
    now = runtime.clock()
    async with runtime.db.write() as session:
        changed = await seed_answers(session, runtime.settings.content_dir, now=now)
        await seed_agencies(session, runtime.settings.content_dir, now=now)
    if changed:
        say(f"{changed} jawaban dari content/ diterbitkan.")


async def first_login(runtime: Runtime) -> tuple[str, str] | None:
    """Make the operator's account once; the password exists nowhere but in what is returned."""
    async with runtime.db.read() as session:
        if not await accounts.is_empty(session):
            return None
    password = make_password()
    hashed = await Hasher(runtime.settings).hash(password)
    async with runtime.db.write() as session:
        await accounts.create_staff(
            session,
            username=FIRST_LOGIN,
            name="Pengelola",
            roles=["operator"],
            password_hash=hashed,
            now=runtime.clock(),
        )
    return FIRST_LOGIN, password
