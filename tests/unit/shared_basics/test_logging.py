"""No secret reaches a log line."""

import json

import pytest
import structlog
from pydantic import SecretStr

from shared.config import CommonSettings
from shared.logging import configure, redact
from shared.redaction import without_secrets


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Authorization: Bearer eyJhbGciOi.J9.c2ln", id="bearer token"),
        pytest.param("amqp://sync:oVdhxg8@127.0.0.1:5672/", id="password in a broker's address"),
        pytest.param("mongodb://sync:oVdhxg8@127.0.0.1/?replicaSet=rs0", id="password in a database's address"),
        pytest.param("apiKey ScoroAPI_oVdhxg8 was refused", id="Scoro's API key"),
    ],
)
def test_secrets_inside_texts_are_hidden(text: str) -> None:
    cleaned = without_secrets(text)

    assert "oVdhxg8" not in cleaned
    assert "eyJhbGciOi" not in cleaned
    assert "[hidden]" in cleaned


@pytest.mark.parametrize(
    "name", ["access_token", "refresh_token", "apiKey", "Authorization", "client_secret", "password"]
)
def test_values_of_secret_names_are_hidden_at_any_depth(name: str) -> None:
    event = redact(None, "info", {"outer": {"inner": [{name: "oVdhxg8"}]}, name: "oVdhxg8"})

    assert "oVdhxg8" not in json.dumps(event)


def test_a_log_line_is_json_with_service_and_bound_ids(capsys: pytest.CaptureFixture[str]) -> None:
    configure(service="invoices", log_format="json", level="INFO")

    with structlog.contextvars.bound_contextvars(connection_id="acme", run_id="r1"):
        structlog.get_logger().info("invoice.synced", scoro_id=4101)
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["service"], line["connection_id"], line["run_id"], line["scoro_id"]) == (
        "invoice.synced", "invoices", "acme", "r1", 4101,
    )  # fmt: skip


def test_settings_never_print_their_secrets() -> None:
    settings = CommonSettings(
        token_key=SecretStr("oVdhxg8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        rabbitmq_url=SecretStr("amqp://a:oVdhxg8@x/"),
        internal_api_key=SecretStr("oVdhxg8"),
    )

    assert "oVdhxg8" not in f"{settings!r} {settings}"
