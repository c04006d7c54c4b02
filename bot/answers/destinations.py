"""One answer per country, put together from content/destinations.yml; for other countries the truth: not known.

The long form is made of labelled paragraphs ("Gaji: …"), so that a question about one of them can be answered
with it alone (`focus`), in the wording that editors have published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from bot.answers import published
from bot.errors import Misconfigured
from nlu.language.countries import country_of

GROUP = "negara"
WAGE, FEE, HELP = "Gaji", "Biaya", "Bantuan di sana"
"""Labels of the paragraphs that can be asked for alone."""
UNKNOWN, MIDDLE_EAST = "negara_belum_diketahui", "negara_timur_tengah"
"""What is said of a country that is not listed; of some it is known that domestic work was stopped in 2015."""
STOPPED_2015 = ("KW", "QA", "BH", "OM", "JO")
"""Named in the fact moratorium-timteng-2015 and not listed on their own."""

_PREFIX = "negara_"
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_MISSIONS_IN_SHORT = 1


@dataclass(frozen=True)
class Name:
    """An answer's name and the values it needs."""

    answer: str
    params: Mapping[str, str]


def answer_key(code: str) -> str:
    """The name of a country's answer: `negara_tw`."""
    return _PREFIX + code.lower()


def code_of(key: str) -> str | None:
    """The country of an answer's name, or None when it is no country's."""
    code = key.removeprefix(_PREFIX).upper()
    return code if key.startswith(_PREFIX) and len(code) == 2 else None


async def find(session: AsyncSession, code: str) -> Name:
    """What to say of a country (ISO 3166-1 alpha-2): its answer, switched off or not, or that it is not known."""
    key = answer_key(code)
    if await published.find(session, key) is not None or await published.is_withdrawn(session, key):
        return Name(key, {})
    country = country_of(code)
    return Name(MIDDLE_EAST if code in STOPPED_2015 else UNKNOWN, {"negara": country.name if country else code})


def read_destinations(content_dir: Path) -> Iterator[dict[str, Any]]:
    """Every listed country's answer, in the shape of an answer file. Raises Misconfigured."""
    book = _read(content_dir / "destinations.yml")
    contacts = {entry["id"]: entry for entry in _read(content_dir / "contacts.yml")["contacts"]}
    for country in book["destinations"]:
        try:
            yield _answer(country, book, contacts)
        except KeyError as missing:
            raise Misconfigured(f"Negara {country.get('code')} di destinations.yml tidak lengkap: {missing}") from None


def _answer(country: Mapping[str, Any], book: Mapping[str, Any], contacts: Mapping[str, Any]) -> dict[str, Any]:
    shared, closed = book["shared"], country["status"] == "closed"
    missions = [_Mission(contacts[one["contact"]], one["kind"]) for one in country["missions"]]
    usual = shared["next_step_closed"] if closed else shared["next_step"]
    return {
        "key": answer_key(country["code"]),
        "kind": "topic",
        "group": GROUP,
        "title": {"id": f"Kerja di {country['name']}"},
        "short": {"id": _short(country, shared, missions)},
        "long": {"id": _long(country, shared, missions)},
        "next_step": {"id": country.get("next_step") or usual},
        "buttons": [
            {"title": {"id": "Cek tawaran"}, "payload": "/cek_tawaran"},
            {"title": {"id": "Lapor"}, "payload": "/lapor"},
        ],
        "related": list(country["topics"]),
        "facts": [*country["facts"], *shared["facts"]],
        "sources": list(country["sources"]),
        "owner": book["owner"],
        "checked_on": book["checked_on"],
        "review_by": book["review_by"],
    }


@dataclass(frozen=True)
class _Mission:
    """Whom to call in a country: a contact and what kind of number it is."""

    contact: Mapping[str, Any]
    kind: str

    def line(self) -> str:
        """The contact on one line; one that nobody has confirmed twice says that it may change."""
        numbers = " atau ".join(self.contact["numbers"])
        reminder = "; bisa berubah" if self.contact["confidence"] == "medium" else ""
        name = self.contact["name"]
        return f"{name} ({self.kind}){'' if numbers in name else f' {numbers}'}{reminder}."


def _short(country: Mapping[str, Any], shared: Mapping[str, str], missions: Sequence[_Mission]) -> str:
    whose = "statistik dan berita" if country.get("inferred") else "sumber"
    lines = [f"Kerja di {country['name']}: {country['says']}, menurut {whose} {spoken_date(country['as_of'])}."]
    if country["ways"]:
        first, *others = country["ways"]
        lines.append(" ".join([f"Jalurnya: {first}.", *(f"{way[0].upper()}{way[1:]}." for way in others)]))
    lines.append("Hati-hati:")
    lines += [f"• {warning}" for warning in country["warnings"]]
    lines += [f"{HELP}: {mission.line()}" for mission in missions[:_MISSIONS_IN_SHORT]]
    lines.append(shared["sure"])
    return "\n".join(lines)


def _long(country: Mapping[str, Any], shared: Mapping[str, str], missions: Sequence[_Mission]) -> str:
    lines = [f"Lebih jauh tentang kerja di {country['name']}."]
    if country["status"] != "closed":
        lines.append(f"Jenis kerja: {', '.join(country['jobs']) or 'belum kami ketahui'}.")
        lines.append(f"{WAGE}: {country['wage'] or shared['no_wage']}")
        lines.append(f"{FEE}: {' '.join(filter(None, [_fee(country, shared), country.get('fee')]))}")
    lines += country.get("notes") or []
    lines += [shared["inferred"]] if country.get("inferred") else []
    lines.append(f"{HELP}:")
    lines += [f"• {mission.line()}" for mission in missions]
    lines.append(f"• {shared['abroad']}")
    return "\n".join(lines)


def _fee(country: Mapping[str, Any], shared: Mapping[str, str]) -> str:
    return shared["fee"].replace("{name}", country["name"])


def spoken_date(as_of: str) -> str:
    """`2025-09-30` as "30 September 2025", `2025-12` as "Desember 2025", `2026` as "tahun 2026"."""
    year, *rest = as_of.split("-")
    if not rest:
        return f"tahun {year}"
    month = _MONTHS[int(rest[0]) - 1]
    return " ".join([str(int(rest[1])), month, year] if len(rest) > 1 else [month, year])


def _read(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise Misconfigured(f"Berkas konten {path.name} tidak terbaca: {error}") from error
