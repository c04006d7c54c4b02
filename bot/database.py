"""The database: one writer and readers on SQLite, a pool on PostgreSQL; column types and sealed fields."""

from __future__ import annotations

import asyncio
import json
import secrets
import select
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast, overload

import psycopg
from sqlalchemy import DateTime, LargeBinary, MetaData, String, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session, object_session
from sqlalchemy.types import JSON, TypeDecorator

from bot.crypto import Vault
from bot.grouping import Group

WAKE_CHANNEL = "langkah_jobs"
"""PostgreSQL NOTIFY channel on which new jobs are announced."""


def new_id() -> str:
    """A random 128-bit identifier, as 32 hex digits."""
    return secrets.token_hex(16)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment, also on SQLite, which forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all our tables share."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        bytes: LargeBinary,
        str: String,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
    }


_T = TypeVar("_T", str, dict[str, Any])
_R = TypeVar("_R")


class _Sealed(Generic[_T]):
    """A plain attribute over an encrypted column; sealed at flush with the session's vault.

    The row's own id is part of what is authenticated, so tables with sealed fields have a text `id`
    that exists before the flush. Reading needs the object to belong to a session of ours.
    """

    def __init__(self, column: str) -> None:
        self.column = column

    def __set_name__(self, owner: type, name: str) -> None:
        self.cache = f"_plain_{name}"

    @overload
    def __get__(self, row: None, owner: type) -> _Sealed[_T]: ...
    @overload
    def __get__(self, row: Base, owner: type) -> _T | None: ...
    def __get__(self, row: Base | None, owner: type) -> _Sealed[_T] | _T | None:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        if sealed is None:
            return None
        known = row.__dict__.get(self.cache)
        if known is not None and known[0] is sealed:
            return cast(_T, known[1])
        vault = vault_of(row)
        plain = self.decode(vault.open(sealed, place=self.place(row)))
        row.__dict__[self.cache] = (sealed, plain)
        return plain

    def __set__(self, row: Base, value: _T | None) -> None:
        if value is None:
            setattr(row, self.column, None)
            return
        pending = b"pending:" + secrets.token_bytes(8)  # replaced before it can reach the database
        setattr(row, self.column, pending)
        row.__dict__[self.cache] = (getattr(row, self.column), value)

    def place(self, row: Base) -> str:
        return f"{row.__tablename__}.{self.column}:{row.id}"  # type: ignore[attr-defined]

    def settle(self, row: Base, vault: Vault) -> None:
        """Replace a pending value by the sealed one."""
        raw = getattr(row, self.column)
        if raw is None or not raw.startswith(b"pending:"):
            return
        plain = row.__dict__[self.cache][1]
        setattr(row, self.column, vault.seal(self.encode(plain), place=self.place(row)))
        row.__dict__[self.cache] = (getattr(row, self.column), plain)

    def encode(self, value: _T) -> bytes:
        raise NotImplementedError

    def decode(self, raw: bytes) -> _T:
        raise NotImplementedError


class SealedText(_Sealed[str]):
    """Encrypted text: `story = SealedText("story_sealed")`."""

    def encode(self, value: str) -> bytes:
        return value.encode("utf-8", "surrogatepass")

    def decode(self, raw: bytes) -> str:
        return raw.decode("utf-8", "surrogatepass")


class SealedJson(_Sealed[dict[str, Any]]):
    """Encrypted JSON object. Assign a new dict to change it; changes inside are not noticed."""

    def encode(self, value: dict[str, Any]) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def decode(self, raw: bytes) -> dict[str, Any]:
        return cast(dict[str, Any], json.loads(raw))


def vault_of(row: Base) -> Vault:
    """The vault of the session that holds this row."""
    session = object_session(row)
    if session is None:
        raise RuntimeError(f"{type(row).__name__} belongs to no session; its sealed fields cannot be read")
    return cast(Vault, session.info["vault"])


def sealed_fields(model: type) -> list[_Sealed[Any]]:
    """The sealed attributes of a model, base classes included."""
    return [value for base in model.__mro__ for value in vars(base).values() if isinstance(value, _Sealed)]


def insert_once(session: AsyncSession, row: Base) -> Any:
    """An INSERT of this row, sealed, that does nothing where a unique key is taken already (say `.returning(…)`)."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for field in sealed_fields(type(row)):
        field.settle(row, session.info["vault"])
    given = {
        column.key: getattr(row, column.key)
        for column in type(row).__table__.columns
        if getattr(row, column.key) is not None
    }
    return insert(type(row)).values(given).on_conflict_do_nothing()


class OurSession(Session):
    """The synchronous session inside every AsyncSession of ours."""


@event.listens_for(OurSession, "before_flush")
def _seal_pending(session: Session, *_: Any) -> None:
    for row in [*session.new, *session.dirty]:
        for field in sealed_fields(type(row)):
            if row.id is None:
                row.id = new_id()
            field.settle(row, session.info["vault"])


class Database:
    """Opens sessions. `write()` commits at its end and then wakes waiting workers; `read()` never writes."""

    def __init__(self, url: str, vault: Vault, *, pool: int = 8, busy: float = 10.0) -> None:
        self.url = make_url(url)
        self.vault = vault
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.jobs_waiting = asyncio.Event()
        self.own_backends: set[int] = set()
        """Process ids of our connections' servers: who need not be told of our own jobs (PostgreSQL)."""
        if self.is_sqlite:
            self._writer = _sqlite_engine(url, size=1, busy=busy, writes=True)
            self._reader = _sqlite_engine(url, size=pool, busy=busy, writes=False)
            self._looker = self._reader
        else:
            self._writer = _postgres_engine(url, pool, self.own_backends)
            self._reader = self._writer
            self._looker = self._writer.execution_options(isolation_level="AUTOCOMMIT")
        info = {"vault": vault}
        self._write = async_sessionmaker(self._writer, sync_session_class=OurSession, expire_on_commit=False, info=info)
        self._read, self._look = (
            async_sessionmaker(
                engine, sync_session_class=OurSession, expire_on_commit=False, autoflush=False, info=info
            )
            for engine in (self._reader, self._looker)
        )
        self._group = Group(lambda: self.write())

    @property
    def engine(self) -> AsyncEngine:
        """The writing engine, for migrations and LISTEN."""
        return self._writer

    @property
    def reading_engine(self) -> AsyncEngine:
        """The reading engine, for backups."""
        return self._reader

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        async with self._write() as session:
            yield session
            jobs = session.info.pop("jobs_put", False)
            if jobs and not self.is_sqlite:
                await session.execute(text(f"NOTIFY {WAKE_CHANNEL}"))
            await session.commit()
        if jobs:
            self.jobs_waiting.set()

    async def together(self, work: Callable[[AsyncSession], Awaitable[_R]]) -> _R:
        """`write()` for a small piece of work that touches nothing but its session; returns what it returns.

        What arrives while another such commit is under way shares the next one. Done when this returns, whoever
        else was in it: when one of them fails, each is done again by itself.
        """
        return await self._group.add(work)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for looking; whatever is changed in it is thrown away."""
        async with self._read() as session:
            yield session

    @asynccontextmanager
    async def look(self) -> AsyncIterator[AsyncSession]:
        """`read()` without a transaction on PostgreSQL, a third of the round trips: for a single look."""
        async with self._look() as session:
            yield session

    @asynccontextmanager
    async def single(self) -> AsyncIterator[AsyncSession]:
        """`write()` for one statement, which commits by itself on PostgreSQL and puts no job."""
        if self.is_sqlite:
            async with self.write() as session:
                yield session
        else:
            async with self._look() as session:
                yield session

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def _postgres_engine(url: str, pool: int, backends: set[int]) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=pool, max_overflow=pool)

    @event.listens_for(engine.sync_engine, "connect")
    def _know(_: Any, record: Any) -> None:
        backends.add(record.driver_connection.pgconn.backend_pid)

    @event.listens_for(engine.sync_engine, "checkout")
    def _alive(_: Any, record: Any, __: Any) -> None:
        """Ask the socket, not the server, whether it hung up: an idle connection has nothing to say but that."""
        ear = select.poll()
        try:
            ear.register(record.driver_connection.pgconn.socket, select.POLLIN | select.POLLHUP | select.POLLERR)
        except psycopg.Error:
            raise DisconnectionError("closed") from None
        if ear.poll(0):
            raise DisconnectionError("the server hung up")

    return engine


def _sqlite_engine(url: str, *, size: int, busy: float, writes: bool) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=size, max_overflow=0, pool_timeout=60, connect_args={"timeout": busy})

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # a 200 or a receipt depends on it
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={int(busy * 1000)}")
        if not writes:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
