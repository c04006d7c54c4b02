"""What is counted and timed for operators: turns, stages of a message's way, what waits; no words, no people."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
)

from bot.tracing import Span, no_spans

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)


class Meters:
    """One set per process, handed down; nothing is registered globally."""

    def __init__(self, span: Span = no_spans) -> None:
        self.registry = CollectorRegistry()
        self._span = span
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.answered = Histogram(
            "bot_answer_seconds", "Dari pesan diterima sampai jawabannya tersimpan, dalam detik", ["channel"],
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.stages = Histogram(
            "bot_stage_seconds", "Lama satu tahap perjalanan pesan, dalam detik", ["stage"],
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.failures = Counter(
            "bot_job_failures", "Percobaan pekerjaan yang gagal, menurut jenisnya", ["kind"], registry=self.registry
        )
        self.deliveries = Gauge("bot_deliveries", "Kiriman ke instansi menurut keadaan", ["state"],
                                registry=self.registry)  # fmt: skip
        self.oldest = Gauge(
            "bot_oldest_job_seconds", "Umur pekerjaan tertua yang sudah waktunya, dalam detik", registry=self.registry
        )
        self.unsealed = Gauge("bot_audit_unsealed", "Catatan jejak audit yang menunggu disegel", registry=self.registry)
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

    @contextmanager
    def stage(self, name: str, **ids: str) -> Iterator[None]:
        """Time one stage of a message's way, as a histogram and, if traces are wanted, as a span with these ids."""
        begun = time.monotonic()
        with self._span(name, **ids):
            try:
                yield
            finally:
                self.stages.labels(name).observe(time.monotonic() - begun)

    def serve(self, host: str, port: int) -> None:
        """Tell these numbers on a port of their own: for processes without a web server."""
        start_http_server(port, host, registry=self.registry)
