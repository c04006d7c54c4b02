"""What a tapped button carries, checked by its grammar: a stranger can send anything in a button's name.

/intent  or  /tanya{"topic":"opp"}    goes to Rasa as it is
#slot=value                           stays in our database, Rasa hears `/pilih`
!name:argument:…                      is the gateway's own, Rasa never hears it
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Literal

from nlu.language.controls import without_yes

ACTS = (
    "lapor", "cek_tawaran", "status_laporan", "tambah_info", "cabut_laporan", "darurat", "bicara_petugas",
    "hapus_data", "ganti_bahasa", "ikut_belajar", "berlangganan", "menu", "salam", "pamit", "terima_kasih",
    "setuju", "menolak", "batal", "tidak_tahu", "makian", "di_luar_topik",
)  # fmt: skip
TAPPED = "/pilih"
"""What Rasa hears instead of a choice inside the report form, or of a file without words."""
MENU = "/menu"

_INTENT = re.compile(r"/([a-z_]{2,40})(\{.{1,200}\})?")
_TOPIC = re.compile(r"[a-z0-9_]{2,60}")
_FORM = re.compile(r"#([a-z_]{2,20})=([\w.:-]{1,80})", re.ASCII)
_GATEWAY = re.compile(r"!([a-z_]{2,20})((?::[\w.-]{1,80}){0,4})", re.ASCII)

# What people type with a slash, because other bots taught them to.
_COMMANDS = {
    "start": "!mulai", "mulai": "!mulai", "help": MENU, "bantuan": MENU, "menu": MENU, "lapor": "/lapor",
    "cek": "/cek_tawaran", "status": "/status_laporan", "petugas": "/bicara_petugas", "bahasa": "/ganti_bahasa",
    "privasi": "!privasi", "darurat": "!darurat:ya", "batal": "/batal", "stop": "/batal",
}  # fmt: skip
# The words our own texts tell people to write: they work always, whatever the model makes of one bare word.
_WORDS = {
    "menu": MENU, "lapor": "/lapor", "cek tawaran": "/cek_tawaran", "petugas": "/bicara_petugas",
    "status": "/status_laporan", "tambah info": "/tambah_info", "cabut laporan": "/cabut_laporan",
    "hapus data saya": "/hapus_data", "ganti bahasa": "/ganti_bahasa", "privasi": "!privasi",
    "darurat": "!darurat:ya",
}  # fmt: skip
_COMMAND = re.compile(r"/([A-Za-z_]+)(?:@\w+)?(?:\s.*)?", re.DOTALL)


@dataclass(frozen=True)
class Payload:
    """A lawful payload: whose it is, its name, and its arguments."""

    whose: Literal["rasa", "form", "gateway"]
    raw: str
    name: str
    arguments: tuple[str, ...] = ()


def parse(raw: str) -> Payload | None:
    """Read a payload; None when it is none of ours."""
    if match := _FORM.fullmatch(raw):
        return Payload("form", raw, match[1], (match[2],))
    if match := _GATEWAY.fullmatch(raw):
        return Payload("gateway", raw, match[1], tuple(match[2].split(":")[1:]))
    if match := _INTENT.fullmatch(raw):
        return _for_rasa(raw, match[1], match[2])
    return None


def from_command(text: str) -> str | None:
    """The payload meant by a typed command (`/start`) or by one of our own words alone; None when it is neither."""
    match = _COMMAND.fullmatch(text.strip())
    if match:
        return _COMMANDS.get(match[1].lower())
    return _WORDS.get(_bare(text)) or _WORDS.get(_bare(without_yes(text)))


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text).lower().split())


def _for_rasa(raw: str, name: str, values: str | None) -> Payload | None:
    if values is None:
        return Payload("rasa", raw, name) if name in ACTS else None
    try:
        given = json.loads(values)
    except ValueError:
        return None
    topic = given.get("topic") if isinstance(given, dict) and len(given) == 1 else None
    if name != "tanya" or not isinstance(topic, str) or not _TOPIC.fullmatch(topic):
        return None
    return Payload("rasa", "/tanya" + json.dumps({"topic": topic}, separators=(",", ":")), name, (topic,))
