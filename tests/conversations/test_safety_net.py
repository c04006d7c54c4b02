"""The safety net: which emergency answers a message calls for, and when the full block may come again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.safety_net import Alarm, watch

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
REPEAT = timedelta(minutes=10)


def hear(text: str, last: datetime | None = None) -> Alarm | None:
    return watch(text, last_full_block_at=last, now=NOW, repeat_after=REPEAT)


def test_a_threatened_person_is_shown_the_numbers() -> None:
    alarm = hear("saya disekap di rumah majikan")
    assert alarm is not None
    assert alarm.tier == "A"
    assert "confinement" in alarm.kinds
    assert alarm.answer_names == ("darurat_nomor",)


def test_for_a_child_the_child_line_stands_first() -> None:
    alarm = hear("anak umur 14 tahun dibawa calo malam ini")
    assert alarm is not None
    assert alarm.child
    assert alarm.answer_names == ("darurat_nomor_anak",)


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(minutes=9, seconds=59)])
def test_soon_after_a_full_block_the_short_one_comes(ago: timedelta) -> None:
    alarm = hear("saya disekap di rumah majikan", NOW - ago)
    assert alarm is not None
    assert alarm.answer_names == ("darurat_singkat",)


def test_ten_minutes_later_the_full_block_comes_again() -> None:
    alarm = hear("saya disekap di rumah majikan", NOW - REPEAT)
    assert alarm is not None
    assert alarm.answer_names == ("darurat_nomor",)


def test_an_unclear_worry_is_asked_about() -> None:
    alarm = hear("paspor disita majikan")
    assert alarm is not None
    assert alarm.tier == "B"
    assert alarm.answer_names == ("darurat_tanya",)


@pytest.mark.parametrize(
    "text", ["syarat ke jepang apa saja", "kalau majikan mukul harus gimana", "saya tidak dipukul", ""]
)
def test_ordinary_talk_raises_no_alarm(text: str) -> None:
    assert hear(text) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    alarm = hear(text)
    assert alarm is None or alarm.answer_names
