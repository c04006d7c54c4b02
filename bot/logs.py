"""Structured logs: `noun.verb` events with ids only; a citizen's words, addresses and tokens never pass."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# Fields that may hold what somebody said, who they are, or a secret. Dropped whatever their value.
_FORBIDDEN = frozenset(
    {
        *("text", "body", "message", "content", "story", "payload", "caption", "raw", "update", "value", "title"),
        *("address", "phone", "number", "external_id", "chat_id", "sender", "name", "code", "receipt", "tracker"),
        *("token", "secret", "password", "authorization", "cookie", "url"),
    }
)
# Telegram file and method URLs carry the bot token; long digit runs may be phone numbers.
_SECRETS = re.compile(r"(bot\d+:[\w-]+|https?://\S+|\d{7,})")


def scrub(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Drop forbidden fields and mask token-bearing addresses and long numbers in what remains."""
    kept: dict[str, Any] = {}
    for key, value in event.items():
        if key != "event" and key.lower() in _FORBIDDEN:
            continue
        kept[key] = _SECRETS.sub("•••", value) if isinstance(value, str) and key != "timestamp" else value
    return kept


def set_up(level: str, *, as_json: bool) -> None:
    """Configure structlog and the standard library's logging for one process."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _exception_name_only,
        scrub,
    ]
    last: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # These print request lines with tokens or addresses at INFO.
    for noisy in ("httpx", "httpcore", "telegram", "sanic.access", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def get(name: str) -> structlog.stdlib.BoundLogger:
    """A logger for one module. Call as `log.info("tip.sent", tip=tip.id)`."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def _exception_name_only(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep an exception's type and place, not its words: they may quote a citizen or a token."""
    info = event.pop("exc_info", None)
    if info is True:
        import sys

        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            event["at"] = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
    return event
