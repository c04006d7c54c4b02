"""Office hours are said truthfully: open until, closed until, or not confirmed."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.agencies.duty import Opening, opening, opens_in_words, week_in_words
from bot.clock import JAKARTA

WEEK = {
    **{day: ["08:00", "16:00"] for day in ("mon", "tue", "wed", "thu")},
    "fri": ["08:00", "15:00"],
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=JAKARTA)


@pytest.mark.parametrize("hours", [None, {}, {"mon": []}, {"mon": ["16:00", "08:00"]}])
def test_hours_that_nobody_confirmed_are_not_guessed(hours: dict[str, list[str]] | None) -> None:
    assert opening(hours, at(23, 10)) == Opening(confirmed=False)


@pytest.mark.parametrize(
    ("moment", "is_open", "words"),
    [
        (at(23, 8), True, "sekarang (sampai 16.00)"),
        (at(23, 15, 59), True, "sekarang (sampai 16.00)"),
        (at(23, 16), False, "besok 08.00"),
        (at(23, 5), False, "hari ini 08.00"),
        (at(27, 15, 30), False, "Senin 08.00"),
        (at(29, 12), False, "besok 08.00"),
    ],
)
def test_an_office_says_until_when_it_is_open_or_when_it_opens(moment: datetime, is_open: bool, words: str) -> None:
    state = opening(WEEK, moment)
    assert (state.confirmed, state.open) == (True, is_open)
    assert opens_in_words(state, moment) == words


def test_days_with_the_same_hours_are_said_together() -> None:
    assert week_in_words(WEEK) == "Senin–Kamis 08.00–16.00, Jumat 08.00–15.00"
    assert week_in_words({"sat": ["09:00", "12:00"]}) == "Sabtu 09.00–12.00"


def test_a_week_open_on_one_day_only_opens_again_on_that_day() -> None:
    assert opens_in_words(opening({"mon": ["08:00", "10:00"]}, at(23, 11)), at(23, 11)) == "Senin 08.00"
