"""Logs are events: one line each, JSON or text, with run and connection, without secrets and people."""

import logging
import re
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

from shared import redaction

SECRET_NAMES = re.compile(
    r"(authorization|api_?key|access_token|refresh_token|id_token|client_secret|password|secret|token_key|cookie|code_verifier)",
    re.IGNORECASE,
)
TRACE_LIMIT = 6000

Event = MutableMapping[str, Any]


def redact(_logger: object, _method: str, event: Event) -> Event:
    """A structlog processor: hides values of secret-sounding names, and tokens, addresses and numbers inside texts."""
    return {key: _cleaned(key, value) for key, value in event.items()}


def _cleaned(key: str, value: Any) -> Any:
    if SECRET_NAMES.search(key):
        return redaction.HIDDEN
    if isinstance(value, str):
        return redaction.without_people(value)
    if isinstance(value, dict):
        return {inner: _cleaned(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(key, item) for item in value]
    return value


def told_exception(_logger: object, _method: str, event: Event) -> Event:
    """A structlog processor: how it came to an exception, without the values that its text may quote."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else (given if isinstance(given, tuple) else sys.exc_info())[1]
    if given and error is not None:
        event["exception"] = redaction.trace(error, limit=TRACE_LIMIT, say=redaction.logged)
    return event


def first_line(_logger: object, _method: str, event: Event) -> Event:
    """A structlog processor for lines of libraries: asyncio goes on with the values that something failed on."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


STEPS: tuple[structlog.types.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    told_exception,
    redact,
)
"""What every line goes through before it is written."""


def configure(*, service: str, log_format: str, level: str) -> None:
    """Set up structlog and the standard library's logging for this process, once."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*STEPS, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=(first_line, *STEPS),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    structlog.contextvars.bind_contextvars(service=service)
    sys.excepthook = died


def died(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What a process says that ends by an exception; Python's own way would quote what it worked on."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        structlog.get_logger(__name__).critical("process.died", exc_info=error)
