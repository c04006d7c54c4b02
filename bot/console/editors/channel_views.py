"""A reply as each channel would show it, laid out by the code that sends it, with counters at the real limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.splitting import units
from bot.channels.telegram import layout as telegram_layout
from bot.channels.webchat import WebChat
from bot.channels.whatsapp import laying_out
from bot.console.words import CHANNELS, Chip
from bot.conversations.messages import Media, Reply


@dataclass(frozen=True)
class Counter:
    """How much of a limit is used, in the platform's own count."""

    word: str
    used: int
    most: int

    @property
    def is_over(self) -> bool:
        return self.used > self.most


@dataclass(frozen=True)
class Bubble:
    """One message on the screen. `rows`: buttons under it; `listed`: rows of a list that opens; `opens`: its button."""

    text: str
    source: str = ""
    media: Media | None = None
    rows: Sequence[Sequence[str]] = ()
    opens: str = ""
    listed: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class View:
    """A channel's screen: its messages, counters, and what happens to buttons, in words."""

    key: str
    chip: Chip
    bubbles: Sequence[Bubble]
    counters: Sequence[Counter]
    notes: Sequence[str]


def views(replies: Sequence[Reply]) -> list[View]:
    """WhatsApp, Telegram and the web chat, for the short answer and what "selengkapnya" shows."""
    return [_whatsapp(replies), _telegram(replies), _web(replies)]


def _web(replies: Sequence[Reply]) -> View:
    bubbles = [
        Bubble(one.text, one.source or "", one.media, [[choice.title for choice in one.choices]]) for one in replies
    ]
    longest = max((len(one.text) for one in replies), default=0)
    counters = [Counter("karakter terpanjang", longest, WebChat.limits.text)]
    return View("web", CHANNELS["webchat"], bubbles, counters, ["Semua tombol tampil dan membungkus ke baris baru."])


def _telegram(replies: Sequence[Reply]) -> View:
    parts = [part for one in replies for part in telegram_layout.lay_out(one)]
    bubbles = [
        Bubble(
            part.text, part.source or "", part.media,
            [[choice.title for choice in row] for row in telegram_layout.rows(part.choices)],
        )
        for part in parts
    ]  # fmt: skip
    used = max((units(_whole(one)) for one in replies), default=0)
    counters = [Counter("karakter dalam satu pesan", used, telegram_layout.LIMITS.text)]
    if any(one.media for one in replies):
        with_file = max(units(_whole(one)) for one in replies if one.media)
        counters.append(Counter("karakter di bawah gambar atau rekaman", with_file, telegram_layout.CAPTION))
    notes = [f"Menjadi {len(parts)} pesan."] if len(parts) > len(replies) else []
    return View("telegram", CHANNELS["telegram"], bubbles, counters, notes)


def _whatsapp(replies: Sequence[Reply]) -> View:
    bubbles: list[Bubble] = []
    notes: list[str] = []
    for one in replies:
        messages = laying_out.lay_out(one)
        if one.media is not None:
            messages = laying_out.with_media(one, messages, one.media.file)
        bubbles += [_from_whatsapp(message, one) for message in messages]
        notes += _folding(one, messages)
    body = max((units(laying_out.as_words(one)) for one in replies), default=0)
    few = all(laying_out.fit_buttons(one.choices) for one in replies)
    counters = [Counter("karakter", body, laying_out.BUTTONS_BODY if few else laying_out.LIST_BODY)]
    most = max((len(one.choices) for one in replies), default=0)
    counters.append(Counter("tombol", most, laying_out.BUTTONS if few else laying_out.ROWS))
    return View("whatsapp", CHANNELS["whatsapp"], bubbles, counters, list(dict.fromkeys(notes)))


def _folding(reply: Reply, messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """What becomes of the buttons, for an editor who wonders where they went."""
    if not reply.choices:
        return []
    last = messages[-1]
    kind = last["interactive"]["type"] if last["type"] == "interactive" else "text"
    if kind == "button":
        return ["Tombol tampil sebagai tombol balasan."]
    if kind == "list":
        folded = f"Lebih dari {laying_out.BUTTONS} tombol, atau teks atau judulnya panjang"
        return [f"{folded}: menjadi daftar yang dibuka dengan “{laying_out.OPEN_LIST}”."]
    return ["Tombol tidak muat: menjadi angka di dalam teks."]


def _from_whatsapp(message: Mapping[str, Any], reply: Reply) -> Bubble:
    """Read back what would be sent: a file, text, reply buttons, or a list. Italics are shown, not `_…_`."""
    source, kind = reply.source or "", message["type"]
    if kind in ("image", "audio"):
        return replace(_bubble(str(message[kind].get("caption", "")), source), media=reply.media)
    if kind != "interactive":
        return _bubble(str((message.get("text") or {}).get("body", "")), source)
    inside: Mapping[str, Any] = message["interactive"]
    bubble, action = _bubble(str(inside["body"]["text"]), source), inside["action"]
    bubble = replace(bubble, media=reply.media if "header" in inside else None)
    if inside["type"] == "button":
        return replace(bubble, rows=[[one["reply"]["title"]] for one in action["buttons"]])
    rows = [row for section in action["sections"] for row in section["rows"]]
    listed = [(str(row["title"]), str(row.get("description", ""))) for row in rows]
    return replace(bubble, opens=str(action["button"]), listed=listed)


def _bubble(words: str, source: str) -> Bubble:
    told = f"_{source}_"
    return Bubble(words.removesuffix(told).rstrip(), source) if source and words.endswith(told) else Bubble(words)


def _whole(reply: Reply) -> str:
    return f"{reply.text}\n\n{reply.source}" if reply.source else reply.text
