"""Keys kept outside the database, field encryption bound to its row, and blind indexes.

A sealed field is `version ‖ key id ‖ nonce ‖ AES-256-GCM(ciphertext)` whose associated data names table,
column and row: a value copied into another row does not open. Phone numbers and the like are found
by HMAC-SHA256 under a separate key (a blind index). Rotation adds a new data key; old ones keep opening.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import LangkahAmanError, Misconfigured

_VERSION: Final = 1
_NONCE: Final = 12
_KEY_BYTES: Final = 32


class CannotOpen(LangkahAmanError):
    """A sealed value does not open: wrong key, wrong row, or damaged."""


@dataclass(frozen=True)
class Keys:
    """The secrets of one installation. `data` maps key id (0-255) to an AES key; `current` seals."""

    current: int
    data: dict[int, bytes]
    index: bytes
    receipt: bytes
    tracker: bytes
    tokens: bytes

    @classmethod
    def fresh(cls) -> Keys:
        """New random keys, for a first start."""
        draw = secrets.token_bytes
        return cls(1, {1: draw(_KEY_BYTES)}, *(draw(_KEY_BYTES) for _ in range(4)))

    def rotated(self) -> Keys:
        """The same keys with a new data key in front; what was sealed before still opens."""
        newest = max(self.data) + 1
        if newest > 255:
            raise Misconfigured("Berkas kunci sudah memuat 255 kunci data.")
        return Keys(
            newest,
            {**self.data, newest: secrets.token_bytes(_KEY_BYTES)},
            self.index,
            self.receipt,
            self.tracker,
            self.tokens,
        )

    def token(self, purpose: str) -> str:
        """A token derived for one purpose (Rasa's auth token, the model door, webhook secret)."""
        return hmac.new(self.tokens, purpose.encode(), hashlib.sha256).hexdigest()

    @property
    def tracker_key(self) -> str:
        """The tracker store's key as Rasa's environment expects it (base64)."""
        return base64.b64encode(self.tracker).decode()


def load_keys(path: Path) -> Keys:
    """Read the key file. Raises Misconfigured when it is missing or damaged."""
    try:
        stored = json.loads(path.read_text())
        return Keys(
            stored["current"],
            {int(number): base64.b64decode(key) for number, key in stored["data"].items()},
            *(base64.b64decode(stored[name]) for name in ("index", "receipt", "tracker", "tokens")),
        )
    except FileNotFoundError:
        raise Misconfigured(f"Berkas kunci {path} tidak ada. Jalankan `.venv/bin/python -m bot keys make`.") from None
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Misconfigured(f"Berkas kunci {path} rusak. Pulihkan dari cadangan.") from error


def save_keys(keys: Keys, path: Path) -> None:
    """Write the key file, readable by its owner only, replacing an older one in one step."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps(
        {
            "current": keys.current,
            "data": {str(number): _b64(key) for number, key in keys.data.items()},
            **{name: _b64(getattr(keys, name)) for name in ("index", "receipt", "tracker", "tokens")},
        },
        indent=1,
    )
    scratch = path.with_suffix(".new")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


class Vault:
    """Seals and opens fields, and makes blind indexes, with one installation's keys."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._ciphers = {number: AESGCM(key) for number, key in keys.data.items()}

    def seal(self, plain: bytes, *, place: str) -> bytes:
        """Encrypt. `place` names table, column and row, and must be the same when opening."""
        nonce = secrets.token_bytes(_NONCE)
        head = bytes((_VERSION, self.keys.current))
        return head + nonce + self._ciphers[self.keys.current].encrypt(nonce, plain, head + place.encode())

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """Decrypt. Raises CannotOpen when key, place or content do not fit."""
        head, nonce, body = sealed[:2], sealed[2 : 2 + _NONCE], sealed[2 + _NONCE :]
        if len(head) < 2 or head[0] != _VERSION or head[1] not in self._ciphers:
            raise CannotOpen(f"no key for {place}")
        try:
            return self._ciphers[head[1]].decrypt(nonce, body, head + place.encode())
        except (InvalidTag, ValueError):
            raise CannotOpen(place) from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest data key sealed this (rotation re-seals the others)."""
        return len(sealed) > 1 and sealed[1] == self.keys.current

    def blind(self, kind: str, value: str) -> str:
        """A searchable stand-in for a personal value: same kind and value, same index."""
        return hmac.new(self.keys.index, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()

    def receipt_hash(self, code: str) -> str:
        """The only form in which a citizen's receipt code is kept."""
        return hmac.new(self.keys.receipt, b"receipt\0" + code.encode(), hashlib.sha256).hexdigest()


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
