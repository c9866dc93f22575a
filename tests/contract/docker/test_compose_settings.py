"""What containers are told is what the settings of their services ask for."""

from collections.abc import Mapping

import pytest
from pydantic_settings import BaseSettings

from deploy.demo.stage import Elsewhere
from deploy.docker.replica_set import ReplicaSetSettings
from deploy.env_example import example
from deploy.local.services import CONNECTOR, CONSOLE, SANDBOXES, SCORO, SERVICES, STUDIO, XERO
from services.connector.settings import ConnectorSettings
from services.console.settings import ConsoleSettings
from services.console.web.settings import WebSettings
from services.sandbox.scoro.settings import ScoroSettings
from services.sandbox.xero.settings import XeroSandboxSettings
from services.scheduler.settings import SchedulerSettings
from shared.config import XeroSettings
from tests.contract.docker import compose
from tests.contract.docker.compose import MissingVariableError

CATEGORIES: dict[str, type[BaseSettings]] = {
    service.name: XeroSettings for service in SERVICES if service.takes_workers
}
KINDS: dict[str, type[BaseSettings]] = CATEGORIES | {
    CONNECTOR: ConnectorSettings,
    "scheduler": SchedulerSettings,
    CONSOLE: WebSettings,
    SCORO: ScoroSettings,
    STUDIO: ScoroSettings,
    XERO: XeroSandboxSettings,
    "replica-set": ReplicaSetSettings,
}
LEAST = {"RABBITMQ_PASSWORD": "secret1", "MONGODB_PASSWORD": "secret2", "TOKEN_KEY": "x" * 43 + "="}
IN_THE_IMAGE = {"HEALTH_HOST", "HEALTH_PORT"}
WITHHELD = {CONSOLE: {"TOKEN_KEY"}}
"""The console opens nothing that is encrypted at rest."""
FOR_THE_DEMONSTRATION = {"SEED", "SIZE", "JSON", "SANDBOX_SCORO_API_KEY", "SANDBOX_SCORO_SEED", "SANDBOX_SCORO_SIZE"}
SECRETS_OF_THE_CONNECTOR = {"XERO_CLIENT_SECRET", "XERO_WEBHOOK_KEY"}


def asked_for(kind: type[BaseSettings]) -> set[str]:
    prefix = kind.model_config.get("env_prefix", "")
    return {f"{prefix}{name}".upper() for name in kind.model_fields}


def read(kind: type[BaseSettings], told: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> BaseSettings:
    """As the container would; what is set around the tests does not count."""
    for name in asked_for(kind):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    return kind(_env_file=None)


def test_the_settings_of_every_service_are_known_here() -> None:
    assert {service.name for service in SERVICES} <= set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_no_name_is_misspelt(name: str) -> None:
    known = asked_for(KINDS[name]) | (asked_for(ConsoleSettings) if name == CONNECTOR else set())

    assert set(compose.services()[name]["environment"]) <= known


@pytest.mark.parametrize("name", [name for name in KINDS if name not in SANDBOXES])
def test_everything_can_be_chosen(name: str) -> None:
    assert asked_for(KINDS[name]) - IN_THE_IMAGE - WITHHELD.get(name, set()) <= set(
        compose.services()[name]["environment"]
    )


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("given", [LEAST, compose.demo_env()], ids=["the least", "the demonstration"])
def test_the_values_fit(name: str, given: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    if name in SANDBOXES and given is LEAST:
        given = compose.demo_env()

    found = read(KINDS[name], compose.environment(name, given), monkeypatch)

    assert isinstance(found, KINDS[name])


@pytest.mark.parametrize("missing", LEAST)
def test_without_what_nobody_can_guess_nothing_starts(missing: str) -> None:
    given = {name: value for name, value in LEAST.items() if name != missing}

    with pytest.raises(MissingVariableError, match=missing):
        _ = [compose.environment(name, given) for name in compose.services()]


def test_only_the_connector_knows_what_gets_tokens() -> None:
    told = {name for name, service in compose.long_running().items() for one in service["environment"]
            if one in SECRETS_OF_THE_CONNECTOR}  # fmt: skip

    assert told == {CONNECTOR}


def test_all_that_can_be_set_is_explained() -> None:
    explained = {line.removeprefix("# ").split("=")[0] for line in example().splitlines() if "=" in line}

    assert compose.variables() - FOR_THE_DEMONSTRATION <= explained


def test_the_demonstrations_variables_are_all_used() -> None:
    assert set(compose.demo_env()) <= compose.variables()


def test_the_pretend_xero_knows_the_demonstrations_connector(monkeypatch: pytest.MonkeyPatch) -> None:
    given = compose.demo_env()
    connector = read(ConnectorSettings, compose.environment(CONNECTOR, given), monkeypatch)
    sandbox = read(XeroSandboxSettings, compose.environment(XERO, given), monkeypatch)
    assert isinstance(connector, ConnectorSettings)
    assert isinstance(sandbox, XeroSandboxSettings)

    assert sandbox.redirect_uris == (connector.redirect_uri,)
    assert sandbox.client_id == connector.xero_client_id
    assert sandbox.client_secret == connector.xero_client_secret
    assert connector.xero_api_url == connector.xero_login_url == f"http://{XERO}:8080"


def test_the_demonstration_finds_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    told = compose.environment("demonstration", compose.demo_env())
    found = read(Elsewhere, told, monkeypatch)

    assert isinstance(found, Elsewhere)
    assert (found.demo_scoro_url, found.demo_xero_url) == (f"http://{SCORO}:8080", f"http://{XERO}:8080")
    assert found.public_url == f"http://{CONNECTOR}:8080"
    assert set(told) <= asked_for(Elsewhere) | asked_for(XeroSettings) | FOR_THE_DEMONSTRATION
