"""Buttons under an answer: where they may lead, and how many and how long they may be. Nothing is typed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers.controls import Words, in_language
from bot.answers.rendering import topic_payload
from bot.conversations.payloads import parse

MOST = 5
TITLE_MOST = 20
"""Characters: what a reply button of WhatsApp shows."""
ACTS = (
    "cek_tawaran", "lapor", "bicara_petugas", "darurat", "status_laporan", "tambah_info", "cabut_laporan", "menu",
    "ikut_belajar", "berlangganan", "ganti_bahasa", "hapus_data",
)  # fmt: skip
"""Acts that make sense on a button, in the order of the list."""
OWN = {"!privasi": "Privasi dan data", "!centang": "Daftar periksa dokumen"}
"""The gateway's own ways on."""


@dataclass(frozen=True)
class Target:
    """A place a button may lead to, in words; `group` is a heading of the list."""

    payload: str
    words: str
    group: str


def targets(act_titles: Mapping[str, Words], topics: Mapping[str, Words]) -> list[Target]:
    """Everything a topic's button may lead to: acts, our own pages, then published topics by title."""
    found = [Target(f"/{act}", act_titles[act]["id"], "Tindakan") for act in ACTS if act in act_titles]
    found += [Target(payload, words, "Tindakan") for payload, words in OWN.items()]
    named = sorted((in_language(titles, "id") if titles else key, key) for key, titles in topics.items())
    return [*found, *(Target(topic_payload(key), title, "Topik") for title, key in named)]


def problems(
    buttons: Sequence[Mapping[str, Any]], *, before: Sequence[Mapping[str, Any]], topics: Iterable[str]
) -> list[str]:
    """What is wrong with these buttons, in sentences. `before`: the published ones, whose ways on stay lawful."""
    found = [f"Paling banyak {MOST} tombol."] if len(buttons) > MOST else []
    kept = {button["payload"] for button in before}
    known = {topic_payload(key) for key in topics} | {f"/{act}" for act in ACTS} | set(OWN) | kept
    for button in buttons:
        titles: Mapping[str, str] = button["title"]
        if not titles.get("id", "").strip():
            found.append("Setiap tombol butuh judul dalam Bahasa Indonesia.")
        long = [title for title in titles.values() if len(title) > TITLE_MOST]
        found += [f"Judul tombol “{title}” lebih dari {TITLE_MOST} huruf." for title in long]
        if button["payload"] not in known or parse(button["payload"]) is None:
            found.append(f"Tombol “{titles.get('id', '')}” menuju topik yang tidak terbit. Pilih tujuan lain.")
    payloads = [button["payload"] for button in buttons]
    if len(set(payloads)) < len(payloads):
        found.append("Dua tombol menuju tempat yang sama.")
    for language in {code for button in buttons for code in button["title"]}:
        shown = [in_language(button["title"], language).casefold() for button in buttons if button["title"].get("id")]
        if len(set(shown)) < len(shown):
            found.append("Dua tombol berjudul sama.")
            break
    return found
