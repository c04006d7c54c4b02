"""The peer: a stock Rasa server, default pipeline and policies, trained on our own training data, REST channel.

`python -m bench train-peer` writes a Rasa project under var/bench/peer and trains it once.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
import yaml

from bot.learning.training import rasa_python
from bot.operations.children import Child, Children
from bot.settings import ROOT
from tests.processes.house import free_ports

HERE = Path(__file__).parent / "stock"
PROJECT = ROOT / "var" / "bench" / "peer"
EPOCHS = 1
"""How long the networks are trained: the time of one answer depends on their shapes, not on it."""
FORM = ("kapan", "tempat", "perekrut", "kejadian")
QUESTIONS = {
    "kapan": "Kapan mau berangkat?",
    "tempat": "Di desa mana?",
    "perekrut": "Siapa yang mengajak?",
    "kejadian": "Apa yang terjadi?",
}


def trained(*, epochs: int = EPOCHS) -> Path:
    """The peer's model, trained when there is none yet. Raises CalledProcessError."""
    target = PROJECT / "models" / "peer.tar.gz"
    if target.exists():
        return target
    write_project(epochs)
    subprocess.run(
        [
            str(rasa_python()), "-m", "rasa", "train", "--fixed-model-name", "peer", "--out", "models",
            "--config", "config.yml", "--domain", "domain.yml", "--data", "data", "--augmentation", "0", "--quiet",
        ],
        cwd=PROJECT, check=True, env=_environment(),
    )  # fmt: skip
    return target


def write_project(epochs: int) -> None:
    """A Rasa project as a newcomer would have it: our sentences, one response a topic, a form, a few stories."""
    shutil.rmtree(PROJECT, ignore_errors=True)
    (PROJECT / "data").mkdir(parents=True)
    for folder in ("acts", "topics"):
        shutil.copytree(ROOT / "nlu" / "data" / folder, PROJECT / "data" / folder)
    acts, topics = _labels(PROJECT / "data")
    (PROJECT / "config.yml").write_text((HERE / "config.yml").read_text().replace("EPOCHS", str(epochs)))
    for name in ("endpoints.yml", "credentials.yml", "peer_actions.py"):
        shutil.copyfile(HERE / name, PROJECT / name)
    _write(PROJECT / "domain.yml", _domain(acts, topics))
    _write(PROJECT / "data" / "rules.yml", {"version": "3.1", "rules": _rules(acts)})
    _write(PROJECT / "data" / "stories.yml", {"version": "3.1", "stories": _stories(acts)})


def _labels(data: Path) -> tuple[list[str], list[str]]:
    named = re.findall(r"- intent: (\S+)", "".join(path.read_text() for path in sorted(data.rglob("*.yml"))))
    topics = sorted({name.partition("/")[2] for name in named if name.startswith("tanya/")})
    return sorted({name for name in named if not name.startswith("tanya/")}), topics


def _domain(acts: list[str], topics: list[str]) -> dict[str, Any]:
    words = {path.stem: yaml.safe_load(path.read_text()) for path in (ROOT / "content" / "answers").rglob("*.yml")}
    responses = {f"utter_tanya/{key}": [{"text": _text(words, key)}] for key in topics}
    responses |= {f"utter_{act}": [{"text": _text(words, act)}] for act in acts}
    responses |= {f"utter_ask_{slot}": [{"text": text}] for slot, text in QUESTIONS.items()}
    responses["utter_default"] = [{"text": "Maaf, saya belum mengerti. Coba tulis dengan kata lain."}]
    mapping = {"type": "from_text", "conditions": [{"active_loop": "lapor_form"}]}
    return {
        "version": "3.1",
        "intents": [*acts, "tanya", "nlu_fallback"],
        "slots": {
            slot: {
                "type": "text",
                "influence_conversation": False,
                "mappings": [{**mapping, "conditions": [{"active_loop": "lapor_form", "requested_slot": slot}]}],
            }
            for slot in FORM
        },
        "forms": {"lapor_form": {"required_slots": list(FORM)}},
        "actions": ["validate_lapor_form", "action_lapor_selesai"],
        "responses": responses,
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def _text(words: dict[str, Any], key: str) -> str:
    return str(words[key]["short"]["id"]) if key in words else f"Baik ({key})."


def _rules(acts: list[str]) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = [_rule("topics", {"intent": "tanya"}, {"action": "utter_tanya"})]
    rules += [_rule(act, {"intent": act}, {"action": f"utter_{act}"}) for act in acts if act != "lapor"]
    rules.append(_rule("miss", {"intent": "nlu_fallback"}, {"action": "utter_default"}))
    rules.append(_rule("opens", {"intent": "lapor"}, {"action": "lapor_form"}, {"active_loop": "lapor_form"}))
    ends = _rule(
        "ends",
        {"action": "lapor_form"},
        {"active_loop": None},
        {"slot_was_set": [{"requested_slot": None}]},
        {"action": "action_lapor_selesai"},
    )
    return [*rules, {**ends, "condition": [{"active_loop": "lapor_form"}]}]


def _rule(name: str, *steps: dict[str, Any]) -> dict[str, Any]:
    return {"rule": name, "steps": list(steps)}


def _stories(acts: list[str]) -> list[dict[str, Any]]:
    """What TED and memoization learn from: a few usual talks."""
    asks = [{"intent": "tanya"}, {"action": "utter_tanya"}]
    said = {act: [{"intent": act}, {"action": f"utter_{act}"}] for act in acts if act != "lapor"}
    return [
        {"story": f"asks {count} times, then {act}", "steps": [*said["salam"], *(asks * count), *said[act]]}
        for count in (1, 2, 3)
        for act in ("terima_kasih", "pamit", "menu", "bicara_petugas")
        if act in said
    ]


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000))


def _environment() -> dict[str, str]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    return {**os.environ, **quiet, "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "SANIC_HOST": "127.0.0.1"}


class Peer:
    """The peer while it runs: its own way of starting, `rasa run` and `rasa run actions`."""

    def __init__(self, children: Children, url: str, client: httpx.AsyncClient, started: dict[str, float]) -> None:
        self.children, self.url, self.client, self.started = children, url, client, started
        self._first = 0

    def pids(self) -> dict[str, int]:
        return {child.name: child.process.pid for child in self.children.children if child.process is not None}

    def newcomers(self) -> None:
        """The next crowd is of people who never wrote before."""
        self._first += 1_000_000

    async def say(self, name: str, text: str) -> None:
        """One message over the REST channel; the reply is the answer's body."""
        body = {"sender": str(self._first + int(name)), "message": text}
        answer = await self.client.post(f"{self.url}/webhooks/rest/webhook", json=body)
        assert answer.status_code == 200, answer.status_code
        assert answer.json(), f"silence after {text!r}"


@contextlib.asynccontextmanager
async def peer(database_url: str) -> AsyncIterator[Peer]:
    """Start the peer and wait until its model is loaded."""
    model, url = trained(), sa.make_url(database_url)
    actions, rasa = free_ports(2)
    environment = _environment() | {
        "PEER_ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
        "PEER_TRACKER_URL": url.set(drivername="postgresql").render_as_string(hide_password=False),
        "PYTHONPATH": str(PROJECT),
        "LOG_LEVEL": "WARNING",
    }
    run = [str(rasa_python()), "-m", "rasa", "run"]
    logs = PROJECT / "logs"
    here = ["--port", str(rasa), "--interface", "127.0.0.1", "--enable-api", "-m", str(model)]
    files = ["--endpoints", str(PROJECT / "endpoints.yml"), "--credentials", str(PROJECT / "credentials.yml")]
    children = Children(
        [
            Child("Rasa", [*run, *here, *files], environment, logs / "rasa.log", _loaded(f"http://127.0.0.1:{rasa}/status")),
            Child(
                "Rasa actions", [*run, "actions", "--actions", "peer_actions", "--port", str(actions)], environment,
                logs / "actions.log", _loaded(f"http://127.0.0.1:{actions}/health"),
            ),
        ],
        say=lambda _: None,
    )  # fmt: skip
    started: dict[str, float] = {}
    async with httpx.AsyncClient(timeout=120) as client:
        try:
            for child in children.children:
                begun = time.perf_counter()
                await children.start(child, patience=180)
                started[child.name] = time.perf_counter() - begun
            yield Peer(children, f"http://127.0.0.1:{rasa}", client, started)
        finally:
            await children.stop()


def _loaded(url: str) -> Callable[[], Awaitable[bool]]:
    async def check() -> bool:
        try:
            async with httpx.AsyncClient(timeout=2) as client:
                return (await client.get(url)).status_code == 200
        except httpx.HTTPError:
            return False

    return check
