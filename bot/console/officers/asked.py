"""Where an officer is in the inbox, as the address says: folder, search, filters. Forgiving what does not exist."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.console.officers.folder_words import FIRST, FOLDERS
from bot.console.visit import Visit
from bot.console.words import KINDS
from bot.tips.casework.folders import Filters
from nlu.language.gazetteer import Place, name_key, place_by_code, place_label, places_by_key

_CODE = re.compile(r"36(\.\d{2}){1,2}(\.\d{4})?")
_PLACES_OFFERED = 6
FIELDS = ("folder", "cari", "jenis", "wilayah", "petugas")
"""The parameters of the address that make the place in the list."""


@dataclass(frozen=True)
class Asked:
    """The place in the list."""

    folder: str
    text: str
    kind: str
    place: str
    holder: str
    code: str | None
    others: Sequence[Place]

    @property
    def told(self) -> dict[str, str]:
        """The same as parameters of an address."""
        values = (self.folder, self.text, self.kind, self.place, self.holder)
        return {key: value for key, value in zip(FIELDS, values, strict=True) if value}

    @property
    def query(self) -> str:
        """The same place in the list, as an address."""
        return urlencode(self.told)

    @property
    def filters(self) -> Filters:
        """What the use case narrows by; an unknown place finds nothing."""
        return Filters(self.kind or None, self.code or ("-" if self.place else None), self.text, self.holder or None)

    @property
    def narrowed(self) -> bool:
        """Whether more than the folder was asked for."""
        return bool(self.text or self.kind or self.place or self.holder)


def read_asked(visit: Visit) -> Asked:
    """Folder and filters from the address."""
    folder, kind = visit.query("folder", FIRST), visit.query("jenis")
    place = visit.query("wilayah").strip()
    code, others = _place(place)
    return Asked(
        folder=folder if folder in FOLDERS else FIRST,
        text=visit.query("cari").strip(),
        kind=kind if kind in KINDS else "",
        place=place,
        holder=visit.query("petugas")[:32],
        code=code,
        others=others,
    )


def village_words(code: str | None) -> str:
    """A place's name for people; empty when it is not known."""
    place = place_by_code(code) if code else None
    return place_label(place) if place else ""


def _place(typed: str) -> tuple[str | None, Sequence[Place]]:
    """The code meant by a name or code, the widest area first, and other places of that name."""
    if not typed:
        return None, ()
    if _CODE.fullmatch(typed):
        return typed, ()
    found = sorted(places_by_key().get(name_key(typed), ()), key=lambda place: len(place.code))
    if not found:
        return None, ()
    return found[0].code, found[1 : _PLACES_OFFERED + 1]
