"""The action server: rasa-sdk with exactly our actions, on loopback, one process."""

from __future__ import annotations

import logging
import warnings

from rasa_sdk import endpoint
from rasa_sdk.executor import ActionExecutor

from actions import base, follow_up, handoff, language, privacy, report
from bot.settings import Settings

ACTIONS = (
    report.ValidateLaporForm,
    report.ActionLaporSelesai,
    follow_up.ActionStatusLaporan,
    follow_up.ActionTambahInfo,
    follow_up.ActionCabutLaporan,
    handoff.ActionBicaraPetugas,
    privacy.ActionHapusData,
    language.ActionGantiBahasa,
)


def executor() -> ActionExecutor:
    """An executor that knows our actions and nothing else."""
    made = ActionExecutor()
    for action in ACTIONS:
        made.register_action(action)
    return made


def run(settings: Settings) -> None:
    """Serve until told to end. Raises Misconfigured when the key file is missing."""
    base.runtime()  # a missing key is said now, not at the first report
    base.runtime.cache_clear()  # the serving loop opens its own connections
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    # rasa-sdk 3.21 with Rasa 3.6.21 was tried and fits; the SDK would say otherwise at the first call.
    warnings.filterwarnings("ignore", message="Your versions of rasa")
    app = endpoint.create_app(executor())
    app.config.ACCESS_LOG = False
    app.config.USE_UVLOOP = False
    app.run(host=settings.actions_host, port=settings.actions_port, single_process=True, access_log=False, motd=False)
