"""Incidents: something of the installation is broken; raised once, told once, closed when the cause is gone (F123).

`raise_` and `clear` may be called as often as one likes, in a transaction of the caller's. Where a cause is seen with
every message, `sightings.Sightings` keeps that from becoming a write with every message.
"""

from __future__ import annotations

from bot.incidents.keeping import TELL, clear, open_now, raise_, recent
from bot.incidents.kinds import KINDS, Kind, kind_named
from bot.incidents.models import Incident
from bot.incidents.sightings import Sightings

__all__ = ["KINDS", "TELL", "Incident", "Kind", "Sightings", "clear", "kind_named", "open_now", "raise_", "recent"]
