"""Logs are events: one line each, JSON or text, with run and connection, without secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_NAMES = re.compile(
    r"(authorization|api_?key|access_token|refresh_token|id_token|client_secret|password|secret|token_key|cookie|code_verifier)",
    re.IGNORECASE,
)
SECRET_TEXT = re.compile(
    r"(?i)(bearer\s+)[\w.\-~+/=]+|((?:amqps?|mongodb(?:\+srv)?|https?)://[^:/@\s]+:)[^@\s]+(?=@)|(ScoroAPI_)\w+"
)
HIDDEN = "[hidden]"

Event = MutableMapping[str, Any]


def redact(_logger: object, _method: str, event: Event) -> Event:
    """A structlog processor: hides values of secret-sounding names and tokens inside texts."""
    return {key: _cleaned(key, value) for key, value in event.items()}


def _cleaned(key: str, value: Any) -> Any:
    if SECRET_NAMES.search(key):
        return HIDDEN
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {inner: _cleaned(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(key, item) for item in value]
    return value


def without_secrets(text: str) -> str:
    """The text with bearer tokens, passwords in addresses and API keys hidden."""
    return SECRET_TEXT.sub(lambda found: "".join(group or "" for group in found.groups()) + HIDDEN, text)


STEPS: tuple[structlog.types.Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
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
            foreign_pre_chain=STEPS,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    structlog.contextvars.bind_contextvars(service=service)
