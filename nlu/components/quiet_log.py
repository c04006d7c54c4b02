"""Keeps citizens' words, trackers and tokens out of Rasa's log.

Rasa logs in two ways. Its structlog events carry texts, slots and, with an exception, every local variable:
`drop_fields` leaves the event's name and the exception's type. Its plain log records may hold an exception whose
message quotes an action's reply, or an address with a token: the record factory cuts both. Debug lines of Rasa are
emptied, whatever the level: they print whole trackers. Of a Python warning the first words stay, which are fixed in
Rasa's source; further on it quotes the message it could not read.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
import warnings
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

from nlu.components import turn_failures

_KEPT_FIELDS = frozenset({"event", "level", "timestamp", "logger"})
_TOKEN = re.compile(r"(?i)((?:token|authorization)=)[^&\s'\"]+")
_PROCESSOR_LOGGER = "rasa.core.processor"
_WARNING_WORDS = 3
_WITHHELD = "(debug line withheld)"

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def install() -> None:
    """Quiet the log of this process. A second call changes nothing."""
    factory = logging.getLogRecordFactory()
    if not isinstance(factory, _QuietRecords):
        logging.setLogRecordFactory(_QuietRecords(factory))
    processors = structlog.get_config()["processors"]
    if drop_fields not in processors:
        # In place: loggers that Rasa has already bound share this list.
        processors.insert(0, drop_fields)
    warnings.showwarning = _show_warning


def drop_fields(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Structlog processor: keep the event's name and, of an exception, its type and place."""
    kept: MutableMapping[str, Any] = {key: event[key] for key in event if key in _KEPT_FIELDS}
    error = event.get("exc_info")
    if error is True or (error is None and _method == "exception"):
        error = sys.exc_info()
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if isinstance(error, tuple) and error[0] is not None:
        kept["error"] = _summary(error)
    # An explicit None keeps later processors from adding the exception with all its local variables.
    kept["exc_info"] = None
    return kept


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    words = " ".join(str(message).split()[:_WARNING_WORDS])
    logging.getLogger("py.warnings").warning("%s at %s:%d: %s …", category.__name__, filename, lineno, words)


class _QuietRecords:
    """A log record factory that shortens what another one made."""

    def __init__(self, factory: Any) -> None:
        self._factory = factory

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record: logging.LogRecord = self._factory(*args, **kwargs)
        if record.name.startswith("rasa") and record.levelno <= logging.DEBUG:
            record.msg, record.args, record.exc_info = _WITHHELD, (), None
            return record
        text = _TOKEN.sub(r"\1…", _first_line(record))
        if record.exc_info and record.exc_info[0] is not None:
            if record.name == _PROCESSOR_LOGGER:
                turn_failures.note("action")
            text = f"{text} [{_summary(record.exc_info)}]"
        record.msg, record.args, record.exc_info = text, (), None
        return record


def _first_line(record: logging.LogRecord) -> str:
    """What the record says; asyncio quotes a lost exception's message from its second line on."""
    try:
        text = record.getMessage()
    except (TypeError, ValueError):
        text = str(record.msg)
    return text.split("\n", 1)[0] if record.name == "asyncio" else text


def _summary(error: Any) -> str:
    """Types and places of an exception and its causes, without their messages."""
    parts: list[str] = []
    link: BaseException | None = error[1]
    while link is not None and len(parts) < 4:
        frames = traceback.extract_tb(link.__traceback__)
        place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        parts.append(f"{type(link).__name__}{place}")
        link = link.__cause__ or link.__context__
    return " from ".join(parts)
