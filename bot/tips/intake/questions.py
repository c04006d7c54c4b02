"""The questions of a report as data: their order, what asks each, what a child's case leaves out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One question. `free`: answered in one's own words, so a story is never taken for a question.

    `detail`: left out when a child is concerned (no detailed questioning). `always`: asked once per report even
    when something in passing would answer it.
    """

    slot: str
    asks: str
    free: bool = False
    detail: bool = False
    always: bool = False


QUESTIONS: tuple[Question, ...] = (
    Question("aman", "lapor_aman"),
    Question("kapan", "lapor_kapan"),
    Question("tempat", "lapor_tempat"),
    Question("perekrut", "lapor_perekrut", free=True),
    Question("kejadian", "lapor_kejadian", free=True, detail=True),
    Question("bukti", "lapor_bukti", free=True, detail=True),
    Question("penerima", "lapor_penerima", always=True),
    Question("balasan", "lapor_balasan", always=True),
    Question("kirim", "lapor_baca_ulang", always=True),
)
SLOTS = tuple(question.slot for question in QUESTIONS)
TELLING = ("kapan", "tempat", "perekrut", "kejadian", "bukti")
"""Questions whose answers are the report itself."""
DECIDING = ("penerima", "balasan", "kirim")
"""Questions about sending; "kirim sekarang" leads straight to them."""

_BY_SLOT = {question.slot: question for question in QUESTIONS}


def question(slot: str) -> Question:
    """The question of this slot."""
    return _BY_SLOT[slot]


def next_slot(done: Collection[str], *, child: bool = False) -> str:
    """The first question that still needs asking; the last one, `kirim`, is never done."""
    for one in QUESTIONS:
        if one.slot not in done and not (child and one.detail):
            return one.slot
    return "kirim"


def slot_before(slot: str, done: Collection[str]) -> str | None:
    """The question before this one that was answered or skipped; None when there is none."""
    earlier = [one for one in SLOTS[: SLOTS.index(slot)] if one in done]
    return earlier[-1] if earlier else None
