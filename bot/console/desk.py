"""What every screen is handed: the live things of the console, made once by the web process."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adjustable import Adjusting
from bot.answers.controls import Controls, load_controls
from bot.answers.facts import Facts, load_facts
from bot.console.live import Live
from bot.console.pages import Pages
from bot.runtime import Runtime
from bot.staff.login import AddressGate
from bot.staff.passwords import Hasher
from bot.tips.casework.lines import KeptLines


@dataclass(frozen=True)
class Desk:
    """The console's live things."""

    runtime: Runtime
    pages: Pages
    hasher: Hasher
    gate: AddressGate
    live: Live
    controls: Controls
    adjusting: Adjusting
    facts: Facts
    lines: KeptLines


def open_desk(runtime: Runtime, *, adjusting: Adjusting | None = None) -> Desk:
    """Build them for one web process. `adjusting`: what keeps its settings as operators changed them."""
    settings = runtime.settings
    return Desk(
        runtime,
        Pages(),
        Hasher(settings),
        AddressGate(settings.login_address_per_minute),
        Live(runtime),
        load_controls(settings.content_dir),
        adjusting or Adjusting(runtime),
        load_facts(settings.content_dir),
        KeptLines(),
    )
