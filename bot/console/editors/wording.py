"""From the editing form to a wording and back: languages, buttons, files, picks, dates; nothing typed is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.answers.buttons import MOST as BUTTONS_MOST
from bot.answers.editing import Wording
from bot.answers.models import Revision
from bot.console.forms import Form
from bot.errors import BadInput

LANGUAGES = ("id", "su", "jv", "bew")
PARTS = ("title", "short", "long", "next_step")
RELATED_MOST = 3

Texts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class TypedButton:
    """A button as typed: where it leads, and its title by language."""

    payload: str
    titles: Mapping[str, str]


@dataclass(frozen=True)
class NewSource:
    """A source that is not in the list yet."""

    title: str = ""
    publisher: str = ""
    url: str = ""
    seen_on: str = ""

    @property
    def is_typed(self) -> bool:
        return bool(self.title or self.publisher or self.url)


@dataclass(frozen=True)
class Typed:
    """What the form shows: texts by part and language, buttons, files, picks, dates as typed."""

    texts: Texts
    buttons: list[TypedButton]
    media: Mapping[str, Mapping[str, str]]
    """By language: id of the stored file and the words for it."""
    sources: list[str]
    facts: list[str]
    related: list[str]
    checked_on: str
    review_by: str
    tab: str = "id"
    new_source: NewSource = field(default_factory=NewSource)


def from_revision(revision: Revision) -> Typed:
    """The form of what is stored."""
    content = revision.content
    return Typed(
        texts={part: dict(content.get(part) or {}) for part in PARTS},
        buttons=[TypedButton(one["payload"], dict(one["title"])) for one in content.get("buttons") or []],
        media={code: {"file": one["file"], "alt": one["alt"]} for code, one in (content.get("media") or {}).items()},
        sources=list(revision.sources),
        facts=list(content.get("facts") or []),
        related=list(content.get("related") or []),
        checked_on=revision.checked_on.isoformat(),
        review_by=revision.review_by.isoformat(),
    )


def from_form(form: Form) -> Typed:
    """The form of what was typed, right or wrong."""
    tab = form.text("_bahasa", "id")
    return Typed(
        texts={part: {code: form.text(f"{part}.{code}") for code in LANGUAGES} for part in PARTS},
        buttons=_buttons(form),
        media={
            code: {"file": form.text(f"berkas_lama.{code}"), "alt": form.text(f"keterangan.{code}")}
            for code in LANGUAGES
            if form.text(f"berkas_lama.{code}") and form.text(f"buang_berkas.{code}") != "ya"
        },
        sources=list(dict.fromkeys(form.several("sumber"))),
        facts=list(dict.fromkeys(form.several("fakta"))),
        related=list(dict.fromkeys(form.several("terkait"))),
        checked_on=form.text("dicek"),
        review_by=form.text("tinjau"),
        tab=tab if tab in LANGUAGES else "id",
        new_source=NewSource(
            form.text("sumber_baru.judul"), form.text("sumber_baru.penerbit"), form.text("sumber_baru.alamat"),
            form.text("sumber_baru.dicek"),
        ),
    )  # fmt: skip


def with_file(typed: Typed, language: str, file_id: str, alt: str) -> Typed:
    """The same with a file just uploaded."""
    return replace(typed, media={**typed.media, language: {"file": file_id, "alt": alt}})


def with_source(typed: Typed, source_id: str) -> Typed:
    """The same with a source just added, picked."""
    return replace(typed, sources=[*typed.sources, source_id], new_source=NewSource())


def content_of(typed: Typed, media: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The content to store; a language without words is left out. `media`: what is known of the files."""
    content: dict[str, Any] = {part: {code: text for code, text in typed.texts[part].items() if text} for part in PARTS}
    content["buttons"] = [
        {"title": {code: text for code, text in one.titles.items() if text}, "payload": one.payload}
        for one in typed.buttons
    ]
    content["media"] = dict(media)
    content["facts"] = typed.facts
    content["related"] = typed.related
    return content


def to_wording(typed: Typed, media: Mapping[str, Mapping[str, Any]]) -> Wording:
    """What `editing` keeps. Raises BadInput when a date is missing or the wrong way round, or a pick is missing."""
    checked_on, review_by = _date(typed.checked_on, "Tanggal dicek"), _date(typed.review_by, "Tinjau lagi")
    if review_by <= checked_on:
        raise BadInput("Tanggal tinjau lagi harus sesudah tanggal dicek.")
    if len(typed.related) > RELATED_MOST:
        raise BadInput(f"Pilih paling banyak {RELATED_MOST} topik terkait.")
    nowhere = next((one for one in typed.buttons if not one.payload), None)
    if nowhere is not None:
        raise BadInput(
            f"Tombol “{next(filter(None, nowhere.titles.values()), '')}” belum punya tujuan. Pilih tujuannya."
        )
    return Wording(content_of(typed, media), typed.sources, checked_on, review_by)


def _buttons(form: Form) -> list[TypedButton]:
    """Rows with a way on or a title; an empty row is no button."""
    rows = [
        TypedButton(
            form.text(f"tombol.{number}.tujuan"), {code: form.text(f"tombol.{number}.{code}") for code in LANGUAGES}
        )
        for number in range(max(BUTTONS_MOST, _rows(form)))
    ]
    return [row for row in rows if row.payload or any(row.titles.values())]


def _rows(form: Form) -> int:
    return sum(key.startswith("tombol.") and key.endswith(".tujuan") for key, _ in form.pairs)


def _date(typed: str, label: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadInput(f"{label}: isi tanggal yang benar.") from None
