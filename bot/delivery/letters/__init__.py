"""Letters we send by e-mail: one plain Indonesian template each, and the only values it may hold.

A letter tells that something waits, where, and since when. It never holds what a citizen wrote, a name, a number
or evidence (F68): each letter names its values here, and `compose` refuses any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import clock

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Letter:
    """A kind of letter. `values`: what its template may be given, nothing more."""

    name: str
    about: str
    values: frozenset[str]


LETTERS: tuple[Letter, ...] = (
    Letter("test", "Surat percobaan", frozenset({"name", "console"})),
    Letter(
        "incident_opened",
        "Gangguan baru",
        frozenset({"title", "part", "what", "todo", "since", "console"}),
    ),
    Letter("incident_closed", "Gangguan selesai", frozenset({"title", "part", "since", "until", "count", "console"})),
    Letter("invitation", "Undangan akun", frozenset({"name", "username", "roles", "link", "until"})),
    Letter("password_reset", "Kata sandi baru", frozenset({"name", "username", "link", "until"})),
    Letter("account_changed", "Perubahan akun", frozenset({"name", "change", "at", "console"})),
    Letter(
        "digest",
        "Ringkasan harian",
        frozenset(
            {
                "name",
                "agency",
                "day",
                "console",
                "mine_late",
                "mine_news",
                "mentions",
                "unread",
                "late",
                "emergencies",
            }
        ),
    ),
    Letter(
        "agency_notice",
        "Pemberitahuan rujukan",
        frozenset({"agency", "case_number", "kind", "urgency", "event", "link"}),
    ),
)
_BY_NAME = {letter.name: letter for letter in LETTERS}


def letter_named(name: str) -> Letter:
    """The letter of that name. Raises KeyError for one that does not exist: that is a mistake in our code."""
    return _BY_NAME[name]


def check_values(name: str, values: Mapping[str, Any]) -> None:
    """Raise ValueError unless exactly the letter's own values are given."""
    wanted = letter_named(name).values
    if set(values) != wanted:
        raise ValueError(f"letter {name}: wants {sorted(wanted)}, was given {sorted(values)}")


def compose(name: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text. The template's first line is the subject."""
    check_values(name, values)
    written = _templates().get_template(f"{name}.txt").render(values)
    subject, _, text = written.partition("\n")
    return " ".join(subject.split()), text.strip() + "\n"


def _templates() -> Environment:
    # Plain text, not HTML: nothing to escape, and a missing value is an error instead of a gap.
    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=False,  # noqa: S701 - plain text
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    made.filters["when"] = clock.in_words
    return made
