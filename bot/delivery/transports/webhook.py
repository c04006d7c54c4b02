"""A signed webhook: timestamped HMAC, idempotency key, no redirects, no private addresses unless allowed.

The receiver checks `Langkah-Signature: v1=<hex HMAC-SHA256(secret, "<timestamp>.<body>")>`, refuses old
timestamps, and uses `Idempotency-Key` (the delivery id) to take each notice once.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import json
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.errors import BadInput, GiveUp, TryAgain

RETRYABLE = frozenset({408, 409, 423, 425, 429, 500, 502, 503, 504, 507})


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The value of `Langkah-Signature`."""
    signed = f"{timestamp}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def check_url(url: str, *, allow_private: bool) -> str:
    """A webhook's address as it may be kept. Raises BadInput with a sentence for the operator."""
    parts = urlsplit(url.strip())
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise BadInput("Alamat webhook harus dimulai dengan https://.")
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        raise BadInput("Alamat webhook tidak lengkap, atau memuat nama pengguna atau tanda #.")
    return url.strip()


async def post(
    client: httpx.AsyncClient,
    url: str,
    secret: str,
    notice: Mapping[str, Any],
    *,
    timestamp: int,
    allow_private: bool,
) -> int:
    """Send one notice; return the status. Raises TryAgain for what may pass, GiveUp for what will not."""
    if not allow_private:
        await _refuse_private(url)
    body = json.dumps(notice, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": str(notice["delivery_id"]),
        "Langkah-Timestamp": str(timestamp),
        "Langkah-Signature": signature(secret, timestamp, body),
    }
    try:
        answer = await client.post(url, content=body, headers=headers, follow_redirects=False)
    except httpx.InvalidURL as error:
        raise GiveUp("alamat tidak sah") from error
    except httpx.HTTPError as error:
        raise TryAgain(type(error).__name__) from error
    if answer.is_success:
        return answer.status_code
    if answer.status_code in RETRYABLE:
        raise TryAgain(f"HTTP {answer.status_code}", after=_retry_after(answer))
    raise GiveUp(f"HTTP {answer.status_code}")


async def _refuse_private(url: str) -> None:
    """Keep an endpoint from reaching into our own network."""
    host = urlsplit(url).hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise TryAgain("nama host tidak ditemukan") from error
    if any(not ipaddress.ip_address(address[4][0]).is_global for address in found):
        raise GiveUp("alamat jaringan dalam tidak diizinkan")


def _retry_after(answer: httpx.Response) -> float | None:
    value = answer.headers.get("retry-after", "")
    return float(value) if value.isdigit() else None
