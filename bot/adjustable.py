"""The few settings that an operator may change while everything runs; all others stand where the process reads them.

A value kept here wins over the environment's. Each process looks every few seconds (`Adjusting.keep`), so that
nothing has to be started again. Every one has bounds inside which no value can lose data or lock people out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot import changes, logs
from bot.database import Base
from bot.errors import BadInput, NotFound
from bot.runtime import Runtime
from bot.settings import Settings

log = logs.get(__name__)

LOOK_EVERY = 5.0
"""Seconds after which a change counts in every process."""
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0


class AdjustedSetting(Base):
    """A setting that an operator changed: `value` is {"value": …} in the setting's own unit."""

    __tablename__ = "adjusted_settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True)
class Adjustable:
    """A setting with its bounds as people type them: `factor` times the number is the setting's own unit."""

    name: str
    group: str
    title: str
    unit: str
    least: int
    most: int
    about: str
    factor: float = 1.0


RETENTION, WATCH, ACCESS = "penyimpanan", "pengawasan", "akses"
ADJUSTABLE: tuple[Adjustable, ...] = (
    Adjustable(
        "keep_conversation_days", RETENTION, "Percakapan tanpa laporan", "hari", 7, 365,
        "Teks percakapan dan ingatan Rasa dihapus setelah selama ini.",
    ),
    Adjustable(
        "keep_handoff_days", RETENTION, "Percakapan dengan petugas", "hari", 7, 730,
        "Teks percakapan yang pernah diminta bicara dengan petugas.",
    ),
    Adjustable(
        "keep_withdrawn_tip_days", RETENTION, "Laporan yang dicabut", "hari", 7, 365,
        "Isinya dikosongkan setelah selama ini sejak dicabut pelapor.",
    ),
    Adjustable(
        "keep_closed_tip_days", RETENTION, "Laporan yang ditutup", "hari", 90, 3_650,
        "Isinya dikosongkan setelah selama ini sejak ditutup.",
    ),
    Adjustable(
        "keep_miss_days", RETENTION, "Pertanyaan tak terjawab", "hari", 30, 730,
        "Pertanyaan tersamar untuk redaktur.",
    ),
    Adjustable(
        "keep_mail_days", RETENTION, "Surat kepada petugas", "hari", 7, 365, "Daftar surat di layar Surat."
    ),
    Adjustable(
        "watch_backup_hours", WATCH, "Umur cadangan yang dianggap terlalu lama", "jam", 0, 720,
        "0 = cadangan diawasi di tempat lain.",
    ),
    Adjustable(
        "watch_silence_hours", WATCH, "Lama kanal sepi yang mencurigakan", "jam", 0, 72,
        "Hanya pada jam yang biasanya ramai. 0 = tidak diawasi.",
    ),
    Adjustable(
        "incident_settle", WATCH, "Lama tenang sebelum surat \"selesai\"", "menit", 1, 120,
        "Gangguan yang kambuh dalam waktu ini dianggap gangguan yang sama.", _MINUTE,
    ),
    Adjustable(
        "session_idle", ACCESS, "Sesi berakhir setelah diam", "menit", 10, 480,
        "Yang sedang diketik tidak hilang: orangnya masuk lagi, lalu mengirim.", _MINUTE,
    ),
    Adjustable(
        "login_attempts", ACCESS, "Kata sandi atau kode salah sebelum akun dikunci", "kali", 3, 20,
        "Setelah itu akun terkunci sebentar.",
    ),
    Adjustable(
        "login_lock", ACCESS, "Lama akun terkunci", "menit", 5, 240, "Pengelola bisa membukanya lebih cepat.", _MINUTE
    ),
    Adjustable(
        "invitation_hours", ACCESS, "Umur tautan undangan", "jam", 1, 336, "Juga tautan kata sandi baru."
    ),
)  # fmt: skip
_BY_NAME = {one.name: one for one in ADJUSTABLE}


def shown(one: Adjustable, value: Any) -> str:
    """A value as people type it."""
    return f"{float(value) / one.factor:g}"


async def adjust(session: AsyncSession, settings: Settings, name: str, typed: str, *, by: str, now: datetime) -> None:
    """Change one setting. Raises NotFound for one that is not adjustable, BadInput outside its bounds."""
    one = _BY_NAME.get(name)
    if one is None:
        raise NotFound(f"setting {name}")
    typed = typed.strip()
    if not typed.isascii() or not typed.isdigit() or not one.least <= int(typed) <= one.most:
        raise BadInput(f"{one.title}: isi angka bulat {one.least}–{one.most} {one.unit}.")
    kind = type(getattr(settings, name))
    await _put(session, one, kind(int(typed) * one.factor), before=getattr(settings, name), by=by, now=now)


async def reset(session: AsyncSession, settings: Settings, name: str, *, by: str, now: datetime) -> None:
    """Go back to the environment's value. Raises NotFound when nothing was changed."""
    row = await session.get(AdjustedSetting, name)
    if row is None or name not in _BY_NAME:
        raise NotFound(f"setting {name}")
    changes.note(session, f"setting:{name}", before=dict(row.value), after=None, by=by, now=now)
    await session.delete(row)


async def adjusted(session: AsyncSession) -> dict[str, AdjustedSetting]:
    """What operators changed, by name."""
    return {row.name: row for row in await session.scalars(select(AdjustedSetting))}


async def _put(session: AsyncSession, one: Adjustable, value: Any, *, before: Any, by: str, now: datetime) -> None:
    told = {"value": value}
    changes.note(session, f"setting:{one.name}", before={"value": before}, after=told, by=by, now=now)
    row = await session.get(AdjustedSetting, one.name)
    if row is None:
        session.add(AdjustedSetting(name=one.name, value=told, by=by, at=now))
    else:
        row.value, row.by, row.at = told, by, now


class Adjusting:
    """Keeps one process's settings as operators changed them. Remembers what the environment said."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._base: Mapping[str, Any] = {one.name: getattr(runtime.settings, one.name) for one in ADJUSTABLE}

    def base(self, name: str) -> Any:
        """The environment's own value."""
        return self._base[name]

    async def refresh(self) -> None:
        """Look once and put the values in force."""
        async with self._runtime.db.read() as session:
            told = await adjusted(session)
        for one in ADJUSTABLE:
            row = told.get(one.name)
            value = self._base[one.name] if row is None else type(self._base[one.name])(row.value["value"])
            if getattr(self._runtime.settings, one.name) != value:
                setattr(self._runtime.settings, one.name, value)
                log.info("setting.adjusted", setting=one.name)

    async def keep(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.refresh()
            except Exception:  # a database that is away for a moment must not end the looking
                log.exception("setting.unread")
            await asyncio.sleep(LOOK_EVERY)
