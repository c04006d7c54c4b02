"""An upgrade with tips in the tables: queues hold and order them as before, and their clocks start by themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from bot import migrations
from bot.crypto import Keys
from bot.runtime import open_runtime
from bot.settings import Settings
from bot.staff.permissions import Viewer
from bot.tips import deadlines
from bot.tips.casework import folders
from bot.tips.casework.folders import Filters

OFFICER = Viewer("s-1", "Petugas Contoh", "polda_banten", frozenset({"officer"}))
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TIPS = (
    ("LA-00001", "sent", False, 90, "2026-11-21", "sent"),
    ("LA-00002", "sent", True, 0, None, "accepted"),
    ("LA-00003", "withdrawn", False, 50, None, "sent"),
    ("LA-00004", "closed", False, 50, None, "done"),
)


async def test_referrals_keep_their_place_through_an_upgrade(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    runtime = open_runtime(settings, keys=Keys.fresh())
    await migrations.upgrade(runtime.db, "0003")
    tips = sa.table(
        "tips",
        *(sa.column(name) for name in ("id", "case_number", "channel", "status", "kind", "departs", "score")),
        sa.column("emergency", sa.Boolean), sa.column("departs_on", sa.Date), sa.column("flags", sa.JSON),
        sa.column("excluded", sa.JSON), sa.column("reasons", sa.JSON),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("created_at", "changed_at", "sent_at")),
    )  # fmt: skip
    referrals = sa.table(
        "referrals",
        *(sa.column(name) for name in ("id", "tip_id", "agency", "queue", "state")),
        sa.column("lead", sa.Boolean), sa.column("sent_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    async with runtime.db.engine.begin() as connection:
        for case, status, emergency, score, on, state in TIPS:
            leaving = datetime.fromisoformat(on).date() if on else None
            await connection.execute(
                tips.insert().values(
                    id=case, case_number=case, channel="webchat", status=status, kind="tppo", departs="bulan_ini",
                    score=score, emergency=emergency, departs_on=leaving, flags=[], excluded=[], reasons=[],
                    created_at=AT, changed_at=AT, sent_at=AT,
                )
            )  # fmt: skip
            await connection.execute(
                referrals.insert().values(
                    id=case, tip_id=case, agency="polda_banten", queue="x", state=state, lead=True, sent_at=AT
                )
            )
    await migrations.upgrade(runtime.db)
    async with runtime.db.write() as session:
        rows = await folders.listed(session, OFFICER, "semua", Filters(), now=AT, most=9)
        assert [(row.case_number, row.live) for row in rows] == [
            ("LA-00002", True), ("LA-00001", True), ("LA-00003", False), ("LA-00004", False),
        ]  # fmt: skip
        counted = await folders.counts(session, OFFICER, now=AT)
        assert (counted["berangkat_72_jam"], counted["darurat"], counted["selesai"]) == (1, 1, 2)
        assert await deadlines.reckon(session, now=AT) == 2
        assert all(row.due_at for row in await folders.listed(session, OFFICER, "darurat", Filters(), now=AT, most=9))
    await runtime.close()
