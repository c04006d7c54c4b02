"""The score is a sum of named rules, and every point has a reason that an officer can check."""

from __future__ import annotations

from datetime import date

import pytest

from bot.tips.rules.risk import Known, assess, departs_soon

TODAY = date(2026, 11, 24)


def known(*flags: str, departs: str | None = None, on: date | None = None) -> Known:
    return Known(frozenset(flags), departs, on, TODAY)


@pytest.mark.parametrize(
    ("case", "score", "rules"),
    [
        (known(), 0, []),
        (known("uang", "diancam"), 0, []),
        (known("confined"), 50, ["confined"]),
        (known("child"), 40, ["child"]),
        (known(departs="besok"), 40, ["departs_72h"]),
        (known("confined", "child"), 90, ["confined", "child"]),
        (known("confined", "child", departs="hari_ini"), 100, ["confined", "departs_72h", "child"]),
    ],
)
def test_a_score_is_the_sum_of_the_rules_that_hold(case: Known, score: int, rules: list[str]) -> None:
    result, reasons = assess(case)
    assert result == score
    assert [reason.rule for reason in reasons] == rules
    assert all(reason.points > 0 and len(reason.reason) > 15 for reason in reasons)


@pytest.mark.parametrize(
    ("bucket", "on", "soon"),
    [
        ("hari_ini", None, True),
        ("besok", None, True),
        ("3_hari", None, True),
        ("minggu_ini", None, False),
        ("bulan_ini", None, False),
        ("belum_tahu", None, False),
        (None, None, False),
        ("besok", date(2026, 11, 25), True),
        ("minggu_ini", date(2026, 11, 27), True),
        ("minggu_ini", date(2026, 11, 28), False),
        ("besok", date(2026, 11, 20), False),
        ("sudah_berangkat", date(2026, 11, 24), False),
    ],
)
def test_a_date_that_was_said_beats_the_bucket_which_ages(bucket: str | None, on: date | None, soon: bool) -> None:
    assert departs_soon(bucket, on, TODAY) is soon
