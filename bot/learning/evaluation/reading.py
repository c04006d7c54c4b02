"""Evaluation files: unquoted TSV with a header; a line break in a text is a literal backslash-n."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadInput
from bot.settings import ROOT

NOT_OURS = "di_luar_topik"
ACTS_GROUP = "aksi"
UNKNOWN = "tidak disebut"
"""Language or difficulty of a row that does not say."""


@dataclass(frozen=True)
class Sentence:
    """One row for understanding: `keys` are the labels that serve, the wanted one first."""

    id: str
    text: str
    keys: tuple[str, ...]
    lang: str
    difficulty: str


@dataclass(frozen=True)
class Plea:
    """One row for danger; `tier` is what it should raise: "A", "B" or ""."""

    id: str
    text: str
    key: str
    tier: str


@dataclass(frozen=True)
class Naming:
    """One row for entities: (kind, words, norm) of everything the text names."""

    id: str
    text: str
    named: tuple[tuple[str, str, str], ...]


def read_sentences(file: Path) -> list[Sentence]:
    """Rows of `id, key, text, lang, difficulty, alt_keys`. Raises BadInput."""
    return [
        Sentence(
            row["id"],
            row["text"],
            (row["key"].strip(), *re.findall(r"\w+", row.get("alt_keys", ""))),
            row.get("lang", "").strip() or UNKNOWN,
            row.get("difficulty", "").strip() or UNKNOWN,
        )
        for row in _rows(file, {"key", "text"})
    ]


def read_pleas(file: Path) -> list[Plea]:
    """Rows of `id, text, key`; the key is A or darurat, B, or anything else for no danger now. Raises BadInput."""
    tiers = {"a": "A", "darurat": "A", "b": "B"}
    return [
        Plea(row["id"], row["text"], row["key"], tiers.get(row["key"].strip().lower(), ""))
        for row in _rows(file, {"text", "key"})
    ]


def read_namings(file: Path) -> list[Naming]:
    """Rows of `id, text, entities`, the last a JSON list of {entity, value, norm}. Raises BadInput."""
    found = []
    for row in _rows(file, {"text", "entities"}):
        try:
            listed = json.loads(row["entities"] or "[]")
            named = tuple((one["entity"], str(one["value"]), str(one.get("norm", ""))) for one in listed)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput(f"{file.name}, {row['id']}: kolom entities bukan daftar JSON yang benar") from error
        found.append(Naming(row["id"], row["text"], named))
    return found


def groups() -> dict[str, str]:
    """Label -> group of the catalogue; acts are one group, what is not our business another."""
    catalogue: dict[str, Any] = yaml.safe_load((ROOT / "content" / "topics.yml").read_text(encoding="utf-8"))
    known = {topic["key"]: topic["group"] for topic in catalogue["topics"]}
    known |= {act["key"]: ACTS_GROUP for act in catalogue["acts"]}
    return known | {NOT_OURS: NOT_OURS}


def _rows(file: Path, wanted: set[str]) -> Iterator[dict[str, str]]:
    """Rows by column name. Lines end with LF or CRLF only; columns that nobody asked for are left alone."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} tidak bisa dibaca") from error
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    names = [name.strip().lower() for name in lines[0].split("\t")]
    if not wanted <= set(names):
        raise BadInput(f"{file.name}: baris pertama harus memuat kolom {', '.join(sorted(wanted))}")
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        fields = line.split("\t")
        if any(field.strip() for field in fields[len(names) :]):
            raise BadInput(f"{file.name}, baris {number}: {len(fields)} kolom, seharusnya {len(names)}")
        row = dict(zip(names, [*fields, *[""] * len(names)], strict=False))
        row["text"] = row["text"].replace("\\n", "\n")
        yield {"id": str(number)} | row
