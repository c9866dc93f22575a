"""What the console's pages need from the environment."""

from typing import Self

from cryptography.fernet import Fernet
from pydantic import Field, SecretStr, model_validator

from services.console.settings import CONNECTOR_URL
from shared.config import CommonSettings
from shared.setting_kinds import (
    HeaderName,
    IpAddresses,
    Mailboxes,
    MailServer,
    Management,
    SecretWebAddress,
    WebAddress,
    parts,
)


class WebSettings(CommonSettings):
    """No key to what is encrypted at rest: the console has no business there."""

    token_key: SecretStr = Field(
        default_factory=lambda: SecretStr(Fernet.generate_key().decode()), description="Not used by the console"
    )
    connector_url: WebAddress = Field(default=CONNECTOR_URL, description="Address of the connector from inside")
    console_url: WebAddress = Field(
        default="http://localhost:8090", description="Address of the console seen from outside"
    )
    rabbitmq_management_url: Management | None = Field(
        default=None, description="RabbitMQ's management API, with an administrator's user and password"
    )
    console_proxy_header: HeaderName = Field(
        default="", description="Header in which a reverse proxy names who is signed in; empty: nobody else signs in"
    )
    console_proxies: IpAddresses = Field(
        default="127.0.0.1", description="Addresses from which that header is believed, separated by commas"
    )
    alarm_smtp_url: MailServer = Field(
        default=SecretStr(""), description="Mail server for alarms: smtp://user:password@host:587, or smtps://"
    )
    alarm_from: Mailboxes = Field(default="scoro-xero-sync@localhost", description="Sender of alarms")
    alarm_to: Mailboxes = Field(default="", description="Who gets alarms by e-mail, separated by commas; empty: nobody")
    alarm_webhook_url: SecretWebAddress = Field(
        default=SecretStr(""), description="Where alarms are posted as JSON; empty: nowhere"
    )
    console_is_sandbox: bool = Field(default=False, description="Shows a ribbon: this is not production")
    console_sandbox_offer: SecretStr = Field(
        default=SecretStr(""),
        description="For sandboxes alone: address, entity, time zone and API key of the Scoro site that the form for "
        "connecting is filled in with, separated by blanks",
    )

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the console over TLS alone."""
        return self.console_url.startswith("https://")

    @property
    def offer(self) -> dict[str, str]:
        """What the form for connecting is filled in with; nothing but in a sandbox."""
        told = self.console_sandbox_offer.get_secret_value().split() if self.console_is_sandbox else []
        return dict(zip(("site", "entity", "time_zone", "api_key"), told, strict=False))

    @property
    def proxies(self) -> frozenset[str]:
        """Those that are believed."""
        return frozenset(parts(self.console_proxies))

    @property
    def told_by_mail(self) -> tuple[str, ...]:
        """Who gets alarms."""
        return parts(self.alarm_to)

    @model_validator(mode="after")
    def _somebody_is_told(self) -> Self:
        """An alarm that nobody would get is worse than none."""
        if self.told_by_mail and not self.alarm_smtp_url.get_secret_value():
            raise ValueError("ALARM_SMTP_URL: is not set, so nobody in ALARM_TO would be told")
        return self
