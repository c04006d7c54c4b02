"""From the editing form to a wording and back: languages, sources, dates; nothing typed is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answers.editing import Wording
from bot.answers.models import Revision
from bot.console.forms import Form
from bot.errors import BadInput

LANGUAGES = ("id", "su", "jv", "bew")
PARTS = ("title", "short", "long", "next_step")
RELATED_MOST = 3


@dataclass(frozen=True)
class Typed:
    """What the form shows: texts by part and language, picks, dates as typed."""

    texts: Mapping[str, Mapping[str, str]]
    sources: list[str]
    related: list[str]
    checked_on: str
    review_by: str
    regional_checked: bool
    tab: str = "id"


def from_revision(revision: Revision) -> Typed:
    """The form of what is stored."""
    content = revision.content
    return Typed(
        texts={part: dict(content.get(part) or {}) for part in PARTS},
        sources=list(revision.sources),
        related=list(content.get("related") or []),
        checked_on=revision.checked_on.isoformat(),
        review_by=revision.review_by.isoformat(),
        regional_checked=bool(content.get("regional_checked")),
    )


def from_form(form: Form) -> Typed:
    """The form of what was typed, right or wrong."""
    tab = form.text("_bahasa", "id")
    return Typed(
        texts={part: {code: form.text(f"{part}.{code}") for code in LANGUAGES} for part in PARTS},
        sources=list(dict.fromkeys(form.several("sumber"))),
        related=list(dict.fromkeys(form.several("terkait"))),
        checked_on=form.text("dicek"),
        review_by=form.text("tinjau"),
        regional_checked=form.text("diperiksa_penutur") == "ya",
        tab=tab if tab in LANGUAGES else "id",
    )


def content_of(typed: Typed) -> dict[str, Any]:
    """The content to store; a language without words is left out."""
    content: dict[str, Any] = {part: {code: text for code, text in typed.texts[part].items() if text} for part in PARTS}
    content["related"] = typed.related
    content["regional_checked"] = typed.regional_checked
    return content


def to_wording(typed: Typed) -> Wording:
    """What `editing` keeps. Raises BadInput when a date is missing or the wrong way round."""
    checked_on, review_by = _date(typed.checked_on, "Tanggal dicek"), _date(typed.review_by, "Tinjau lagi")
    if review_by <= checked_on:
        raise BadInput("Tanggal tinjau lagi harus sesudah tanggal dicek.")
    if len(typed.related) > RELATED_MOST:
        raise BadInput(f"Pilih paling banyak {RELATED_MOST} topik terkait.")
    return Wording(content_of(typed), typed.sources, checked_on, review_by)


def _date(typed: str, label: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadInput(f"{label}: isi tanggal yang benar.") from None
