"""Notices to an agency's mailbox: case number, kind, urgency and a link; never what a tip says (F68)."""

from __future__ import annotations

from typing import Any

from bot.agencies.models import Endpoint
from bot.delivery.letters import compose
from bot.settings import Settings
from bot.tips.models import Referral, Tip

EVENTS = {
    "referral.sent": "Laporan baru di antrean Anda",
    "referral.revoked": "Rujukan dicabut",
    "tip.added": "Pelapor menambah keterangan",
    "tip.raised": "Laporan menjadi lebih mendesak",
    "tip.withdrawn": "Pelapor mencabut laporan",
    "tip.answered": "Pelapor menjawab pertanyaan",
}
KINDS = {"tppo": "perdagangan orang (TPPO)", "tppm": "penyelundupan manusia (TPPM)", "unknown": "belum dinilai"}


def letter(tip: Tip, referral: Referral, endpoint: Endpoint, *, event: str, settings: Settings) -> dict[str, str]:
    """Address, subject and text of one notice."""
    return _written(
        endpoint,
        case_number=tip.case_number or "",
        kind=KINDS.get(tip.kind, tip.kind),
        urgency="DARURAT" if tip.emergency else "Biasa",
        event=EVENTS.get(event, "Ada perubahan pada laporan di antrean Anda"),
        link=f"{settings.base_url}/konsol/laporan/{tip.case_number}",
    )


def test_letter(endpoint: Endpoint, settings: Settings) -> dict[str, str]:
    """A notice about no tip, to see whether it arrives."""
    return _written(
        endpoint,
        case_number="UJI",
        kind="percobaan",
        urgency="Percobaan",
        event="Surat percobaan dari Langkah Aman",
        link=f"{settings.base_url}/konsol/",
    )


def _written(endpoint: Endpoint, **values: Any) -> dict[str, str]:
    subject, text = compose("agency_notice", {"agency": endpoint.agency.replace("_", " ").title(), **values})
    return {"to": endpoint.url, "subject": subject, "text": text}
