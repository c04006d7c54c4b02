"""The form token as pages carry it: hidden under a new random pad each time. Pure.

Pages are sent compressed. Where an attacker may choose a part of a page and watch its length, an unchanging secret in
it could be guessed letter by letter (BREACH); a masked one is never the same twice.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets


def masked(token: str) -> str:
    """The token for one page."""
    plain = token.encode()
    pad = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(pad + _xor(plain, pad)).decode()


def fits(given: str, token: str) -> bool:
    """Whether a form's token, masked as it came, is the session's. Takes the same time for every wrong one."""
    try:
        raw = base64.urlsafe_b64decode(given.encode("ascii", "replace"))
    except (binascii.Error, ValueError):
        return False
    half = len(raw) // 2
    return hmac.compare_digest(_xor(raw[half : 2 * half], raw[:half]), token.encode())


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
