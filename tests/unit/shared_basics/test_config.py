"""Settings come from the environment or from files; what does not fit is named and nothing starts."""

import re
from pathlib import Path

import pytest

from services.connector.settings import ConnectorSettings
from services.console.settings import ConsoleSettings
from services.console.web.settings import WebSettings
from services.scheduler.settings import SchedulerSettings
from shared.config import CommonSettings, load

KINDS = (ConnectorSettings, SchedulerSettings, WebSettings)
OF_A_LIBRARY = re.compile("Input|Value error|valid|required")
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings but those of the test."""
    for name in {name for kind in KINDS for name in kind.model_fields}:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOKEN_KEY", KEY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN_KEY", "short"),
        ("RABBITMQ_URL", "https://hunter2@broker"),
        ("RABBITMQ_URL", "amqp://sync:hunter2@broker:99999"),
        ("MONGODB_URL", "postgres://sync:hunter2@db"),
        ("RABBITMQ_URL", "amqps://sync:hunter2@broker/?cafile=nowhere.pem"),
        ("RABBITMQ_URL", "amqps://sync:hunter2@broker/?certfile=nowhere.pem&keyfile=nowhere.key"),
        ("MONGODB_URL", "mongodb://sync:hunter2@db,other/?tls=true&tlsCAFile=nowhere.pem"),
        ("XERO_API_URL", "api.xero.com"),
        ("PUBLIC_URL", "ftp://hunter2.example"),
        ("INTERNAL_API_KEY", "changeme"),
        ("METRICS_KEY", "secret"),
        ("HEALTH_PORT", "70000"),
        ("DRAIN_SECONDS", "0"),
        ("LOG_LEVEL", "LOUD"),
        ("HTTP_TIMEOUT", "9999"),
        ("XERO_MINUTE_LIMIT", "none"),
        ("DECLARE_TOPOLOGY", "hunter2"),
        ("MONGODB_DATABASE", "hunter2 x"),
        ("METRICS_KEY", "hunter2 x"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "hunter2:4318"),
        ("CONNECTOR_URL", "hunter2"),
        ("RABBITMQ_MANAGEMENT_URL", "hunter2:15672"),
        ("CONSOLE_PROXY_HEADER", "X User: hunter2"),
        ("CONSOLE_PROXIES", "hunter2"),
        ("ALARM_SMTP_URL", "hunter2@mail"),
        ("ALARM_FROM", "hunter2"),
        ("ALARM_WEBHOOK_URL", "hunter2"),
        ("RETENTION_DAYS", "3"),
        ("RETENTION_DAYS", "99999999999"),
        ("SCHEDULER_LEASE_SECONDS", "inf"),
        ("SCHEDULER_SWEEP_SECONDS", "inf"),
        ("SCHEDULER_BATCH", "1000000000"),
        ("CONSOLE_URL", "HTTPS://hunter2.example"),  # would be taken for plain http, and its cookies be sent over it
    ],
)
def test_nonsense_is_refused_with_the_variables_name_and_without_its_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)

    kind = next(one for one in KINDS if name.lower() in one.model_fields)

    with pytest.raises(SystemExit) as ended:
        load(kind)

    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert f"  {name}: " in said
    assert OF_A_LIBRARY.search(said) is None
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALARM_FROM", "Scoro–Xero Sync <sync@acme.example>"),
        ("ALARM_SMTP_URL", "smtp+plain://localhost:1025"),
        ("CONSOLE_PROXIES", "127.0.0.1, ::1"),
        ("INTERNAL_API_KEY", "aB-_3$%"),
        ("MONGODB_DATABASE", "sync-2_demo"),
    ],
)
def test_what_people_may_mean_fits(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)

    load(WebSettings)


def test_alarms_without_a_mail_server_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALARM_TO", "mari@acme.example")

    with pytest.raises(SystemExit):
        load(WebSettings)

    assert "  ALARM_SMTP_URL: is not set, so nobody in ALARM_TO would be told\n" in capsys.readouterr().err


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("TOKEN_KEY")

    with pytest.raises(SystemExit):
        load(CommonSettings)

    assert "  TOKEN_KEY: is not set. Keys that encrypt" in capsys.readouterr().err


def test_several_hosts_of_mongodb_are_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONGODB_URL", "mongodb://a:27017,b:27017/?replicaSet=rs0")

    assert "b:27017" in load(CommonSettings).mongodb_url.get_secret_value()


def test_a_file_stands_for_its_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("amqp://sync:p@broker/\n")
    monkeypatch.setenv("RABBITMQ_URL_FILE", str(tmp_path / "url"))

    assert load(CommonSettings).rabbitmq_url.get_secret_value() == "amqp://sync:p@broker/"
    assert ConsoleSettings().rabbitmq_url is not None


@pytest.mark.parametrize(
    ("text", "twice", "said"),
    [
        pytest.param(None, False, "METRICS_KEY_FILE: cannot be read", id="not there"),
        pytest.param("\n", False, "METRICS_KEY_FILE: the file is empty", id="empty"),
        pytest.param("x" * 70_000, False, "METRICS_KEY_FILE: is no secret", id="another file"),
        pytest.param("k3y", True, "METRICS_KEY: given twice", id="twice"),
    ],
)
def test_a_file_that_is_no_secret_is_named(
    text: str | None,
    twice: bool,  # noqa: FBT001 - a case of the table
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if text is not None:
        (tmp_path / "key").write_text(text)
    monkeypatch.setenv("METRICS_KEY_FILE", str(tmp_path / "key"))
    if twice:
        monkeypatch.setenv("METRICS_KEY", "k3y")

    with pytest.raises(SystemExit):
        load(CommonSettings)

    assert said in capsys.readouterr().err
