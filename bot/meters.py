"""What is counted and timed for operators: turns by outcome, Rasa's answer time; no words, no people."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Meters:
    """One set per process, handed down; nothing is registered globally."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "bot_turns", "Giliran yang dijawab, menurut hasilnya", ["channel", "outcome"], registry=self.registry
        )
        self.rasa_seconds = Histogram(
            "bot_rasa_seconds",
            "Lama jawaban Rasa dalam detik",
            buckets=(0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8),
            registry=self.registry,
        )
        self.doors = Counter(
            "bot_door_requests", "Permintaan di pintu kanal, menurut jawabannya", ["channel", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.jobs = Gauge("bot_jobs", "Pekerjaan terbuka, terlambat, terparkir", ["state"], registry=self.registry)
        self.inbox = Gauge("bot_inbox", "Pesan masuk yang belum selesai, menurut keadaan", ["state"],
                           registry=self.registry)  # fmt: skip
        self.outbox = Gauge("bot_outbox", "Pesan keluar menurut keadaan", ["state"], registry=self.registry)
        self.incidents = Gauge(
            "bot_incidents", "Gangguan yang terbuka", ["kind", "part"], registry=self.registry
        )  # fmt: skip
        self.worker_age = Gauge(
            "bot_worker_age_seconds", "Detik sejak pekerja terakhir terlihat", registry=self.registry
        )
