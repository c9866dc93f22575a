"""Deployment settings: from the environment only, validated at start.

What an operator chooses (categories, directions, dates) is not here but in the store.
"""

import sys
from typing import Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.refused_settings import told
from shared.secret_files import FromEnvironment, SecretFileError
from shared.setting_kinds import (
    AnyWebAddress,
    Broker,
    DatabaseName,
    MongoAddress,
    OwnSecret,
    TokenKeys,
    WebAddress,
)

Settings = TypeVar("Settings", bound=BaseSettings)


class CommonSettings(FromEnvironment):
    """What every service needs."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    rabbitmq_url: Broker = Field(
        default=SecretStr("amqp://guest:guest@127.0.0.1:5672/"),
        description="AMQP address, with user and password. TLS: amqps://…/?cafile=FILE where the authority is your own;"
        " with &certfile=FILE&keyfile=FILE where it wants a certificate of ours",
    )
    declare_topology: bool = Field(
        default=True, description="Whether this process makes queues that are missing, or waits until they are there"
    )
    mongodb_url: MongoAddress = Field(
        default=SecretStr("mongodb://127.0.0.1:27017/?replicaSet=rs0"),
        description="MongoDB replica set. TLS: …&tls=true, with &tlsCAFile=FILE where the authority is your own; with"
        " &tlsCertificateKeyFile=FILE where it wants a certificate of ours",
    )
    mongodb_database: DatabaseName = Field(default="scoro_xero_sync", description="Database name")
    token_key: TokenKeys = Field(
        description="Keys that encrypt tokens at rest, newest first, separated by commas (32 bytes, URL-safe base64)"
    )
    log_format: Literal["json", "text"] = Field(default="json", description="json for machines, text for people")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="Least level logged")
    health_host: str = Field(default="127.0.0.1", description="Where the service answers /health")
    health_port: int = Field(default=8080, ge=0, le=65535, description="Port of /health; 0 takes a free one")
    metrics_key: OwnSecret = Field(
        default=SecretStr(""),
        description="Bearer token that opens /metrics; empty: only programs on the same machine read them",
    )
    revision: str = Field(default="", max_length=80, description="Which commit runs, as told in the measurements")
    otel_exporter_otlp_endpoint: AnyWebAddress = Field(
        default="", description="Where traces go, such as http://otel-collector:4318; empty: there are none"
    )
    internal_api_key: OwnSecret = Field(
        default=SecretStr(""), description="Key by which the command line and the console speak to the connector"
    )
    drain_seconds: float = Field(
        default=20.0,
        gt=0,
        le=600,
        description="Time for work in flight to finish after SIGTERM; ten seconds later at most the process has ended",
    )


class XeroSettings(CommonSettings):
    """What a service needs that talks to Xero and Scoro."""

    xero_api_url: WebAddress = Field(default="https://api.xero.com", description="Base address of Xero's API")
    xero_minute_limit: int = Field(default=60, ge=1, description="Calls a minute and organisation that Xero allows")
    xero_day_limit: int = Field(
        default=1000, ge=1, description="Calls a day and organisation to begin with; more is learnt from the answers"
    )
    xero_app_minute_limit: int = Field(default=10_000, ge=1, description="Calls a minute of all organisations")
    xero_concurrent_limit: int = Field(default=5, ge=1, description="Calls at once per organisation")
    scoro_window_limit: int = Field(default=20, ge=1, description="Calls per two seconds and Scoro site")
    scoro_day_limit: int | None = Field(
        default=None, ge=1, description="Calls a day and Scoro site; empty: learnt from Scoro's answers"
    )
    scoro_private_addresses: bool = Field(
        default=False, description="Whether Scoro sites may have private addresses and plain http: for sandboxes alone"
    )
    http_timeout: float = Field(
        default=60.0, gt=0, le=240, description="Seconds until an API call counts as unanswered"
    )
    public_url: WebAddress = Field(
        default="http://localhost:8080", description="Address of the connector seen from outside"
    )


def load(kind: type[Settings]) -> Settings:
    """Read the settings or end the process with a message that names each wrong variable."""
    try:
        return kind()
    except (ValidationError, SecretFileError) as error:
        sys.stderr.write(f"{told(error, kind)}\n")
        raise SystemExit(2) from None
