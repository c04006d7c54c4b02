"""Rasa's memory of conversations in SQL, each event encrypted.

Column `data` of table `events` holds `1.<base64url of nonce + AES-256-GCM ciphertext>`, bound to its sender id, so
that a row moved to another conversation does not open. What stays readable: sender id (random), type, intent and
action names, time. The key comes from BOT_TRACKER_KEY (base64 of 32 bytes); without it, or with a key that does not
open what is stored, Rasa refuses to start. SQLite runs in WAL mode with a busy time-out, so that two Rasa
processes may share the file.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
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
    """SQLTrackerStore whose event data only the holder of the key can read."""

    engine: Any

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        self._cipher = EventCipher.from_environment(os.environ)
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        if self.engine.dialect.name == "sqlite":
            self._share_sqlite()
        self._check_key()

    def _share_sqlite(self) -> None:
        """Replace Rasa's engine by one whose connections stay open and wait for each other."""
        url = self.engine.url
        self.engine.dispose()
        self.engine = sa.create_engine(
            url,
            poolclass=QueuePool,
            connect_args={"timeout": _SQLITE_BUSY_SECONDS, "check_same_thread": False},
        )
        sa.event.listen(self.engine, "connect", _prepare_sqlite)
        self.sessionmaker = sessionmaker(bind=self.engine)

    def _check_key(self) -> None:
        """A wrong key would look like a world of new conversations: try it on the newest stored event."""
        with self.session_scope() as session:
            newest = session.query(self.SQLEvent).order_by(self.SQLEvent.id.desc()).first()
            if newest is not None:
                self._cipher.open(newest.sender_id, newest.data)

    async def _retrieve(self, sender_id: str, fetch_events_from_all_sessions: bool) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            rows = self._event_query(session, sender_id, fetch_events_from_all_sessions).all()
            events = [json.loads(self._cipher.open(sender_id, row.data)) for row in rows]
        if not self.domain or not events:
            return None
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that are not stored yet."""
        await self.stream_events(tracker)
        with self.session_scope() as session:
            for event in self._additional_events(session, tracker):
                data = event.as_dict()
                session.add(
                    self.SQLEvent(
                        sender_id=tracker.sender_id,
                        type_name=event.type_name,
                        timestamp=data.get("timestamp"),
                        intent_name=data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
                        action_name=data.get("name"),
                        data=self._cipher.seal(tracker.sender_id, json.dumps(data)),
                    )
                )
            session.commit()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # NORMAL survives a killed process; after a power cut at worst the last turn is missing here, and the report
    # itself stands in the application's database.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
