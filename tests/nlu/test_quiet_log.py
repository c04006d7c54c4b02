"""Rasa's log holds no citizen's words, no tracker and no token, whatever goes wrong."""

from __future__ import annotations

import subprocess
import textwrap
from pathlib import Path

import pytest

from tests.nlu.conftest import House
from tests.nlu.house import RASA_PYTHON, ROOT, TOKEN

pytestmark = pytest.mark.rasa
SECRET = "katakuncirahasia"


def test_a_running_rasa_writes_none_of_it(house: House, citizen: str) -> None:
    rasa = house.rasa
    for message in (SECRET, f"/{SECRET}", f'/tanya{{"topic": "{SECRET}!"}}', f"/ {{{SECRET}}}", "/lapor"):
        rasa.say(citizen, message)
    rasa.say(citizen, f"{SECRET} gagal", fail="raise")
    rasa.post(f'{{"sender": "{SECRET} x", "message": "{SECRET}"}}'.encode())
    rasa.web.get("/conversations/a/tracker", params={"token": TOKEN})
    rasa.web.post(f"/model/parse?token={TOKEN}", content=f'{{"text": ["{SECRET}"]}}')
    rasa.web.post(f"/model/parse?token={TOKEN}", json={"text": f"/{SECRET}@9{{x"})
    log = rasa.log.read_text()
    assert "Encountered an exception while running action 'lapor_form'" in log
    assert SECRET not in log
    assert TOKEN not in log


PROBE = """
    import logging, sys
    import structlog
    from rasa.utils.log_utils import configure_structlog
    from nlu.components import quiet_log

    configure_structlog(logging.DEBUG)
    early = structlog.get_logger()
    early.info("rasa.started", text="SECRET before")
    sys.stdout.flush()
    print("---", flush=True)
    quiet_log.install()
    quiet_log.install()
    plain = logging.getLogger("rasa.core.processor")
    other = logging.getLogger("sanic.error")
    for logger in (early, structlog.get_logger()):
        logger.warning("message.parsing.failed", user_text="SECRET", slots={"a": "SECRET"})
        logger.debug("processor.message.parse", parse_data_text="SECRET")
        try:
            words = "SECRET"
            raise ValueError(words)
        except ValueError:
            logger.exception("rest.message.received.failure", text="SECRET")
    plain.debug("Logged UserUtterance SECRET")
    try:
        raise RuntimeError("body: SECRET")
    except RuntimeError:
        plain.exception("Encountered an exception")
    other.error("Exception occurred while handling uri: 'http://x/y?token=SECRET&a=b'")
    logging.getLogger("asyncio").error("Task exception was never retrieved\\nfuture: ValueError('SECRET')")
    import warnings
    warnings.warn("Failed to parse arguments in line 'SECRET'.")
    plain.info("%s percent %d", "kept", 5)
"""


def test_every_way_rasa_logs_is_cut(tmp_path: Path) -> None:
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed (make setup)")
    script = tmp_path / "probe.py"
    script.write_text(textwrap.dedent(PROBE))
    done = subprocess.run(
        [str(RASA_PYTHON), str(script)],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    before, after = done.stdout.split("---\n")
    assert "SECRET" in before, "the probe itself must be able to see a secret"
    assert done.returncode == 0, done.stderr[-2000:]
    assert "SECRET" not in after + done.stderr
    assert "message.parsing.failed" in after
    assert "rest.message.received.failure" in after
    assert "ValueError at" in after
    assert "RuntimeError at" in after
    assert "token=…&a=b" in after
    assert "kept percent 5" in after
    assert "Failed to parse …" in after
