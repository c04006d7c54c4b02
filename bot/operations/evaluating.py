"""`bot evaluate …`: reads a file of sentences, measures, prints a table and writes it as JSON."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from bot.learning.evaluation import conversations, danger, entities, parsing, printing, reading
from bot.learning.evaluation import understanding as understood
from bot.runtime import open_runtime
from bot.settings import Settings


async def understanding(settings: Settings, file: Path, *, out: Path | None, model: Path | None) -> None:
    """Which label each message gets, with this installation's model if it fits the code and data, else a new one."""
    sentences = reading.read_sentences(file)
    chosen = model or await _fitting_model(settings)
    if chosen is None:
        _say(["Melatih model untuk pengukuran (beberapa menit, sekali saja) …"])
        chosen = await parsing.trained_model(settings.models_dir / parsing.MODELS)
    parsed = await parsing.parse([sentence.text for sentence in sentences], model=chosen)
    rows = understood.judge(sentences, parsed)
    figures = understood.figures(rows, parsed)
    _say([*printing.table(figures), *printing.confused(understood.confusions(rows))])
    _keep(out, figures, understood.misses(rows))


async def danger_heard(settings: Settings, file: Path, *, out: Path | None, model: Path | None) -> None:
    """Which tier of danger each message raises: with Rasa stopped, and with its word where a model fits."""
    pleas = reading.read_pleas(file)
    rows = danger.heard(pleas)
    figures = {**danger.figures(rows), "curve": danger.curve(pleas)}
    chosen = model or await _fitting_model(settings)
    if chosen is not None:
        try:
            parsed = await parsing.parse([plea.text for plea in pleas], model=chosen)
        except parsing.ParsingFailed as failure:
            _say([str(failure)])  # what the net hears alone is measured all the same
        else:
            lifted = danger.lifted(rows, parsed.parses, sure=settings.danger_second_opinion)
            figures["with_rasa"] = danger.figures(lifted)
    _show(out, figures, danger.misses(rows))


def entities_found(file: Path, *, out: Path | None) -> None:
    """What each message names."""
    rows = entities.compare(reading.read_namings(file))
    _show(out, entities.figures(rows), entities.misses(rows))


async def conversations_replayed(url: str, file: Path, *, out: Path | None, transcript: Path) -> None:
    """Replay at a running bot; the transcript is for reading."""
    async with httpx.AsyncClient(base_url=url) as client:
        played = await conversations.replay(conversations.read_conversations(file), client)
    transcript.write_text(conversations.transcript(played), encoding="utf-8")
    _show(out, conversations.figures(played), conversations.misses(played))
    _say([f"Percakapan lengkap: {transcript}"])


async def _fitting_model(settings: Settings) -> Path | None:
    if not settings.database_url and not (settings.data_dir / "langkah-aman.db").exists():
        return None
    runtime = open_runtime(settings)
    try:
        return await parsing.known_model(runtime)
    finally:
        await runtime.close()


def _show(out: Path | None, figures: Mapping[str, Any], misses: Sequence[Mapping[str, Any]]) -> None:
    _say([*printing.table(figures), *printing.missed(misses)])
    _keep(out, figures, misses)


def _keep(out: Path | None, figures: Mapping[str, Any], misses: Sequence[Mapping[str, Any]]) -> None:
    if out is not None:
        printing.write_json(out, figures, misses)


def _say(lines: Sequence[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
