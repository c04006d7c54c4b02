"""From the name of an answer to a worded reply: values from our database, the published text, a way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot import logs
from bot.answers import checklist, counting, focus, published
from bot.answers.controls import Controls, in_language
from bot.answers.published import Published
from bot.answers.rendering import render, tells_facts
from bot.clock import JAKARTA
from bot.conversations.messages import Choice, Reply
from bot.conversations.models import Conversation
from bot.settings import Settings
from bot.tips import emergency, wording

log = logs.get(__name__)

OFFICE = "menu_dan_petugas"
"""What people get instead of an answer that does not exist: the menu and a human."""
WITHDRAWN = "jawaban_ditarik"
"""What they get instead of one that editors switched off to check it: that it is so, and whom to call meanwhile."""
URGENT = (*emergency.FULL_BLOCKS, emergency.GENTLE, "darurat_singkat", "tidak_aman")

_LAST_RESORT = Reply(
    text="Maaf, jawaban ini sedang tidak tersedia. Ada bahaya sekarang? Telepon polisi 110 atau SAPA 129.\n\n"
    "Pilih menu, atau minta bicara dengan petugas.",
    choices=(Choice("Menu", "/menu"), Choice("Bicara petugas", "/bicara_petugas")),
    answer=OFFICE,
)
"""Only when not even the menu is published: nobody is left without a next step."""


@dataclass(frozen=True)
class Said:
    """A name to be worded, with parameters that hold no personal data. `part`: short or long.

    `focus` is the label of the one paragraph that was asked for; `leading_to` the topic that tells the whole.
    """

    answer: str
    params: Mapping[str, str]
    part: str = "short"
    focus: str = ""
    leading_to: str = ""


async def worded(
    session: AsyncSession,
    said: Said,
    conversation: Conversation,
    *,
    controls: Controls,
    settings: Settings,
    now: datetime,
) -> Reply:
    """Word one answer for this conversation; an unknown or withdrawn one becomes menu and human."""
    answer = await published.find(session, said.answer)
    if answer is None:
        if said.answer == OFFICE:
            return _LAST_RESORT
        withdrawn = said.answer != WITHDRAWN and await published.is_withdrawn(session, said.answer)
        if not withdrawn:
            log.warning("answer.missing", answer=said.answer)
        instead = Said(WITHDRAWN if withdrawn else OFFICE, {})
        return await worded(session, instead, conversation, controls=controls, settings=settings, now=now)
    if said.focus:
        answer = focus.on(answer, said.focus, leading_to=said.leading_to) or answer
    filling = (
        _ticked(conversation, controls)
        if said.answer == checklist.ANSWER
        else await wording.fill(
            session, said.answer, said.params, conversation, now=now, controls=controls, settings=settings
        )
    )
    today = now.astimezone(JAKARTA).date()
    reply = render(
        answer,
        language=conversation.language,
        params={**said.params, **filling.params},
        today=today,
        controls=controls,
        related_titles=await published.titles(session, answer.content.get("related") or []),
        expired_note=await _expired_note(session, answer, conversation.language) if today > answer.review_by else "",
        part=said.part,
    )
    if answer.kind == "topic" and said.part == "short":
        await counting.count_asked(session, answer.key, on=today)
    return replace(reply, choices=(*filling.choices, *reply.choices, *filling.after), urgent=said.answer in URGENT)


def _ticked(conversation: Conversation, controls: Controls) -> wording.Filling:
    """The checklist as this conversation has ticked it."""
    done, language = (conversation.checklist or {}).get("done", ()), conversation.language
    listed = controls.checklist
    return wording.Filling({"sudah": listed.state(done, language)}, listed.choices(done, language))


async def _expired_note(session: AsyncSession, answer: Published, language: str) -> str:
    note = await published.find(session, "kedaluwarsa") if tells_facts(answer) else None
    return in_language(note.content["short"], language) if note else ""
