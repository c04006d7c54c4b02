"""What a notice to an agency's machine says: only the fields that its endpoint may receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.tips.models import Referral, Tip

ALWAYS = ("delivery_id", "event", "case_number", "sent_at")
"""In every notice, whatever the agreement says: without them it could not be handled."""
FIELDS = ("kind", "emergency", "status", "village_code", "departs", "departs_on", "score", "reasons", "flags", "link")
"""What an endpoint's `fields` may name. Stories, names, numbers and evidence never travel this way."""


def envelope(
    tip: Tip,
    referral: Referral,
    *,
    delivery_id: str,
    event: str,
    created_at: datetime,
    allowed: Sequence[str],
    base_url: str,
) -> dict[str, Any]:
    """The body of one notice, cut to `allowed`."""
    everything: Mapping[str, Any] = {
        "delivery_id": delivery_id,
        "event": event,
        "case_number": tip.case_number,
        "sent_at": created_at.isoformat(),
        "agency": referral.agency,
        "kind": tip.kind,
        "emergency": tip.emergency,
        "status": referral.state,
        "village_code": tip.village_code,
        "departs": tip.departs,
        "departs_on": tip.departs_on.isoformat() if tip.departs_on else None,
        "score": tip.score,
        "reasons": [reason["reason"] for reason in tip.reasons],
        "flags": list(tip.flags),
        "link": f"{base_url}/konsol/laporan/{tip.case_number}",
    }
    wanted = {*ALWAYS, *(set(allowed) & set(FIELDS))}
    return {name: value for name, value in everything.items() if name in wanted}
