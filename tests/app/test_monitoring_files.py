"""The dashboard and the alarms ask only for numbers that exist; the layout files name what is there."""

from __future__ import annotations

import json
import re

import yaml

from bot.meters import Meters
from bot.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
GIVEN = ("process_", "up")
"""Numbers that Prometheus and its client bring along."""


def asked() -> dict[str, str]:
    """Every expression, by where it stands."""
    alarms = yaml.safe_load((DEPLOY / "monitoring" / "alarms.yml").read_text())
    rules = {rule["alert"]: rule["expr"] for group in alarms["groups"] for rule in group["rules"]}
    dashboard = json.loads((DEPLOY / "monitoring" / "dashboard.json").read_text())
    return rules | {f"{p['title']} {t['refId']}": t["expr"] for p in dashboard["panels"] for t in p["targets"]}


def test_every_number_that_is_asked_for_is_told() -> None:
    told: dict[str, set[str]] = {}
    for metric in Meters().registry.collect():
        kinds = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}.get(metric.type, ("",))
        told |= {metric.name + kind: set() for kind in kinds}
    for where, expression in asked().items():
        names = set(re.findall(r"\b(bot_[a-z_]+|process_[a-z_]+|up)\b(?!\s*=)", expression))
        assert names, where
        for name in names:
            assert name in told or name.startswith(GIVEN), f"{where}: {name}"


def test_every_alarm_says_what_to_do() -> None:
    alarms = yaml.safe_load((DEPLOY / "monitoring" / "alarms.yml").read_text())
    for group in alarms["groups"]:
        for rule in group["rules"]:
            assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
            assert len(rule["annotations"]["what"]) > 20, rule["alert"]


def test_the_layout_sets_only_settings_that_exist_and_starts_every_process() -> None:
    layout = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = layout["services"]
    known = {f"BOT_{name.upper()}" for name in Settings.model_fields}
    for_rasa = {"BOT_ACTIONS_URL", "BOT_MODEL_URL", "BOT_TRACKER_URL", "BOT_LOCK_URL"}
    for name, service in services.items():
        given = {key for key in service.get("environment", {}) if key.startswith("BOT_")}
        assert given <= (for_rasa if name == "rasa" else known), name
    commands = {" ".join(services[name]["command"]) for name in ("ready", "web", "worker", "actions")}
    assert commands == {f"python -m bot {word}" for word in ("prepare", "serve", "work", "actions")}
    assert for_rasa == set(services["rasa"]["environment"])
    for name in ("web", "worker", "actions", "rasa"):
        assert services[name]["deploy"]["replicas"] >= 2, name


def test_the_door_for_the_world_shows_nothing_that_is_for_the_inside() -> None:
    config = (DEPLOY / "nginx.conf").read_text()
    assert "access_log off" in config
    world = config[config.index("listen 443") : config.index("# Inside only")]
    for path in ("/metrics", "/health/ready", "/models/"):
        assert re.search(rf"location (= )?{path}\s+{{ return 404; }}", world), path
