"""Writes `.env.example` from the settings classes: `python -m deploy.env_example > .env.example`."""

import sys
from collections.abc import Iterator

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from pydantic_settings import BaseSettings

from deploy.docker.settings import ComposeSettings
from services.connector.settings import ConnectorSettings
from services.console.settings import ConsoleSettings
from services.console.web.settings import WebSettings
from services.scheduler.settings import SchedulerSettings
from shared.config import CommonSettings, XeroSettings

CLASSES: tuple[tuple[str, type[BaseSettings]], ...] = (
    ("Every service", CommonSettings),
    ("Services that talk to Xero and Scoro", XeroSettings),
    ("connector", ConnectorSettings),
    ("scheduler", SchedulerSettings),
    ("Command line", ConsoleSettings),
    ("console", WebSettings),
    ("docker compose", ComposeSettings),
)


def example() -> str:
    """The whole file: each variable once, under the first class that has it, with its default and its meaning."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Made from the settings classes by `python -m deploy.env_example`; a test compares the two."
    yield "# Copy to .env and change what differs. What is commented out has the default shown."
    known: set[str] = set()
    for title, kind in CLASSES:
        fresh = {name: field for name, field in kind.model_fields.items() if name not in known}
        known |= fresh.keys()
        if fresh:
            yield ""
            yield f"# --- {title} ---"
        for name, field in fresh.items():
            yield from _variable(name, field)


def _variable(name: str, field: FieldInfo) -> Iterator[str]:
    if field.description:
        yield f"# {field.description}"
    if field.default is PydanticUndefined and field.default_factory is None:
        yield f"{name.upper()}="
    else:
        yield f"# {name.upper()}={_plain(field.get_default(call_default_factory=True))}"


def _plain(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple | list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


if __name__ == "__main__":
    sys.stdout.write(example())
