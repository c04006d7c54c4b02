"""The register of places: every desa, kelurahan, kecamatan, kabupaten and kota of Banten with its official code."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "banten_villages.csv"
_OTHER_NAMES = {"tangsel": "36.74"}


@dataclass(frozen=True)
class Place:
    """A place with its official code. `kind`: desa, kelurahan, kecamatan, kabupaten or kota."""

    code: str
    name: str
    kind: str
    kecamatan: str
    kabkota: str


def place_by_code(code: str) -> Place | None:
    """The place with this official code, or None."""
    return _by_code().get(code)


def place_label(place: Place) -> str:
    """How a citizen reads the place: "Desa Contoh, Kec. X, Kab. Y"."""
    kabkota = place.kabkota.replace("Kabupaten ", "Kab. ")
    if place.kind in ("kabupaten", "kota"):
        return place.name
    if place.kind == "kecamatan":
        return f"Kec. {place.name}, {kabkota}"
    return f"{place.kind.capitalize()} {place.name}, Kec. {place.kecamatan}, {kabkota}"


def name_key(name: str) -> str:
    """A name as it is compared: lower case, letters only."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def place_key(place: Place) -> str:
    """The compared name of a place; a regency or city is named without "Kabupaten" or "Kota"."""
    return name_key(place.name.split(" ", 1)[1] if place.kind in ("kabupaten", "kota") else place.name)


@cache
def places_by_key() -> dict[str, tuple[Place, ...]]:
    """Every place under its compared name; homonyms together, villages first."""
    found: dict[str, list[Place]] = {}
    for place in _by_code().values():
        found.setdefault(place_key(place), []).append(place)
    for name, code in _OTHER_NAMES.items():
        found.setdefault(name, []).append(_by_code()[code])
    return {key: tuple(sorted(places, key=lambda place: -len(place.code))) for key, places in found.items()}


@cache
def _by_code() -> dict[str, Place]:
    places: dict[str, Place] = {}
    with _DATA.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            kabkota = row["kabkota"]
            kind = "kota" if kabkota.startswith("Kota ") else "kabupaten"
            places[row["kode"]] = Place(row["kode"], row["nama"], row["jenis"], row["kecamatan"], kabkota)
            district = row["kode_kecamatan"]
            places[district] = Place(district, row["kecamatan"], "kecamatan", row["kecamatan"], kabkota)
            places[row["kode_kabkota"]] = Place(row["kode_kabkota"], kabkota, kind, "", kabkota)
    return places
