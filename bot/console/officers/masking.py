"""Masked text as officers see it: every placeholder of redaction becomes three dots."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"<(?:nomor_hp|nik|rekening|email|tautan|akun|kode|angka|nama|perusahaan)>")
DOTS = "•••"


def dotted(masked: str) -> str:
    """`Pak <nama>` → `Pak •••`; other angle brackets are a citizen's own."""
    return _PLACEHOLDER.sub(DOTS, masked)
