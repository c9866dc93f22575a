"""Where the story is played: a fresh stack of its own on this machine, or a system that runs already."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from rich.console import Console
from rich.markup import escape

from deploy.demo.operator import Operator
from deploy.demo.sandboxes import Sandbox
from deploy.local.alone import alone
from deploy.local.environment import ours
from deploy.local.introductions import name_receiver
from deploy.local.places import Places
from deploy.local.report import API_PATH
from deploy.local.services import SCORO, STUDIO, XERO, command_line
from deploy.local.stack import Stack


@dataclass(slots=True)
class Stage:
    """Everything that is on it."""

    scoro: Sandbox
    studio: Sandbox
    """The Scoro site to which everything comes from Xero."""
    xero: Sandbox
    organisation: str
    """The first one in Xero."""
    operator: Operator
    words: Console

    def say(self, text: str) -> None:
        """One more thing is done."""
        self.words.print(f"[green]✓[/] {text}", soft_wrap=True)

    @contextmanager
    def doing(self, text: str) -> Iterator[None]:
        """What goes on now, for whoever watches a terminal; said as done afterwards."""
        with self.words.status(text) if self.words.is_terminal else nullcontext():
            yield
        self.say(text)


Staged = Callable[[Console], AbstractContextManager[Stage]]
"""Sets the stage; its sandboxes are still empty."""


class Elsewhere(BaseSettings):
    """A running system with fresh sandboxes, as in `docker-compose.yml`; it is used where all three are named."""

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    demo_scoro_url: str | None = Field(default=None, description="The Scoro sandbox")
    demo_studio_url: str | None = Field(default=None, description="The Scoro sandbox of the studio")
    demo_xero_url: str | None = Field(default=None, description="The Xero sandbox")
    public_url: str = Field(default="http://localhost:8080", description="The connector")
    internal_api_key: SecretStr = Field(default=SecretStr(""), description="Its key")
    sandbox_scoro_api_key: SecretStr = Field(default=SecretStr(""), description="The Scoro sandboxes' key")
    xero_webhook_key: SecretStr = Field(
        default=SecretStr(""), description="What the connector trusts Xero's webhooks by"
    )


def staged_as_told() -> Staged:
    """On the system that the environment names, else on a stack of one's own."""
    told = Elsewhere()
    scoro, studio, xero = told.demo_scoro_url, told.demo_studio_url, told.demo_xero_url
    if scoro is None or studio is None or xero is None:
        return on_own_stack
    return lambda words: _on_running(told, scoro, studio, xero, words)


@contextmanager
def _on_running(told: Elsewhere, scoro_url: str, studio_url: str, xero_url: str, words: Console) -> Iterator[Stage]:
    """What runs goes on running."""
    name_receiver(xero_url, told.public_url, told.xero_webhook_key.get_secret_value())
    operator = Operator(
        environment={"CONNECTOR_URL": told.public_url, **os.environ},
        connector=told.public_url,
        internal_api_key=told.internal_api_key.get_secret_value(),
        scoro_api=scoro_url + API_PATH,
        scoro_api_key=told.sandbox_scoro_api_key.get_secret_value(),
    )
    with Sandbox(scoro_url) as scoro, Sandbox(studio_url) as studio, Sandbox(xero_url) as xero:
        yield Stage(scoro, studio, xero, _first_organisation(xero), operator, words)


@contextmanager
def on_own_stack(words: Console) -> Iterator[Stage]:
    """A fresh stack beside the usual one, its sandboxes still empty; nothing of it stays running."""
    places = Places(name="demo")
    stack = Stack(
        places, tell=lambda text: words.print(f"[dim]{escape(text)}[/]", soft_wrap=True), company={"SIZE": "0"}
    )
    with alone(stack) as around:
        operator = Operator(
            environment=ours(command_line(around)),
            connector=around.public_url,
            internal_api_key=around.keys.internal_api_key,
            scoro_api=around.address(SCORO) + API_PATH,
            scoro_api_key=around.keys.scoro_api_key,
        )
        with (
            Sandbox(around.address(SCORO)) as scoro,
            Sandbox(around.address(STUDIO)) as studio,
            Sandbox(around.address(XERO)) as xero,
        ):
            yield Stage(scoro, studio, xero, _first_organisation(xero), operator, words)


def _first_organisation(xero: Sandbox) -> str:
    return str(xero.get("organisations")[0]["id"])
