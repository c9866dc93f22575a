"""Where the command line finds the connector: never by the address that outsiders know."""

from collections.abc import Callable

import pytest
from pydantic import SecretStr

from services.console.addresses import Addresses
from services.console.cli import local_stack
from services.console.cli.session import addresses
from services.console.settings import ConsoleSettings

HERE = Addresses(
    rabbitmq_url=SecretStr("amqp://here/"),
    rabbitmq_management_url=None,
    mongodb_url=SecretStr("mongodb://here/"),
    mongodb_database="here",
    connector_url="http://127.0.0.1:4711",
    internal_api_key=SecretStr("key"),
    public_url="http://localhost:4711",
)
Told = Callable[..., None]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Nothing but these variables, and a stack on this machine."""
    for name in ConsoleSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(local_stack, "addresses", lambda: HERE)

    def tell(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return tell


def test_in_a_container_whose_name_outside_leads_to_an_edge_the_connector_is_next_door(told: Told) -> None:
    told(MONGODB_URL="mongodb://far/", PUBLIC_URL="https://sync.example.com")

    found = addresses()

    assert (found.connector_url, found.public_url) == ("http://localhost:8080", "https://sync.example.com")


def test_it_can_be_named(told: Told) -> None:
    told(MONGODB_URL="mongodb://far/", CONNECTOR_URL="http://connector:8080")

    assert addresses().connector_url == "http://connector:8080"


@pytest.mark.parametrize("told_too", [{}, {"MONGODB_URL": "mongodb://here/"}], ids=["all of it", "its servers"])
def test_of_the_stack_on_this_machine_it_is_known(told: Told, told_too: dict[str, str]) -> None:
    told(**told_too)

    assert addresses().connector_url == HERE.connector_url
