"""The values that answers need, taken from our own database at the last moment; Rasa never sees them.

One filler per answer name, in a visible table. Read-backs say what was kept, not what it said.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.agencies import duty
from bot.agencies.models import Agency
from bot.answers.controls import Controls, in_language
from bot.answers.published import titles
from bot.answers.rendering import topic_payload
from bot.conversations.messages import Choice
from bot.conversations.models import Conversation
from bot.settings import Settings
from bot.tips import facts, follow_up, intake, receivers, sending
from bot.tips.intake.questions import DECIDING, QUESTIONS, TELLING, slot_before
from bot.tips.models import Evidence, Tip, TipNote
from nlu.language.places import place_by_code, place_label

HANDOFF_AGENCY = "bp3mi_banten"
"""Whose duty desk answers citizens who ask for a human."""
_FORM = {question.asks: question.slot for question in QUESTIONS} | {
    "lapor_tempat_pilih": "tempat",
    "lapor_tempat_ulang": "tempat",
    "lapor_bukti_diterima": "bukti",
    "lapor_bukti_silakan": "bukti",
}


@dataclass(frozen=True)
class Filling:
    """Values for the holes of a text, choices that come before its own, and some that come after."""

    params: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    after: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What a filler may use."""

    session: AsyncSession
    answer: str
    params: Mapping[str, str]
    conversation: Conversation
    controls: Controls
    settings: Settings
    now: datetime

    def word(self, name: str) -> str:
        """One of the bot's own short words, in the conversation's language."""
        return self.controls.button(name, self.conversation.language)

    def listed(self, names: list[str]) -> str:
        """`Imigrasi, BP3MI dan Polda`."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.word('dan')} {names[-1]}"

    async def tip(self) -> Tip | None:
        """The tip an answer is about: the one it names, else the conversation's draft."""
        if "tip" in self.params:
            return await self.session.get(Tip, self.params["tip"])
        return await intake.unsent(self.session, self.conversation.id)


Filler = Callable[[Asked], Awaitable[Filling]]


async def fill(
    session: AsyncSession,
    answer: str,
    params: Mapping[str, str],
    conversation: Conversation,
    *,
    now: datetime,
    controls: Controls,
    settings: Settings,
) -> Filling:
    """The values and choices of one answer; nothing for an answer that needs none."""
    asked = Asked(session, answer, params, conversation, controls, settings, now)
    filler = FILLERS.get(answer)
    filling = await filler(asked) if filler else Filling()
    if answer in _FORM:
        return Filling(filling.params, filling.choices, (*filling.after, *await _steering(asked)))
    return filling


async def _steering(asked: Asked) -> tuple[Choice, ...]:
    """kirim sekarang, lewati, kembali, batal: what can be done instead of answering."""
    slot, tip = _FORM[asked.answer], await asked.tip()
    if tip is None or slot == "kirim":
        return ()
    done = facts.settled(await facts.of_tip(asked.session, tip.id))
    names = []
    if slot not in DECIDING and (tip.emergency or "tempat" in done):
        names.append("kirim_sekarang")
    if slot in TELLING:
        names.append("lewati")
    if slot_before(slot, list(done)) is not None:
        names.append("kembali")
    names.append("batal")
    language = asked.conversation.language
    return tuple(Choice(asked.controls.button(name, language), f"#kendali={name}") for name in names)


async def _summary(asked: Asked) -> Filling:
    tip = await asked.tip()
    if tip is None:
        return Filling({"ringkasan": "", "penerima": "", "balasan": ""})
    return Filling(
        {
            "ringkasan": await _kept(asked, tip),
            "penerima": await _receivers(asked, tip),
            "balasan": asked.word(f"balasan_{tip.consent or 'anonim'}"),
        }
    )


async def _kept(asked: Asked, tip: Tip) -> str:
    """What was kept, without repeating anything personal back."""
    told = await facts.of_tip(asked.session, tip.id)
    newest = facts.newest(told)
    files = await asked.session.scalar(select(func.count()).where(Evidence.tip_id == tip.id)) or 0
    lines = []
    for slot in TELLING:
        if slot == "bukti" and files:
            lines.append(f"- {asked.word('baca_bukti')}: {files} {asked.word('baca_berkas')}")
        elif slot in newest:
            kept = "" if newest[slot].skipped and not facts.joined(told, slot) else _in_short(asked, slot, tip)
            lines.append(f"- {asked.word(f'baca_{slot}')}: {kept or asked.word('baca_kosong')}")
    return "\n".join(lines) or f"- {asked.word('baca_kosong')}"


def _in_short(asked: Asked, slot: str, tip: Tip) -> str:
    if slot == "kapan" and tip.departs:
        return asked.word(f"kapan_{tip.departs}")
    place = place_by_code(tip.village_code) if slot == "tempat" and tip.village_code else None
    return place_label(place) if place else asked.word("baca_tercatat")


async def _receivers(asked: Asked, tip: Tip) -> str:
    found = await receivers.destinations(asked.session, tip)
    return asked.listed(await receivers.names(asked.session, [one.agency for one in found]))


async def _ask_receivers(asked: Asked) -> Filling:
    """Who would receive it, and a button for leaving each one out."""
    tip = await asked.tip()
    if tip is None:
        return Filling({"penerima": ""})
    found = [one.agency for one in await receivers.destinations(asked.session, tip)]
    names = await receivers.names(asked.session, found)
    prefix = "!darurat:tanpa:" if asked.answer.startswith("darurat") else "#penerima=tanpa:"
    word = asked.word("tanpa")
    leave_out = tuple(
        Choice(f"{word} {name}", prefix + key) for key, name in zip(found, names, strict=True) if len(found) > 1
    )
    return Filling({"penerima": asked.listed(names)}, after=leave_out)


async def _left_out(asked: Asked) -> Filling:
    names = await receivers.names(asked.session, [asked.params.get("left_out", "")])
    return Filling({"penerima_tanpa": asked.listed(names)})


async def _places(asked: Asked) -> Filling:
    places = [place_by_code(code) for code in asked.params.get("codes", "").split(",") if code]
    return Filling(
        choices=tuple(Choice(place_label(place), f"#tempat={place.code}") for place in places if place is not None)
    )


async def _receipt(asked: Asked) -> Filling:
    """The receipt code, told once: with this reply its salt goes, and nobody can make it again."""
    tip = await asked.tip()
    if tip is None:
        return Filling({"kode": "", "penerima": ""})
    code = sending.code_of(asked.session, tip)
    sending.told(tip)
    received = await follow_up.receiving(asked.session, tip)
    names = await receivers.names(asked.session, received)
    return Filling({"kode": code or "(sudah ditunjukkan sebelumnya)", "penerima": asked.listed(names)})


async def _status(asked: Asked) -> Filling:
    tip = await asked.tip()
    if tip is None:
        return Filling({"status_kata": "", "kalimat": ""})
    standing, language = await follow_up.status(asked.session, tip), asked.conversation.language
    word, sentence = asked.controls.status(standing, language)
    if await follow_up.is_late(asked.session, tip, standing, asked.settings, now=asked.now):
        sentence = in_language(asked.controls.statuses[standing]["late"], language)
    return Filling({"status_kata": word, "kalimat": sentence})


async def _question(asked: Asked) -> Filling:
    """An officer's words, or what a handoff says."""
    note = await asked.session.get(TipNote, asked.params.get("note", ""))
    return Filling({"teks": (note.text or "") if note else asked.params.get("teks", "")})


async def _guesses(asked: Asked) -> Filling:
    """Two human titles and "lainnya" (F9)."""
    labels = [asked.params[name] for name in ("first", "second") if asked.params.get(name)]
    known = await titles(asked.session, labels)
    language = asked.conversation.language
    choices = []
    for label in labels:
        if known.get(label):
            choices.append(Choice(in_language(known[label], language), topic_payload(label)))
        elif label in asked.controls.act_titles:
            choices.append(Choice(in_language(asked.controls.act_titles[label], language), f"/{label}"))
    return Filling(choices=(*choices, Choice(asked.controls.button("lainnya", language), "/menu")))


async def _office(asked: Asked) -> Filling:
    agency = await asked.session.get(Agency, HANDOFF_AGENCY)
    hours = agency.hours if agency else {}
    state = duty.opening(hours, asked.now)
    return Filling({"jam": duty.week_in_words(hours), "buka_lagi": duty.opens_in_words(state, asked.now)})


async def _limits(asked: Asked) -> Filling:
    settings = asked.settings
    most = {
        "terlalu_panjang": f"{settings.text_max_chars:,}".replace(",", "."),
        "berkas_terlalu_besar": f"{settings.file_max_bytes // 1_000_000} MB",
    }
    return Filling({"batas": most.get(asked.answer, ""), "menit": str(max(1, round(settings.wrong_codes_pause / 60)))})


FILLERS: Mapping[str, Filler] = {
    "lapor_lanjut": _summary,
    "lapor_baca_ulang": _summary,
    "lapor_penerima": _ask_receivers,
    "darurat_penerima": _ask_receivers,
    "lapor_tanpa": _left_out,
    "lapor_tempat_pilih": _places,
    "lapor_terkirim": _receipt,
    "darurat_terkirim": _receipt,
    "status_laporan": _status,
    "pesan_petugas": _question,
    "maksud_anda": _guesses,
    "petugas_buka": _office,
    "terlalu_panjang": _limits,
    "berkas_terlalu_besar": _limits,
    "kode_terlalu_sering": _limits,
}
"""Answer name → what fills it. Everything else is said as it is written."""
