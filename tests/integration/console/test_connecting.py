"""Connecting over the connector's internal API, spoken here by a small pretend connector."""

from pathlib import Path

import pytest

from tests.integration.console.conftest import Command
from tests.integration.console.pretended import ADDRESS, BLOCKED, Connector

KEY_TEXT = "ScoroAPI_secret"


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    file = tmp_path / "key.txt"
    file.write_text(f"{KEY_TEXT}\n")
    return ["connect", "--site", "https://acme.example", "--entity", "1", "--api-key-file", str(file)]


def test_connect_offers_the_sign_in_and_waits_for_it(
    command: Command, connector: Connector, arguments: list[str]
) -> None:
    said = command(*arguments, "--time-zone", "Europe/Tallinn")

    assert said.code == 0
    assert ADDRESS in said.err
    assert said.out == "Connected: Acme OÜ (Scoro) ↔ Acme Ltd (Xero)\n"
    assert connector.bodies[0] == {
        "site_url": "https://acme.example",
        "entity": "1",
        "api_key": KEY_TEXT,
        "time_zone": "Europe/Tallinn",
    }
    assert connector.keys == {"Bearer key"}


def test_the_api_key_can_come_from_stdin_and_is_never_shown(command: Command, connector: Connector) -> None:
    said = command(
        "connect", "--site", "https://acme.example", "--entity", "1", "--api-key-file", "-", "--no-wait",
        input_text=f"{KEY_TEXT}\n",
    )  # fmt: skip

    assert connector.bodies[0]["api_key"] == KEY_TEXT
    assert KEY_TEXT not in said.out + said.err


def test_programs_get_one_document(command: Command, connector: Connector, arguments: list[str]) -> None:
    assert connector.answers
    said = command(*arguments, "--no-wait", "--json")

    assert (said.json["authorise_url"], said.json["connection"]["id"]) == (ADDRESS, "c1")


def test_missing_currencies_are_named_with_the_next_step(
    command: Command, connector: Connector, arguments: list[str]
) -> None:
    connector.answers = [BLOCKED]

    said = command(*arguments)

    assert said.code == 1
    assert "CHF, NOK" in said.err
    assert "scoro-xero connections check c1" in said.err


def test_a_check_again_needs_no_new_sign_in(command: Command, connector: Connector) -> None:
    said = command("connections", "check", "c1")

    assert (said.code, connector.bodies) == (0, [{}])


def test_a_refused_field_is_wrong_use(command: Command, connector: Connector, arguments: list[str]) -> None:
    connector.refusal = (400, {"code": "invalid_choice", "message": "this is not an address", "field": "site_url"})

    said = command(*arguments)

    assert (said.code, said.err) == (2, "Site_url: this is not an address.\n")


def test_an_organisation_that_is_taken_is_said_in_the_connectors_words(
    command: Command, connector: Connector, arguments: list[str]
) -> None:
    connector.refusal = (409, {"code": "organisation_taken", "message": "it belongs to another entity"})

    said = command(*arguments)

    assert (said.code, said.err) == (1, "It belongs to another entity.\n")


def test_a_connector_that_is_away_is_unreachable(command: Command, arguments: list[str]) -> None:
    said = command(*arguments)

    assert said.code == 3
    assert said.err.startswith("The connector does not answer")


def test_without_a_key_nothing_is_asked_of_a_program(command: Command) -> None:
    said = command("connect", "--site", "https://acme.example", "--entity", "1")

    assert said.code == 2
    assert "--api-key-file" in said.err


def test_connections_are_listed(command: Command, connector: Connector) -> None:
    assert connector.answers
    said = command("connections")

    assert "Acme OÜ" in said.out
    assert "connected" in said.out
