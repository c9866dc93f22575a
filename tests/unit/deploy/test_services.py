"""Every process is told what its own settings class asks for, under the names it asks for."""

import pytest
from pydantic_settings import BaseSettings

from deploy.local import services
from deploy.local.keys import Keys
from deploy.local.servers import Addresses, usual_management_url
from deploy.local.services import SERVICES, Surroundings
from services.connector.settings import CALLBACK_PATH, ConnectorSettings
from services.sandbox.scoro.settings import ScoroSettings
from services.sandbox.xero.settings import XeroSandboxSettings
from shared.config import XeroSettings

AROUND = Surroundings(
    servers=Addresses("amqp://127.0.0.1:1/", "http://127.0.0.1:2", "mongodb://127.0.0.1:3"),
    database="books",
    ports={service.name: 20_000 + number for number, service in enumerate(SERVICES)},
    keys=Keys(),
    company={"SEED": "7", "SIZE": "20"},
)


@pytest.mark.parametrize(
    ("environment", "settings", "prefix"),
    [
        pytest.param(services.common, XeroSettings, "", id="category"),
        pytest.param(services.connector, ConnectorSettings, "", id="connector"),
        pytest.param(services.scoro_sandbox, ScoroSettings, "sandbox_scoro_", id="Scoro sandbox"),
        pytest.param(services.studio_sandbox, ScoroSettings, "sandbox_scoro_", id="Scoro sandbox of the studio"),
        pytest.param(services.xero_sandbox, XeroSandboxSettings, "sandbox_xero_", id="Xero sandbox"),
    ],
)
def test_no_name_is_misspelt(environment: services.Environment, settings: type[BaseSettings], prefix: str) -> None:
    known = {f"{prefix}{name}" for name in settings.model_fields}

    assert {name.lower() for name in environment(AROUND)} <= known


def test_the_connector_and_the_xero_sandbox_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (services.connector(AROUND) | services.xero_sandbox(AROUND)).items():
        monkeypatch.setenv(name, value)
    connector, sandbox = ConnectorSettings(_env_file=None), XeroSandboxSettings()

    assert sandbox.redirect_uris == (connector.redirect_uri,)
    assert connector.redirect_uri.endswith(CALLBACK_PATH)
    assert sandbox.client_id == connector.xero_client_id
    assert sandbox.client_secret == connector.xero_client_secret
    assert sandbox.api_base_url == connector.xero_api_url


def test_only_the_connector_knows_what_gets_tokens() -> None:
    secret = {AROUND.keys.xero_client_secret, AROUND.keys.xero_webhook_key}

    assert not secret & set(services.common(AROUND).values())


@pytest.mark.parametrize(
    ("amqp", "management"),
    [
        ("amqp://me:p%40ss@broker/", "http://me:p%40ss@broker:15672"),
        ("amqp://me:secret@10.0.0.1:5673/vhost", "http://me:secret@10.0.0.1:15672"),
        ("amqp://[::1]:5672/", "http://guest:guest@[::1]:15672"),
        ("amqps://me:secret@broker/?cafile=ca.pem", "https://me:secret@broker:15671"),
    ],
)
def test_the_management_api_of_a_given_broker_is_on_its_usual_port(amqp: str, management: str) -> None:
    assert usual_management_url(amqp) == management
