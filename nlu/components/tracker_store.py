"""Rasa's memory of conversations in SQL: one encrypted row a conversation, which does not grow with its length.

Column `data` of table `events` holds `1.<base64url of nonce + AES-256-GCM ciphertext>`, bound to its sender id, so
that a row moved to another conversation does not open. What stays readable: sender id (random), the last intent and
the time. The key comes from BOT_TRACKER_KEY (base64 of 32 bytes); without it, or with a key that does not open what
is stored, Rasa refuses to start.

Rasa's own store writes a row an event and reads them all again at every message, so that each message of a long
conversation costs more than the one before. Our rules look at nothing older than the message at hand, so a row holds
the last turns (`recent_turns`) and the state before the first of them: slots and form. It is found by its id, never
by the time in it: a clock that was set back hides nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import os
import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import INTENT_NAME_KEY
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

from nlu.components import recent_turns

logger = logging.getLogger(__name__)

KEY_VARIABLE = "BOT_TRACKER_KEY"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = "1."
_SQLITE_BUSY_SECONDS = 10


class TrackerKeyError(RasaException):  # type: ignore[misc]
    """The key is missing, malformed, or not the one the stored events were written with."""


class EventCipher:
    """Encrypts and decrypts one event's JSON for one sender."""

    def __init__(self, key: bytes) -> None:
        self._box = AESGCM(key)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> EventCipher:
        """Read the key. Raises TrackerKeyError when it is missing or not 32 bytes of base64."""
        try:
            key = base64.b64decode(environment.get(KEY_VARIABLE, ""), validate=True)
        except binascii.Error as error:
            raise TrackerKeyError(f"{KEY_VARIABLE} is not base64") from error
        if len(key) != _KEY_BYTES:
            raise TrackerKeyError(f"{KEY_VARIABLE} must be {_KEY_BYTES} bytes in base64; it has {len(key)}")
        return cls(key)

    def seal(self, sender_id: str, plain: str) -> str:
        """Encrypt under a fresh nonce."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._box.encrypt(nonce, plain.encode("utf-8"), sender_id.encode("utf-8"))
        return _VERSION + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")

    def open(self, sender_id: str, stored: str) -> str:
        """Decrypt. Raises TrackerKeyError for another key, another sender, or data that were tampered with."""
        try:
            if not stored.startswith(_VERSION):
                raise ValueError("unknown version")
            raw = base64.urlsafe_b64decode(stored[len(_VERSION) :])
            plain = self._box.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], sender_id.encode("utf-8"))
        except (InvalidTag, ValueError) as error:
            raise TrackerKeyError("a stored event does not open with this key") from error
        return plain.decode("utf-8")


class EncryptedSQLTrackerStore(SQLTrackerStore):  # type: ignore[misc]
    """SQLTrackerStore whose rows only the holder of the key can read."""

    engine: Any

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        recent_turns: int = 2,
        **kwargs: Any,
    ) -> None:
        self._cipher = EventCipher.from_environment(os.environ)
        self._recent = max(1, int(recent_turns))
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        self._share()
        self._check_key()

    def _share(self) -> None:
        """Replace Rasa's engine by one that commits each statement by itself and keeps its connections."""
        url = self.engine.url
        self.engine.dispose()
        options: dict[str, Any] = {"poolclass": QueuePool, "isolation_level": "AUTOCOMMIT"}
        if url.get_backend_name() == "sqlite":
            options["connect_args"] = {"timeout": _SQLITE_BUSY_SECONDS, "check_same_thread": False}
        self.engine = sa.create_engine(url, **options)
        sa.event.listen(self.engine, "connect", _prepare)
        self.sessionmaker = sessionmaker(bind=self.engine)

    def _check_key(self) -> None:
        """A wrong key would look like a world of new conversations: try it on the newest stored row."""
        whole = ~_ROWS.c.sender_id.startswith("damaged:")
        newest = self._rows(sa.select(_ROWS).where(whole).order_by(_ROWS.c.id.desc()).limit(1))
        for row in newest:
            self._cipher.open(row.sender_id, row.data)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        rows = self._rows(sa.select(_ROWS).where(_ROWS.c.sender_id == sender_id).order_by(_ROWS.c.id))
        if not self.domain or not rows:
            return None
        try:
            turns = recent_turns.turns_of([json.loads(self._cipher.open(sender_id, row.data)) for row in rows])
            tracker = DialogueStateTracker.from_dict(sender_id, recent_turns.events_of(turns), self.domain.slots)
        except Exception as error:  # whatever it is, the same row would fail at every message to come
            self._set_aside(sender_id, error)
            return None
        recent_turns.remember(tracker, turns, rows[-1].id)
        return tracker

    def _set_aside(self, sender_id: str, error: Exception) -> None:
        """Keep a damaged conversation under another name and begin anew, rather than stay silent for ever.

        The key was tried at the start, so it is the row. An open report stands in the application's database, which
        opens the form again.
        """
        logger.error("tracker.damaged %s", type(error).__name__)
        aside = f"damaged:{secrets.token_hex(8)}"
        self._run(sa.update(_ROWS).where(_ROWS.c.sender_id == sender_id).values(sender_id=aside))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the turn that is not stored yet, in the place of the oldest one kept."""
        await self.stream_events(tracker)
        kept = recent_turns.with_newest(tracker, self._recent)
        if kept is None:
            return
        last = tracker.events[-1]
        values = {
            "type_name": recent_turns.TYPE,
            "timestamp": last.timestamp,
            "intent_name": tracker.latest_message.intent.get(INTENT_NAME_KEY) if tracker.latest_message else None,
            "action_name": tracker.latest_action_name,
            "data": self._cipher.seal(tracker.sender_id, json.dumps({"turns": kept.turns})),
        }
        recent_turns.remember(tracker, kept.turns, self._put(tracker.sender_id, kept.row, values))

    def _put(self, sender_id: str, row: int | None, values: dict[str, Any]) -> int:
        """Write over the row that was read; one that was deleted meanwhile (or never was) is written anew."""
        if row is not None:
            written = self._run(
                sa.update(_ROWS).where(_ROWS.c.id == row, _ROWS.c.sender_id == sender_id).values(values)
            )
            if written.rowcount:
                return row
        made = self._run(sa.insert(_ROWS).values(sender_id=sender_id, **values))
        return int(made.inserted_primary_key[0])

    def _rows(self, query: Any) -> list[Any]:
        return list(self._run(query, reads=True))

    def _run(self, statement: Any, *, reads: bool = False) -> Any:
        """One statement, one commit. A connection that the server has closed meanwhile is opened again, once."""
        for attempt in (1, 2):
            try:
                with self.engine.connect() as connection:
                    result = connection.execute(statement)
                    return result.all() if reads else result
            except sa.exc.DBAPIError as error:
                if attempt == 2 or not error.connection_invalidated:
                    raise
        raise AssertionError("unreachable")


_ROWS = SQLTrackerStore.SQLEvent.__table__


def _prepare(connection: Any, _record: Any) -> None:
    """A killed process loses nothing; after a power cut at worst the last turn is missing here, and the report itself
    stands in the application's database."""
    cursor = connection.cursor()
    if type(connection).__module__.startswith("psycopg2"):
        cursor.execute("SET synchronous_commit = off")
    else:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
    connection.commit()
