"""Every screen of the console by its route, with an address that opens it: a new screen cannot be forgotten."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import incidents
from bot.agencies.models import Agency, RoutingRule
from bot.answers.editing import start_draft, submit
from bot.answers.models import Answer, Correction, Revision, TranslationImport
from bot.clock import now
from bot.console.routes import SCREENS
from bot.conversations.models import Handoff
from bot.delivery.models import Mail
from bot.runtime import Runtime
from bot.staff.models import Staff
from bot.staff.permissions import Viewer, can
from bot.tips.models import Referral, Tip
from tests.console.conftest import STAFF

NOT_PAGES = frozenset(
    (
        "/",  # leads on
        "/siaran",  # a stream
        "/laporan/baru", "/percakapan/{handoff}/baru", "/terjemahan/{import}/kemajuan",  # parts of a page
        "/naskah/{revision}/pilihan",
        "/naskah/{revision}/pilihan",
        "/laporan/{case}/bukti/{evidence}", "/percakapan/{handoff}/bukti/{evidence}", "/berkas/{file}",
        "/terjemahan/ekspor",  # files
    )
)  # fmt: skip

Find = Callable[[AsyncSession], Awaitable[str | None]]


def _first(column: object, *where: object) -> Find:
    async def find(session: AsyncSession) -> str | None:
        found: str | None = await session.scalar(select(column).where(*where).limit(1))  # type: ignore[call-overload]
        return found

    return find


EXAMPLES: dict[str, Find] = {
    "/laporan/{case}": _first(
        Tip.case_number, Tip.id.in_(select(Referral.tip_id).where(Referral.agency == "bp3mi_banten", Referral.live))
    ),
    "/percakapan/{handoff}": _first(Handoff.id, Handoff.agency == "bp3mi_banten"),
    "/jawaban/{key}": _first(Answer.key, Answer.key == "opp"),
    "/naskah/{revision}": _first(Revision.id, Revision.state == "draft"),
    "/tinjau/{revision}": _first(Revision.id, Revision.state == "submitted"),
    "/jawaban/{key}/ralat": _first(Answer.key, Answer.key == "opp"),
    "/ralat/{correction}": _first(Correction.id),
    "/terjemahan/{import}": _first(TranslationImport.id),
    "/instansi/{agency}": _first(Agency.key),
    "/aturan/{rule}": _first(RoutingRule.key, RoutingRule.key == "tujuan_rawan"),
    "/akun/{staff}": _first(Staff.id, Staff.username == "petugas"),
}
"""How to open a screen whose address names something; None where there is no such thing yet."""


@dataclass(frozen=True)
class Open:
    """A screen to look at: who opens it, and where."""

    pattern: str
    path: str
    username: str


def patterns() -> list[str]:
    """Every page of the console."""
    return [screen.path for screen in SCREENS if screen.method == "GET" and screen.path not in NOT_PAGES]


async def openings(runtime: Runtime) -> list[Open]:
    """Every page that can be opened now, by the first of the invented staff who may."""
    found = []
    async with runtime.db.read() as session:
        for screen in SCREENS:
            if screen.method != "GET" or screen.path in NOT_PAGES:
                continue
            path: str | None = screen.path
            if "{" in screen.path:
                value = await EXAMPLES[screen.path](session)
                path = None if value is None else _filled(screen.path, value)
            if path is not None:
                found.append(Open(screen.path, f"/konsol{path}", _who(screen.act)))
    return found


def _filled(pattern: str, value: str) -> str:
    before, _, rest = pattern.partition("{")
    return before + value + rest.partition("}")[2]


def _who(act: str | None) -> str:
    for username, name, roles, agency in reversed(STAFF):
        if (
            agency in (None, "bp3mi_banten")
            and username != "petugas2"
            and (act is None or can(Viewer("1", name, agency, frozenset(roles)), act))
        ):
            return username
    raise AssertionError(f"nobody may {act}")


async def fill_editors_screens(runtime: Runtime) -> None:
    """A wording being written, and one that waits for approval."""
    async with runtime.db.write() as session:
        ids = {row.username: row.id for row in await session.execute(select(Staff.username, Staff.id))}
        await start_draft(session, "paspor_syarat", author=ids["penyetuju"], now=now())
        draft = await start_draft(session, "opp", author=ids["redaktur"], now=now())
        await submit(session, draft.id, author=ids["redaktur"], now=now())


async def fill_operators_screens(runtime: Runtime) -> None:
    """What an operator's screens show when things go wrong."""
    async with runtime.db.write() as session:
        for kind, part in (("channel_token", "telegram"), ("backup_old", "")):
            await incidents.raise_(session, runtime.settings, kind, part, now=now(), reason="InvalidToken")
        await incidents.raise_(session, runtime.settings, "rasa_down", now=now() - timedelta(hours=2))
        await incidents.clear(session, runtime.settings, "rasa_down", now=now())
        for state, error in (("sent", None), ("failed", "kata sandi surel ditolak (535)")):
            mail = Mail(letter="test", address="petugas@contoh.example", state=state, attempts=2, error=error,
                        created_at=now())  # fmt: skip
            mail.values = {"name": "Pak Contoh", "console": "x"} if error else None
            session.add(mail)
