"""OpenTelemetry, when somebody wants it: spans of a message's way, with ids and never a word of a citizen.

Off unless BOT_TRACE_URL names a collector (OTLP over HTTP) and the packages are there. A tracer that cannot reach its
collector drops spans; nothing of a turn waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from bot import logs

log = logs.get(__name__)

Span = Callable[..., AbstractContextManager[Any]]
"""Opens a span: `span("turn.rasa", message_id=…)`."""


def no_spans(_name: str, **_ids: str) -> AbstractContextManager[None]:
    """What there is when nobody asked for traces."""
    return nullcontext()


def spans_to(url: str, process: str) -> Span:
    """Spans for the collector at `url`; `no_spans` when there is none or the packages are missing."""
    if not url:
        return no_spans
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("tracing.packages_missing")
        return no_spans
    provider = TracerProvider(resource=Resource.create({"service.name": f"langkah-aman-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{url.rstrip('/')}/v1/traces")))
    tracer = provider.get_tracer("langkah-aman")

    def span(name: str, **ids: str) -> AbstractContextManager[Any]:
        return tracer.start_as_current_span(name, attributes=ids)

    return span
