"""`docker-compose.yml` as Docker Compose reads it: merged, with its variables filled in."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "docker-compose.yml"
DEMO_ENV = ROOT / "deploy/docker/demo.env"
SERVERS = ("rabbitmq", "mongodb")
OBSERVERS = ("prometheus", "grafana", "otel-collector")
THEIRS = (*SERVERS, *OBSERVERS)
HELPERS = ("replica-set", "demonstration")
"""Ours, and no services: they do something and end."""

_VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


class MissingVariableError(Exception):
    """A variable without which nothing starts."""


def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return found


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = document()["services"]
    return found


def ours() -> dict[str, dict[str, Any]]:
    """Containers of our own image."""
    return {name: service for name, service in services().items() if name not in THEIRS}


def long_running() -> dict[str, dict[str, Any]]:
    """Those that are services."""
    return {name: service for name, service in ours().items() if name not in HELPERS}


def variables() -> set[str]:
    """All that the file takes from `.env`."""
    filled = {found[1] for text in _texts(document()) for found in _VARIABLE.finditer(text)}
    passed = {
        name
        for service in services().values()
        for name, value in service.get("environment", {}).items()
        if value is None
    }
    return filled | passed


def environment(service: str, given: Mapping[str, str]) -> dict[str, str]:
    """What a container is told. Raises MissingVariableError."""
    told = services()[service].get("environment", {})
    kept = {name: given[name] for name, value in told.items() if value is None and name in given}
    return kept | {name: filled(str(value), given) for name, value in told.items() if value is not None}


def filled(text: str, given: Mapping[str, str]) -> str:
    """With the variables in place."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found[1], found[2], found[3]
        if given.get(name):
            return given[name]
        if kind == "?":
            raise MissingVariableError(name)
        return rest if kind == "-" else ""

    return _VARIABLE.sub(value, text)


def demo_env() -> dict[str, str]:
    """What the demonstration gives in place of `.env`."""
    lines = [line for line in DEMO_ENV.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def seconds(length: str) -> int:
    """`35s`"""
    return int(length.removesuffix("s"))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
