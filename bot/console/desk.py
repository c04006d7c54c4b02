"""What every screen is handed: the live things of the console, made once by the web process."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.controls import Controls, load_controls
from bot.answers.facts import Facts, load_facts
from bot.console.live import Live
from bot.console.pages import Pages
from bot.runtime import Runtime
from bot.staff.login import AddressGate
from bot.staff.passwords import Hasher


@dataclass(frozen=True)
class Desk:
    """The console's live things."""

    runtime: Runtime
    pages: Pages
    hasher: Hasher
    gate: AddressGate
    live: Live
    controls: Controls
    facts: Facts


def open_desk(runtime: Runtime) -> Desk:
    """Build them for one web process."""
    settings = runtime.settings
    return Desk(
        runtime,
        Pages(),
        Hasher(settings),
        AddressGate(settings.login_address_per_minute),
        Live(runtime),
        load_controls(settings.content_dir),
        load_facts(settings.content_dir),
    )
