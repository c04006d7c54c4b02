"""How quickly officers' screens answer with a full house: 100,000 tips on PostgreSQL, 20,000 on SQLite.

`python -m bench.screens [--tips N] [--rounds N] [--postgres]` fills a throw-away database with invented tips by bulk
statements, signs an officer, a supervisor and a custodian in, asks each screen over HTTP and prints a table.
`cpu` is what this process itself worked for one page, server and asking client together: on a busy machine it is the
truer figure.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from bench.postgres import postgres
from bot import tables
from bot.agencies.seed import seed
from bot.audit import AuditEntry
from bot.console.routes import console
from bot.conversations.models import Conversation, Message
from bot.crypto import Keys
from bot.database import Base, new_id
from bot.runtime import Runtime, open_runtime
from bot.settings import ROOT, Settings
from bot.staff.accounts import create_staff
from bot.staff.passwords import Hasher
from bot.tips.case_numbers import ALPHABET
from bot.tips.casework.models import NameToken
from bot.tips.models import EMERGENCY, Referral, Tip, TipFact, TipIdentifier
from nlu.language.gazetteer import places_by_key

AGENCIES = ("bp3mi_banten", "imigrasi_banten", "polda_banten")
PASSWORD = "kuda biru makan awan"
PEOPLE = (("petugas", ["officer"]), ("rekan", ["officer"]), ("pengawas", ["supervisor"]), ("kustodian", ["custodian"]))
LIVE_SHARE = 0.5
"""Half of the tips still wait for work: far more than any desk could bear."""
AT_ONCE = 2_000
LIMIT_MS = 150
STORY = (
    "Adik saya ditawari kerja di luar negeri oleh Pak Contoh dari PT Contoh Jaya, katanya gaji 15 juta dan cukup visa "
    "kunjungan. Paspornya diminta lebih dulu dan dia disuruh bayar uang muka. Kami bingung harus tanya ke siapa."
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tips", type=int, default=0, help="how many tips (20,000 on SQLite, 100,000 on PostgreSQL)")
    parser.add_argument("--rounds", type=int, default=30, help="how often each screen is asked")
    parser.add_argument("--postgres", action="store_true", help="on a real PostgreSQL instead of SQLite")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="langkah-screens-"))
    try:
        if asked.postgres:
            with postgres() as server:
                asyncio.run(
                    measure(server.database("screens"), folder, tips=asked.tips or 100_000, rounds=asked.rounds)
                )
        else:
            url = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
            asyncio.run(measure(url, folder, tips=asked.tips or 20_000, rounds=asked.rounds))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def measure(url: str, folder: Path, *, tips: int, rounds: int) -> None:
    """Fill, serve, ask, print."""
    settings = Settings(
        _env_file=None,  # type: ignore[call-arg]
        data_dir=folder / "var", content_dir=ROOT / "content", database_url=url, password_passes=1,
        password_memory_kib=8_192, session_idle=86_400.0,
    )  # fmt: skip
    runtime = open_runtime(settings, keys=Keys.fresh())
    started = time.perf_counter()
    cases = await _fill(runtime, tips)
    print(f"{tips:,} tips in {time.perf_counter() - started:.0f} s, {LIVE_SHARE:.0%} of them live")
    app = Starlette(routes=[Mount("/konsol", console(runtime))])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        await _ask_all(f"http://127.0.0.1:{port}", cases, rounds)
    finally:
        server.should_exit = True
        await serving
        await runtime.close()


async def _ask_all(address: str, cases: list[str], rounds: int) -> None:
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'screen, milliseconds':<36}{'p50':>8}{'p95':>8}{'most':>8}{'cpu':>8}  KB")
    late = []
    for username, screens in _screens(cases).items():
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            await _sign_in(client, username)
            for name, paths in screens:
                times, size, worked = [], 0, 0.0
                for number in range(rounds + 2):
                    if number == 2:
                        worked = time.process_time()
                    started = time.perf_counter()
                    answer = await client.get(paths[number % len(paths)])
                    answer.raise_for_status()
                    if number >= 2:  # the first two fill caches
                        times.append((time.perf_counter() - started) * 1000)
                    size = len(answer.content)
                middle, high = statistics.median(times), statistics.quantiles(times, n=20)[18]
                late += [name] if high > LIMIT_MS else []
                busy = (time.process_time() - worked) * 1000 / rounds
                figures = "".join(f"{figure:>8.0f}" for figure in (middle, high, max(times), busy))
                print(f"{name:<36}{figures}  {size / 1000:.0f}", flush=True)
    print(f"p95 over {LIMIT_MS} ms: {', '.join(late) or 'none'}")


def _screens(cases: list[str]) -> dict[str, list[tuple[str, list[str]]]]:
    here = "/konsol/laporan"
    folders = (
        "milik_saya", "belum_diambil", "darurat", "berangkat_72_jam", "lewat_tenggat", "menunggu_pelapor",
        "menyebut_saya", "menunggu_persetujuan", "dirujuk_keluar", "selesai", "semua",
    )  # fmt: skip
    return {
        "petugas": [
            *((f"inbox {folder}", [f"{here}?folder={folder}"]) for folder in folders),
            ("inbox page 20", [f"{here}?folder=semua&hal=20"]),
            ("search: case number", [f"{here}?folder=semua&cari={case}" for case in cases[:20]]),
            ("search: phone", [f"{here}?folder=semua&cari=0812-0000-{number:04}" for number in range(20)]),
            ("search: name", [f"{here}?folder=semua&cari=Warga{number}" for number in range(20)]),
            ("search: nothing found", [f"{here}?folder=semua&cari=0812-0000-9999"]),
            ("filter: village", [f"{here}?folder=semua&wilayah=Kramatwatu"]),
            ("filter: kind", [f"{here}?folder=semua&jenis=tppm"]),
            ("fresh counts", [f"{here}/baru?folder=belum_diambil&waktu=1"]),
            ("a tip with the list", [f"{here}/{case}?folder=semua" for case in cases[:40]]),
            ("conversations", ["/konsol/percakapan"]),
        ],
        "pengawas": [("supervision", ["/konsol/pengawasan"]), ("duty and promises", ["/konsol/jaga"])],
        "kustodian": [("identity requests", ["/konsol/identitas"])],
    }


async def _sign_in(client: httpx.AsyncClient, username: str) -> None:
    page = await client.get("/konsol/masuk")
    mark = re.search(r'name="tanda" value="([^"]+)"', page.text)
    form = {"tanda": mark[1] if mark else "", "nama": username, "sandi": PASSWORD}
    answer = await client.post("/konsol/masuk", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    if answer.status_code != 303:
        raise RuntimeError(f"{username} could not sign in: {answer.status_code}")


async def _fill(runtime: Runtime, tips: int) -> list[str]:
    """Tables, agencies, people and tips. Returns some case numbers of live tips."""
    async with runtime.db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.create_all)
    ids = {}
    hashed = await Hasher(runtime.settings).hash(PASSWORD)
    async with runtime.db.write() as session:
        await seed(session, runtime.settings.content_dir, now=runtime.clock())
        for username, roles in PEOPLE:
            made = await create_staff(
                session, username=username, name=f"Contoh {username}", roles=roles, agency=AGENCIES[0],
                password_hash=hashed, must_change=False, now=runtime.clock(),
            )  # fmt: skip
            ids[username] = made.id
    cases: list[str] = []
    for first in range(0, tips, AT_ONCE):
        rows: dict[type[Base], list[dict[str, Any]]] = {}
        for number in range(first, min(first + AT_ONCE, tips)):
            for model, row in _tip(runtime, number, ids):
                rows.setdefault(model, []).append(row)
        async with runtime.db.write() as session:
            for model, many in rows.items():
                await session.execute(sa.insert(tables.metadata.tables[model.__tablename__]), many)
        cases += [row["case_number"] for row in rows[Tip][:20] if row["status"] == "sent"]
    async with runtime.db.engine.connect() as connection:
        await connection.commit()
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(sa.text("ANALYZE"))
    return cases


def _tip(runtime: Runtime, number: int, ids: dict[str, str]) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    """One invented tip with everything that hangs on it, as rows."""
    dice = random.Random(number)
    vault, now = runtime.vault, datetime.now(UTC)
    tip, talk, at = new_id(), new_id(), now - timedelta(minutes=dice.randrange(1, 500_000))
    live = dice.random() < LIVE_SHARE
    score, emergency = dice.choice((0, 30, 40, 50, 90)), dice.random() < 0.02
    village = dice.choice(_villages())
    common = {"created_at": at, "changed_at": at, "sent_at": at}
    if not number % 10:
        yield from _talk(runtime, tip, talk, at)
    yield (
        Tip,
        {
            "id": tip, "case_number": _case(number), "conversation_id": talk, "channel": "telegram", "kind":
            dice.choice(("tppo", "tppm", "unknown")), "status": "sent" if live else "closed", "emergency": emergency,
            "village_code": village, "departs": "bulan_ini", "flags": [], "consent": "kabar", "excluded": [],
            "score": score, "reasons": [], "closed_at": None if live else now, **common,
        },
    )  # fmt: skip
    for slot, value in (("perekrut", f"Pak Warga{number % 5000}"), ("kejadian", STORY)):
        key = new_id()
        sealed = vault.seal(value.encode(), place=f"tip_facts.value_sealed:{key}")
        yield (
            TipFact,
            {"id": key, "tip_id": tip, "slot": slot, "value_sealed": sealed, "origin": "said", "message_id": key,
             "at": at},
        )  # fmt: skip
    for kind, value in (("phone", f"+628120000{dice.randrange(9000):04}"), ("company", f"pt contoh {number % 20_000}")):
        yield TipIdentifier, {"id": new_id(), "tip_id": tip, "kind": kind, "blind": vault.blind(kind, value)}
    yield NameToken, {"tip_id": tip, "blind": vault.blind("name_word", f"warga{number % 5000}")}
    for agency in AGENCIES[: 2 + number % 2]:
        held = agency == AGENCIES[0] and dice.random() < 0.05
        yield (
            Referral,
            {
                "id": new_id(), "tip_id": tip, "agency": agency, "queue": agency, "state": "sent" if live else "done",
                "lead": agency == AGENCIES[0], "sent_at": at, "live": live, "rank": score + emergency * EMERGENCY,
                "leaves_by": (now + timedelta(days=dice.randrange(-30, 60))).date(), "asks": held,
                "holder": dice.choice((ids["petugas"], ids["rekan"])) if held else None,
                "opened_at": at if held else None, "replied_at": at if held else None,
                "ended_at": None if live else now,
                "read_due": at + timedelta(hours=8), "reply_due": at + timedelta(days=3),
                "close_due": at + timedelta(days=30),
                "due_at": at + timedelta(days=30 if held else 1) if live else None,
            },
        )  # fmt: skip
    yield (
        AuditEntry,
        {"at": at, "actor": "citizen", "agency": None, "act": "tip.sent", "subject": f"tip:{tip}", "details": {}},
    )


def _talk(runtime: Runtime, tip: str, talk: str, at: datetime) -> Iterator[tuple[type[Base], dict[str, Any]]]:
    """The conversation that a tenth of the tips still have."""
    yield Conversation, {"id": talk, "channel": "telegram", "account": "bot", "external_blind": talk, "created_at": at}
    key = new_id()
    text_sealed = runtime.vault.seal(STORY.encode(), place=f"messages.text_sealed:{key}")
    yield (
        Message,
        {"id": key, "conversation_id": talk, "author": "citizen", "position": 1, "kind": "text", "tip_id": tip,
         "at": at, "text_sealed": text_sealed},
    )  # fmt: skip


def _case(number: int) -> str:
    digits = ""
    for _ in range(5):
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return f"LA-{digits}"


@cache
def _villages() -> tuple[str, ...]:
    return tuple(place.code for places in places_by_key().values() for place in places if len(place.code) > 8)


if __name__ == "__main__":
    main()
