"""Starts Rasa for the gateway: `python -m nlu.serve [--port 5005]`, on loopback, never without a token.

It does what `rasa run --enable-api --auth-token … --interface 127.0.0.1` does, but takes the token from
BOT_RASA_TOKEN: Rasa 3.6 reads it from its arguments only, where every user of the machine sees it in the process
list, and without it anyone on the machine may read conversations through Rasa's HTTP API.
What else must be set: BOT_ACTIONS_URL, BOT_MODEL_URL, BOT_TRACKER_URL, BOT_TRACKER_KEY, and with several processes
BOT_LOCK_URL (see endpoints.yml).
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOKEN_VARIABLE = "BOT_RASA_TOKEN"  # noqa: S105 - the name, not the token
_UNLESS_SET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "BOT_LOCK_URL": "memory",
}
"""What holds unless the environment says otherwise."""


def main(arguments: Sequence[str]) -> int:
    """Serve until told to end."""
    parser = argparse.ArgumentParser(prog="python -m nlu.serve", description="Run Rasa for the gateway.")
    parser.add_argument("--interface", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=5005)
    wish = parser.parse_args(arguments)
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        sys.stderr.write(f"{TOKEN_VARIABLE} is not set\n")
        return 1
    for name, value in _UNLESS_SET.items():
        os.environ.setdefault(name, value)
    _serve(wish.interface, wish.port, token)
    return 0


def _serve(interface: str, port: int, token: str) -> None:
    # These are read while Rasa is imported, so the import stands after the environment is set.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    import rasa
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.io import configure_colored_logging
    from rasa.utils.log_utils import configure_structlog

    from nlu.components import quiet_log

    configure_logging_and_warnings(logging.INFO, warn_only_once=True, filter_repeated_logs=True)
    configure_colored_logging("INFO")
    configure_structlog(logging.INFO)
    quiet_log.install()
    rasa.run(
        model=None,
        endpoints=str(ROOT / "endpoints.yml"),
        credentials=str(ROOT / "credentials.yml"),
        enable_api=True,
        auth_token=token,
        interface=interface,
        port=port,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
