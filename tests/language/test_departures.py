"""Departures: when somebody leaves, counted from now in Jakarta."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.language.departures import BUCKETS, Departure, find_departure

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)  # Saturday, 10:00 in Jakarta


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("besok subuh", Departure("besok", date(2026, 11, 22), 4)),
        ("lusa", Departure("3_hari", date(2026, 11, 23), None)),
        ("nanti malam", Departure("hari_ini", date(2026, 11, 21), 20)),
        ("peuting ieu", Departure("hari_ini", date(2026, 11, 21), 20)),
        ("minggu depan", Departure("bulan_ini", None, None)),
        ("minggu ini", Departure("minggu_ini", None, None)),
        ("tgl 5", Departure("bulan_ini", date(2026, 12, 5), None)),
        ("habis lebaran", Departure("belum_tahu", None, None)),
        ("udah berangkat", Departure("sudah_berangkat", None, None)),
        ("geus indit", Departure("sudah_berangkat", None, None)),
        ("isukan", Departure("besok", date(2026, 11, 22), None)),
        ("sesuk", Departure("besok", date(2026, 11, 22), None)),
        ("3 hari lagi", Departure("3_hari", date(2026, 11, 24), None)),
        ("dua minggu lagi", Departure("bulan_ini", date(2026, 12, 5), None)),
        ("senin jam 8 malam", Departure("3_hari", date(2026, 11, 23), 20)),
        ("jam 7 malam", Departure("hari_ini", date(2026, 11, 21), 19)),
        ("ga tau kapan", Departure("belum_tahu", None, None)),
        ("durung ngerti", Departure("belum_tahu", None, None)),
    ],
)
def test_an_answer_to_when_is_understood(text: str, expected: Departure) -> None:
    assert find_departure(text, now=NOW, asked=True) == expected


def test_unasked_a_word_of_leaving_must_stand_near() -> None:
    assert find_departure("besok saya dijemput jam 3 subuh", now=NOW) == Departure("besok", date(2026, 11, 22), 3)
    assert find_departure("besok kantor buka ga", now=NOW) is None


def test_today_is_jakartas_today() -> None:
    late = datetime(2026, 11, 21, 18, tzinfo=UTC)  # already the 22nd in Jakarta
    found = find_departure("besok", now=late, asked=True)
    assert found is not None
    assert found.at == date(2026, 11, 23)


@pytest.mark.parametrize("text", ["tgl 31 februari", "tgl 99", "tgl 0", "30/13", "999 tahun lagi"])
def test_days_that_do_not_exist_are_no_days(text: str) -> None:
    found = find_departure(text, now=NOW, asked=True)
    assert found is None or found.at is None


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=80),
        st.from_regex(r"(tgl )?[0-9]{1,3}[ /-]([0-9]{1,3}|mei|feb)( hari lagi| jam [0-9]{1,3})?", fullmatch=True),
    )
)
def test_any_text_has_an_answer(text: str) -> None:
    found = find_departure(text, now=NOW, asked=True)
    assert found is None or found.bucket in BUCKETS
    assert found is None or found.hour is None or 0 <= found.hour <= 23
